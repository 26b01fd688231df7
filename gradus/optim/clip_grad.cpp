#include "gradus/optim/clip_grad.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::optim {
namespace {

std::vector<Tensor> gradients_of(const char* op, std::span<const Tensor> parameters) {
  std::vector<Tensor> gradients;
  for (const Tensor& parameter : parameters) {
    if (!parameter.defined()) fail(fmt::format("{}: an undefined tensor was given", op));
    if (parameter.impl()->grad) gradients.push_back(parameter.grad().detach());
  }
  return gradients;
}

/// (sum |x|^p)^(1/p) over all elements; the largest |x| for p = infinity, the count of non-zeros for 0.
Tensor norm_of(const Tensor& x, double p) {
  const Tensor magnitudes = abs(x);
  if (std::isinf(p)) {
    if (x.numel() == 0) return zeros({}, {.dtype = x.dtype()});
    return p > 0 ? max(magnitudes) : min(magnitudes);
  }
  if (p == 0) return sum(sign(magnitudes));
  if (p == 1) return sum(magnitudes);
  if (p == 2) return sqrt(sum(square(x)));
  return pow(sum(pow(magnitudes, p)), 1 / p);
}

}  // namespace

Tensor clip_grad_norm_(std::span<const Tensor> parameters, double max_norm, const ClipNormOptions& options) {
  if (!(max_norm >= 0)) fail(fmt::format("clip_grad_norm_: max_norm = {} is not in [0, inf]", max_norm));
  if (std::isnan(options.norm_type)) fail("clip_grad_norm_: norm_type is not a number");
  const NoGrad guard;
  std::vector<Tensor> gradients = gradients_of("clip_grad_norm_", parameters);
  if (gradients.empty()) return zeros({});
  std::vector<Tensor> norms;
  DType type = DType::float32;  // the widest of all
  for (const Tensor& gradient : gradients) {
    norms.push_back(norm_of(gradient, options.norm_type));
    if (gradient.dtype() == DType::float64) type = DType::float64;
  }
  for (Tensor& norm : norms) norm = norm.to(type);
  const Tensor total = norms.size() == 1 ? norms[0] : norm_of(stack(norms), options.norm_type);
  if (options.error_if_nonfinite && !std::isfinite(total.item())) {
    fail(fmt::format("clip_grad_norm_: the gradients' norm is {}; nothing was changed", total.item()));
  }
  // No branch on the norm: the same kernels run whatever it is.
  const Tensor factor = clamp(max_norm / (total + 1e-6), std::nullopt, 1.0);
  for (Tensor& gradient : gradients) gradient.mul_(factor);
  return total;
}

void clip_grad_value_(std::span<const Tensor> parameters, double clip_value) {
  if (!(clip_value >= 0))
    fail(fmt::format("clip_grad_value_: clip_value = {} is not in [0, inf]", clip_value));
  const NoGrad guard;
  for (Tensor& gradient : gradients_of("clip_grad_value_", parameters)) {
    gradient.copy_(clamp(gradient, -clip_value, clip_value));
  }
}

}  // namespace gradus::optim
