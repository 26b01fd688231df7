#include "gradus/learn/model_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/data/folds.hpp"
#include "gradus/learn/predictor.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/metrics/probability.hpp"
#include "gradus/metrics/ranking.hpp"
#include "gradus/metrics/regression.hpp"

namespace gradus::learn {
namespace {

// --- Scores by name.

Tensor predicted(const Estimator& learner, const Tensor& x) {
  if (const auto* classifier = dynamic_cast<const Classifier*>(&learner)) return classifier->predict(x);
  if (const auto* regressor = dynamic_cast<const Regressor*>(&learner)) return regressor->predict(x);
  fail(fmt::format("get_scorer: {} does not predict targets; take its own score()", learner.kind()));
}

const Classifier& classifier_of(const Estimator& learner) {
  if (const auto* classifier = dynamic_cast<const Classifier*>(&learner)) return *classifier;
  fail(fmt::format("get_scorer: {} tells no classes apart", learner.kind()));
}

double area(const Estimator& learner, const Tensor& x, const Tensor& y) {
  const Classifier& classifier = classifier_of(learner);
  const Tensor likely = classifier.predict_proba(x), classes = classifier.classes();
  if (classes.numel() == 2) return metrics::roc_auc_score(y, likely.select(1, 1));
  return metrics::roc_auc_score(
      y, likely, {.multi_class = metrics::MultiClass::ovr, .labels = classes.to_vector<int64_t>()});
}

double minus_log_loss(const Estimator& learner, const Tensor& x, const Tensor& y) {
  const Classifier& classifier = classifier_of(learner);
  return -metrics::log_loss(y, classifier.predict_proba(x),
                            {.labels = classifier.classes().to_vector<int64_t>()});
}

using Measure = double (*)(const Tensor& y, const Tensor& y_pred);
struct NamedMeasure {
  const char* name;
  Measure measure;
};

using metrics::Average;
constexpr std::array<NamedMeasure, 15> measures{{
    {"accuracy", [](const Tensor& y, const Tensor& p) { return metrics::accuracy_score(y, p); }},
    {"balanced_accuracy",
     [](const Tensor& y, const Tensor& p) { return metrics::balanced_accuracy_score(y, p); }},
    {"f1", [](const Tensor& y, const Tensor& p) { return metrics::f1_score(y, p); }},
    {"f1_macro", [](const Tensor& y, const Tensor& p) { return metrics::f1_score(y, p, Average::macro); }},
    {"f1_weighted",
     [](const Tensor& y, const Tensor& p) { return metrics::f1_score(y, p, Average::weighted); }},
    {"precision", [](const Tensor& y, const Tensor& p) { return metrics::precision_score(y, p); }},
    {"precision_macro",
     [](const Tensor& y, const Tensor& p) { return metrics::precision_score(y, p, Average::macro); }},
    {"recall", [](const Tensor& y, const Tensor& p) { return metrics::recall_score(y, p); }},
    {"recall_macro",
     [](const Tensor& y, const Tensor& p) { return metrics::recall_score(y, p, Average::macro); }},
    {"r2", [](const Tensor& y, const Tensor& p) { return metrics::r2_score(y, p); }},
    {"explained_variance",
     [](const Tensor& y, const Tensor& p) { return metrics::explained_variance_score(y, p); }},
    {"neg_mean_squared_error",
     [](const Tensor& y, const Tensor& p) { return -metrics::mean_squared_error(y, p); }},
    {"neg_root_mean_squared_error",
     [](const Tensor& y, const Tensor& p) { return -metrics::root_mean_squared_error(y, p); }},
    {"neg_mean_absolute_error",
     [](const Tensor& y, const Tensor& p) { return -metrics::mean_absolute_error(y, p); }},
    {"neg_median_absolute_error",
     [](const Tensor& y, const Tensor& p) { return -metrics::median_absolute_error(y, p); }},
}};

// --- Fits.

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Tensor rows_of(const Tensor& t, const std::vector<int64_t>& rows) {
  if (!t.defined()) return t;
  return index_select(t, 0, from_data(rows, {static_cast<int64_t>(rows.size())}));
}

Scorer scorer_of(const ValidationOptions& options) {
  if (options.scorer) return options.scorer;
  if (!options.scoring.empty()) return get_scorer(options.scoring);
  return [](const Estimator& learner, const Tensor& x, const Tensor& y) { return learner.score_any(x, y); };
}

internal::TrialScores run_trial(const internal::Trial& trial, const Tensor& x, const Tensor& y,
                                const Tensor& sample_weight, const Scorer& scorer, bool train_too) {
  const auto learner = trial.learner->clone();
  const Tensor train_x = rows_of(x, trial.split->train), train_y = rows_of(y, trial.split->train);
  const Tensor test_x = rows_of(x, trial.split->test), test_y = rows_of(y, trial.split->test);
  const auto start = std::chrono::steady_clock::now();
  learner->fit_any(train_x, train_y, rows_of(sample_weight, trial.split->train));
  const double fit_time = seconds_since(start);
  const auto fitted = std::chrono::steady_clock::now();
  const double test = scorer(*learner, test_x, test_y), score_time = seconds_since(fitted);
  const double train = train_too ? scorer(*learner, train_x, train_y) : 0;
  return {.test = test, .train = train, .fit_time = fit_time, .score_time = score_time};
}

/// An Error unless x has rows and y, where it is given, as many; and unless the splits name rows of x.
void check_rows(const std::string& op, const Tensor& x, const Tensor& y) {
  if (!x.defined() || x.dim() != 2) fail(op + ": x must be [n, d]");
  if (y.defined() && (y.dim() == 0 || y.size(0) != x.size(0))) {
    fail(
        fmt::format("{}: x and y differ in rows: {} and {}", op, to_string(x.shape()), to_string(y.shape())));
  }
}

void check_split(const std::string& op, const data::SplitIndices& split, size_t fold, int64_t n) {
  for (const auto* side : {&split.train, &split.test}) {
    const auto wrong =
        std::find_if(side->begin(), side->end(), [n](int64_t row) { return row < 0 || row >= n; });
    if (side->empty())
      fail(fmt::format("{}: splits[{}] has no {} rows", op, fold, side == &split.train ? "train" : "test"));
    if (wrong != side->end()) {
      fail(fmt::format("{}: splits[{}] names the row {}, but x has rows 0 to {}", op, fold, *wrong, n - 1));
    }
  }
}

ValidationOptions with_train_scores(ValidationOptions options) {
  options.return_train_score = true;
  return options;
}

/// The scores of trials in groups of one after the other.
ScoreCurve grouped(const std::vector<internal::TrialScores>& scores, size_t folds) {
  ScoreCurve curve;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (i % folds == 0) {
      curve.train_scores.emplace_back();
      curve.test_scores.emplace_back();
    }
    curve.train_scores.back().push_back(scores[i].train);
    curve.test_scores.back().push_back(scores[i].test);
  }
  return curve;
}

}  // namespace

