#include "gradus/learn/table_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/data/folds.hpp"
#include "gradus/data/split.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/learn/model_selection.hpp"
#include "gradus/learn/predictor.hpp"
#include "gradus/learn/table_errors.hpp"
#include "gradus/learn/table_preparation.hpp"
#include "gradus/learn/table_target.hpp"

namespace gradus::learn {
namespace {

using Rows = std::vector<int64_t>;

constexpr int64_t folds = 5;
constexpr int64_t rows_to_compare_on = 5000;
constexpr double usual_valid = 0.2;

/// A table that is learned from, and what of it is known.
struct Problem {
  const io::Table& table;
  const TableTrainOptions& options;
  TableTarget target;
  internal::FeatureColumns columns;
  Rows labels;  ///< the class of each row; empty for numbers

  int64_t rows() const { return table.rows(); }
  bool has_classes() const { return target.task == Task::classification; }
};

// --- Rows apart.

Rows labels_of(const Problem& problem, const Rows& rows) {
  Rows labels;
  labels.reserve(rows.size());
  for (const int64_t row : rows) labels.push_back(problem.labels[static_cast<size_t>(row)]);
  return labels;
}

/// The different classes among rows, in order.
Rows classes_of(const Problem& problem, const Rows& rows) {
  Rows classes = labels_of(problem, rows);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

/// Those of `rows` whose class is among the classes of others.
Rows with_known_classes(const Problem& problem, Rows rows, const Rows& others) {
  if (!problem.has_classes()) return rows;
  const Rows known = classes_of(problem, others);
  std::erase_if(rows, [&](int64_t row) {
    return !std::binary_search(known.begin(), known.end(), problem.labels[static_cast<size_t>(row)]);
  });
  return rows;
}

/// Whether each class has rows enough for both sides.
bool can_stratify(const Rows& labels, int64_t count) {
  Rows sorted = labels;
  std::sort(sorted.begin(), sorted.end());
  int64_t classes = 0;
  for (size_t i = 0; i < sorted.size(); ++classes) {
    const size_t next =
        static_cast<size_t>(std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin());
    if (next - i < 2) return false;
    i = next;
  }
  return count >= classes && std::ssize(labels) - count >= classes;
}

/// Takes `count` of the rows away, at random, with the shares of the classes where that can be.
Rows set_apart(const Problem& problem, Rows& rows, int64_t count) {
  if (count == 0) return {};
  random::NumpyRandom random(problem.options.seed);
  const Rows labels = problem.has_classes() ? labels_of(problem, rows) : Rows();
  const data::SplitOptions options{.test_size = count,
                                   .stratify = problem.has_classes() && can_stratify(labels, count)};
  const data::SplitIndices split = options.stratify
                                       ? data::train_test_split(labels, options, random)
                                       : data::train_test_split(std::ssize(rows), options, random);
  const auto taken = [&](const Rows& places) {
    Rows result;
    result.reserve(places.size());
    for (const int64_t place : places) result.push_back(rows[static_cast<size_t>(place)]);
    return result;
  };
  Rows apart = taken(split.test);
  rows = taken(split.train);
  return apart;
}

int64_t share_of_rows(const Problem& problem, double share) {
  return static_cast<int64_t>(std::ceil(share * static_cast<double>(problem.rows()) - 1e-9));
}

void check_shares(const Problem& problem, double valid) {
  const double test = problem.options.test;
  for (const double share : {valid, test}) {
    if (!(share >= 0 && share < 1))
      fail(fmt::format("train_table: a share of rows must be from 0 to below 1, not {}", share));
  }
  if (problem.rows() - share_of_rows(problem, valid) - share_of_rows(problem, test) < 2) {
    fail(fmt::format("{}: of {} rows, {} to test and {} to validate leave fewer than two to learn from",
                     problem.table.source(), problem.rows(), share_of_rows(problem, test),
                     share_of_rows(problem, valid)));
  }
}

// --- Fitting.

std::vector<double> baseline_of(const TableModel& model, const Tensor& truth) {
  const std::vector<double> values = truth.to_vector();
  const auto n = static_cast<double>(values.size());
  if (model.task == Task::regression) return {std::accumulate(values.begin(), values.end(), 0.0) / n};
  std::vector<double> shares(model.class_names.size());
  for (const double value : values) shares[static_cast<size_t>(value)] += 1 / n;
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

template <class Learner>
void fit_network(Learner& learner, const Tensor& x, const Tensor& y, const Tensor& x_valid,
                 const Tensor& y_valid) {
  if (x_valid.defined()) learner.validate_on(x_valid, y_valid);
  learner.fit(x, y);
}

void fit_learner(Estimator& learner, const Tensor& x, const Tensor& y, const Tensor& x_valid,
                 const Tensor& y_valid) {
  if (auto* classes = dynamic_cast<MLPClassifier*>(&learner)) {
    fit_network(*classes, x, y, x_valid, y_valid);
  } else if (auto* numbers = dynamic_cast<MLPRegressor*>(&learner)) {
    fit_network(*numbers, x, y, x_valid, y_valid);
  } else if (auto* classifier = dynamic_cast<Classifier*>(&learner)) {
    classifier->fit(x, y);
  } else {
    dynamic_cast<Regressor&>(learner).fit(x, y);
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

/// A model of some rows; others, where there are any, decide when a network has learned enough.
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
  model.baseline = baseline_of(model, truth);
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
  fit_learner(*learner, model.features(rows), wanted(truth), x_valid, y_valid);
  learner->observe({});
  model.learner = std::move(learner);
  return model;
}

// --- The choice among models.

/// A learner whose rows [n, 1] are numbers of rows of a table: each fit prepares the columns by its own rows.
class TableRows final : public Learner<TableRows, Estimator> {
 public:
  static constexpr const char* kind_name = "TableRows";
  TableRows(const Problem& problem, ModelChoice choice) : problem_(&problem), choice_(std::move(choice)) {}

  std::string kind() const override { return choice_.text(); }
  void fit_any(const Tensor& x, const Tensor& /*y*/) override {
    model_ = fit_rows(*problem_, choice_, x.reshape({-1}).to_vector<int64_t>(), {}, {});
  }
  /// The first measure: accuracy, or the root mean squared error.
  double score_any(const Tensor& x, const Tensor& /*y*/) const override {
    const io::Table rows = problem_->table.take(x.reshape({-1}).to_vector<int64_t>());
    return measure(model_, model_.truth(rows), model_.predict(model_.features(rows))).front().second;
  }

 protected:
  void options(Fields& /*f*/) override {}
  void learned(Fields& /*f*/) override {}
  void check_state(const std::string& /*where*/) const override {}

 private:
  const Problem* problem_;
  ModelChoice choice_;
  TableModel model_;
};

/// Folds of the rows; without those whose training rows have a single class, as the other has a single row.
std::vector<data::SplitIndices> folds_of(const Problem& problem, const Rows& rows, int64_t count) {
  const data::KFoldOptions how{.n_splits = count, .shuffle = true, .seed = problem.options.seed};
  const Rows labels = problem.has_classes() ? labels_of(problem, rows) : Rows();
  const bool stratify = problem.has_classes() && can_stratify(labels, std::ssize(rows) / count);
  const data::Folds all =
      stratify ? data::StratifiedKFold(how).split(labels) : data::KFold(how).split(std::ssize(rows));
  std::vector<data::SplitIndices> found;
  found.reserve(static_cast<size_t>(count));
  for (const data::SplitIndices& fold : all) {
    const auto is_first = [&](int64_t place) {
      return labels[static_cast<size_t>(place)] == labels[static_cast<size_t>(fold.train.front())];
    };
    if (!problem.has_classes() || !std::all_of(fold.train.begin(), fold.train.end(), is_first))
      found.push_back(fold);
  }
  if (found.size() < 2)
    fail("train_table: too few rows of each class to compare models; name one with --model");
  return found;
}

/// `told` hears of each fold, from one thread at a time, and may throw.
CandidateScore compare(const Problem& problem, const ModelChoice& choice, const Rows& rows,
                       const std::vector<data::SplitIndices>& splits, const std::function<void()>& told) {
  std::mutex telling;
  const ValidationOptions how{.splits = splits,
                              .scorer = [&](const Estimator& learner, const Tensor& x, const Tensor& y) {
                                const double score = learner.score_any(x, y);
                                const std::lock_guard lock(telling);
                                told();
                                return score;
                              }};
  const std::vector<double> scores =
      cross_val_score(TableRows(problem, choice), from_data(rows, {std::ssize(rows), 1}), {}, how);
  const auto n = static_cast<double>(scores.size());
  const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / n;
  double squares = 0;
  for (const double score : scores) squares += (score - mean) * (score - mean);
  return {.model = choice.text(), .score = mean, .error = std::sqrt(squares / (n - 1) / n)};
}

/// The first, which is the simplest, whose distance to the best is no more than the standard error of such a
/// distance: what is better by less may be so by chance.
const CandidateScore& chosen(const std::vector<CandidateScore>& scores, bool higher_is_better) {
  const double sign = higher_is_better ? 1 : -1;
  const auto best = std::max_element(scores.begin(), scores.end(), [&](const auto& a, const auto& b) {
    return sign * a.score < sign * b.score;
  });
  return *std::find_if(scores.begin(), scores.end(), [&](const CandidateScore& each) {
    return sign * (best->score - each.score) <= std::hypot(best->error, each.error);
  });
}

ModelChoice choose_model(const Problem& problem, Rows rows, TableTraining& done) {
  std::vector<CandidateScore>& scores = done.candidates;
  const TableTrainOptions& options = problem.options;
  if (std::ssize(rows) > rows_to_compare_on) {
    rows = set_apart(problem, rows, rows_to_compare_on);
  }
  const int64_t parts = std::min<int64_t>(folds, std::ssize(rows));
  done.folds = parts;
  const std::vector<data::SplitIndices> splits = folds_of(problem, rows, parts);
  const LearnerOptions asked{.intercept = options.intercept, .epochs = options.epochs, .lr = options.lr};
  const std::vector<ModelChoice> all = candidates(problem.target.task, asked);
  size_t done_fits = 0;
  const auto told = [&] {
    const auto fits = static_cast<double>(all.size() * splits.size());
    if (options.progress) options.progress("comparing models", static_cast<double>(++done_fits) / fits);
  };
  for (const ModelChoice& choice : all) {
    if (choice.kind == "knn" && std::ssize(splits.front().train) < 5) continue;  // fewer rows than neighbours
    scores.push_back(compare(problem, choice, rows, splits, told));
  }
  if (scores.empty()) fail("train_table: no model fits these settings; name one");
  return parse_model_choice(chosen(scores, problem.has_classes()).model);
}

SplitMeasures measures_of(const TableModel& model, const std::string& split, const Tensor& truth,
                          const TablePrediction& prediction) {
  return {.split = split,
          .rows = truth.numel(),
          .measures = measure(model, truth, prediction),
          .baseline = measure(model, truth, model.predict_baseline(truth.numel()))};
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
    done.splits.push_back(measures_of(done.model, part.split, truth, prediction));
    done.shown_split = part.split;
    done.truth = truth;
    done.prediction = std::move(prediction);
  }
}

}  // namespace

TableTraining train_table(const io::Table& table, const TableTrainOptions& options) {
  ModelChoice choice = parse_model_choice(options.model);
  check_options(choice, {.intercept = options.intercept, .epochs = options.epochs, .lr = options.lr});
  const auto wanted = options.task ? options.task : task_of(choice);
  if (options.task && task_of(choice) && *options.task != *task_of(choice)) {
    fail(fmt::format("train_table: {} does {}, not {}", choice.kind, name(*task_of(choice)),
                     name(*options.task)));
  }
  internal::FeatureColumns columns =
      internal::feature_columns(table, options.target, options.drop, options.categories);
  const bool is_category = std::find(options.categories.begin(), options.categories.end(), options.target) !=
                           options.categories.end();
  Problem problem{.table = table,
                  .options = options,
                  .target = read_target(table, options.target, wanted, is_category),
                  .columns = std::move(columns),
                  .labels = {}};
  if (problem.has_classes()) {
    problem.labels =
        TableModel{
            .task = problem.target.task, .target = options.target, .class_names = problem.target.class_names}
            .truth(table)
            .to_vector<int64_t>();
  }
  TableTraining done;
  done.features = problem.columns.names(table);
  done.warnings = internal::feature_warnings(table.without(options.drop), options.target, problem.columns);
  done.rows = table.rows();

  check_shares(problem, options.valid.value_or(choice.kind == "mlp" ? usual_valid : 0));
  Rows train(static_cast<size_t>(table.rows()));
  std::iota(train.begin(), train.end(), int64_t{0});
  const Rows test = set_apart(problem, train, share_of_rows(problem, options.test));
  if (choice.kind == "auto")
    choice = internal::of_table(table, [&] { return choose_model(problem, train, done); });
  const double valid_share = options.valid.value_or(choice.kind == "mlp" ? usual_valid : 0);
  check_shares(problem, valid_share);
  const Rows valid = set_apart(problem, train, share_of_rows(problem, valid_share));
  if (options.progress) options.progress("training", 0);
  done.model = internal::of_table(table, [&] {
    return fit_rows(problem, choice, train, valid, [&](const TableEpoch& done_now) {
      const double part = static_cast<double>(done_now.epoch) / static_cast<double>(done_now.epochs);
      if (options.progress) options.progress("training", part);
      if (options.epoch) options.epoch(done_now);
    });
  });
  measure_splits(problem, train, valid, test, done);
  return done;
}

SplitMeasures evaluate_table(const TableModel& model, const io::Table& table, const std::string& split) {
  const Tensor truth = model.truth(table);
  return measures_of(model, split, truth, model.predict(model.features(table)));
}

}  // namespace gradus::learn
