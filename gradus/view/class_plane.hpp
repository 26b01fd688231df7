#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/view/model.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view::internal {

/// What figures of classes over two features begin with: the rows, and what a model says of the plane around
/// them.
struct ClassPlane {
  Columns rows;
  std::vector<std::string> names;  ///< of both columns, as they are shown
  std::vector<int64_t> labels;     ///< of the rows
  std::vector<int64_t> known;      ///< the different ones, ascending
  Interval across{}, up{};
  Grid grid;
  ClassAnswer answer;  ///< for the places of the grid
  Classes classes;     ///< all there are, and the rows among them

  /// Asks the model. The options have names, ranges, a margin and a resolution.
  template <class Options>
  static ClassPlane ask(const char* op, const Model& model, const Tensor& x, const Tensor& y,
                        const Options& options) {
    ClassPlane plane;
    plane.rows = read_columns(op, "x", x, 2, two_columns);
    plane.names = shown_names(op, options.feature_names, 2);
    plane.labels = read_classes(op, "y", y, plane.rows.rows);
    plane.known = metrics::detail::different(plane.labels);
    plane.across = options.x_range ? *options.x_range : interval_of(op, plane.rows[0], options.margin);
    plane.up = options.y_range ? *options.y_range : interval_of(op, plane.rows[1], options.margin);
    plane.grid = make_grid(op, plane.across, plane.up, options.resolution, type_like(x));
    plane.answer = model.classes(op, plane.grid.points, plane.known);
    plane.classes = classes_of(op, plane.labels, plane.answer.labels, options.class_names);
    return plane;
  }

  /// Title, names and ranges of flat axes or of a box.
  template <class Axes, class Options>
  void name(Axes& axes, const Options& options) const {
    axes.title = options.title;
    axes.x = {.label = names[0], .min = across.low, .max = across.high};
    axes.y = {.label = names[1], .min = up.low, .max = up.high};
    axes.legend = options.legend;
  }
};

}  // namespace gradus::view::internal
