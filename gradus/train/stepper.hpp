#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/capture.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/optim/optimizer.hpp"
#include "gradus/train/step.hpp"

namespace gradus::train::detail {

struct StepperOptions {
  std::optional<double> clip_norm, clip_value;
  bool check_finite = true;
  bool capture = false;
  bool keep_outputs = false;  ///< for metrics
};

/// A step met numbers that are not finite and took back what it had done; says what was the first.
struct NotFiniteStep {
  size_t batch;  // of the step's
  std::string where;
};

/// One step of the optimiser over one batch or several.
class Stepper {
 public:
  Stepper(nn::Module& model, StepFunction function, optim::Optimizer& optimizer,
          const StepperOptions& options);

  /// Forward, backward, the checks and the optimiser's step. The gradient of several batches is that of all
  /// their rows together. Throws NotFiniteStep.
  void step(std::span<const Batch> batches);

  /// Of the last step: loss and output of each batch.
  double loss(size_t batch) const { return losses_[batch].item(); }
  const Tensor& output(size_t batch) const { return outputs_[batch]; }

  StepResult evaluate(const Batch& batch) const { return function_(batch); }

 private:
  void run(std::span<const Batch> batches);
  void run_captured(std::span<const Batch> batches);
  void run_with_closure(std::span<const Batch> batches);
  void gradients(std::span<const Batch> batches);
  void check_gradients() const;
  void clip() const;
  NotFiniteStep searched(std::span<const Batch> batches);
  void remember();
  void take_back();

  nn::Module& model_;
  StepFunction function_;
  optim::Optimizer& optimizer_;
  StepperOptions options_;
  bool needs_closure_;  // the optimiser evaluates several times a step, and moves the parameters in between

  std::vector<Tensor> losses_, outputs_;

  // What a step changes before it is known to be good.
  Generator generator_;
  std::vector<Tensor> buffers_, buffers_before_;
  std::vector<Tensor> parameters_before_;
  optim::OptimizerState optimizer_before_;

  gradus::detail::CapturedRuns runs_;
  std::vector<const Tensor*> arguments_;
};

}  // namespace gradus::train::detail
