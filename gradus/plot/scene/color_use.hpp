#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gradus/plot/scene/ranges.hpp"
#include "gradus/plot/scene/scene.hpp"

// Private to plot: traces that show numbers by colours.
namespace gradus::plot {

/// The numbers that a trace shows by colours.
struct ColorSource {
  std::string_view what;                        // the trace's name
  const std::vector<double>* values = nullptr;  // null where it shows none
  ColorMap map = ColorMap::viridis;
};

ColorSource source_of(const Heatmap& t);
ColorSource source_of(const Scatter& t);
ColorSource source_of(const Contours& t);
ColorSource source_of(const Images& t);
ColorSource source_of(const Scatter3D& t);
ColorSource source_of(const Surface& t);

template <class T>
concept Colored = requires(const T& trace) {
  { source_of(trace) } -> std::same_as<ColorSource>;
};

/// The range of values that the colours of a trace with a source span.
std::pair<double, double> color_range(const Colored auto& trace) {
  const ColorSource source = source_of(trace);
  return color_range(source.what, *source.values, trace.options.min, trace.options.max);
}

/// The same for any trace; nothing where it shows no numbers by colours.
std::optional<std::pair<double, double>> colors_of(const Trace& trace);
std::optional<std::pair<double, double>> colors_of(const Trace3D& trace);

/// Gives such a trace this range.
void set_colors(Trace& trace, double low, double high);
void set_colors(Trace3D& trace, double low, double high);

/// The colour bar of the first trace that has one, without its place and ticks.
std::optional<ColorBar> color_bar_of(const Axes& axes);
std::optional<ColorBar> color_bar_of(const Axes3D& axes);

/// Gives all values that a figure shows by colours one range, in a copy of it, and their colour bar; none of
/// both where it shows none. Throws Error where their colour maps differ.
std::optional<ColorBar> share_colors(const Figure& figure, std::shared_ptr<const Figure>& copy);

/// The colour of one value; `missing` where it is not finite.
Color color_at(ColorMap map, std::pair<double, double> range, double value, Color missing);

/// The colour of one value of a heat map whose colours span this range.
Color cell_color(const Heatmap& heatmap, const Theme& theme, std::pair<double, double> range, double value);

/// The colours of the intervals before, between and after rising steps, each as at its middle.
std::vector<Color> step_colors(ColorMap map, std::pair<double, double> range,
                               const std::vector<double>& steps);

/// The colour of a colour bar at a value.
Color bar_color(const ColorBar& bar, double value);

/// The colour of each point of a scatter trace; `plain` where it gives none of its own.
std::vector<Color> point_colors(const Colored auto& scatter, Color plain, Color missing) {
  if (!scatter.options.colors.empty()) return scatter.options.colors;
  std::vector<Color> colors(scatter.x.size(), plain);
  const ColorSource source = source_of(scatter);
  if (source.values == nullptr) return colors;
  const auto range = color_range(scatter);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    colors[i] = color_at(source.map, range, source.values->at(i), missing);
  }
  return colors;
}

}  // namespace gradus::plot
