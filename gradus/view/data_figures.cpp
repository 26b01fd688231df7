#include "gradus/view/data_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/view/model.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::Columns;

constexpr int most_bins = 40;

/// The edges of bins that all classes share.
std::vector<double> edges_of(const char* op, const std::vector<double>& values, int bins) {
  if (bins < 0 || bins > 1000) fail(fmt::format("{}: bins = {} must be 0 to 1000", op, bins));
  const plot::Histogram all{values, {.bins = bins}};
  const plot::HistogramBins chosen = plot::bins_of(all);
  if (bins > 0 || chosen.heights.size() <= most_bins) return chosen.edges;
  return plot::bins_of(plot::Histogram{values, {.bins = most_bins}}).edges;
}

/// A histogram of each class with rows.
void add_histograms(plot::Axes& axes, const std::vector<double>& values, const Classes& classes,
                    const std::vector<double>& edges, bool density) {
  for (size_t c = 0; c < classes.count(); ++c) {
    const std::vector<double> own = internal::of_class(values, classes, c);
    if (own.empty()) continue;
    axes.histogram(own, {.label = classes.names[c],
                         .color = plot::cycle_color(c),
                         .edges = edges,
                         .density = density,
                         .opacity = classes.count() > 1 ? 0.5 : 0.75});
  }
}

/// A box of each class, those without rows left out.
void add_boxes(plot::Axes& axes, const std::vector<double>& values, const Classes& classes) {
  for (size_t c = 0; c < classes.count(); ++c) {
    const auto at = static_cast<double>(c);
    axes.x.ticks.push_back(at);
    axes.x.tick_labels.push_back(classes.names[c]);
    const std::vector<double> own = internal::of_class(values, classes, c);
    if (!own.empty()) axes.box_plot(at, own, {.color = plot::cycle_color(c), .mean = true});
  }
  axes.x.min = -0.6;
  axes.x.max = static_cast<double>(classes.count()) - 0.4;
  axes.legend = plot::Legend::none;
}

/// Chosen columns, each named once and in range.
void check_columns(const char* op, const std::vector<int64_t>& chosen, const Columns& x) {
  const std::set<int64_t> different(chosen.begin(), chosen.end());
  const auto d = static_cast<int64_t>(x.count());
  if (*different.begin() < 0 || *different.rbegin() >= d) {
    fail(fmt::format("{}: column {} is not among the {} of x (counted from 0)", op,
                     *different.begin() < 0 ? *different.begin() : *different.rbegin(), d));
  }
  if (different.size() != chosen.size()) fail(fmt::format("{}: columns names one twice", op));
}

struct ChosenColumns {
  Classes classes;
  std::vector<const std::vector<double>*> values = {};
  std::vector<std::string> names = {};
};

ChosenColumns chosen_columns(const Columns& x, const Tensor& y, const ScatterByClassOptions& options) {
  constexpr const char* op = "scatter_by_class";
  const std::vector<std::string> names = internal::shown_names(op, options.feature_names, x.count());
  check_columns(op, options.columns, x);
  ChosenColumns chosen{.classes = internal::classes_in(op, y, x.rows, options.class_names)};
  for (const int64_t column : options.columns) {
    chosen.values.push_back(&x[static_cast<size_t>(column)]);
    chosen.names.push_back(names[static_cast<size_t>(column)]);
  }
  return chosen;
}

void scatter_in_box(plot::Axes3D& axes, const Columns& x, const Tensor& y,
                    const ScatterByClassOptions& options) {
  const ChosenColumns chosen = chosen_columns(x, y, options);
  axes.title = options.title;
  axes.x.label = chosen.names[0];
  axes.y.label = chosen.names[1];
  axes.z.label = chosen.names[2];
  axes.legend = options.legend;
  internal::scatter_classes(axes, *chosen.values[0], *chosen.values[1], *chosen.values[2], chosen.classes);
}

}  // namespace

// --- Points.

void scatter_by_class(plot::Axes& axes, const Tensor& x, const Tensor& y,
                      const ScatterByClassOptions& options) {
  constexpr const char* op = "scatter_by_class";
  const Columns columns = internal::read_columns(op, "x", x);
  if (options.columns.size() != 2) {
    fail(fmt::format("{}: a flat plot shows two columns, not {}", op, options.columns.size()));
  }
  const ChosenColumns chosen = chosen_columns(columns, y, options);
  axes.title = options.title;
  axes.x.label = chosen.names[0];
  axes.y.label = chosen.names[1];
  axes.legend = options.legend;
  internal::scatter_classes(axes, *chosen.values[0], *chosen.values[1], chosen.classes);
}

