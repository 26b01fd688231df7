#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/figure.hpp"

/// What figures of data and models share: reading their tensors, names, and points by class.
namespace gradus::view::internal {

/// A matrix by columns.
struct Columns {
  size_t rows = 0;
  std::vector<std::vector<double>> values;  ///< one vector a column

  size_t count() const { return values.size(); }
  const std::vector<double>& operator[](size_t column) const { return values[column]; }
};

/// Finite numbers [n] (one column) or [n, d], n and d > 0; an Error in the name of `op` for others.
Columns read_columns(std::string_view op, const char* which, const Tensor& x);
/// The same for a fixed number of columns; `hint` says what to do otherwise.
Columns read_columns(std::string_view op, const char* which, const Tensor& x, size_t count,
                     std::string_view hint);

/// The hint where a plane is drawn.
inline constexpr const char* two_columns = "choose two of them and a model that learned from these";

/// The type in which a model is asked about places between rows of x.
DType type_like(const Tensor& x);

/// Whole numbers of any type, [n] or [n, 1] with n = `rows`: classes.
std::vector<int64_t> read_classes(std::string_view op, const char* which, const Tensor& y, size_t rows);

/// Names of columns as they are shown, `$x_1$`, ... (`$x$` if it is one) where none are given. An Error
/// unless there are `count` of them.
std::vector<std::string> shown_names(std::string_view op, const std::vector<std::string>& names,
                                     size_t count);

/// The classes of a figure and where each row is among them.
struct Classes {
  std::vector<int64_t> labels;     ///< ascending
  std::vector<std::string> names;  ///< as they are shown
  std::vector<int64_t> places;     ///< of each row

  size_t count() const { return labels.size(); }
};

/// The classes `all` (ascending; those that rows have, if empty). Names are one for each of them, or one for
/// each of 0, 1, ... where all labels are among these, so that a class keeps its name and colour in parts of
/// the data; without names the labels are shown. An Error for other numbers of names.
Classes classes_of(std::string_view op, const std::vector<int64_t>& rows, std::vector<int64_t> all,
                   const std::vector<std::string>& names);

/// The classes of y, or a single one without a name where y is undefined.
Classes classes_in(std::string_view op, const Tensor& y, size_t rows, const std::vector<std::string>& names);

/// The numbers of one class.
std::vector<double> of_class(const std::vector<double>& values, const Classes& classes, size_t place);

/// How points of class `place` look when there are `count` points in all: many are small and pale.
plot::ScatterOptions class_dots(const Classes& classes, size_t place, size_t count);

/// Points by class, those with rows only, with an outline that sets them off an area.
void scatter_classes(plot::Axes& axes, const std::vector<double>& xs, const std::vector<double>& ys,
                     const Classes& classes, std::optional<plot::Color> edge = {});
/// The same in a box, with markers `scale` times as large.
void scatter_classes(plot::Axes3D& axes, const std::vector<double>& xs, const std::vector<double>& ys,
                     const std::vector<double>& zs, const Classes& classes, double scale = 1,
                     std::optional<plot::Color> edge = {});

}  // namespace gradus::view::internal
