#include "gradus/nn/losses/divergence.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::nn {
namespace {

/// x log x, 0 at 0.
Tensor times_own_log(const Tensor& x) {
  const Tensor is_zero = x.detach() == 0;
  const Tensor product = x * log(where(is_zero, ones_like(x), x));
  return where(is_zero, zeros_like(x), product);
}

}  // namespace

Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivLossOptions& options) {
  detail::check_defined("kl_div", input);
  detail::check_defined("kl_div", target);
  if (input.dtype() != target.dtype() || !is_floating_point(input.dtype())) {
    fail(fmt::format("kl_div: input is {}, target {}; both must be of one floating-point type",
                     name(input.dtype()), name(target.dtype())));
  }
  detail::check_broadcast("kl_div", input, target);
  const Tensor losses =
      options.log_target ? exp(target) * (target - input) : times_own_log(target) - target * input;
  switch (options.reduction) {
    case KLDivReduction::none:
      return losses;
    case KLDivReduction::mean:
      return mean(losses);
    case KLDivReduction::sum:
      return sum(losses);
    case KLDivReduction::batchmean:
      break;
  }
  return input.dim() == 0 ? sum(losses) : sum(losses) / static_cast<double>(input.shape()[0]);
}

}  // namespace gradus::nn
