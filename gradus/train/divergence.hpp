#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "gradus/base/error.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/train/batches.hpp"

namespace gradus::train {

/// Where a training left the finite numbers.
struct Divergence {
  int64_t epoch = 0;  ///< from 1
  int64_t batch = 0;  ///< of the epoch, from 1
  int64_t step = 0;   ///< of the optimiser, from 1: the one that was not made
  std::string where;  ///< "the output of layer 'hidden' (Linear)"
};

/// What fit() throws when loss or gradients are no longer finite. The model, its optimiser and the generator
/// are as they were before the step.
class Diverged : public Error {
 public:
  explicit Diverged(Divergence divergence);
  const Divergence& divergence() const { return divergence_; }

 private:
  Divergence divergence_;
};

namespace detail {

/// Whether all elements are finite; true for integers.
bool is_finite(const Tensor& x);

/// Does a batch again and watches every layer: what was the first to hold NaN or infinity, in the order of
/// the computation? `loss_of` computes the batch's loss. Nothing when all is finite.
std::optional<std::string> first_not_finite(nn::Module& model, const Batch& batch,
                                            const std::function<Tensor(const Batch&)>& loss_of);

}  // namespace detail
}  // namespace gradus::train
