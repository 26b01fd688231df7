#pragma once

#include "gradus/nn/losses/criterion.hpp"
#include "gradus/nn/losses/reduction.hpp"

namespace gradus::nn {

/// Reductions of the Kullback-Leibler divergence; batchmean divides the sum by the first size, as the
/// definition does.
enum class KLDivReduction : uint8_t { none, mean, sum, batchmean };

struct KLDivLossOptions {
  KLDivReduction reduction = KLDivReduction::mean;
  bool log_target = false;  ///< the target holds log-probabilities too
};
/// target (log target - input) with log-probabilities as input; 0 where the target is 0. Shapes broadcast.
Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivLossOptions& options = {});

/// kl_div as a module.
class KLDivLoss final : public Criterion<KLDivLoss, KLDivLossOptions, kl_div> {
 public:
  using Criterion::Criterion;
};

}  // namespace gradus::nn
