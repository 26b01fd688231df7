#include "gradus/plot/scene/steady.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "gradus/base/error.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/each_plot.hpp"
#include "gradus/plot/scene/layout.hpp"
#include "gradus/plot/scene/scene.hpp"

namespace gradus::plot {
namespace {

struct Span {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();

  void add(double from, double to) { low = std::min(low, from), high = std::max(high, to); }
};

// What one plot needs over all frames.
struct PlotSpan {
  Span x, y, z;
  std::map<std::size_t, Span> colors;  // by trace
  std::array<bool, legend_corners.size()> free{true, true, true, true};
  bool title = false;
};

template <class Traces>
void add_colors(const Traces& traces, PlotSpan& span) {
  for (std::size_t i = 0; i < traces.size(); ++i) {
    if (const auto range = colors_of(traces[i])) span.colors[i].add(range->first, range->second);
  }
}

void add_scene(const Scene& scene, std::vector<PlotSpan>& spans) {
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Panel& panel = scene.panels[i];
    PlotSpan& span = spans[i];
    span.x.add(panel.x.min, panel.x.max);
    span.y.add(panel.y.min, panel.y.max);
    for (std::size_t k = 0; k < legend_corners.size(); ++k) {
      span.free[k] = span.free[k] && corner_is_free(panel, legend_corners[k], scene.options->font_size);
    }
    span.title = span.title || !panel.title().empty();
    if (panel.space != nullptr) {
      span.z.add(panel.z.min, panel.z.max);
      add_colors(panel.space->traces, span);
    } else {
      add_colors(panel.axes->traces, span);
    }
  }
}

void fix(Axis& axis, const Span& span) { axis.min = span.low, axis.max = span.high; }

template <class A>
void settle(A& axes, const PlotSpan& span) {
  fix(axes.x, span.x);
  fix(axes.y, span.y);
  if constexpr (std::is_same_v<A, Axes3D>) fix(axes.z, span.z);
  for (const auto& [index, colors] : span.colors) {
    if (index < axes.traces.size()) set_colors(axes.traces[index], colors.low, colors.high);
  }
  if (span.title && axes.title.empty()) axes.title = " ";  // keeps its room
}

// A corner that is free in every frame; else the place beside the plot.
Legend steady_legend(const PlotSpan& span) {
  for (std::size_t k = 0; k < legend_corners.size(); ++k) {
    if (span.free[k]) return legend_corners[k];
  }
  return Legend::right;
}

// Now that the ranges stand, legends look for room in all frames. One that goes beside its plot makes all
// plots smaller, so the others look again; it does not come back.
void place_legends(std::vector<Figure>& figures, std::vector<PlotSpan>& spans) {
  std::vector<bool> movable(spans.size());
  for_each_plot(figures.front(), [&](const auto& axes, std::size_t plot) {
    movable[plot] = axes.legend == Legend::automatic;
  });
  for (int round = 0; round < 3; ++round) {
    for (PlotSpan& span : spans) span.free.fill(true);
    for (const Figure& figure : figures) add_scene(make_scene(figure), spans);
    for (Figure& figure : figures) {
      for_each_plot(figure, [&](auto& axes, std::size_t plot) {
        if (movable[plot] && axes.legend != Legend::right) axes.legend = steady_legend(spans[plot]);
      });
    }
  }
}

}  // namespace

std::vector<Figure> steady_frames(const Animation& animation, const char* caller) {
  const std::size_t count = animation.frames().size();
  if (count == 0) fail(fmt::format("{}: the animation has no frame; call add_frame", caller));
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < count; ++i) figures.push_back(animation.figure_at(i));
  std::vector<PlotSpan> spans;
  for_each_plot(animation.figure(), [&](const auto&, std::size_t) { spans.emplace_back(); });
  bool title = false;
  for (const Figure& figure : figures) {
    add_scene(make_scene(figure), spans);
    title = title || !figure.options().title.empty();
  }
  for (Figure& figure : figures) {
    for_each_plot(figure, [&](auto& axes, std::size_t plot) { settle(axes, spans[plot]); });
    if (title && figure.options().title.empty()) figure.set_title(" ");
  }
  place_legends(figures, spans);
  return figures;
}

}  // namespace gradus::plot