plot::Figure scatter_by_class(const Tensor& x, const Tensor& y, const ScatterByClassOptions& options) {
  constexpr const char* op = "scatter_by_class";
  if (options.columns.size() == 3) {
    plot::Figure figure({.width = 760, .height = 620});
    scatter_in_box(figure.axes3d(), internal::read_columns(op, "x", x), y, options);
    return figure;
  }
  if (options.columns.size() != 2) {
    fail(fmt::format("{}: columns must name two or three, got {}", op, options.columns.size()));
  }
  plot::Figure figure({.width = 720, .height = 540});
  scatter_by_class(figure.axes(), x, y, options);
  return figure;
}

plot::Figure scatter_by_class(const Tensor& x, const ScatterByClassOptions& options) {
  return scatter_by_class(x, Tensor(), options);
}

// --- Distributions.

plot::Figure distributions(const Tensor& x, const Tensor& y, const DistributionsOptions& options) {
  constexpr const char* op = "distributions";
  constexpr size_t most = 60;
  const Columns columns = internal::read_columns(op, "x", x);
  const size_t d = columns.count();
  if (d > most) {
    fail(fmt::format("{}: x has {} columns, more than {}; choose some by index_select(x, 1, ...)", op, d,
                     most));
  }
  if (options.across < 0 || options.across > static_cast<int>(most)) {
    fail(fmt::format("{}: across = {} must be 0 to {}", op, options.across, most));
  }
  const std::vector<std::string> names = internal::shown_names(op, options.feature_names, d);
  const Classes classes = internal::classes_in(op, y, columns.rows, options.class_names);
  const int count = static_cast<int>(d);
  const int square = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(d))));
  const int across = std::min(count, options.across > 0 ? options.across : std::min(square, 6));
  const int down = (count + across - 1) / across;
  plot::Figure figure({.title = options.title,
                       .width = across == 1 ? 640 : std::min(1500, 380 * across),
                       .height = across == 1 && down == 1 ? 440 : 60 + 230 * down,
                       .rows = down,
                       .columns = across});
  for (int place = count; place < across * down; ++place) figure.axes(down - 1, place % across).hidden = true;
  for (int j = 0; j < count; ++j) {
    const auto column = static_cast<size_t>(j);
    plot::Axes& axes = figure.axes(j / across, j % across);
    if (options.box) {
      axes.y.label = names[column];
      add_boxes(axes, columns[column], classes);
      continue;
    }
    axes.x.label = names[column];
    if (j % across == 0) axes.y.label = options.density ? "density" : "rows";
    axes.y.min = 0;
    // One legend, right of the upper row, says it for all.
    axes.legend = j == across - 1 && classes.count() > 1 && count > 1 ? plot::Legend::right
                  : count == 1                                        ? plot::Legend::automatic
                                                                      : plot::Legend::none;
    add_histograms(axes, columns[column], classes, edges_of(op, columns[column], options.bins),
                   options.density);
  }
  return figure;
}

plot::Figure distributions(const Tensor& x, const DistributionsOptions& options) {
  return distributions(x, Tensor(), options);
}

// --- Correlation.

namespace {

/// The numbers less their mean, scaled to length 1; NaN where they do not vary.
std::vector<double> unit_deviations(std::vector<double> values) {
  const auto [low, high] = std::ranges::minmax(values);
  // Scaled first, so that squares of large and small numbers stay within float64.
  const double scale = high - low;
  double mean = 0, square = 0;
  for (double& value : values) {
    value = scale > 0 ? (value - low) / scale : std::numeric_limits<double>::quiet_NaN();
    mean += value / static_cast<double>(values.size());
  }
  for (double& value : values) {
    value -= mean;
    square += value * value;
  }
  for (double& value : values) value /= std::sqrt(square);
  return values;
}

}  // namespace