Scorer get_scorer(const std::string& name) {
  if (name == "roc_auc") return area;
  if (name == "neg_log_loss") return minus_log_loss;
  for (const NamedMeasure& entry : measures) {
    if (name != entry.name) continue;
    return [measure = entry.measure](const Estimator& learner, const Tensor& x, const Tensor& y) {
      return measure(y, predicted(learner, x));
    };
  }
  std::vector<std::string> known{"roc_auc", "neg_log_loss"};
  for (const NamedMeasure& entry : measures) known.emplace_back(entry.name);
  fail(fmt::format("get_scorer: there is no score \"{}\"; {}", name, did_you_mean(name, known)));
}

std::unique_ptr<Estimator> with_params(const Estimator& estimator, const Value::Dict& params) {
  const Value before = estimator.params();
  Value::Dict options = before.dict("params");
  for (const auto& [name, value] : params) {
    const auto same = [&wanted = name](const auto& option) { return option.first == wanted; };
    const auto place = std::find_if(options.begin(), options.end(), same);
    if (place == options.end()) {
      std::vector<std::string> known;
      for (const auto& option : options) known.push_back(option.first);
      fail(fmt::format("with_params: {} has no option \"{}\"; {}", estimator.kind(), name,
                       did_you_mean(name, known)));
    }
    place->second = value;
  }
  const Value::Dict content{{"kind", estimator.kind()}, {"params", Value(options)}, {"n_features_in", 0}};
  return Estimator::load(Value(content), "with_params");
}

std::vector<data::SplitIndices> internal::splits_of(const std::string& op, const Estimator& estimator,
                                                    const Tensor& x, const Tensor& y,
                                                    const ValidationOptions& options) {
  check_rows(op, x, y);
  row_weights(op, x, options.sample_weight);  // checks them
  std::vector<data::SplitIndices> splits = options.splits;
  if (splits.empty()) {
    if (options.cv < 2) fail(fmt::format("{}: cv = {} must be at least 2", op, options.cv));
    const bool classes =
        dynamic_cast<const Classifier*>(&estimator) != nullptr && y.defined() && y.dim() == 1;
    const data::Folds folds =
        classes
            ? data::StratifiedKFold({.n_splits = options.cv}).split(metrics::detail::whole_labels(op, "y", y))
            : data::KFold({.n_splits = options.cv}).split(x.size(0));
    for (const data::SplitIndices& fold : folds) splits.push_back(fold);
  }
  for (size_t i = 0; i < splits.size(); ++i) check_split(op, splits[i], i, x.size(0));
  return splits;
}

