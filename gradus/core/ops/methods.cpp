// Tensor's methods that name an operation; those that change a tensor in place are in in_place.cpp.

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/in_place.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {

// --- Copies and views.

namespace {

Tensor copied(const char* node, const Tensor& x, DType type) {
  Tensor y = make_like(x, type);
  detail::copy_values(y, x);
  if (tracks(x) && is_floating_point(type)) {
    record(
        node, y, [from = x.dtype()](const Tensor& g, Gradients& to) { to.give(0, g.to(from)); }, x);
  }
  return y;
}

}  // namespace

Tensor Tensor::clone() const {
  detail::defined("clone", *this);
  return copied("CloneBackward0", *this, dtype());
}

Tensor Tensor::contiguous() const {
  return detail::defined("contiguous", *this).is_contiguous() ? *this
                                                              : copied("CloneBackward0", *this, dtype());
}

Tensor Tensor::to(DType type) const {
  return detail::defined("to", *this).dtype() == type ? *this : copied("ToCopyBackward0", *this, type);
}

Tensor Tensor::reshape(const Shape& shape) const { return gradus::reshape(*this, shape); }
Tensor Tensor::permute(const Axes& order) const { return gradus::permute(*this, order); }
Tensor Tensor::transpose(int64_t a, int64_t b) const { return gradus::transpose(*this, a, b); }
Tensor Tensor::squeeze() const { return gradus::squeeze(*this); }
Tensor Tensor::squeeze(int64_t axis) const { return gradus::squeeze(*this, axis); }
Tensor Tensor::unsqueeze(int64_t axis) const { return gradus::unsqueeze(*this, axis); }
Tensor Tensor::flatten() const { return gradus::flatten(*this); }
Tensor Tensor::select(int64_t axis, int64_t index) const { return gradus::select(*this, axis, index); }
Tensor Tensor::slice(int64_t axis, int64_t start, std::optional<int64_t> stop, int64_t step) const {
  return gradus::slice(*this, axis, start, stop, step);
}

Tensor Tensor::t() const {
  if (detail::defined("t", *this).dim() > 2) {
    fail(fmt::format("t: a matrix or vector is needed, the shape is {}; use transpose", to_string(shape())));
  }
  return dim() < 2 ? *this : gradus::transpose(*this, 0, 1);
}

Tensor Tensor::sum(const ReduceOptions& options) const { return gradus::sum(*this, options); }
Tensor Tensor::mean(const ReduceOptions& options) const { return gradus::mean(*this, options); }
Tensor Tensor::argmax(std::optional<int64_t> axis) const { return gradus::argmax(*this, axis); }

}  // namespace gradus
