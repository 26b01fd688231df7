#pragma once

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/kernels/loss.hpp"

/// Losses, with PyTorch's names and reductions.
namespace gradus::nn {

/// What becomes of the losses of the samples: all of them, their (weighted) mean, or their sum.
using kernels::Reduction;

struct LossOptions {
  Reduction reduction = Reduction::mean;
};

/// (input - target)^2. Shapes must be equal: broadcasting here is nearly always a mistake.
Tensor mse_loss(const Tensor& input, const Tensor& target, const LossOptions& options = {});

struct CrossEntropyOptions {
  Tensor weight{};  ///< one for each class; the mean divides by the sum of the weights of the targets
  Reduction reduction = Reduction::mean;
};

/// -weight[target] log softmax(input)[target] with input [n, classes], target [n] of int64.
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyOptions& options = {});
/// -weight[target] input[target], for log-probabilities.
Tensor nll_loss(const Tensor& input, const Tensor& target, const CrossEntropyOptions& options = {});

}  // namespace gradus::nn
