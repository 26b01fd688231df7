#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "gradus/base/file.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/plotly/figure.hpp"
#include "gradus/plot/plotly/html_page.hpp"
#include "gradus/plot/plotly/looks.hpp"
#include "gradus/plot/plotly/words.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/steady.hpp"

namespace gradus::plot {
namespace {

constexpr double controls_height = 84;  // px, under the figure

// The members of `now` that are not as in `base`; members that went are null.
Json difference(const Json& base, const Json& now) {
  Json result = Json::object();
  for (const auto& [name, value] : now.items()) {
    if (!base.contains(name) || base[name] != value) result[name] = value;
  }
  for (const auto& [name, value] : base.items()) {
    if (!now.contains(name)) result[name] = nullptr;
  }
  return result;
}

// Coordinates as short as the eye allows, a ten-millionth of what they span: a frame's numbers are most of a
// page.
void shorten(Json& numbers) {
  double least = std::numeric_limits<double>::infinity(), greatest = -least, size = 0;
  for (const Json& number : numbers) {
    if (!number.is_number()) continue;
    const double value = number.get<double>();
    if (!std::isfinite(value)) continue;
    least = std::min(least, value), greatest = std::max(greatest, value),
    size = std::max(size, std::abs(value));
  }
  const double span = greatest - least;
  const int more = span > 0 ? static_cast<int>(std::ceil(std::log10(size / span))) : 17;
  const int digits = std::clamp(7 + more, 7, 17);
  for (Json& number : numbers) {
    if (!number.is_number_float() || !std::isfinite(number.get<double>())) continue;
    const std::string text = fmt::format("{:.{}g}", number.get<double>(), digits);
    double shorter = 0;
    std::from_chars(text.data(), text.data() + text.size(), shorter);
    number = shorter;
  }
}

// The frames as plotly.js takes them: every trace that ever changes stands in each of them, because a reader
// may go from any to any.
class FrameWriter {
 public:
  explicit FrameWriter(const std::vector<Figure>& figures) {
    for (const Figure& figure : figures) made_.push_back(plotly_figure(make_scene(figure), true));
    for (PlotlyFigure& frame : made_) {
      for (Json& trace : frame.data) {
        for (const char* name : {"x", "y"}) {
          if (trace.contains(name) && trace[name].is_array()) shorten(trace[name]);
        }
      }
    }
    for (const PlotlyFigure& frame : made_) {
      for (std::size_t i = 0; i < frame.keys.size(); ++i) {
        if (slots_.emplace(frame.keys[i], slots_.size()).second) base_.push_back(frame.data[i]);
      }
    }
    first_ = aligned(made_.front());
  }

  // What a page shows before anything plays, and on paper: the last frame.
  PlotlyFigure base() const {
    PlotlyFigure figure = made_.back();
    figure.data = aligned(made_.back());
    return figure;
  }

  Json frames() const {
    std::vector<std::vector<Json>> changes;  // [frame][slot]
    std::vector<bool> changing(slots_.size(), false);
    for (const PlotlyFigure& frame : made_) {
      const Json data = aligned(frame);
      std::vector<Json>& row = changes.emplace_back();
      for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        row.push_back(difference(first_[slot], data[slot]));
        if (!row.back().empty()) changing[slot] = true;
      }
    }
    const std::vector<Json::json_pointer> texts = changing_texts();
    Json frames = Json::array();
    for (std::size_t f = 0; f < made_.size(); ++f) {
      Json data = Json::array(), slots = Json::array(), layout = Json::object();
      for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (!changing[slot]) continue;
        slots.push_back(slot);
        data.push_back(complete(slot, changes, f));
      }
      for (const Json::json_pointer& text : texts) layout[text] = made_[f].layout[text];
      frames.push_back(
          {{"name", fmt::format("{}", f)}, {"data", std::move(data)}, {"traces", std::move(slots)}});
      if (!layout.empty()) frames.back()["layout"] = std::move(layout);
    }
    return frames;
  }

 private:
  // The frame's traces, one for each slot; what is not there yet is not visible.
  Json aligned(const PlotlyFigure& frame) const {
    Json data = base_;
    for (Json& trace : data) trace["visible"] = false;
    for (std::size_t i = 0; i < frame.keys.size(); ++i) {
      Json& slot = data[slots_.at(frame.keys[i])];
      slot = frame.data[i];
      if (!slot.contains("visible")) slot["visible"] = true;
    }
    return data;
  }

