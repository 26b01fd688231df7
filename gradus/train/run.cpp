#include "gradus/train/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

#include "gradus/base/error.hpp"
#include "gradus/optim/schedule_plateau.hpp"
#include "gradus/train/interrupt.hpp"
#include "gradus/train/mode_of.hpp"

namespace gradus::train {
namespace {

constexpr std::string_view validation_prefix = "val_";

std::string without_prefix(const std::string& name) {
  return name.starts_with(validation_prefix) ? name.substr(validation_prefix.size()) : name;
}

}  // namespace

Trainer::Run::Run(nn::Module& the_model, StepFunction step_function, optim::Optimizer& the_optimizer,
                  const TrainerOptions& the_options)
    : model(the_model),
      optimizer(the_optimizer),
      options(the_options),
      stepper(the_model, std::move(step_function), the_optimizer,
              {.clip_norm = the_options.clip_norm,
               .clip_value = the_options.clip_value,
               .check_finite = the_options.check_finite,
               .capture = the_options.capture,
               .keep_outputs = std::ranges::any_of(
                   the_options.metrics, [](const Metric& m) { return m.over == Over::batches; })}) {
  check_options();
  // Metrics over batches first: their sums are numbered.
  std::stable_partition(options.metrics.begin(), options.metrics.end(),
                        [](const Metric& m) { return m.over == Over::batches; });
  batch_metrics = static_cast<size_t>(std::ranges::count(options.metrics, Over::batches, &Metric::over));
}

void Trainer::Run::check_options() const {
  const auto at_least = [](const char* option, int64_t value, int64_t least) {
    if (value < least) fail(fmt::format("train: {} must be at least {}, got {}", option, least, value));
  };
  const auto limit = [](const char* option, const std::optional<double>& value) {
    if (value && !(*value >= 0)) fail(fmt::format("train: {} = {} is not in [0, inf]", option, *value));
  };
  at_least("epochs", options.epochs, 0);
  at_least("accumulate", options.accumulate, 1);
  limit("clip_norm", options.clip_norm);
  limit("clip_value", options.clip_value);
  if (options.early_stopping) {
    at_least("early_stopping.patience", options.early_stopping->patience, 0);
    limit("early_stopping.min_delta", options.early_stopping->min_delta);
  }
  if (options.checkpoints) {
    at_least("checkpoints.every_steps", options.checkpoints->every_steps.value_or(1), 1);
    at_least("checkpoints.every_epochs", options.checkpoints->every_epochs, 0);
    at_least("checkpoints.keep", options.checkpoints->keep, 0);
    for (const Generator* generator : options.checkpoints->generators) {
      if (!generator) fail("train: checkpoints.generators holds a null pointer");
    }
  }
  for (size_t i = 0; i < options.metrics.size(); ++i) {
    const Metric& metric = options.metrics[i];
    if (!metric.value) fail(fmt::format("train: metric '{}' has no function", metric.name));
    const auto same = [&](const Metric& other) { return other.name == metric.name; };
    if (metric.name.empty() || metric.name == "loss" || metric.name.starts_with(validation_prefix) ||
        std::count_if(options.metrics.begin(), options.metrics.end(), same) > 1) {
      fail(fmt::format(
          "train: a metric cannot be called '{}'; names are not empty, not 'loss', do not begin with '{}', "
          "and differ",
          metric.name, validation_prefix));
    }
  }
  if (dynamic_cast<optim::ReduceLROnPlateau*>(options.schedule) &&
      options.schedule_step == ScheduleStep::step) {
    fail("train: ReduceLROnPlateau goes by a value that there is once an epoch; schedule_step must be epoch");
  }
  if (options.schedule && &options.schedule->optimizer() != &optimizer) {
    fail("train: the schedule is of another optimiser");
  }
}

// --- The loop.

const History& Trainer::Run::fit(const Batches& train, const Batches& validation) {
  begin(train, validation);
  const detail::ModeOf mode(model, true);
  const auto keep_place = [this] {
    if (!loader) loader = source->state();
    source = nullptr;
  };
  try {
    tell(Moment::start);
    while (stop == Stop::none && progress.epoch < options.epochs) epoch(train, validation);
    if (stop == Stop::none) stop = Stop::finished;
    if (options.restore_best && stop != Stop::interrupted) load_best();
    progress.history.stopped = stop;
    tell(Moment::end);
  } catch (...) {
    keep_place();
    throw;
  }
  keep_place();
  return progress.history;
}

void Trainer::Run::begin(const Batches& train, const Batches& validation) {
  if (source)
    fail("train: fit: this trainer is in the middle of a training; a callback cannot begin another");
  if (!train) fail("train: fit: there is no training data");
  if (train->size() == 0) fail("train: fit: the training data has no batches");
  if (validation && validation->size() == 0) fail("train: fit: the validation data has no batches");
  watched = !options.watch.empty() ? options.watch : validation ? "val_loss" : "loss";
  const std::string name = without_prefix(watched);
  const auto place = std::ranges::find(options.metrics, name, &Metric::name);
  const bool of_validation = name != watched;
  const bool known =
      name == "loss" || (place != options.metrics.end() && (of_validation || place->over == Over::batches));
  if (!known || (of_validation && !validation)) {
    fail(fmt::format("train: watch: there will be no value '{}'{}", watched,
                     of_validation && !validation ? "; fit() was given no validation data" : ""));
  }
  if (options.checkpoints) {
    detail::prepare_folder(options.checkpoints->folder);
    if (options.checkpoints->resume && progress.step == 0) resume_from_folder();
  }
  stop = Stop::none;
  progress.history.stopped = Stop::none;
  if (loader) {
    const bool inside = progress.pass.batches > 0, from_file = !loaded_generators.empty();
    if (!inside) loader->order.clear(), loader->next_batch = 0;
    if (!from_file) loader->generator.clear();  // it may have been seeded anew since
    if (inside || !loader->generator.empty()) train->load_state(*loader);
  }
  loader.reset();
  put_generators();
  source = train.operator->();
}

void Trainer::Run::epoch(const Batches& train, const Batches& validation) {
  const auto begun = std::chrono::steady_clock::now();
  train->start();
  std::vector<Batch> batches;
  while (next_batches(batches)) {
    step(batches);
    after_step();
    if (stop != Stop::none) break;
  }
  if (stop != Stop::none) {
    // Everything that is done is kept; the epoch can be gone on with.
    loader = source->state();
    if (options.checkpoints) save_to_folder(false);
    return;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  end_epoch(validation, took.count());
}

/// The batches of the next step, fewer at the end of the pass; false when there are none.
bool Trainer::Run::next_batches(std::vector<Batch>& batches) {
  const int64_t size = source->size(), done = progress.pass.batches;
  batches.resize(static_cast<size_t>(std::min(options.accumulate, size - done)));
  try {
    for (Batch& batch : batches) batch.x = batch.y = Tensor(), batch.more.clear();  // free for the next ones
    for (size_t i = 0; i < batches.size(); ++i) {
      if (!source->next(batches[i])) {
        fail(fmt::format("train: fit: the training data ended after {} batches of {}",
                         done + static_cast<int64_t>(i), size));
      }
      if (!batches[i].x.defined() || rows_of(batches[i]) == 0) {
        fail("train: fit: the training data gave a batch without rows");
      }
    }
    Batch beyond;
    if (batches.empty() && source->next(beyond)) {  // asked for so that the pass ends
      fail(fmt::format("train: fit: the training data gave more than its {} batches", size));
    }
  } catch (...) {
    progress.pass = {};  // the pass is over; the next begins anew
    throw;
  }
  return !batches.empty();
}

void Trainer::Run::step(std::span<const Batch> batches) {
  const int64_t first = progress.pass.batches + 1;
  try {
    stepper.step(batches);
    ++progress.step;
    for (size_t i = 0; i < batches.size(); ++i) {
      progress.last_loss = stepper.loss(i);
      add(progress.pass, batches[i], progress.last_loss, batch_metrics > 0 ? stepper.output(i) : Tensor());
    }
  } catch (const detail::NotFiniteStep& found) {
    diverge(found, static_cast<int64_t>(batches.size()));
  } catch (const Error& error) {
    fail(fmt::format("train: epoch {}, batch {}: {}", progress.epoch + 1,
                     std::max(first, progress.pass.batches), error.what()));
  }
}

/// Keeps what was good and says where it ended. The batches count as seen: going on begins behind them.
void Trainer::Run::diverge(const detail::NotFiniteStep& found, int64_t batches) {
  Divergence divergence{.epoch = progress.epoch + 1,
                        .batch = progress.pass.batches + static_cast<int64_t>(found.batch) + 1,
                        .step = progress.step + 1,
                        .where = found.where};
  progress.pass.batches += batches;
  loader = source->state();
  if (options.checkpoints && progress.step > 0) save_to_folder(false);
  throw Diverged(std::move(divergence));
}

void Trainer::Run::after_step() {
  if (options.schedule && options.schedule_step == ScheduleStep::step) {
    static_cast<optim::LRScheduler*>(options.schedule)->step();
  }
  tell(Moment::batch);
  if (interrupt_requested()) request(Stop::interrupted);
  if (options.checkpoints && options.checkpoints->every_steps && stop == Stop::none &&
      progress.step % *options.checkpoints->every_steps == 0) {
    save_to_folder(false);
  }
}

void Trainer::Run::end_epoch(const Batches& validation, double seconds) {
  EpochRecord record{.epoch = progress.epoch + 1,
                     .step = progress.step,
                     .lr = optimizer.lr(),
                     .seconds = seconds,
                     .values = means(progress.pass, "")};
  if (validation) {
    for (auto& value : measure(validation, std::string(validation_prefix))) {
      record.values.push_back(std::move(value));
    }
  }
  step_schedule(record);
  bool improved = false;
  compare(record, improved);
  progress.history.epochs.push_back(std::move(record));
  ++progress.epoch;
  progress.pass = {};
  if (options.checkpoints) {
    const CheckpointOptions& o = *options.checkpoints;
    const bool due = o.every_epochs > 0 && progress.epoch % o.every_epochs == 0;
    if (due) save_to_folder(false);
    if (o.keep_best && improved) save_to_folder(true);
  }
  tell(Moment::epoch, &progress.history.epochs.back());
  if (interrupt_requested()) request(Stop::interrupted);
}

void Trainer::Run::step_schedule(const EpochRecord& record) const {
  if (!options.schedule || options.schedule_step == ScheduleStep::step) return;
  if (auto* plateau = dynamic_cast<optim::ReduceLROnPlateau*>(options.schedule)) {
    plateau->step(record.at(watched));
  } else {
    static_cast<optim::LRScheduler*>(options.schedule)->step();
  }
}

bool Trainer::Run::higher_is_better() const {
  const auto place = std::ranges::find(options.metrics, without_prefix(watched), &Metric::name);
  return place != options.metrics.end() && place->higher_is_better;
}

void Trainer::Run::compare(const EpochRecord& record, bool& improved) {
  const double value = record.at(watched), sign = higher_is_better() ? -1 : 1;
  improved = !progress.best ? !std::isnan(value) : sign * value < sign * *progress.best;
  if (improved) {
    progress.best = value;
    progress.history.best_epoch = record.epoch;
    if (options.restore_best) {
      best_weights = model.state_dict();
      for (nn::NamedTensor& entry : best_weights) entry.tensor = entry.tensor.clone();
    }
  }
  if (!options.early_stopping) return;
  const double margin = options.early_stopping->min_delta;
  if (!progress.reference ? !std::isnan(value) : sign * value < sign * *progress.reference - margin) {
    progress.reference = value;
    progress.waited = 0;
  } else if (++progress.waited >= options.early_stopping->patience) {
    request(Stop::early);
  }
}

void Trainer::Run::load_best() {
  if (!best_weights.empty()) model.load_state_dict(best_weights);
}

void Trainer::Run::request(Stop why) {
  if (stop == Stop::none || why == Stop::interrupted) stop = why;
}

void Trainer::Run::tell(Moment moment, const EpochRecord* record) {
  const auto& list = listeners[static_cast<size_t>(moment)];
  if (list.empty()) return;
  const bool in_epoch = moment == Moment::batch;
  const Event event{.moment = moment,
                    .epoch = progress.epoch + (in_epoch ? 1 : 0),
                    .epochs = options.epochs,
                    .batch = record ? source->size() : progress.pass.batches,
                    .batches = source->size(),
                    .step = progress.step,
                    .loss = progress.last_loss,
                    .lr = optimizer.lr(),
                    .record = record,
                    .resumed_from = resumed_from,
                    .history = progress.history,
                    .model = model};
  for (size_t i = 0, count = list.size(); i < count; ++i) {
    if (list[i](event) == Next::stop) request(Stop::callback);
  }
}

}  // namespace gradus::train