std::vector<internal::TrialScores> internal::run_trials(const std::string& op,
                                                        const std::vector<Trial>& trials, const Tensor& x,
                                                        const Tensor& y, const ValidationOptions& options) {
  const Scorer scorer = scorer_of(options);
  std::vector<TrialScores> scores(trials.size());
  std::vector<std::exception_ptr> errors(trials.size());
  const auto run_one = [&](size_t i) {
    const GeneratorScope draws(i);
    try {
      scores[i] = run_trial(trials[i], x, y, options.sample_weight, scorer, options.return_train_score);
    } catch (...) {
      errors[i] = std::current_exception();
    }
  };
  parallel_for(static_cast<int64_t>(trials.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) run_one(static_cast<size_t>(i));
  });
  for (size_t i = 0; i < trials.size(); ++i) {
    if (!errors[i]) continue;
    try {
      std::rethrow_exception(errors[i]);
    } catch (const Error& error) {
      fail(fmt::format("{}: {}: {}", op, to_string(*trials[i].learner), error.what()));
    }
  }
  return scores;
}

CrossValidation cross_validate(const Estimator& estimator, const Tensor& x, const Tensor& y,
                               const ValidationOptions& options) {
  const auto splits = internal::splits_of("cross_validate", estimator, x, y, options);
  std::vector<internal::Trial> trials;
  trials.reserve(splits.size());
  for (const auto& split : splits) trials.push_back({&estimator, &split});
  CrossValidation found;
  for (const auto& scores : internal::run_trials("cross_validate", trials, x, y, options)) {
    found.test_score.push_back(scores.test);
    if (options.return_train_score) found.train_score.push_back(scores.train);
    found.fit_time.push_back(scores.fit_time);
    found.score_time.push_back(scores.score_time);
  }
  return found;
}

std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& x, const Tensor& y,
                                    const ValidationOptions& options) {
  return cross_validate(estimator, x, y, options).test_score;
}

LearningCurve learning_curve(const Estimator& estimator, const Tensor& x, const Tensor& y,
                             const std::vector<double>& train_sizes, const ValidationOptions& options) {
  const std::string op = "learning_curve";
  const auto splits = internal::splits_of(op, estimator, x, y, options);
  const auto most = static_cast<double>(splits.front().train.size());
  LearningCurve curve;
  for (const double share : train_sizes) {
    if (!(share > 0 && share <= 1))
      fail(fmt::format("{}: train_sizes holds {}, not above 0 and at most 1", op, share));
    curve.train_sizes.push_back(std::max<int64_t>(1, static_cast<int64_t>(share * most)));
  }
  if (train_sizes.empty()) fail(op + ": train_sizes is empty");
  std::sort(curve.train_sizes.begin(), curve.train_sizes.end());
  curve.train_sizes.erase(std::unique(curve.train_sizes.begin(), curve.train_sizes.end()),
                          curve.train_sizes.end());
  std::vector<data::SplitIndices> parts;
  parts.reserve(curve.train_sizes.size() * splits.size());
  for (const int64_t size : curve.train_sizes) {
    for (const auto& split : splits) {
      const auto some = std::min(static_cast<size_t>(size), split.train.size());
      parts.push_back(
          {{split.train.begin(), split.train.begin() + static_cast<std::ptrdiff_t>(some)}, split.test});
    }
  }
  std::vector<internal::Trial> trials;
  trials.reserve(parts.size());
  for (const auto& part : parts) trials.push_back({&estimator, &part});
  static_cast<ScoreCurve&>(curve) =
      grouped(internal::run_trials(op, trials, x, y, with_train_scores(options)), splits.size());
  return curve;
}

ScoreCurve validation_curve(const Estimator& estimator, const Tensor& x, const Tensor& y,
                            const std::string& name, const std::vector<Value>& values,
                            const ValidationOptions& options) {
  const std::string op = "validation_curve";
  const auto splits = internal::splits_of(op, estimator, x, y, options);
  if (values.empty()) fail(fmt::format("{}: there are no values of {}", op, name));
  std::vector<std::unique_ptr<Estimator>> learners;
  learners.reserve(values.size());
  for (const Value& value : values) learners.push_back(with_params(estimator, {{name, value}}));
  std::vector<internal::Trial> trials;
  trials.reserve(values.size() * splits.size());
  for (const auto& learner : learners) {
    for (const auto& split : splits) trials.push_back({learner.get(), &split});
  }
  return grouped(internal::run_trials(op, trials, x, y, with_train_scores(options)), splits.size());
}

}  // namespace gradus::learn
