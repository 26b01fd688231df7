#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

/// Columns on their way through the steps of a preparation: a matrix of numbers whose columns have names, or
/// a table.
class Frame {
 public:
  /// The columns of x [n, d], called x0, x1, ...; an Error in the name of `op` for other shapes and for an
  /// empty x.
  Frame(std::string_view op, const Tensor& x);
  Frame(Tensor x, std::vector<std::string> names);
  /// An Error in the name of `op` for a table without rows or columns.
  Frame(std::string_view op, io::Table table);
  explicit Frame(io::Table table);
  Frame(const Frame& other);
  Frame(Frame&& other) noexcept;
  Frame& operator=(const Frame& other);
  Frame& operator=(Frame&& other) noexcept;
  ~Frame();

  int64_t rows() const;
  std::vector<std::string> names() const;
  bool is_matrix() const { return std::holds_alternative<Tensor>(content_); }

  /// All columns as numbers [n, d]: a matrix as it is (integers as float64), a table in float64. An Error
  /// for text says where it stands.
  Tensor matrix(std::string_view op) const;
  /// The columns; numbers of a matrix are float64.
  io::Table table() const;

  /// These columns in this order; all must be there.
  Frame select(std::span<const std::string> names) const;

  /// The same columns with the name f(name) each.
  template <class F>
  Frame renamed(F f) const {
    std::vector<std::string> others;
    for (const std::string& name : names()) others.push_back(f(name));
    return with_names(std::move(others));
  }

  /// Where a number stands, for errors: `x holds nan in row 1, column 2 (counted from 0)`, or with the names
  /// of source and column.
  std::string holds(double value, int64_t row, int64_t column) const;

 private:
  Frame with_names(std::vector<std::string> names) const;

  std::variant<Tensor, io::Table> content_;
  std::vector<std::string> names_;  // of a matrix
};

/// Frames of equally many rows side by side: a matrix where all are, otherwise a table.
Frame side_by_side(std::string_view op, std::span<const Frame> frames);

/// The matrix of a frame; an Error in the name of `op` where it holds NaN or infinity.
Tensor finite_matrix(std::string_view op, const Frame& x);

}  // namespace gradus::data
