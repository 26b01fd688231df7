#include "gradus/view/regressor_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/plot/text.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Columns;

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

std::string shown_target(const std::string& name) { return name.empty() ? "$y$" : plot::literal(name); }

/// The numbers y [n] or [n, 1] of so many rows.
std::vector<double> read_targets(const char* op, const char* which, const Tensor& y, size_t rows) {
  Columns columns = internal::read_columns(op, which, y);
  if (columns.count() != 1 || columns.rows != rows) {
    fail(fmt::format("{}: {} must have one number for each of {} rows, got {}", op, which, rows,
                     to_string(y.shape())));
  }
  return std::move(columns.values.front());
}

/// Rows x [n] or [n, d] as models take them.
Tensor as_matrix(const char* op, const Tensor& x) {
  const Columns columns = internal::read_columns(op, "x", x);
  return x.reshape({x.size(0), static_cast<int64_t>(columns.count())});
}

/// Many points are drawn small and pale.
plot::ScatterOptions dots(size_t count) {
  return {.color = plot::colors::blue,
          .marker = plot::Marker::circle,
          .size = count > 2000 ? 3.5 : 5.5,
          .opacity = count > 300 ? 0.5 : 0.8};
}

/// What the rows and places of a fit are.
struct FitData {
  Columns x;
  std::vector<double> y;          ///< [n]
  std::vector<double> predicted;  ///< of the rows; empty unless residuals are asked for
  std::vector<std::string> names;
};

/// Vertical pieces between what is and what is predicted, with a gap after each.
struct Sticks {
  std::vector<double> x, y, z;
};

Sticks sticks_of(const FitData& data) {
  Sticks sticks;
  const bool two = data.x.count() == 2;
  for (size_t i = 0; i < data.y.size(); ++i) {
    for (const double height : {data.y[i], data.predicted[i], gap}) {
      sticks.x.push_back(data.x[0][i]);
      sticks.y.push_back(two ? data.x[1][i] : height);
      sticks.z.push_back(height);
    }
  }
  return sticks;
}

plot::Figure fit_line(const Model& model, const FitData& data, const FitOptions& options, DType type) {
  constexpr const char* op = "fit";
  const Interval range = options.x_range ? *options.x_range : interval_of(op, data.x[0], options.margin);
  const int count = options.resolution > 0 ? options.resolution : 400;
  const Tensor across = make_places(op, range, count), places = across.reshape({across.size(0), 1}).to(type);
  plot::Figure figure({.width = 720, .height = 480});
  plot::Axes& axes = figure.axes();
  axes.title = options.title;
  axes.x = {.label = data.names[0], .min = range.low, .max = range.high};
  axes.y.label = shown_target(options.target_name);
  axes.legend = options.legend;
  if (options.residuals) {
    const Sticks sticks = sticks_of(data);
    axes.line(sticks.x, sticks.y, {.label = "residuals", .color = plot::colors::grey, .width = 1});
  }
  axes.line(across.to_vector(), model.numbers(op, places),
            {.label = "model", .color = plot::colors::vermillion, .width = 2.2});
  plot::ScatterOptions look = dots(data.y.size());
  look.label = "data";
  axes.scatter(data.x[0], data.y, std::move(look));
  return figure;
}

plot::Figure fit_surface(const Model& model, const FitData& data, const FitOptions& options, DType type) {
  constexpr const char* op = "fit";
  const Interval across = options.x_range ? *options.x_range : interval_of(op, data.x[0], options.margin);
  const Interval up = options.y_range ? *options.y_range : interval_of(op, data.x[1], options.margin);
  const int count = options.resolution > 0 ? options.resolution : 40;
  const Grid grid = make_grid(op, across, up, count, type);
  plot::Figure figure({.width = 760, .height = 620});
  plot::Axes3D& axes = figure.axes3d();
  axes.title = options.title;
  axes.x = {.label = data.names[0], .min = across.low, .max = across.high};
  axes.y = {.label = data.names[1], .min = up.low, .max = up.high};
  axes.z.label = shown_target(options.target_name);
  axes.legend = options.legend;
  axes.surface(grid.x, grid.y, model.numbers(op, grid.points),
               {.label = "model", .color = plot::colors::orange, .opacity = 0.6});
  if (options.residuals) {
    const Sticks sticks = sticks_of(data);
    axes.line(sticks.x, sticks.y, sticks.z,
              {.label = "residuals", .color = plot::colors::grey, .width = 1.2});
  }
  const plot::ScatterOptions look = dots(data.y.size());
  axes.scatter(data.x[0], data.x[1], data.y,
               {.label = "data",
                .color = look.color,
                .marker = look.marker,
                .size = look.size,
                .opacity = look.opacity});
  return figure;
}

}  // namespace

