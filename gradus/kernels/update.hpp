#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"
#include "gradus/kernels/update_options.hpp"

/// One step of an optimiser over many parameters, as one kernel.
namespace gradus::kernels {

/// One parameter's part in a step. On the first step the kernel itself gives the state its start values, so
/// that nothing but the kernel has to run when a recorded step is replayed.
struct UpdateSlot {
  void* parameter;
  const void* gradient;
  void* state[3];  ///< as the rule says; null where its options need none
  int64_t n;
  int64_t* step;  ///< counted up by the kernel, unless the first state is null
};

/// Up to `capacity` parameters of one type, with the options they share. The options are read when the kernel
/// runs, so a replayed step sees a changed rate; the slots are part of the arguments and cannot change under
/// a recording.
struct UpdateBatch {
  static constexpr int64_t capacity = 16;

  const void* options = nullptr;
  int64_t count = 0;
  UpdateSlot slots[capacity];
};

/// State: momentum. It starts as the first gradient, as in PyTorch.
void sgd(DType type, const UpdateBatch& batch);
/// State: the moving averages of the gradient and of its square; the largest of the second with AMSGrad.
void adam(DType type, const UpdateBatch& batch);
void adamw(DType type, const UpdateBatch& batch);
/// State: the moving average of the squared gradient; momentum; the moving average of the gradient.
void rmsprop(DType type, const UpdateBatch& batch);
/// State: the sum of squared gradients.
void adagrad(DType type, const UpdateBatch& batch);
/// State: the moving averages of the squared gradient and of the squared change.
void adadelta(DType type, const UpdateBatch& batch);
/// State: the moving averages of the gradient and of its square.
void radam(DType type, const UpdateBatch& batch);

}  // namespace gradus::kernels
