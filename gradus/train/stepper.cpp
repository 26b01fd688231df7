#include "gradus/train/stepper.hpp"

#include <fmt/format.h>

#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/kernels/finite.hpp"
#include "gradus/optim/clip_grad.hpp"
#include "gradus/optim/lbfgs.hpp"
#include "gradus/train/divergence.hpp"

namespace gradus::train::detail {
namespace {

/// The parts of a batch that are there.
template <class F>
void for_each_part(const Batch& batch, F f) {
  f(batch.x);
  if (batch.y.defined()) f(batch.y);
  for (const Tensor& x : batch.more) f(x);
}

/// Batches like these with other tensors in place of theirs.
std::vector<Batch> rebuilt(std::span<const Batch> like, std::span<const Tensor> parts) {
  std::vector<Batch> batches;
  auto part = parts.begin();
  for (const Batch& from : like) {
    Batch batch{.x = *part++};
    if (from.y.defined()) batch.y = *part++;
    for (size_t i = 0; i < from.more.size(); ++i) batch.more.push_back(*part++);
    batches.push_back(std::move(batch));
  }
  return batches;
}

int64_t rows_of(std::span<const Batch> batches) {
  int64_t rows = 0;
  for (const Batch& batch : batches) rows += train::rows_of(batch);
  return rows;
}

double share_of(const Batch& batch, int64_t rows) {
  return static_cast<double>(train::rows_of(batch)) / static_cast<double>(rows);
}

void check_loss(const Tensor& loss) {
  if (!loss.defined()) fail("the loss is undefined");
  if (loss.numel() != 1) {
    fail(fmt::format("the loss must be one number, got {}; take its mean", to_string(loss.shape())));
  }
}

std::vector<Tensor> copies(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> result;
  result.reserve(tensors.size());
  for (const Tensor& x : tensors) result.push_back(x.detach().clone());
  return result;
}

void copy_back(const std::vector<Tensor>& from, const std::vector<Tensor>& to) {
  const NoGrad guard;
  for (size_t i = 0; i < to.size(); ++i) Tensor(to[i]).copy_(from[i]);
}

}  // namespace

Stepper::Stepper(nn::Module& model, StepFunction function, optim::Optimizer& optimizer,
                 const StepperOptions& options)
    : model_(model),
      function_(std::move(function)),
      optimizer_(optimizer),
      options_(options),
      needs_closure_(dynamic_cast<optim::LBFGS*>(&optimizer) != nullptr) {
  if (needs_closure_ && options.capture) {
    fail("train: capture: LBFGS decides by the losses it meets, which replaying cannot do");
  }
  for (const nn::NamedTensor& buffer : model.named_buffers()) buffers_.push_back(buffer.tensor);
  buffers_before_ = copies(buffers_);
}

void Stepper::step(std::span<const Batch> batches) {
  remember();
  try {
    if (needs_closure_) {
      run_with_closure(batches);
    } else if (options_.capture) {
      run_captured(batches);
    } else {
      run(batches);
    }
  } catch (const kernels::NotFinite&) {
    throw searched(batches);
  }
}

/// Does the batches again, with the random numbers they had, and looks closer. In the end everything is as it
/// was before the step.
NotFiniteStep Stepper::searched(std::span<const Batch> batches) {
  take_back();
  NotFiniteStep found{batches.size() - 1, "the sum of the batches' gradients, or the step itself,"};
  for (size_t i = 0; i < batches.size(); ++i) {
    auto where = first_not_finite(model_, batches[i], [&](const Batch& b) { return function_(b).loss; });
    if (!where) continue;
    found = {i, std::move(*where)};
    break;
  }
  take_back();
  optimizer_.zero_grad();
  return found;
}

void Stepper::run(std::span<const Batch> batches) {
  gradients(batches);
  clip();
  optimizer_.step();
}

void Stepper::gradients(std::span<const Batch> batches) {
  losses_.clear();
  outputs_.clear();
  const int64_t rows = rows_of(batches);
  for (const Batch& batch : batches) {
    StepResult result = function_(batch);
    check_loss(result.loss);
    if (losses_.empty()) optimizer_.zero_grad();
    if (batches.size() == 1) {
      result.loss.backward();
    } else {
      (result.loss * share_of(batch, rows)).backward();
    }
    losses_.push_back(std::move(result.loss));
    if (options_.keep_outputs) outputs_.push_back(std::move(result.output));
    if (options_.check_finite && !needs_closure_) check_gradients();
  }
}

void Stepper::check_gradients() const {
  kernels::FiniteBatch batch;
  std::vector<Tensor> dense;  // copies of what has gaps, while they are needed
  const auto flush = [&] {
    if (batch.count > 0) kernels::require_finite(batch);
    batch.count = 0;
  };
  const auto add = [&](const TensorImpl& x) {
    if (!is_floating_point(x.dtype)) return;
    if (batch.count == kernels::FiniteBatch::capacity || x.dtype != batch.type) flush();
    batch.type = x.dtype;
    batch.arrays[batch.count++] = {x.data, x.numel};
  };
  add(*losses_.back().impl());
  for (const Tensor& parameter : optimizer_.parameters()) {
    const TensorImpl* gradient = parameter.impl()->grad.get();
    if (!gradient) continue;
    if (!gradient->dense) gradient = dense.emplace_back(parameter.grad().detach().contiguous()).impl();
    add(*gradient);
  }
  flush();
}

void Stepper::clip() const {
  if (options_.clip_value) optim::clip_grad_value_(optimizer_.parameters(), *options_.clip_value);
  if (options_.clip_norm) optim::clip_grad_norm_(optimizer_.parameters(), *options_.clip_norm);
}

void Stepper::run_captured(std::span<const Batch> batches) {
  arguments_.clear();
  for (const Batch& batch : batches) {
    for_each_part(batch, [this](const Tensor& x) { arguments_.push_back(&x); });
  }
  if (!runs_.replay(arguments_)) {
    runs_.record(arguments_, [&](std::span<const Tensor> slots) {
      run(rebuilt(batches, slots));
      std::vector<Tensor> results = losses_;
      results.insert(results.end(), outputs_.begin(), outputs_.end());
      return results;
    });
  }
  losses_.clear();
  outputs_.clear();
  for (size_t i = 0; i < batches.size(); ++i) losses_.push_back(runs_.result(i));
  for (size_t i = batches.size(); i < runs_.result_count(); ++i) outputs_.push_back(runs_.result(i));
}

/// The losses on the way of such an optimiser may be anything; where it ends has to be finite.
void Stepper::run_with_closure(std::span<const Batch> batches) {
  std::vector<Tensor> losses, outputs;  // of the first evaluation: before the step
  optimizer_.step([&] {
    gradients(batches);
    clip();
    if (losses.empty()) losses = losses_, outputs = outputs_;
    if (batches.size() == 1) return losses_[0];
    const NoGrad guard;
    const int64_t rows = rows_of(batches);
    Tensor total = losses_[0] * share_of(batches[0], rows);
    for (size_t i = 1; i < batches.size(); ++i) total.add_(losses_[i] * share_of(batches[i], rows));
    return total;
  });
  losses_ = std::move(losses);
  outputs_ = std::move(outputs);
  if (!options_.check_finite) return;
  const auto require = [](const Tensor& x) {
    if (!is_finite(x)) throw kernels::NotFinite("a number is NaN or infinite");
  };
  for (const Tensor& loss : losses_) require(loss);
  for (const Tensor& parameter : optimizer_.parameters()) require(parameter);
}

void Stepper::remember() {
  if (!options_.check_finite) return;
  // Most steps draw nothing, and a copy is 2.5 KB.
  if (!default_generator().is_at(generator_)) generator_ = default_generator();
  if (!buffers_.empty()) copy_back(buffers_, buffers_before_);
  if (!needs_closure_) return;  // the parameters stay until the gradients are known to be good
  parameters_before_ = copies(optimizer_.parameters());
  optimizer_before_ = optimizer_.state_dict();
  for (auto& [name, tensor] : optimizer_before_.tensors) tensor = tensor.clone();
}

void Stepper::take_back() {
  default_generator() = generator_;
  copy_back(buffers_before_, buffers_);
  if (!needs_closure_) return;
  copy_back(parameters_before_, optimizer_.parameters());
  optimizer_.load_state_dict(optimizer_before_);
}

}  // namespace gradus::train::detail
