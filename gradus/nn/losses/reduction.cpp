#include "gradus/nn/losses/reduction.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::nn::detail {

Tensor reduce(const Tensor& losses, Reduction reduction) {
  switch (reduction) {
    case Reduction::none:
      break;
    case Reduction::mean:
      return mean(losses);
    case Reduction::sum:
      return sum(losses);
  }
  return losses;
}

void check_defined(const char* op, const Tensor& x) { gradus::detail::defined(op, x); }

void check_pair(const char* op, const Tensor& input, const Tensor& target) {
  check_defined(op, input);
  check_defined(op, target);
  if (input.shape() != target.shape()) {
    fail(fmt::format("{}: input {} and target {} have different shapes; reshape one of them", op,
                     to_string(input.shape()), to_string(target.shape())));
  }
  if (input.dtype() != target.dtype() || !is_floating_point(input.dtype())) {
    fail(fmt::format("{}: input is {}, target {}; both must be of one floating-point type", op,
                     name(input.dtype()), name(target.dtype())));
  }
}

void check_broadcast(const char* op, const Tensor& x, const Tensor& y) {
  gradus::detail::broadcast_shapes(op, x.shape(), y.shape());
}

Tensor as_type_of(const char* op, const Tensor& input, const Tensor& x) {
  check_defined(op, input);
  check_defined(op, x);
  if (!is_floating_point(input.dtype())) {
    fail(fmt::format("{}: the input is {}, not floating point", op, name(input.dtype())));
  }
  return x.to(input.dtype());
}

Tensor at_least_zero(const Tensor& x) { return clamp(x, 0.0); }

}  // namespace gradus::nn::detail
