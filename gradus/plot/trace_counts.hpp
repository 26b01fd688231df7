#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradus/plot/style.hpp"

/// Traces that show amounts and distributions; see trace.hpp.
namespace gradus::plot {

struct BarOptions {
  std::string label = {};           ///< their name in the legend; none if empty
  std::optional<Color> color = {};  ///< the next of the cycle if not given
  double width = 0.8;               ///< data units of x
  double opacity = 1;               ///< 0 to 1
  std::vector<double> base = {};    ///< where each bar begins; 0 if empty
  std::vector<double> errors = {};  ///< half the length of each bar's error bar; none if empty
  bool horizontal = false;          ///< from left to right, `x` being places on the y axis
  std::optional<Color> edge = {};   ///< outline of each bar; none if not given
  double edge_width = 0.8;          ///< px

  friend bool operator==(const BarOptions&, const BarOptions&) = default;
};

/// Bars around x, from their base to `height` above it.
struct Bars {
  std::vector<double> x, height;
  BarOptions options;

  friend bool operator==(const Bars&, const Bars&) = default;
};

/// Bars of one colour that stand in several groups: one a group.
struct BarSeries {
  std::string label = {};            ///< its name in the legend; none if empty
  std::vector<double> heights = {};  ///< one a group
  std::vector<double> errors = {};   ///< one a group, or none
  std::optional<Color> color = {};   ///< the next of the cycle if not given
};

struct BarGroupOptions {
  double width = 0.8;       ///< of a whole group; groups are 1 apart
  bool stacked = false;     ///< on top of each other in place of beside
  bool horizontal = false;  ///< from left to right, the first group on top

  friend bool operator==(const BarGroupOptions&, const BarGroupOptions&) = default;
};

struct HistogramOptions {
  std::string label = {};            ///< its name in the legend; none if empty
  std::optional<Color> color = {};   ///< the next of the cycle if not given
  int bins = 0;                      ///< of equal width; 0 chooses, as numpy's "auto" does
  std::optional<double> from = {};   ///< start of the first bin; the least value if not given
  std::optional<double> to = {};     ///< end of the last; the greatest if not given
  std::vector<double> edges = {};    ///< of the bins, rising, in place of `bins`, `from` and `to`
  std::vector<double> weights = {};  ///< one a value; 1 each if empty
  bool density = false;              ///< areas that sum to 1 in place of counts
  bool cumulative = false;           ///< each bin with all bins before it
  bool outline = false;              ///< a line over the bins in place of filled bins
  bool horizontal = false;           ///< from left to right, the values on the y axis
  double opacity = 0.75;             ///< 0 to 1
  double width = 1.6;                ///< of the outline, px

  friend bool operator==(const HistogramOptions&, const HistogramOptions&) = default;
};

/// How many of the values lie in each bin. A bin holds its lower edge, the last one both; values outside and
/// those that are not finite are left out.
struct Histogram {
  std::vector<double> values;
  HistogramOptions options;

  friend bool operator==(const Histogram&, const Histogram&) = default;
};

/// What a histogram shows: `heights[i]` between `edges[i]` and `edges[i + 1]`.
struct HistogramBins {
  std::vector<double> edges, heights;
};
HistogramBins bins_of(const Histogram& histogram);

struct BoxPlotOptions {
  std::string label = {};           ///< its name in the legend; none if empty
  std::optional<Color> color = {};  ///< the next of the cycle if not given
  double width = 0.5;               ///< of the box, data units
  double whisker = 1.5;             ///< how far whiskers reach at most, in heights of the box
  bool outliers = true;             ///< draws the values beyond them
  bool mean = false;                ///< marks the mean by a diamond
  bool horizontal = false;          ///< from left to right, `at` being a place on the y axis

  friend bool operator==(const BoxPlotOptions&, const BoxPlotOptions&) = default;
};

/// A box from the first to the third quartile with a line at the median, and whiskers to the last values
/// within reach.
struct BoxPlot {
  double at = 0;
  std::vector<double> values;  ///< those that are not finite are left out
  BoxPlotOptions options;

  friend bool operator==(const BoxPlot&, const BoxPlot&) = default;
};

/// What a box plot shows: quartiles as numpy's `percentile` finds them, the whiskers' ends, and what lies
/// beyond, rising.
struct BoxPlotFigures {
  double low = 0, first = 0, median = 0, third = 0, high = 0, mean = 0;
  std::vector<double> outliers = {};
};
BoxPlotFigures figures_of(const BoxPlot& plot);

}  // namespace gradus::plot
