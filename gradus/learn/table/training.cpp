#include "gradus/learn/table/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/learn/table/errors.hpp"
#include "gradus/learn/table/problem.hpp"

namespace gradus::learn {
namespace {

using internal::Problem;
using internal::Rows;

constexpr double usual_valid = 0.2;

SplitMeasures measures_of(const TableModel& model, const std::string& split, const Tensor& truth,
                          const TablePrediction& prediction, const Tensor& weights) {
  return {.split = split,
          .rows = truth.numel(),
          .measures = measure(model, truth, prediction, weights),
          .baseline = measure(model, truth, model.predict_baseline(truth.numel()), weights)};
}

/// predict() by so many rows at a time, so that the wait can be shown and ended.
TablePrediction predict_in_parts(const Problem& problem, const TableModel& model, const Tensor& x) {
  constexpr int64_t rows_at_a_time = 8192;
  const int64_t rows = x.size(0);
  if (rows <= rows_at_a_time) return model.predict(x);
  std::vector<Tensor> values, probabilities, scores;
  for (int64_t first = 0; first < rows; first += rows_at_a_time) {
    if (problem.options.progress)
      problem.options.progress("measuring", static_cast<double>(first) / static_cast<double>(rows));
    const TablePrediction part = model.predict(x.slice(0, first, std::min(rows, first + rows_at_a_time)));
    values.push_back(part.values);
    if (part.probabilities.defined()) probabilities.push_back(part.probabilities);
    if (part.scores.defined()) scores.push_back(part.scores);
  }
  const auto whole = [](const std::vector<Tensor>& parts) {
    return parts.empty() ? Tensor() : cat(parts, 0);
  };
  return {.values = whole(values), .probabilities = whole(probabilities), .scores = whole(scores)};
}

std::vector<double> spread_of(const Tensor& x) {
  const Tensor centred = x - mean(x, {.dim = 0});
  return sqrt(mean(square(centred), {.dim = 0})).to_vector();
}

/// Training rows to measure on: all, but of a learner that compares each with each only so many.
Rows rows_to_measure(const Problem& problem, const Rows& train, TableTraining& done) {
  constexpr int64_t most = 5000;
  const bool compares_all = done.model.learner->kind().starts_with("KNeighbors");
  if (!compares_all || std::ssize(train) <= most) return train;
  random::NumpyRandom random(problem.options.seed);
  Rows some = random.permutation(std::ssize(train));
  some.resize(static_cast<size_t>(most));
  std::sort(some.begin(), some.end());
  for (int64_t& place : some) place = train[static_cast<size_t>(place)];
  done.warnings.push_back(
      fmt::format("the measures of training rows are those of {} of {}, as knn compares each row with all",
                  most, train.size()));
  return some;
}

void measure_splits(const Problem& problem, const Rows& all_train, const Rows& valid, const Rows& test,
                    TableTraining& done) {
  const Rows train = rows_to_measure(problem, all_train, done);
  struct Part {
    const char* split;
    const Rows& rows;
  };
  for (const Part& part : {Part{"train", train}, Part{"valid", valid}, Part{"test", test}}) {
    if (part.rows.empty()) continue;
    const io::Table rows = problem.table.take(part.rows);
    const Tensor truth = done.model.truth(rows);
    const Tensor x = done.model.features(rows);
    TablePrediction prediction = predict_in_parts(problem, done.model, x);
    if (part.split == std::string_view("train")) done.spread = spread_of(x);
    done.splits.push_back(
        measures_of(done.model, part.split, truth, prediction, problem.weights.of(part.rows)));
    done.shown_split = part.split;
    done.truth = truth;
    done.prediction = std::move(prediction);
  }
}

}  // namespace

TableTraining train_table(const io::Table& whole, const TableTrainOptions& given) {
  TableTrainOptions options = given;
  if (!options.weights.empty()) options.drop.push_back(options.weights);
  ModelChoice choice = parse_model_choice(options.model);
  check_options(choice, {.intercept = options.intercept,
                         .epochs = options.epochs,
                         .lr = options.lr,
                         .balanced = options.balanced,
                         .weighted = !options.weights.empty()});
  const auto wanted = options.task ? options.task : task_of(choice);
  if (options.task && task_of(choice) && *options.task != *task_of(choice)) {
    fail(fmt::format("train_table: {} does {}, not {}", choice.kind, name(*task_of(choice)),
                     name(*options.task)));
  }
  const internal::TableWeights weights = internal::read_weights(whole, options.weights, options.target);
  const io::Table& table = weights.rows_of(whole);
  // Of all rows, so that what is wrong has its place in the file.
  internal::FeatureColumns columns =
      internal::feature_columns(whole, options.target, options.drop, options.categories);
  const bool is_category = std::find(options.categories.begin(), options.categories.end(), options.target) !=
                           options.categories.end();
  Problem problem{.table = table,
                  .options = options,
                  .target = read_target(whole, options.target, wanted, is_category),
                  .columns = std::move(columns),
                  .labels = {},
                  .weights = weights};
  if (options.balanced && !problem.has_classes()) {
    fail(fmt::format("{}: --class-weight is for classes, but the target \"{}\" is numbers", table.source(),
                     options.target));
  }
  if (problem.has_classes()) {
    problem.labels =
        TableModel{
            .task = problem.target.task, .target = options.target, .class_names = problem.target.class_names}
            .truth(table)
            .to_vector<int64_t>();
  }
  TableTraining done;
  done.features = problem.columns.names(table);
  const data::RareClasses rare = !problem.has_classes() ? data::RareClasses::nothing
                                 : options.balanced || !takes_class_weight(choice)
                                     ? data::RareClasses::warning
                                     : data::RareClasses::warning_and_advice;
  done.warnings =
      internal::feature_warnings(table.without(options.drop), options.target, problem.columns, rare);
  if (weights.left_out > 0) {
    done.warnings.push_back(
        fmt::format("{} of {} rows have the weight 0 and are left out", weights.left_out, whole.rows()));
  }
  done.rows = table.rows();

  internal::check_shares(problem, options.valid.value_or(choice.kind == "mlp" ? usual_valid : 0));
  Rows train(static_cast<size_t>(table.rows()));
  std::iota(train.begin(), train.end(), int64_t{0});
  const Rows test = internal::set_apart(problem, train, internal::share_of_rows(problem, options.test));
  if (choice.kind == "auto")
    choice = internal::of_table(table, [&] { return internal::choose_model(problem, train, done); });
  const double valid_share = options.valid.value_or(choice.kind == "mlp" ? usual_valid : 0);
  internal::check_shares(problem, valid_share);
  const Rows valid = internal::set_apart(problem, train, internal::share_of_rows(problem, valid_share));
  if (options.progress) options.progress("training", 0);
  done.model = internal::of_table(table, [&] {
    return internal::fit_rows(problem, choice, train, valid, [&](const TableEpoch& done_now) {
      const double part = static_cast<double>(done_now.epoch) / static_cast<double>(done_now.epochs);
      if (options.progress) options.progress("training", part);
      if (options.epoch) options.epoch(done_now);
    });
  });
  measure_splits(problem, train, valid, test, done);
  return done;
}

SplitMeasures evaluate_table(const TableModel& model, const io::Table& whole, const std::string& split,
                             const std::string& column) {
  const internal::TableWeights weights = internal::read_weights(whole, column, model.target);
  const io::Table& table = weights.rows_of(whole);
  const Tensor truth = model.truth(table);
  return measures_of(model, split, truth, model.predict(model.features(table)), weights.all());
}

}  // namespace gradus::learn
