#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// One step of an optimiser for one parameter. What changes from step to step (rate, step count) is read
/// through a pointer when the kernel runs.
namespace gradus::kernels {

struct SgdSettings {
  double lr, momentum, dampening, weight_decay;
  bool nesterov, maximize;
};
/// `momentum` is null when not used; on step 1 it becomes the gradient itself, as in PyTorch.
void sgd(DType type, void* parameter, const void* gradient, void* momentum, int64_t n,
         const SgdSettings* settings, const int64_t* step);

struct AdamSettings {
  double lr, beta1, beta2, eps, weight_decay;
  bool amsgrad, maximize;
};
/// m and v are the moving averages of the gradient and of its square; `v_max` is null without AMSGrad.
void adam(DType type, void* parameter, const void* gradient, void* m, void* v, void* v_max, int64_t n,
          const AdamSettings* settings, const int64_t* step);

}  // namespace gradus::kernels