plot::Figure correlation(const Tensor& x, const CorrelationOptions& options) {
  constexpr const char* op = "correlation";
  const Columns columns = internal::read_columns(op, "x", x);
  const size_t d = columns.count();
  if (d < 2 || columns.rows < 2) {
    fail(fmt::format("{}: two rows and two columns are needed, got {}", op, to_string(x.shape())));
  }
  const std::vector<std::string> names = internal::shown_names(op, options.feature_names, d);
  std::vector<std::vector<double>> units;
  units.reserve(d);
  for (const std::vector<double>& column : columns.values) units.push_back(unit_deviations(column));
  std::vector<double> cells;
  cells.reserve(d * d);
  bool any = false;
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = 0; j < d; ++j) {
      double sum = 0;
      for (size_t row = 0; row < columns.rows; ++row) sum += units[i][row] * units[j][row];
      cells.push_back(std::isnan(sum) ? sum : std::clamp(i == j ? 1.0 : sum, -1.0, 1.0));
      any = any || !std::isnan(sum);
    }
  }
  if (!any) fail(fmt::format("{}: no column of x varies", op));
  const int side = std::clamp(180 + 46 * static_cast<int>(d), 380, 1100);
  plot::Figure figure({.title = options.title, .width = side + 180, .height = side + 60});
  figure.axes().heatmap(d, d, cells,
                        {.row_labels = names,
                         .column_labels = names,
                         .numbers = options.numbers && d <= 20,
                         .decimals = 2,
                         .map = plot::ColorMap::balance,
                         .min = -1,
                         .max = 1,
                         .color_bar_label = "correlation"});
  return figure;
}

// --- Pairs.

namespace {

/// One plot of the pairs: ticks and names stand on the outer sides only.
void frame_pair(plot::Axes& axes, const Interval& across, const Interval& up, bool left, bool bottom) {
  axes.x.min = across.low;
  axes.x.max = across.high;
  axes.y.min = up.low;
  axes.y.max = up.high;
  axes.legend = plot::Legend::none;
  // A tick outside of the range, which is not drawn, is in place of those that would be chosen.
  if (!left) axes.y.ticks = {up.high + (up.high - up.low)};
  if (!bottom) axes.x.ticks = {across.high + (across.high - across.low)};
}

/// One legend says it for all: right of the upper row, or in the free corner, whose points lie out of range.
void add_pair_legend(plot::Axes& axes, const Classes& classes, bool corner) {
  axes.legend = corner ? plot::Legend::top_right : plot::Legend::right;
  if (!corner) return;
  axes.x = axes.y = {.min = 0, .max = 1};
  for (size_t c = 0; c < classes.count(); ++c) axes.scatter({2}, {2}, internal::class_dots(classes, c, 1));
}

}  // namespace

plot::Figure pair_plot(const Tensor& x, const Tensor& y, const PairPlotOptions& options) {
  constexpr const char* op = "pair_plot";
  constexpr size_t most = 8;
  const Columns columns = internal::read_columns(op, "x", x);
  const size_t d = columns.count();
  if (d < 2 || d > most) {
    fail(fmt::format("{}: x must have 2 to {} columns, got {}; choose some by index_select(x, 1, ...)", op,
                     most, to_string(x.shape())));
  }
  const std::vector<std::string> names = internal::shown_names(op, options.feature_names, d);
  const Classes classes = internal::classes_in(op, y, columns.rows, options.class_names);
  std::vector<Interval> ranges;
  ranges.reserve(d);
  for (const std::vector<double>& column : columns.values) ranges.push_back(interval_of(op, column, 0.07));
  const int side = static_cast<int>(d), length = std::clamp(1300 / side, 150, 260);
  plot::Figure figure({.title = options.title,
                       .width = length * side + 150,
                       .height = length * side + 40,
                       .rows = side,
                       .columns = side,
                       .font_size = 12});
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = 0; j < d; ++j) {
      plot::Axes& axes = figure.axes(static_cast<int>(i), static_cast<int>(j));
      if (options.corner && j > i) {
        axes.hidden = true;
        continue;
      }
      if (j == 0) axes.y.label = names[i];
      if (i == d - 1) axes.x.label = names[j];
      if (i != j) {
        frame_pair(axes, ranges[j], ranges[i], j == 0, i == d - 1);
        internal::scatter_classes(axes, columns[j], columns[i], classes);
        for (plot::Trace& trace : axes.traces) std::get<plot::Scatter>(trace).options.size *= 0.65;
        continue;
      }
      add_histograms(axes, columns[i], classes, edges_of(op, columns[i], options.bins), false);
      double highest = 0;
      for (const plot::Trace& trace : axes.traces) {
        const auto bins = plot::bins_of(std::get<plot::Histogram>(trace));
        highest = std::max(highest, std::ranges::max(bins.heights));
      }
      frame_pair(axes, ranges[i], {0, 1.08 * highest}, false, i == d - 1);
    }
  }
  if (classes.count() > 1) add_pair_legend(figure.axes(0, side - 1), classes, options.corner);
  return figure;
}

plot::Figure pair_plot(const Tensor& x, const PairPlotOptions& options) {
  return pair_plot(x, Tensor(), options);
}

}  // namespace gradus::view
