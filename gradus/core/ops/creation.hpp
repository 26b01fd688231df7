#pragma once

#include <concepts>
#include <memory>
#include <span>
#include <type_traits>

#include "gradus/core/tensor/tensor.hpp"

/// New tensors.
namespace gradus {

/// Every element 0.
Tensor zeros(const Shape& shape, const TensorOptions& options = {});
/// Every element 1.
Tensor ones(const Shape& shape, const TensorOptions& options = {});
/// Every element `value`; its type is the value's (default floating point, int64, bool) unless given.
Tensor full(const Shape& shape, Scalar value, const TensorOptions& options = {});
/// Every element 0, like x in shape and type.
Tensor zeros_like(const Tensor& x);
/// Every element 1, like x in shape and type.
Tensor ones_like(const Tensor& x);
/// Ones on the diagonal of an [n, n] matrix.
Tensor eye(int64_t n, const TensorOptions& options = {});
/// start, start + step, ... up to before end; int64 when all three are integers.
Tensor arange(Scalar start, Scalar end, Scalar step = 1, const TensorOptions& options = {});
/// 0, 1, ... up to before end.
Tensor arange(Scalar end, const TensorOptions& options = {});
/// `steps` numbers evenly from start to end, both included; PyTorch's bits.
Tensor linspace(double start, double end, int64_t steps, const TensorOptions& options = {});

/// How meshgrid counts: matrix (ij, the first input along dimension 0) or Cartesian (xy, along dimension 1).
enum class Indexing : uint8_t { ij, xy };
/// Coordinates of the grid that vectors span: one tensor for each vector, all of the grid's shape.
std::vector<Tensor> meshgrid(std::span<const Tensor> vectors, Indexing indexing = Indexing::ij);
inline std::vector<Tensor> meshgrid(std::initializer_list<Tensor> vectors, Indexing indexing = Indexing::ij) {
  return meshgrid(std::span<const Tensor>(vectors.begin(), vectors.size()), indexing);
}

/// A copy of numbers that lie in memory in row-major order; T is the C++ type of an element type, which
/// is the tensor's unless given. An Error when their number does not fill the shape.
/// PyTorch: none
template <class T>
Tensor from_data(std::span<const T> values, const Shape& shape, const TensorOptions& options = {});
template <class T>
Tensor from_data(const std::vector<T>& values, const Shape& shape, const TensorOptions& options = {}) {
  return from_data(std::span<const T>(values), shape, options);
}

namespace detail {
template <class T>
using Stored =
    std::conditional_t<std::same_as<T, bool>, bool, std::conditional_t<std::integral<T>, int64_t, double>>;
Tensor from_list(std::span<const bool> values, const Shape& shape, const TensorOptions& options);
Tensor from_list(std::span<const int64_t> values, const Shape& shape, const TensorOptions& options);
/// Floating-point literals make the default type, as Python's do in PyTorch.
Tensor from_list(std::span<const double> values, const Shape& shape, const TensorOptions& options);
[[noreturn]] void fail_ragged(int64_t expected, int64_t found);
void check_even(int64_t expected, size_t found);
}  // namespace detail

/// A tensor from numbers: integers make int64, floating-point numbers the default type.
///
///     tensor({{2, 1}, {3, 4}});                          // int64, shape (2, 2)
///     tensor({2.0, 6.0}, {.requires_grad = true});       // float32, shape (2,)
inline Tensor tensor(Scalar value, const TensorOptions& options = {}) { return full({}, value, options); }

template <class T>
Tensor tensor(std::initializer_list<T> values, const TensorOptions& options = {}) {
  using V = detail::Stored<T>;
  const auto n = static_cast<int64_t>(values.size());
  const auto copy = std::make_unique<V[]>(values.size());
  for (size_t i = 0; i < values.size(); ++i) copy[i] = static_cast<V>(values.begin()[i]);
  return detail::from_list(std::span<const V>(copy.get(), values.size()), {n}, options);
}

template <class T>
Tensor tensor(std::initializer_list<std::initializer_list<T>> rows, const TensorOptions& options = {}) {
  using V = detail::Stored<T>;
  const auto m = static_cast<int64_t>(rows.size());
  const auto n = m == 0 ? 0 : static_cast<int64_t>(rows.begin()->size());
  size_t count = 0;
  for (const auto& row : rows) {
    detail::check_even(n, row.size());
    count += row.size();
  }
  if (count == 0) return detail::from_list(std::span<const V>(), {m, n}, options);
  const auto copy = std::make_unique<V[]>(count);
  V* next = copy.get();
  for (const auto& row : rows) {
    for (const T& value : row) *next++ = static_cast<V>(value);
  }
  return detail::from_list(std::span<const V>(copy.get(), count), {m, n}, options);
}

template <class T>
Tensor tensor(std::initializer_list<std::initializer_list<std::initializer_list<T>>> blocks,
              const TensorOptions& options = {}) {
  using V = detail::Stored<T>;
  const auto l = static_cast<int64_t>(blocks.size());
  const auto m = l == 0 ? 0 : static_cast<int64_t>(blocks.begin()->size());
  const auto n = m == 0 ? 0 : static_cast<int64_t>(blocks.begin()->begin()->size());
  size_t count = 0;
  for (const auto& block : blocks) {
    detail::check_even(m, block.size());
    for (const auto& row : block) {
      detail::check_even(n, row.size());
      count += row.size();
    }
  }
  if (count == 0) return detail::from_list(std::span<const V>(), {l, m, n}, options);
  const auto copy = std::make_unique<V[]>(count);
  V* next = copy.get();
  for (const auto& block : blocks) {
    for (const auto& row : block) {
      for (const T& value : row) *next++ = static_cast<V>(value);
    }
  }
  return detail::from_list(std::span<const V>(copy.get(), count), {l, m, n}, options);
}

extern template Tensor from_data<bool>(std::span<const bool>, const Shape&, const TensorOptions&);
extern template Tensor from_data<uint8_t>(std::span<const uint8_t>, const Shape&, const TensorOptions&);
extern template Tensor from_data<int32_t>(std::span<const int32_t>, const Shape&, const TensorOptions&);
extern template Tensor from_data<int64_t>(std::span<const int64_t>, const Shape&, const TensorOptions&);
extern template Tensor from_data<float>(std::span<const float>, const Shape&, const TensorOptions&);
extern template Tensor from_data<double>(std::span<const double>, const Shape&, const TensorOptions&);

}  // namespace gradus
