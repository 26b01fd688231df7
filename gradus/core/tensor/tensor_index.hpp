#pragma once

#include <concepts>
#include <cstdint>
#include <optional>

#include "gradus/core/tensor/tensor.hpp"

/// The words between the brackets of Python's x[...].
namespace gradus {

/// A new axis of size 1; in a Slice: from the start, or to the end.
inline constexpr std::nullopt_t None = std::nullopt;

/// All dimensions that the other indices leave, `...`; at most one.
struct EllipsisIndex {};
inline constexpr EllipsisIndex Ellipsis{};

/// start:stop:step, with Python's cutting of the ends; step > 0.
struct Slice {
  std::optional<int64_t> start = std::nullopt;
  std::optional<int64_t> stop = std::nullopt;
  int64_t step = 1;

  Slice() = default;
  Slice(std::optional<int64_t> from, std::optional<int64_t> to, int64_t by = 1)
      : start(from), stop(to), step(by) {}
};

/// One index of several: an integer (the dimension vanishes), a Slice, None, Ellipsis, a bool, or a tensor.
///
/// A tensor of int64 or int32 chooses positions along its dimension; several broadcast together. A bool
/// tensor stands for the positions where it is true, along as many dimensions as it has; a bool is a mask
/// without dimensions. The positions' dimensions stand in the result where the indexed ones stood if those
/// were neighbours, else in front. A 0-d tensor of integers is an integer.
///
///     x.index({Slice(1, None, 2), Ellipsis, 0});     // x[1::2, ..., 0]
///     x.index_put_({x < 0}, 0.0);                    // x[x < 0] = 0
class TensorIndex {
 public:
  enum class Kind : uint8_t { none, ellipsis, integer, truth, slice, tensor };

  TensorIndex(std::nullopt_t) : kind_(Kind::none) {}               // NOLINT(google-explicit-constructor)
  TensorIndex(EllipsisIndex) : kind_(Kind::ellipsis) {}            // NOLINT(google-explicit-constructor)
  TensorIndex(Slice slice) : kind_(Kind::slice), slice_(slice) {}  // NOLINT(google-explicit-constructor)
  TensorIndex(Tensor tensor)                                       // NOLINT(google-explicit-constructor)
      : kind_(Kind::tensor), tensor_(std::move(tensor)) {}
  template <std::integral T>
  TensorIndex(T value)  // NOLINT(google-explicit-constructor)
      : kind_(std::same_as<T, bool> ? Kind::truth : Kind::integer), integer_(static_cast<int64_t>(value)) {}

  Kind kind() const { return kind_; }
  int64_t integer() const { return integer_; }
  const Slice& slice() const { return slice_; }
  const Tensor& tensor() const { return tensor_; }

 private:
  Kind kind_;
  int64_t integer_ = 0;
  Slice slice_;
  Tensor tensor_;
};

}  // namespace gradus
