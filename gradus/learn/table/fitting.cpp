// A model of some rows of a table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/learn/table/problem.hpp"

namespace gradus::learn::internal {
namespace {

std::vector<double> baseline_of(const TableModel& model, const Tensor& truth, const Tensor& weights) {
  const std::vector<double> values = truth.to_vector();
  const double total = total_weight(weights, truth.numel());
  if (model.task == Task::regression) return {weighted_sum(values, weights) / total};
  std::vector<double> shares(model.class_names.size());
  for (size_t i = 0; i < values.size(); ++i) {
    shares[static_cast<size_t>(values[i])] += (weights.defined() ? weights.data<double>()[i] : 1) / total;
  }
  return shares;
}

/// Targets of a size that a network learns well.
void scale_target(TableModel& model, const Tensor& truth) {
  const std::vector<double> values = truth.to_vector();
  const auto n = static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values)
    squares += (value - model.baseline.front()) * (value - model.baseline.front());
  model.target_mean = model.baseline.front();
  if (squares > 0) model.target_scale = std::sqrt(squares / n);
}

/// An Error where the rows to learn from have one class only: those of the others are held out.
void check_classes(const TableModel& model, const Tensor& truth) {
  if (model.task == Task::regression) return;
  const std::vector<int64_t> labels = truth.to_vector<int64_t>();
  if (std::find_if(labels.begin(), labels.end(), [&](int64_t label) { return label != labels.front(); }) !=
      labels.end())
    return;
  fail(
      fmt::format("all {} rows to learn from are of the class \"{}\", and those of other classes are held "
                  "out; hold out fewer rows (--test 0 --valid 0: none), or others with --seed",
                  labels.size(), model.class_names[static_cast<size_t>(labels.front())]));
}

template <class Learner>
void fit_network(Learner& learner, const Tensor& x, const Tensor& y, const Tensor& x_valid,
                 const Tensor& y_valid) {
  if (x_valid.defined()) learner.validate_on(x_valid, y_valid);
  learner.fit(x, y);
}

void fit_learner(Estimator& learner, const Tensor& x, const Tensor& y, const Tensor& weights,
                 const Tensor& x_valid, const Tensor& y_valid) {
  if (auto* classes = dynamic_cast<MLPClassifier*>(&learner)) {
    fit_network(*classes, x, y, x_valid, y_valid);
  } else if (auto* numbers = dynamic_cast<MLPRegressor*>(&learner)) {
    fit_network(*numbers, x, y, x_valid, y_valid);
  } else {
    learner.fit_any(x, y, weights);
  }
}

std::optional<double> last_validation_loss(const Estimator& learner) {
  const auto last = [](const auto* network) -> std::optional<double> {
    if (!network || network->validation_losses().empty()) return std::nullopt;
    return network->validation_losses().back();
  };
  if (const auto found = last(dynamic_cast<const MLPClassifier*>(&learner))) return found;
  return last(dynamic_cast<const MLPRegressor*>(&learner));
}

}  // namespace

TableModel fit_rows(const Problem& problem, const ModelChoice& choice, const Rows& train, const Rows& valid,
                    const std::function<void(const TableEpoch&)>& told) {
  const TableTrainOptions& options = problem.options;
  const bool exact = choice.kind == "linear", network = choice.kind == "mlp";
  TableModel model{.task = problem.target.task,
                   .model = choice.text(),
                   .target = options.target,
                   .class_names = problem.target.class_names};
  auto preparation = internal::make_preparation(
      problem.table, problem.columns,
      {.scale = !exact, .center = options.intercept, .drop_first = exact && options.intercept});
  const io::Table rows = problem.table.take(train);
  preparation->fit(rows.select(problem.columns.names(problem.table)));
  model.preparation = std::move(preparation);

  const Tensor truth = model.truth(rows);
  check_classes(model, truth);
  const Tensor weights = problem.weights.of(train);
  model.baseline = baseline_of(model, truth, weights);
  if (network && model.task == Task::regression) scale_target(model, truth);
  const auto wanted = [&](const Tensor& of) {
    return model.target_scale != 1 ? (of - model.target_mean) / model.target_scale : of;
  };
  Tensor x_valid, y_valid;
  const Rows watched = network ? with_known_classes(problem, valid, train) : Rows();
  if (!watched.empty()) {
    const io::Table apart = problem.table.take(watched);
    x_valid = model.features(apart);
    y_valid = wanted(model.truth(apart));
  }
  const LearnerOptions made{.intercept = options.intercept,
                            .epochs = options.epochs,
                            .lr = options.lr,
                            .seed = options.seed,
                            .balanced = options.balanced,
                            .weighted = weights.defined(),
                            .early_stopping = x_valid.defined()};
  auto learner = make_learner(choice, model.task, made);
  if (told) {
    learner->observe([&, epochs = std::max<int64_t>(1, most_epochs(choice, made))](const Progress& event) {
      told({.epoch = event.epoch,
            .epochs = epochs,
            .loss = event.loss,
            .validation = last_validation_loss(event.learner)});
    });
  }
  fit_learner(*learner, model.features(rows), wanted(truth), weights, x_valid, y_valid);
  learner->observe({});
  model.learner = std::move(learner);
  return model;
}

}  // namespace gradus::learn::internal
