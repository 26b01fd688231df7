#include "gradus/view/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/plot/text.hpp"

namespace gradus::view::internal {

using metrics::detail::Labels;

Columns read_columns(std::string_view op, const char* which, const Tensor& x) {
  const metrics::detail::Rows rows = metrics::detail::read_rows(std::string(op).c_str(), which, x);
  Columns columns{.rows = rows.rows, .values = {}};
  columns.values.resize(rows.columns);
  for (size_t j = 0; j < rows.columns; ++j) {
    columns.values[j].reserve(rows.rows);
    for (size_t i = 0; i < rows.rows; ++i) columns.values[j].push_back(rows.row(i)[j]);
  }
  return columns;
}

Columns read_columns(std::string_view op, const char* which, const Tensor& x, size_t count,
                     std::string_view hint) {
  Columns columns = read_columns(op, which, x);
  if (columns.count() != count) {
    fail(fmt::format("{}: {} must have {} column{}, got {}; {}", op, which, count, count == 1 ? "" : "s",
                     to_string(x.shape()), hint));
  }
  return columns;
}

DType type_like(const Tensor& x) { return is_floating_point(x.dtype()) ? x.dtype() : default_dtype(); }

std::vector<int64_t> read_classes(std::string_view op, const char* which, const Tensor& y, size_t rows) {
  if (!y.defined()) fail(fmt::format("{}: {} is undefined", op, which));
  if (!std::cmp_equal(y.numel(), rows) || y.dim() < 1 || y.dim() > 2 || !std::cmp_equal(y.size(0), rows)) {
    fail(fmt::format("{}: {} must have one class for each of {} rows, got {}", op, which, rows,
                     to_string(y.shape())));
  }
  return metrics::detail::whole_labels(op, which, y);
}

std::vector<std::string> shown_names(std::string_view op, const std::vector<std::string>& names,
                                     size_t count) {
  std::vector<std::string> shown;
  shown.reserve(count);
  if (names.empty() && count == 1) return {"$x$"};
  if (names.empty()) {
    for (size_t j = 1; j <= count; ++j) shown.push_back(fmt::format("$x_{{{}}}$", j));
    return shown;
  }
  if (names.size() != count) {
    fail(fmt::format("{}: {} feature_names for {} columns", op, names.size(), count));
  }
  for (const std::string& name : names) shown.push_back(plot::literal(name));
  return shown;
}

Classes classes_of(std::string_view op, const Labels& rows, Labels all,
                   const std::vector<std::string>& names) {
  constexpr size_t most = 1000;
  if (all.empty()) all = metrics::detail::different(rows);
  if (all.size() > most) {
    fail(fmt::format("{}: {} classes are more than {}; are these classes?", op, all.size(), most));
  }
  const bool counted = !all.empty() && all.front() >= 0 && std::cmp_less(all.back(), names.size());
  if (counted && names.size() != all.size()) {
    all.resize(names.size());
    std::iota(all.begin(), all.end(), int64_t{0});
  }
  if (!names.empty() && names.size() != all.size()) {
    fail(fmt::format("{}: {} class_names for the classes {}", op, names.size(),
                     metrics::detail::list_of(all)));
  }
  Classes classes;
  for (size_t c = 0; c < all.size(); ++c) {
    classes.names.push_back(names.empty() ? std::to_string(all[c]) : plot::literal(names[c]));
  }
  classes.places.reserve(rows.size());
  for (const size_t place : metrics::detail::encode(std::string(op).c_str(), rows, all)) {
    classes.places.push_back(static_cast<int64_t>(place));
  }
  classes.labels = std::move(all);
  return classes;
}

Classes classes_in(std::string_view op, const Tensor& y, size_t rows, const std::vector<std::string>& names) {
  if (!y.defined()) return {.labels = {0}, .names = {""}, .places = Labels(rows, 0)};
  return classes_of(op, read_classes(op, "y", y, rows), {}, names);
}

std::vector<double> of_class(const std::vector<double>& values, const Classes& classes, size_t place) {
  std::vector<double> chosen;
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::cmp_equal(classes.places[i], place)) chosen.push_back(values[i]);
  }
  return chosen;
}

plot::ScatterOptions class_dots(const Classes& classes, size_t place, size_t count) {
  return {.label = classes.names[place],
          .color = plot::cycle_color(place),
          .marker = plot::cycle_marker(place),
          .size = count > 2000  ? 3.5
                  : count > 300 ? 5.5
                                : 7,
          .opacity = count > 2000  ? 0.5
                     : count > 300 ? 0.75
                                   : 0.9};
}

void scatter_classes(plot::Axes& axes, const std::vector<double>& xs, const std::vector<double>& ys,
                     const Classes& classes, std::optional<plot::Color> edge) {
  for (size_t place = 0; place < classes.count(); ++place) {
    const std::vector<double> x = of_class(xs, classes, place);
    if (x.empty()) continue;
    plot::ScatterOptions options = class_dots(classes, place, xs.size());
    options.edge = edge;
    if (edge) options.opacity = 1;  // an area behind is not to shine through
    axes.scatter(x, of_class(ys, classes, place), std::move(options));
  }
}

void scatter_classes(plot::Axes3D& axes, const std::vector<double>& xs, const std::vector<double>& ys,
                     const std::vector<double>& zs, const Classes& classes, double scale,
                     std::optional<plot::Color> edge) {
  for (size_t place = 0; place < classes.count(); ++place) {
    const std::vector<double> x = of_class(xs, classes, place);
    if (x.empty()) continue;
    const plot::ScatterOptions look = class_dots(classes, place, xs.size());
    axes.scatter(x, of_class(ys, classes, place), of_class(zs, classes, place),
                 {.label = look.label,
                  .color = look.color,
                  .marker = look.marker,
                  .size = scale * look.size,
                  .opacity = look.opacity,
                  .edge = edge});
  }
}

}  // namespace gradus::view::internal
