#pragma once

#include "gradus/nn/losses/criterion.hpp"
#include "gradus/nn/losses/reduction.hpp"

/// Losses of yes-or-no answers. Input and target have one shape and one floating-point type.
namespace gradus::nn {

struct BCELossOptions {
  Tensor weight{};  ///< broadcasts to the input
  Reduction reduction = Reduction::mean;
};
/// -weight (target log(input) + (1 - target) log(1 - input)), logarithms cut at -100. Inputs are
/// probabilities: others are an Error.
Tensor binary_cross_entropy(const Tensor& input, const Tensor& target, const BCELossOptions& options = {});

struct BCEWithLogitsLossOptions {
  Tensor weight{};  ///< broadcasts to the input
  Reduction reduction = Reduction::mean;
  Tensor pos_weight{};  ///< of positive answers; broadcasts to the input
};
/// The cross-entropy of sigmoid(input), without overflow:
/// weight ((1 - target) input + (1 + (pos_weight - 1) target) log(1 + e^-input)).
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BCEWithLogitsLossOptions& options = {});

/// binary_cross_entropy as a module.
class BCELoss final : public Criterion<BCELoss, BCELossOptions, binary_cross_entropy> {
 public:
  using Criterion::Criterion;
};
/// binary_cross_entropy_with_logits as a module.
class BCEWithLogitsLoss final
    : public Criterion<BCEWithLogitsLoss, BCEWithLogitsLossOptions, binary_cross_entropy_with_logits> {
 public:
  using Criterion::Criterion;
};

}  // namespace gradus::nn
