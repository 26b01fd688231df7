#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/plot/text.hpp"
#include "gradus/plot/trace.hpp"

namespace gradus::plot {

/// How numbers become places along an axis. `symlog` is linear around 0, from -linthresh to linthresh, and
/// logarithmic beyond, for values of both signs or 0 among large ones.
enum class Scale { linear, log, symlog };

/// One of the two axes of an Axes.
struct Axis {
  std::string label = {};                     ///< markup, with the unit where there is one
  std::optional<double> min = {};             ///< from the data, with a margin, if not given
  std::optional<double> max = {};             ///< likewise
  Scale scale = Scale::linear;                ///< log needs positive values; others leave gaps
  double linthresh = 1;                       ///< of symlog: where its linear part ends; positive
  std::vector<double> ticks = {};             ///< chosen if empty
  std::vector<std::string> tick_labels = {};  ///< one a tick, markup; the numbers if empty
  bool reversed = false;                      ///< greater values to the left, or below
  bool grid = false;                          ///< pale lines at the ticks
};

/// Where the legend stands. `automatic` takes the corner with no data under it, or the space right of the
/// plot.
enum class Legend { automatic, none, top_left, top_right, bottom_left, bottom_right, right, below };

/// One plot of a figure: two axes and the traces between them, drawn in their order (regions first, texts
/// last).
///
/// Each call adds a trace and returns it, so that it can still be changed; it stays where it is. They throw
/// Error where x and y have different lengths, where there is no finite point at all, and where an option
/// makes no sense.
struct Axes {
  std::string title = {};
  Axis x = {};
  Axis y = {};
  bool equal_aspect = false;  ///< a unit of x is as long as a unit of y
  bool hidden = false;        ///< no frame, ticks or axis labels: for diagrams
  Legend legend = Legend::automatic;
  std::deque<Trace> traces = {};

  Line& line(Values xs, Values ys, LineOptions options = {});
  Scatter& scatter(Values xs, Values ys, ScatterOptions options = {});
  /// Areas of classes on the grid xs by ys; `classes` holds ys.size() rows of xs.size().
  Regions& regions(Values xs, Values ys, Values classes, RegionOptions options = {});
  /// A matrix, row by row; turns the y axis over, so that row 0 is on top.
  Heatmap& heatmap(std::size_t rows, std::size_t columns, Values values, HeatmapOptions options = {});
  Arrows& arrows(Values xs, Values ys, Values dx, Values dy, ArrowOptions options = {});
  /// One arrow from (x0, y0) to (x1, y1).
  Arrows& arrow(double x0, double y0, double x1, double y1, ArrowOptions options = {});
  Text& text(double at_x, double at_y, std::string_view text, TextOptions options = {});
  Box& box(double at_x, double at_y, double width, double height, std::string_view text,
           BoxOptions options = {});
  ReferenceLine& hline(double at_y, ReferenceOptions options = {});
  ReferenceLine& vline(double at_x, ReferenceOptions options = {});
  /// y = at + slope x.
  ReferenceLine& diagonal(double slope = 1, double at = 0, ReferenceOptions options = {});
  Bars& bars(Values xs, Values heights, BarOptions options = {});
  /// Bars of several colours beside or on top of each other in groups 0, 1, ... with these names; sets the
  /// ticks of their axis, and the start of the other one where all of them stand on 0. Throws Error where a
  /// series has not one height for each group.
  void bar_groups(std::vector<std::string> names, std::vector<BarSeries> series,
                  BarGroupOptions options = {});
  Histogram& histogram(Values values, HistogramOptions options = {});
  BoxPlot& box_plot(double at, Values values, BoxPlotOptions options = {});
  /// Box plots at 0, 1, ... with these names; sets the ticks of their axis.
  void box_plots(std::vector<std::string> names, std::vector<Values> groups,
                 const BoxPlotOptions& options = {});
  Band& band(Values xs, Values low, Values high, BandOptions options = {});
  Fill& fill(Values xs, Values ys, FillOptions options = {});
  /// Heights over the grid xs by ys; `zs` holds ys.size() rows of xs.size().
  Contours& contours(Values xs, Values ys, Values zs, ContourOptions options = {});
  /// One picture; turns the y axis over, makes pixels square and hides the axes, which can be shown again.
  Images& image(std::size_t rows, std::size_t columns, std::size_t channels, Values pixels,
                ImageOptions options = {});
  /// The same for several pictures of one size, [count, rows, columns, channels].
  Images& images(std::size_t count, std::size_t rows, std::size_t columns, std::size_t channels,
                 Values pixels, ImageOptions options = {});
  /// A text at (text_x, text_y) with an arrow from there to (at_x, at_y), and a box behind it.
  Text& annotate(std::string_view text, double at_x, double at_y, double text_x, double text_y,
                 TextOptions options = {});
};

}  // namespace gradus::plot
