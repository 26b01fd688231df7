#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gradus/nn/module.hpp"
#include "gradus/optim/optimizer.hpp"
#include "gradus/optim/schedule.hpp"
#include "gradus/train/batches.hpp"
#include "gradus/train/checkpoint.hpp"
#include "gradus/train/divergence.hpp"
#include "gradus/train/event.hpp"
#include "gradus/train/history.hpp"
#include "gradus/train/loss.hpp"
#include "gradus/train/metric.hpp"
#include "gradus/train/step.hpp"

namespace gradus::train {

/// When a schedule goes on.
enum class ScheduleStep : uint8_t { epoch, step };

/// Ends a training whose watched value has stopped getting better.
struct EarlyStopping {
  int64_t patience = 5;  ///< epochs without a better value that are put up with
  double min_delta = 0;  ///< how much better counts
};

struct TrainerOptions {
  int64_t epochs = 1;      ///< how many in all, those before a resumption included
  int64_t accumulate = 1;  ///< batches a step of the optimiser; their gradient is that of all rows together
  std::optional<double> clip_norm = std::nullopt;   ///< the largest norm of all gradients as one vector
  std::optional<double> clip_value = std::nullopt;  ///< the largest magnitude of an element of a gradient
  Tensor class_weights{};  ///< for a loss that takes a weight for each class; taken in the model's type
  optim::Schedule* schedule = nullptr;  ///< ReduceLROnPlateau gets the watched value
  ScheduleStep schedule_step = ScheduleStep::epoch;
  std::vector<Metric> metrics{};
  std::string watch{};  ///< the value by which epochs are compared; "val_loss" where there is one, or "loss"
  std::optional<EarlyStopping> early_stopping = std::nullopt;
  bool restore_best = false;  ///< ends with the weights of the best epoch
  std::optional<CheckpointOptions> checkpoints = std::nullopt;
  bool capture = false;         ///< records the step and replays it, see capture(); the same bits
  bool check_finite = true;     ///< looks at loss and gradients before each step; Diverged when not finite
  std::string configuration{};  ///< the program's own words, kept in checkpoints
};

/// The training loop: any model, loss and optimiser over batches, with validation, checkpoints and events.
///
///     nn::Sequential model{nn::Linear(4, 16), nn::ReLU(), nn::Linear(16, 3)};
///     optim::Adam adam(model.parameters(), {.lr = 1e-2});
///     train::Trainer trainer(model, nn::cross_entropy, adam,
///                            {.epochs = 20, .metrics = {train::accuracy()}});
///     trainer.on(train::Moment::epoch,
///                [](const train::Event& e) { std::cout << e.record->at("loss"); });
///     const train::History& history = trainer.fit(loader, {x_valid, y_valid});
///
/// An epoch is a pass over the training batches in training mode, then one over the validation batches in
/// evaluation mode and InferenceMode. The epoch's "loss" is the mean over its batches as they were met,
/// weighted by their rows. A validation value that is not finite is written down and is never the best.
/// Model, optimiser and schedule must outlive the trainer.
class Trainer {
 public:
  /// A model of one tensor: loss(model(batch.x), batch.y).
  Trainer(nn::Layer& model, Loss loss, optim::Optimizer& optimizer, const TrainerOptions& options = {});
  /// Any model: `step` computes a batch's loss; metrics need the output as well.
  ///
  ///     train::Trainer trainer(model, [&](const train::Batch& b) { return model.loss(b.x); }, adam);
  Trainer(nn::Module& model, StepFunction step, optim::Optimizer& optimizer,
          const TrainerOptions& options = {});
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  /// Adds a function that is called at these moments; from within one, for those to come. Moments without
  /// one cost nothing.
  void on(Moment moment, Callback callback);

  /// Trains until all epochs are done or something stops it; goes on where an earlier fit() or load() ended.
  /// An Error for options that do not fit, for data without batches, and, with epoch and batch, for what goes
  /// wrong in a step; Diverged when loss or gradients are not finite.
  const History& fit(const Batches& train, const Batches& validation = {});

  /// Loss and metrics over batches, in evaluation mode: {"loss", 0.1}, {"accuracy", 0.97}.
  std::vector<std::pair<std::string, double>> evaluate(const Batches& batches);

  const History& history() const;
  /// Changes how many epochs there shall be in all.
  void set_epochs(int64_t epochs);

  /// Writes everything that going on from here needs into one file, between two steps or after a training.
  void save(const std::string& path) const;
  /// Takes over such a file, so that the next fit() goes on from there with the same bits. An Error says what
  /// does not fit; everything is then as it was.
  void load(const std::string& path);

 private:
  struct Run;
  std::unique_ptr<Run> run_;
};

}  // namespace gradus::train
