#pragma once

#include <concepts>
#include <cstdint>

#include "gradus/base/dtype.hpp"

namespace gradus {

/// One C++ number beside a tensor: `x * 2`, `x + 0.5`. It never widens a tensor of its own kind: a float32
/// tensor times 0.5 stays float32; an int64 tensor times 0.5 becomes the default floating-point type, as in
/// PyTorch.
class Scalar {
 public:
  template <std::floating_point T>
  Scalar(T value)
      : type_(DType::float64), real_(static_cast<double>(value)) {}  // NOLINT(google-explicit-constructor)
  template <std::integral T>
  Scalar(T value)  // NOLINT(google-explicit-constructor)
      : type_(std::same_as<T, bool> ? DType::bool_ : DType::int64), integer_(static_cast<int64_t>(value)) {}

  /// float64, int64 or bool.
  DType kind() const { return type_; }
  double as_double() const { return type_ == DType::float64 ? real_ : static_cast<double>(integer_); }
  int64_t as_int64() const { return type_ == DType::float64 ? static_cast<int64_t>(real_) : integer_; }

 private:
  DType type_;
  double real_ = 0;
  int64_t integer_ = 0;
};

}  // namespace gradus
