#include "gradus/train/trainer.hpp"

#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/train/run.hpp"

namespace gradus::train {
namespace {

/// Weights that were counted from labels are float64; a loss wants them in the type of its outputs.
Tensor in_type_of(const nn::Module& model, const Tensor& weights) {
  const std::vector<Tensor> parameters = model.parameters();
  return parameters.empty() ? weights : weights.to(parameters.front().dtype());
}

StepFunction layer_step(nn::Layer& model, Loss loss, const TrainerOptions& options) {
  if (options.class_weights.defined()) {
    loss = loss.with_class_weights(in_type_of(model, options.class_weights));
  }
  return [&model, loss = std::move(loss)](const Batch& batch) -> StepResult {
    if (!batch.y.defined()) fail("the batch has no targets; give y, or a step function that needs none");
    if (!batch.more.empty()) {
      fail("the batch has more than x and y; give a step function that says what they are for");
    }
    Tensor output = model(batch.x);
    Tensor value = loss(output, batch.y);
    return {std::move(value), std::move(output)};
  };
}

}  // namespace

Trainer::Trainer(nn::Layer& model, Loss loss, optim::Optimizer& optimizer, const TrainerOptions& options)
    : run_(std::make_unique<Run>(model, layer_step(model, std::move(loss), options), optimizer, options)) {}

Trainer::Trainer(nn::Module& model, StepFunction step, optim::Optimizer& optimizer,
                 const TrainerOptions& options)
    : run_(std::make_unique<Run>(model, std::move(step), optimizer, options)) {
  if (options.class_weights.defined()) {
    fail("train: class_weights are for a loss that is given by its name; weigh inside the step function");
  }
}

Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

void Trainer::on(Moment moment, Callback callback) {
  run_->listeners[static_cast<size_t>(moment)].push_back(std::move(callback));
}

const History& Trainer::fit(const Batches& train, const Batches& validation) {
  return run_->fit(train, validation);
}

std::vector<std::pair<std::string, double>> Trainer::evaluate(const Batches& batches) {
  return run_->evaluate(batches);
}

const History& Trainer::history() const { return run_->progress.history; }

void Trainer::set_epochs(int64_t epochs) {
  if (epochs < 0) fail("train: epochs must not be negative, got " + std::to_string(epochs));
  run_->options.epochs = epochs;
}

void Trainer::save(const std::string& path) const { detail::write_checkpoint(run_->data(), path); }

void Trainer::load(const std::string& path) { run_->take_over(detail::read_checkpoint(path), path); }

}  // namespace gradus::train
