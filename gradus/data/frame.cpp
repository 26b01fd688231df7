#include "gradus/data/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/kernels/finite.hpp"

namespace gradus::data {
namespace {

const Tensor& checked_matrix(std::string_view op, const Tensor& x) {
  if (!x.defined()) fail(fmt::format("{}: x is undefined", op));
  if (x.dim() != 2 || x.numel() == 0) {
    fail(fmt::format("{}: x must be rows of features [n, d] with something in it, got {}", op,
                     to_string(x.shape())));
  }
  return x;
}

std::vector<std::string> numbered_names(int64_t count) {
  std::vector<std::string> names;
  for (int64_t j = 0; j < count; ++j) names.push_back(fmt::format("x{}", j));
  return names;
}

Tensor as_floating(const Tensor& x) {
  return is_floating_point(x.dtype()) ? x.detach() : x.detach().to(float64);
}

}  // namespace

Frame::Frame(io::Table table) : content_(std::move(table)) {}
Frame::Frame(const Frame& other) = default;
Frame::Frame(Frame&& other) noexcept = default;
Frame& Frame::operator=(const Frame& other) = default;
Frame& Frame::operator=(Frame&& other) noexcept = default;
Frame::~Frame() = default;

Frame::Frame(std::string_view op, const Tensor& x) : content_(as_floating(checked_matrix(op, x))) {
  names_ = numbered_names(x.size(1));
}

Frame::Frame(Tensor x, std::vector<std::string> names) : content_(std::move(x)), names_(std::move(names)) {}

Frame::Frame(std::string_view op, io::Table table) : content_(std::move(table)) {
  const auto& held = std::get<io::Table>(content_);
  if (held.columns().empty() || held.rows() == 0) {
    fail(fmt::format("{}: {} has no {}", op, held.source(), held.columns().empty() ? "columns" : "rows"));
  }
}

int64_t Frame::rows() const {
  const auto* x = std::get_if<Tensor>(&content_);
  return x ? x->size(0) : std::get<io::Table>(content_).rows();
}

std::vector<std::string> Frame::names() const {
  return is_matrix() ? names_ : std::get<io::Table>(content_).column_names();
}

Tensor Frame::matrix(std::string_view op) const {
  if (const auto* x = std::get_if<Tensor>(&content_)) return *x;
  const auto& table = std::get<io::Table>(content_);
  try {
    return to_tensor(table, table.column_names());
  } catch (const Error& error) {
    fail(fmt::format("{}: {}", op, error.what()));
  }
}

io::Table Frame::table() const {
  if (const auto* table = std::get_if<io::Table>(&content_)) return *table;
  const Tensor x = std::get<Tensor>(content_).to(float64).contiguous();
  const int64_t columns = x.size(1);
  const auto* values = x.data<double>();
  std::vector<io::Column> result;
  for (int64_t j = 0; j < columns; ++j) {
    std::vector<double> column(static_cast<size_t>(x.size(0)));
    for (size_t i = 0; i < column.size(); ++i) column[i] = values[static_cast<int64_t>(i) * columns + j];
    result.push_back({names_[static_cast<size_t>(j)], std::move(column)});
  }
  return io::Table(std::move(result), "x");
}

Frame Frame::select(std::span<const std::string> names) const {
  if (!is_matrix()) return Frame(std::get<io::Table>(content_).select(names));
  const auto& x = std::get<Tensor>(content_);
  std::vector<Tensor> chosen;
  for (const std::string& name : names) {
    const auto at = std::find(names_.begin(), names_.end(), name) - names_.begin();
    chosen.push_back(x.slice(1, at, at + 1));
  }
  return {cat(chosen, 1), std::vector<std::string>(names.begin(), names.end())};
}

Frame Frame::with_names(std::vector<std::string> names) const {
  if (const auto* x = std::get_if<Tensor>(&content_)) return {*x, std::move(names)};
  const auto& table = std::get<io::Table>(content_);
  std::vector<io::Column> columns = table.columns();
  for (size_t j = 0; j < columns.size(); ++j) columns[j].name = std::move(names[j]);
  return Frame(io::Table(std::move(columns), table.source()));
}

std::string Frame::holds(double value, int64_t row, int64_t column) const {
  if (is_matrix()) return fmt::format("x holds {} in row {}, column {} (counted from 0)", value, row, column);
  const auto& table = std::get<io::Table>(content_);
  return fmt::format("{}: column \"{}\" holds {} in row {} (counted from 0)", table.source(),
                     table.columns()[static_cast<size_t>(column)].name, value, row);
}

Frame side_by_side(std::string_view op, std::span<const Frame> frames) {
  const bool matrices =
      std::all_of(frames.begin(), frames.end(), [](const Frame& f) { return f.is_matrix(); });
  if (matrices) {
    std::vector<Tensor> parts;
    std::vector<std::string> names;
    for (const Frame& frame : frames) {
      parts.push_back(frame.matrix(op));
      for (std::string& name : frame.names()) names.push_back(std::move(name));
    }
    return {parts.size() == 1 ? parts.front() : cat(parts, 1), std::move(names)};
  }
  std::vector<io::Column> columns;
  for (const Frame& frame : frames) {
    const io::Table part = frame.table();
    columns.insert(columns.end(), part.columns().begin(), part.columns().end());
  }
  try {
    return Frame(io::Table(std::move(columns), "prepared table"));
  } catch (const Error& error) {
    fail(fmt::format("{}: {}", op, error.what()));
  }
}

Tensor finite_matrix(std::string_view op, const Frame& x) {
  Tensor matrix = x.matrix(op).contiguous();
  const int64_t columns = matrix.size(1);
  dispatch_float(matrix.dtype(), [&]<class T>() {
    const T* values = matrix.data<T>();
    if (kernels::all_finite(dtype_of<T>, values, matrix.numel())) return;
    for (int64_t i = 0; i < matrix.numel(); ++i) {
      if (std::isfinite(values[i])) continue;
      fail(fmt::format("{}: {}{}", op, x.holds(values[i], i / columns, i % columns),
                       std::isnan(values[i]) ? "; fill gaps with SimpleImputer first" : ""));
    }
  });
  return matrix;
}

}  // namespace gradus::data
