#include "gradus/plot/scene/color_use.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <type_traits>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"
#include "gradus/plot/scene/contour.hpp"
#include "gradus/plot/scene/each_plot.hpp"

namespace gradus::plot {
namespace {

template <class AnyTrace>
std::optional<std::pair<double, double>> range_of(const AnyTrace& any) {
  return std::visit(
      [](const auto& trace) -> std::optional<std::pair<double, double>> {
        if constexpr (Colored<std::remove_cvref_t<decltype(trace)>>) {
          if (source_of(trace).values != nullptr) return color_range(trace);
        }
        return std::nullopt;
      },
      any);
}

template <class AnyTrace>
void set_range(AnyTrace& any, double low, double high) {
  std::visit(
      [&](auto& trace) {
        if constexpr (Colored<std::remove_cvref_t<decltype(trace)>>) {
          trace.options.min = low, trace.options.max = high;
        }
      },
      any);
}

// Filled contours change colour at their levels only.
template <class T>
std::vector<double> steps_of(const T& trace, const ColorBar& bar) {
  std::vector<double> steps;
  if constexpr (std::is_same_v<T, Contours>) {
    if (trace.options.filled) steps = levels_of(trace);
    std::erase_if(steps, [&](double level) { return level <= bar.min || level >= bar.max; });
  }
  return steps;
}

template <class AnyTrace>
void hide_bar(AnyTrace& any) {
  std::visit(
      [](auto& trace) {
        if constexpr (Colored<std::remove_cvref_t<decltype(trace)>>) trace.options.color_bar = false;
      },
      any);
}

template <class A>
std::optional<ColorBar> first_bar(const A& axes) {
  std::optional<ColorBar> bar;
  const auto look_at = [&](const auto& trace) {
    if constexpr (Colored<std::remove_cvref_t<decltype(trace)>>) {
      const ColorSource source = source_of(trace);
      if (bar || source.values == nullptr || !trace.options.color_bar) return;
      bar.emplace();
      std::tie(bar->min, bar->max) = color_range(trace);
      bar->map = source.map;
      bar->label = trace.options.color_bar_label;
      bar->steps = steps_of(trace, *bar);
    }
  };
  for (const auto& trace : axes.traces) std::visit(look_at, trace);
  return bar;
}

const std::vector<double>* some(const std::vector<double>& values) {
  return values.empty() ? nullptr : &values;
}

}  // namespace

ColorSource source_of(const Heatmap& t) { return {"heatmap", &t.values, t.options.map}; }
ColorSource source_of(const Scatter& t) { return {"scatter", some(t.options.values), t.options.map}; }
ColorSource source_of(const Contours& t) {
  return {"contours", t.options.color ? nullptr : &t.z, t.options.map};
}
ColorSource source_of(const Images& t) {
  return {"images", t.channels == 1 && !t.options.each ? &t.pixels : nullptr, t.options.map};
}
ColorSource source_of(const Scatter3D& t) { return {"scatter", some(t.options.values), t.options.map}; }
ColorSource source_of(const Surface& t) {
  return {"surface", t.options.map ? &t.z : nullptr, t.options.map.value_or(ColorMap::viridis)};
}

std::optional<std::pair<double, double>> colors_of(const Trace& trace) { return range_of(trace); }
std::optional<std::pair<double, double>> colors_of(const Trace3D& trace) { return range_of(trace); }

void set_colors(Trace& trace, double low, double high) { set_range(trace, low, high); }
void set_colors(Trace3D& trace, double low, double high) { set_range(trace, low, high); }

std::optional<ColorBar> color_bar_of(const Axes& axes) { return first_bar(axes); }
std::optional<ColorBar> color_bar_of(const Axes3D& axes) { return first_bar(axes); }

std::optional<ColorBar> share_colors(const Figure& figure, std::shared_ptr<const Figure>& copy) {
  Range range;
  std::optional<ColorBar> bar;
  const auto collect = [&](const auto& trace) {
    if constexpr (Colored<std::remove_cvref_t<decltype(trace)>>) {
      const ColorSource source = source_of(trace);
      if (source.values == nullptr) return;
      const auto [low, high] = color_range(trace);
      range.add(low), range.add(high);
      if (!bar) bar.emplace().map = source.map;
      if (bar->map != source.map)
        fail("figure: shared_colors needs one colour map, and the traces have several");
      if (bar->label.empty()) bar->label = trace.options.color_bar_label;
    }
  };
  for_each_plot(figure, [&](const auto& axes, std::size_t) {
    check(axes);
    for (const auto& trace : axes.traces) std::visit(collect, trace);
  });
  if (!bar) return bar;
  bar->min = range.low, bar->max = range.high;
  auto shared = std::make_shared<Figure>(figure);
  for_each_plot(*shared, [&](auto& axes, std::size_t) {
    for (auto& trace : axes.traces) {
      set_colors(trace, range.low, range.high);
      hide_bar(trace);
    }
  });
  copy = std::move(shared);
  return bar;
}

Color color_at(ColorMap map, std::pair<double, double> range, double value, Color missing) {
  if (!std::isfinite(value)) return missing;
  return map_color(map, (value - range.first) / (range.second - range.first));
}

Color cell_color(const Heatmap& heatmap, const Theme& theme, std::pair<double, double> range, double value) {
  return color_at(heatmap.options.map, range, value, theme.missing);
}

std::vector<Color> step_colors(ColorMap map, std::pair<double, double> range,
                               const std::vector<double>& steps) {
  std::vector<Color> colors;
  colors.reserve(steps.size() + 1);
  for (std::size_t i = 0; i <= steps.size(); ++i) {
    const double low = i == 0 ? std::min(range.first, steps.front()) : steps[i - 1];
    const double high = i == steps.size() ? std::max(range.second, steps.back()) : steps[i];
    colors.push_back(color_at(map, range, low + (high - low) / 2, colors::grey));
  }
  return colors;
}

Color bar_color(const ColorBar& bar, double value) {
  const std::pair range{bar.min, bar.max};
  if (bar.steps.empty()) return color_at(bar.map, range, value, colors::grey);
  const auto above = std::upper_bound(bar.steps.begin(), bar.steps.end(), value);
  return step_colors(bar.map, range, bar.steps)[static_cast<std::size_t>(above - bar.steps.begin())];
}

}  // namespace gradus::plot
