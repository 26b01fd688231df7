#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/train/batches.hpp"

namespace gradus::train {

/// What a batch gives: the loss, one number to go down, and, where metrics are to look at it, the output.
struct StepResult {
  StepResult(Tensor the_loss, Tensor the_output = {})  // NOLINT(google-explicit-constructor)
      : loss(std::move(the_loss)), output(std::move(the_output)) {}

  Tensor loss, output;
};

/// How a model turns a batch into a loss: the general form of "forward, then loss".
using StepFunction = std::function<StepResult(const Batch& batch)>;

}  // namespace gradus::train
