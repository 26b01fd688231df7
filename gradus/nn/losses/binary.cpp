#include "gradus/nn/losses/binary.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::nn {
namespace {

/// No logarithm is lower.
constexpr double lowest_log = -100;
/// No product x (1 - x) in a gradient is smaller; PyTorch's constant is a float32.
constexpr double least_spread = 1e-12F;

void check_weight(const char* op, const char* which, const Tensor& input, const Tensor& weight) {
  if (!weight.defined()) return;
  if (weight.dtype() != input.dtype()) {
    fail(fmt::format("{}: the {} is {}, the input {}", op, which, name(weight.dtype()), name(input.dtype())));
  }
  if (gradus::detail::broadcast_shapes(op, weight.shape(), input.shape()) != input.shape()) {
    fail(fmt::format("{}: the {} {} does not broadcast to the input {}", op, which, to_string(weight.shape()),
                     to_string(input.shape())));
  }
}

Tensor weighted(const Tensor& losses, const Tensor& weight) {
  return weight.defined() ? losses * weight : losses;
}

/// The loss of each sample. The gradient stays finite where a logarithm was cut, as in PyTorch.
Tensor cross_entropies(const Tensor& input, const Tensor& target) {
  Tensor losses = [&] {
    const NoGrad guard;
    const Tensor yes = clamp(log(input), lowest_log), no = clamp(log1p(-input), lowest_log);
    return (target - 1) * no - target * yes;
  }();
  if (tracks(input, target)) {
    record(
        "BinaryCrossEntropyBackward0", losses,
        [sx = SavedTensor::input(input), st = SavedTensor::input(target)](const Tensor& g, Gradients& to) {
          const Tensor x = sx.get(to), t = st.get(to);
          if (to.wants(0)) to.give(0, g * (x - t) / clamp((1 - x) * x, least_spread));
          if (to.wants(1)) to.give(1, g * (clamp(log1p(-x), lowest_log) - clamp(log(x), lowest_log)));
        },
        input, target);
  }
  return losses;
}

void fail_probability(double value, int64_t position) {
  fail(
      fmt::format("binary_cross_entropy: {} (element {}) is no probability; use "
                  "binary_cross_entropy_with_logits for scores",
                  value, position));
}

}  // namespace

Tensor binary_cross_entropy(const Tensor& input, const Tensor& target, const BCELossOptions& options) {
  detail::check_pair("binary_cross_entropy", input, target);
  check_weight("binary_cross_entropy", "weight", input, options.weight);
  const Tensor values = gradus::detail::dense_values(input);
  kernels::require_between(values.dtype(), values.impl()->data, values.numel(), 0, 1, &fail_probability);
  return detail::reduce(weighted(cross_entropies(input, target), options.weight), options.reduction);
}

Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BCEWithLogitsLossOptions& options) {
  constexpr const char* op = "binary_cross_entropy_with_logits";
  detail::check_pair(op, input, target);
  check_weight(op, "weight", input, options.weight);
  check_weight(op, "pos_weight", input, options.pos_weight);
  Tensor rest = -logsigmoid(input);  // log(1 + e^-input)
  if (options.pos_weight.defined()) rest = rest * ((options.pos_weight - 1) * target + 1);
  return detail::reduce(weighted((1 - target) * input + rest, options.weight), options.reduction);
}

}  // namespace gradus::nn
