#include "gradus/plot/animation.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"
#include "gradus/plot/scene/each_plot.hpp"

namespace gradus::plot {
namespace {

using AnyTrace = std::variant<Trace, Trace3D>;

bool same_kind(const AnyTrace& a, const AnyTrace& b) {
  const auto kind = [](const AnyTrace& any) {
    return std::visit([](const auto& trace) { return trace.index(); }, any);
  };
  return a.index() == b.index() && kind(a) == kind(b);
}

const AnyTrace* change_of(const Frame& frame, std::size_t plot, std::size_t index) {
  for (const TraceChange& change : frame.changes) {
    if (change.plot == plot && change.index == index) return &change.trace;
  }
  return nullptr;
}

// The first frame in which a plot has this trace: what later ones have to be like.
const AnyTrace* earliest(const std::vector<Frame>& frames, std::size_t plot, std::size_t index) {
  for (const Frame& frame : frames) {
    if (const AnyTrace* found = change_of(frame, plot, index)) return found;
  }
  return nullptr;
}

}  // namespace

Animation::Animation(Figure figure, AnimationOptions options)
    : figure_(std::move(figure)), options_(options) {
  const auto between = [](const char* name, double value, double low, double high) {
    if (value >= low && value <= high) return;
    fail(fmt::format("Animation: {} is {}; it has to be from {} to {}", name, value, low, high));
  };
  between("frames_per_second", options_.frames_per_second, 0.1, 50);
  between("last_frame_seconds", options_.last_frame_seconds, 0, 600);
}

void Animation::add_frame(std::string label) {
  Frame frame;
  frame.label = std::move(label);
  frame.title = figure_.options().title;
  for_each_plot(figure_, [&](const auto& axes, std::size_t plot) {
    check(axes);
    frame.plot_titles.push_back(axes.title);
    frame.traces.push_back(axes.traces.size());
    for (std::size_t i = 0; i < axes.traces.size(); ++i) {
      AnyTrace now = axes.traces[i];
      const AnyTrace* first = frames_.empty() ? nullptr : change_of(frames_.front(), plot, i);
      if (first != nullptr && *first == now) continue;
      const AnyTrace* like = earliest(frames_, plot, i);
      if (like != nullptr && !same_kind(*like, now)) {
        fail(fmt::format("add_frame: trace {} of plot {} is of another kind than in an earlier frame", i,
                         plot));
      }
      frame.changes.push_back({plot, i, std::move(now)});
    }
  });
  frames_.push_back(std::move(frame));
}

Figure Animation::figure_at(std::size_t number) const {
  if (number >= frames_.size()) {
    fail(fmt::format("figure_at: there is no frame {}; the animation has {}", number, frames_.size()));
  }
  const Frame& frame = frames_[number];
  Figure figure = figure_;
  figure.set_title(frame.title);
  for_each_plot(figure, [&](auto& axes, std::size_t plot) {
    using Kind = typename std::remove_reference_t<decltype(axes.traces)>::value_type;
    axes.traces.clear();
    axes.title = frame.plot_titles[plot];
    for (std::size_t i = 0; i < frame.traces[plot]; ++i) {
      const AnyTrace* trace = change_of(frame, plot, i);
      if (trace == nullptr) trace = change_of(frames_.front(), plot, i);
      axes.traces.push_back(std::get<Kind>(*trace));
    }
  });
  return figure;
}

}  // namespace gradus::plot
