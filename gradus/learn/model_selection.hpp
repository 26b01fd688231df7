#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/base/value.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/split.hpp"
#include "gradus/learn/estimator.hpp"

/// Choosing between learners by how they do on rows that they did not learn from.
///
/// Fits are shared by the threads of gradus/base/threads.hpp, and results do not depend on how many there
/// are: each fit begins with a clone, and draws of its own where it draws from the default generator. The
/// first fit that fails, in order, is the Error. y is undefined for learners that need none.
namespace gradus::learn {

/// How well a fitted learner does on rows; larger is better.
using Scorer = std::function<double(const Estimator& learner, const Tensor& x, const Tensor& y)>;
/// By scikit-learn's names: "accuracy", "balanced_accuracy", "f1", "f1_macro", "f1_weighted", "precision",
/// "precision_macro", "recall", "recall_macro", "roc_auc" and "neg_log_loss" (both of predict_proba()), "r2",
/// "neg_mean_squared_error", "neg_root_mean_squared_error", "neg_mean_absolute_error",
/// "neg_median_absolute_error", "explained_variance". An Error for others, with the nearest name.
Scorer get_scorer(const std::string& name);

/// A learner, not fitted, that differs in some options. An Error for options that it does not have or that
/// are not valid.
std::unique_ptr<Estimator> with_params(const Estimator& estimator, const Value::Dict& params);

/// How rows are split, and what is measured.
struct ValidationOptions {
  int64_t cv = 5;  ///< folds, runs of rows; for classifiers with the shares of the classes
  std::vector<data::SplitIndices> splits = {};  ///< these instead
  std::string scoring = {};                     ///< a name for get_scorer(); empty: the learner's own score()
  Scorer scorer = {};                           ///< or this
  bool return_train_score = false;              ///< score the rows that were learned from as well
  Tensor sample_weight =
      {};  ///< [n]: how much rows count in fits; scores count them alike, as scikit-learn's
};

struct CrossValidation {
  std::vector<double> test_score;            ///< of each fold
  std::vector<double> train_score;           ///< the same, where they were asked for
  std::vector<double> fit_time, score_time;  ///< in seconds
};

/// Fits a clone on each fold's training rows and scores it on the others.
///
///     learn::CrossValidation found = learn::cross_validate(learn::Ridge({.alpha = 0.1}), x, y, {.cv = 10});
CrossValidation cross_validate(const Estimator& estimator, const Tensor& x, const Tensor& y = {},
                               const ValidationOptions& options = {});
/// The test scores alone.
std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& x, const Tensor& y = {},
                                    const ValidationOptions& options = {});

/// Scores by setting (a number of rows, a value) and fold.
struct ScoreCurve {
  std::vector<std::vector<double>> train_scores, test_scores;
};

struct LearningCurve : ScoreCurve {
  std::vector<int64_t> train_sizes;  ///< rows learned from, ascending
};
/// How scores change with the number of rows that are learned from: the first ones of each fold's training
/// rows. `train_sizes` are shares of the first fold's training rows, above 0 and at most 1; sizes that come
/// out equal are one.
LearningCurve learning_curve(const Estimator& estimator, const Tensor& x, const Tensor& y = {},
                             const std::vector<double>& train_sizes = {0.1, 0.325, 0.55, 0.775, 1.0},
                             const ValidationOptions& options = {});

/// How scores change with one option.
///
///     auto curve = learn::validation_curve(learn::Ridge(), x, y, "alpha", {0.01, 1.0, 100.0});
ScoreCurve validation_curve(const Estimator& estimator, const Tensor& x, const Tensor& y,
                            const std::string& name, const std::vector<Value>& values,
                            const ValidationOptions& options = {});

namespace internal {

/// What is to be learned and where: options and rows.
struct Trial {
  const Estimator* learner;
  const data::SplitIndices* split;
};

/// What came of a trial.
struct TrialScores {
  double test = 0, train = 0, fit_time = 0, score_time = 0;
};

/// The splits that the options ask for.
std::vector<data::SplitIndices> splits_of(const std::string& op, const Estimator& estimator, const Tensor& x,
                                          const Tensor& y, const ValidationOptions& options);
/// All trials, shared by threads.
std::vector<TrialScores> run_trials(const std::string& op, const std::vector<Trial>& trials, const Tensor& x,
                                    const Tensor& y, const ValidationOptions& options);

}  // namespace internal

}  // namespace gradus::learn
