#pragma once

#include <span>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::optim {

struct ClipNormOptions {
  double norm_type = 2;  ///< infinity for the largest magnitude
  bool error_if_nonfinite = false;
};

/// Scales the gradients together so that their norm as one vector is at most `max_norm`; returns the norm
/// before, 0-d. Parameters without a gradient do not count.
Tensor clip_grad_norm_(std::span<const Tensor> parameters, double max_norm,
                       const ClipNormOptions& options = {});

/// Cuts every element of the gradients to [-clip_value, clip_value].
void clip_grad_value_(std::span<const Tensor> parameters, double clip_value);

}  // namespace gradus::optim