  // Which of the layout's lists of texts, shapes and pictures are not the same in all frames.
  std::vector<Json::json_pointer> changing_texts() const {
    std::vector<Json::json_pointer> found;
    const Json& start = made_.front().layout;
    const auto look_at = [&](const Json::json_pointer& list) {
      const auto differs = [&](const PlotlyFigure& frame) { return frame.layout[list] != start[list]; };
      if (std::any_of(made_.begin(), made_.end(), differs)) found.push_back(list);
    };
    look_at(Json::json_pointer("/annotations"));
    look_at(Json::json_pointer("/shapes"));
    look_at(Json::json_pointer("/images"));
    for (const auto& [name, value] : start.items()) {
      if (name.starts_with("scene")) look_at(Json::json_pointer("/" + name + "/annotations"));
    }
    return found;
  }

  // What this frame has in those members of a trace that some frame changes.
  Json complete(std::size_t slot, const std::vector<std::vector<Json>>& changes, std::size_t frame) const {
    Json result = changes[frame][slot];
    for (const std::vector<Json>& row : changes) {
      for (const auto& [name, value] : row[slot].items()) {
        if (!result.contains(name)) result[name] = first_[slot].contains(name) ? first_[slot][name] : Json();
      }
    }
    return result;
  }

  std::vector<PlotlyFigure> made_;
  std::map<std::string, std::size_t> slots_;
  Json base_ = Json::array(), first_;
};

Json button(const char* label, Json first, double duration) {
  return {{"label", label},
          {"method", "animate"},
          {"args",
           {std::move(first),
            {{"mode", "immediate"},
             {"fromcurrent", true},
             {"frame", {{"duration", duration}, {"redraw", true}}},
             {"transition", {{"duration", 0}}}}}}};
}

// Play, pause and the slider, in a strip below what the figure takes.
void add_controls(const Animation& animation, Json& layout) {
  const FigureOptions& options = animation.figure().options();
  const Theme& theme = theme_of(options.style);
  const double height = options.height + controls_height;
  const Json font{{"size", 0.9 * options.font_size}, {"color", css(theme.text)}};
  layout["height"] = height;
  layout["margin"]["b"] = controls_height;
  const double duration = std::round(1000 / animation.options().frames_per_second);
  // `[null]` stops what plays; null plays all frames.
  Json buttons = {button("\u25B6 Play", nullptr, duration),
                  button("\u275A\u275A Pause", Json::array({nullptr}), 0)};
  layout["updatemenus"] = Json::array({{{"type", "buttons"},
                                        {"direction", "left"},
                                        {"showactive", false},
                                        {"x", 0.02},
                                        {"xanchor", "left"},
                                        {"y", 0},
                                        {"yanchor", "top"},
                                        {"pad", {{"t", 34}, {"l", 0}}},
                                        {"bgcolor", css(theme.background)},
                                        {"bordercolor", css(theme.border)},
                                        {"font", font},
                                        {"buttons", std::move(buttons)}}});
  Json steps = Json::array();
  for (std::size_t i = 0; i < animation.frames().size(); ++i) {
    steps.push_back(button("", Json::array({fmt::format("{}", i)}), 0));
    steps.back()["label"] = plotly_text(animation.frames()[i].label);
  }
  const double left = 190.0 / options.width;
  layout["sliders"] = Json::array({{{"active", animation.frames().size() - 1},
                                    {"x", std::min(0.4, left)},
                                    {"len", 0.97 - std::min(0.4, left)},
                                    {"xanchor", "left"},
                                    {"y", 0},
                                    {"yanchor", "top"},
                                    {"pad", {{"t", 8}, {"b", 6}}},
                                    {"currentvalue", {{"xanchor", "left"}, {"font", font}, {"offset", 6}}},
                                    {"font", {{"size", 1}, {"color", "rgba(0,0,0,0)"}}},
                                    {"ticklen", 4},
                                    {"minorticklen", 0},
                                    {"tickcolor", css(theme.border)},
                                    {"bgcolor", css(theme.grid)},
                                    {"bordercolor", css(theme.border)},
                                    {"activebgcolor", css(theme.border)},
                                    {"transition", {{"duration", 0}}},
                                    {"steps", std::move(steps)}}});
}

}  // namespace

Json plotly_parts(const Animation& animation) {
  const FrameWriter writer(steady_frames(animation, "plotly_json"));
  PlotlyFigure figure = writer.base();
  add_controls(animation, figure.layout);
  return {{"data", std::move(figure.data)},
          {"layout", std::move(figure.layout)},
          {"config", std::move(figure.config)},
          {"frames", writer.frames()}};
}

std::string plotly_json(const Animation& animation) { return script_safe(plotly_parts(animation)); }

std::string html_fragment(const Animation& animation, std::string_view id, const FragmentOptions& options) {
  const FigureOptions& figure = animation.figure().options();
  return figure_element(id, figure.width, figure.height + controls_height,
                        script_safe(with_looks(animation, options)));
}

void write_html(const Animation& animation, const std::string& path, const HtmlOptions& options) {
  write_file("write_html", path,
             figure_page(animation.figure(), html_fragment(animation, "figure"), options));
}

}  // namespace gradus::plot
