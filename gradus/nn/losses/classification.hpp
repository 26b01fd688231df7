#pragma once

#include "gradus/nn/losses/criterion.hpp"
#include "gradus/nn/losses/reduction.hpp"

/// Losses of scores or log-probabilities of classes.
namespace gradus::nn {

/// Targets that count nothing, unless another number is given.
inline constexpr int64_t default_ignore_index = -100;

struct CrossEntropyOptions {
  Tensor weight{};  ///< one for each class; the mean divides by the sum of the weights of the targets
  Reduction reduction = Reduction::mean;
  int64_t ignore_index = default_ignore_index;  ///< targets of this number count nothing
  double label_smoothing = 0;  ///< the share of the target that all classes get alike, 0 to 1
};

/// -weight[target] log softmax(input)[target] with input [n, classes], [n, classes, d1, ...] or [classes] and
/// target (int64) [n], [n, d1, ...] or []. A target of the input's shape and type holds probabilities
/// instead: -sum over classes of weight target log softmax(input), whose mean divides by n d1 ....
///
/// A target that is no class is an Error.
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyOptions& options = {});

struct NLLLossOptions {
  Tensor weight{};  ///< one for each class; the mean divides by the sum of the weights of the targets
  Reduction reduction = Reduction::mean;
  int64_t ignore_index = default_ignore_index;  ///< targets of this number count nothing
};

/// -weight[target] input[target], for log-probabilities; shapes as in cross_entropy.
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossOptions& options = {});

/// cross_entropy as a module.
class CrossEntropyLoss final : public Criterion<CrossEntropyLoss, CrossEntropyOptions, cross_entropy> {
 public:
  using Criterion::Criterion;
};
/// nll_loss as a module.
class NLLLoss final : public Criterion<NLLLoss, NLLLossOptions, nll_loss> {
 public:
  using Criterion::Criterion;
};

}  // namespace gradus::nn
