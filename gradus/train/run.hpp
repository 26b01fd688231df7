#pragma once

#include <array>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/train/checkpoint_file.hpp"
#include "gradus/train/progress.hpp"
#include "gradus/train/stepper.hpp"
#include "gradus/train/trainer.hpp"

namespace gradus::train {

/// A training: what the trainer was given, and what it has come to.
struct Trainer::Run {
  Run(nn::Module& model, StepFunction step, optim::Optimizer& optimizer, const TrainerOptions& options);

  // The loop: run.cpp; what it measures: run_measure.cpp.
  const History& fit(const Batches& train, const Batches& validation);
  std::vector<std::pair<std::string, double>> evaluate(const Batches& batches);

  // Everything that going on needs, to and from a file's content: run_state.cpp.
  detail::CheckpointData data() const;
  void take_over(const detail::CheckpointData& data, const std::string& path);
  void save_to_folder(bool best) const;
  void resume_from_folder();

  nn::Module& model;
  optim::Optimizer& optimizer;
  TrainerOptions options;
  detail::Stepper stepper;
  std::array<std::deque<Callback>, 4> listeners{};  // by Moment; one that is called may add others

  detail::Progress progress{};
  nn::StateDict best_weights{};  // copies, when they are to be restored
  std::string resumed_from{};

 private:
  void check_options() const;
  void begin(const Batches& train, const Batches& validation);
  void epoch(const Batches& train, const Batches& validation);
  bool next_batches(std::vector<Batch>& batches);
  void step(std::span<const Batch> batches);
  void after_step();
  [[noreturn]] void diverge(const detail::NotFiniteStep& found, int64_t batches);
  void end_epoch(const Batches& validation, double seconds);
  void compare(const EpochRecord& record, bool& improved);
  void step_schedule(const EpochRecord& record) const;
  void add(detail::PassSums& sums, const Batch& batch, double loss, const Tensor& output) const;
  std::vector<std::pair<std::string, double>> means(const detail::PassSums& sums,
                                                    const std::string& prefix) const;
  std::vector<std::pair<std::string, double>> measure(const Batches& batches, const std::string& prefix);
  bool higher_is_better() const;
  void tell(Moment moment, const EpochRecord* record = nullptr);
  void request(Stop why);
  void load_best();
  void take_over(const nn::StateDict& weights, const optim::OptimizerState& state,
                 const std::optional<optim::ScheduleState>& schedule);

  void put_generators();
  std::vector<Generator*> generators() const;

  size_t batch_metrics = 0;  // how many metrics are over batches
  std::string watched{};
  Stop stop = Stop::none;
  BatchSource* source = nullptr;               // the training data while fit() runs
  std::optional<data::LoaderState> loader{};   // where it is to go on, or was when fit() ended
  std::vector<Generator> loaded_generators{};  // to be put in place when fit() begins
};

}  // namespace gradus::train