plot::Figure fit(const Model& model, const Tensor& x, const Tensor& y, const FitOptions& options) {
  constexpr const char* op = "fit";
  FitData data{.x = internal::read_columns(op, "x", x), .y = {}, .predicted = {}, .names = {}};
  if (data.x.count() > 2) {
    fail(fmt::format("{}: x must have one or two columns, got {}; {}", op, to_string(x.shape()),
                     internal::two_columns));
  }
  data.y = read_targets(op, "y", y, data.x.rows);
  data.names = internal::shown_names(op, options.feature_names, data.x.count());
  if (options.residuals) {
    data.predicted = model.numbers(op, as_matrix(op, x));
  }
  const DType type = internal::type_like(x);
  return data.x.count() == 1 ? fit_line(model, data, options, type) : fit_surface(model, data, options, type);
}

plot::Figure predicted_and_residuals(const Tensor& y_true, const Tensor& y_pred,
                                     const ResidualsOptions& options) {
  constexpr const char* op = "predicted_and_residuals";
  const size_t n = internal::read_columns(op, "y_true", y_true).rows;
  const std::vector<double> y = read_targets(op, "y_true", y_true, n),
                            p = read_targets(op, "y_pred", y_pred, n);
  std::vector<double> rest;
  rest.reserve(n);
  for (size_t i = 0; i < n; ++i) rest.push_back(y[i] - p[i]);
  plot::Figure figure({.title = options.title, .width = 1000, .height = 470, .columns = 2});
  const std::string name = shown_target(options.target_name);
  plot::Axes& left = figure.axes(0, 0);
  left.title = "predicted and true";
  left.x.label = name + ", true";
  left.y.label = name + ", predicted";
  left.legend = plot::Legend::none;
  left.diagonal(1, 0, {.color = plot::colors::grey});
  left.scatter(y, p, dots(n));
  plot::Axes& right = figure.axes(0, 1);
  right.title = "what is left over";
  right.x.label = name + ", predicted";
  right.y.label = "true less predicted";
  right.legend = plot::Legend::none;
  right.hline(0, {.color = plot::colors::grey});
  right.scatter(p, rest, dots(n));
  return figure;
}

plot::Figure predicted_and_residuals(const Model& model, const Tensor& x, const Tensor& y,
                                     const ResidualsOptions& options) {
  constexpr const char* op = "predicted_and_residuals";
  const std::vector<double> predicted = model.numbers(op, as_matrix(op, x));
  return predicted_and_residuals(y, from_data(predicted, {std::ssize(predicted)}), options);
}

// --- The error over two coefficients.

ErrorOfTwo squared_error(const Tensor& x, const Tensor& y) {
  constexpr const char* op = "squared_error";
  Columns columns = internal::read_columns(op, "x", x);
  if (columns.count() > 2) {
    fail(fmt::format("{}: x must have one or two columns, got {}", op, to_string(x.shape())));
  }
  std::vector<double> targets = read_targets(op, "y", y, columns.rows);
  if (columns.count() == 1)
    columns.values.insert(columns.values.begin(), std::vector<double>(columns.rows, 1));
  return [columns = std::move(columns), targets = std::move(targets)](double first, double second) {
    double sum = 0;
    for (size_t i = 0; i < targets.size(); ++i) {
      const double rest = first * columns[0][i] + second * columns[1][i] - targets[i];
      sum += rest * rest;
    }
    return sum / static_cast<double>(targets.size());
  };
}

namespace {

/// The way of a descent and the error along it.
struct Way {
  std::vector<double> first, second, error;
};

Way way_of(const char* op, const ErrorOfTwo& error, const Tensor& path) {
  if (!path.defined()) return {};
  Columns columns =
      internal::read_columns(op, "path", path, 2, "each row is a place of the two coefficients");
  Way way{.first = std::move(columns.values[0]), .second = std::move(columns.values[1]), .error = {}};
  way.error.reserve(way.first.size());
  for (size_t i = 0; i < way.first.size(); ++i) way.error.push_back(error(way.first[i], way.second[i]));
  return way;
}

Interval range_of(const char* op, const char* which, const std::optional<Interval>& given,
                  const std::vector<double>& way) {
  if (given) return *given;
  if (way.empty()) fail(fmt::format("{}: give a path, or the range .{} = {{low, high}}", op, which));
  return interval_of(op, way, 0.25);
}

/// Heights that are evenly apart in a bowl: they grow with the square of the distance from its floor.
std::vector<double> bowl_levels(const std::vector<double>& heights) {
  constexpr int count = 18;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double height : heights) {
    if (!std::isfinite(height)) continue;
    low = std::min(low, height);
    high = std::max(high, height);
  }
  std::vector<double> levels;
  levels.reserve(count);
  for (int i = 1; i <= count && low < high; ++i) {
    const double part = static_cast<double>(i) / (count + 1);
    const double level = low + part * part * (high - low);
    if (level > (levels.empty() ? low : levels.back()))
      levels.push_back(level);  // rising, also where all are near
  }
  return levels;
}

