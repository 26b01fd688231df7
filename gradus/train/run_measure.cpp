// What a training measures: sums over a pass, and metrics.
#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/train/mode_of.hpp"
#include "gradus/train/run.hpp"

namespace gradus::train {
namespace {

double value_of(const Metric& metric, const Tensor& output, const Tensor& target) {
  try {
    return metric.value(output, target);
  } catch (const Error& error) {
    fail(fmt::format("metric '{}'{}: {}", metric.name, target.defined() ? "" : ", without targets",
                     error.what()));
  }
}

/// Outputs and targets of a pass, for metrics over all of them.
struct Gathered {
  std::vector<Tensor> outputs, targets;
};

}  // namespace

void Trainer::Run::add(detail::PassSums& sums, const Batch& batch, double loss, const Tensor& output) const {
  if (batch_metrics > 0 && !output.defined()) {
    fail(fmt::format("metric '{}' needs an output; let the step function return loss and output",
                     options.metrics[0].name));
  }
  const int64_t rows = rows_of(batch);
  ++sums.batches;
  sums.rows += rows;
  sums.loss += loss * static_cast<double>(rows);
  if (batch_metrics == 0) return;
  const NoGrad guard;
  sums.metrics.resize(batch_metrics);
  for (size_t i = 0; i < batch_metrics; ++i) {
    const Metric& metric = options.metrics[i];
    sums.metrics[i] += value_of(metric, output.detach(), batch.y) * static_cast<double>(rows);
  }
}

std::vector<std::pair<std::string, double>> Trainer::Run::means(const detail::PassSums& sums,
                                                                const std::string& prefix) const {
  const auto rows = static_cast<double>(sums.rows);
  std::vector<std::pair<std::string, double>> values{{prefix + "loss", sums.loss / rows}};
  for (size_t i = 0; i < sums.metrics.size(); ++i) {
    values.emplace_back(prefix + options.metrics[i].name, sums.metrics[i] / rows);
  }
  return values;
}

std::vector<std::pair<std::string, double>> Trainer::Run::evaluate(const Batches& batches) {
  if (!batches || batches->size() == 0) fail("train: evaluate: the data has no batches");
  return measure(batches, "");
}

std::vector<std::pair<std::string, double>> Trainer::Run::measure(const Batches& batches,
                                                                  const std::string& prefix) {
  const detail::ModeOf mode(model, false);
  const InferenceMode guard;
  const char* pass = prefix.empty() ? "evaluate" : "validation";
  detail::PassSums sums;
  Gathered gathered;
  const bool gather = batch_metrics < options.metrics.size();
  batches->start();
  Batch batch;
  while (batches->next(batch)) {
    const int64_t number = sums.batches + 1;
    try {
      const StepResult result = stepper.evaluate(batch);
      add(sums, batch, result.loss.item(), result.output);
      if (gather && result.output.defined()) {
        gathered.outputs.push_back(result.output);
        if (batch.y.defined()) gathered.targets.push_back(batch.y);
      }
    } catch (const Error& error) {
      fail(fmt::format("train: {}: batch {}: {}", pass, number, error.what()));
    }
    batch = {};
  }
  auto values = means(sums, prefix);
  if (!gather) return values;
  if (gathered.outputs.empty()) {
    fail(fmt::format("train: metric '{}' needs outputs; let the step function return loss and output",
                     options.metrics.back().name));
  }
  const Tensor output = cat(gathered.outputs),
               target = gathered.targets.empty() ? Tensor() : cat(gathered.targets);
  for (size_t i = batch_metrics; i < options.metrics.size(); ++i) {
    const Metric& metric = options.metrics[i];
    try {
      values.emplace_back(prefix + metric.name, value_of(metric, output, target));
    } catch (const Error& error) {
      fail(fmt::format("train: {}: {}", pass, error.what()));
    }
  }
  return values;
}

}  // namespace gradus::train