void draw_contours(plot::Figure& figure, const Grid& grid, const std::vector<double>& heights, const Way& way,
                   const ErrorSurfaceOptions& options) {
  plot::Axes& axes = figure.axes();
  axes.title = options.title;
  axes.x = {.label = options.first_name, .min = grid.x.front(), .max = grid.x.back()};
  axes.y = {.label = options.second_name, .min = grid.y.front(), .max = grid.y.back()};
  axes.contours(grid.x, grid.y, heights,
                {.levels = options.levels.empty() ? bowl_levels(heights) : options.levels,
                 .filled = true,
                 .width = 0.5,
                 .color_bar = true,
                 .color_bar_label = options.error_name});
  if (way.first.empty()) return;
  const bool single_steps = way.first.size() <= 60;
  plot::LineOptions look{.label = "path", .color = plot::colors::vermillion, .width = 1.8};
  if (single_steps) look.marker = plot::Marker::circle, look.marker_size = 4.5;
  axes.line(way.first, way.second, look);
  axes.scatter({way.first.front()}, {way.second.front()},
               {.label = "start",
                .color = plot::colors::vermillion,
                .marker = plot::Marker::square,
                .size = 8,
                .edge = plot::colors::white});
  axes.scatter({way.first.back()}, {way.second.back()},
               {.label = "end",
                .color = plot::colors::vermillion,
                .marker = plot::Marker::diamond,
                .size = 10,
                .edge = plot::colors::white});
}

void draw_box(plot::Figure& figure, const Grid& grid, const std::vector<double>& heights, const Way& way,
              const ErrorSurfaceOptions& options) {
  plot::Axes3D& axes = figure.axes3d();
  axes.title = options.title;
  axes.x = {.label = options.first_name, .min = grid.x.front(), .max = grid.x.back()};
  axes.y = {.label = options.second_name, .min = grid.y.front(), .max = grid.y.back()};
  axes.z.label = options.error_name;
  axes.surface(grid.x, grid.y, heights, {.map = plot::ColorMap::viridis, .opacity = 0.8});
  if (way.first.empty()) return;
  plot::LineOptions look{.label = "path", .color = plot::colors::vermillion, .width = 2.2};
  if (way.first.size() <= 60) look.marker = plot::Marker::circle, look.marker_size = 4.5;
  axes.line(way.first, way.second, way.error, look);
  axes.scatter({way.first.back()}, {way.second.back()}, {way.error.back()},
               {.label = "end",
                .color = plot::colors::vermillion,
                .marker = plot::Marker::diamond,
                .size = 10,
                .edge = plot::colors::white});
}

}  // namespace

plot::Figure error_surface(const ErrorOfTwo& error, const ErrorSurfaceOptions& options) {
  constexpr const char* op = "error_surface";
  if (!error) fail(fmt::format("{}: there is no error to be drawn", op));
  const Way way = way_of(op, error, options.path);
  const Interval first = range_of(op, "first", options.first, way.first);
  const Interval second = range_of(op, "second", options.second, way.second);
  const Grid grid = make_grid(op, first, second, options.resolution, float64);
  std::vector<double> heights;
  heights.reserve(grid.x.size() * grid.y.size());
  for (const double up : grid.y) {
    for (const double across : grid.x) heights.push_back(error(across, up));
  }
  if (std::ranges::none_of(heights, [](double height) { return std::isfinite(height); })) {
    fail(fmt::format("{}: the error is nowhere finite", op));
  }
  plot::Figure figure({.width = options.box ? 760 : 720, .height = options.box ? 620 : 540});
  if (options.box) {
    draw_box(figure, grid, heights, way, options);
  } else {
    draw_contours(figure, grid, heights, way, options);
  }
  return figure;
}

}  // namespace gradus::view
