#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradus/learn/model_selection.hpp"

namespace gradus::learn {

/// Values to try for each option, by name.
using ParamGrid = std::vector<std::pair<std::string, std::vector<Value>>>;

/// A way to draw a value of an option.
using Distribution = std::function<Value(random::NumpyRandom& random)>;
/// Evenly from [low, high).
Distribution uniform(double low, double high);
/// Evenly in its logarithm, from [low, high); an Error unless 0 < low < high.
Distribution log_uniform(double low, double high);
/// Whole numbers of [low, high).
Distribution integers(int64_t low, int64_t high);
/// One of these.
Distribution one_of(std::vector<Value> values);

/// How each option is drawn, by name.
using ParamDistributions = std::vector<std::pair<std::string, Distribution>>;

/// One setting that was tried.
struct SearchResult {
  Value::Dict params;
  std::vector<double> test_scores;   ///< of each fold
  std::vector<double> train_scores;  ///< the same, where they were asked for
  double mean_test_score = 0, std_test_score = 0;
  int64_t rank = 0;  ///< 1 for the best; equal means share the better one
};

struct SearchOptions {
  ValidationOptions validation = {};
  bool refit = true;  ///< the best one learns from all rows at the end
};

namespace internal {

/// What both searches share: trying settings, and keeping the best.
class ParamSearch {
 public:
  /// The scores of all settings, in the order they were tried. An Error before fit(), as for all that follow.
  const std::vector<SearchResult>& cv_results() const;
  /// Of equally good settings the first.
  const Value::Dict& best_params() const;
  double best_score() const;
  /// The best one, fitted on all rows. An Error without refit.
  const Estimator& best_estimator() const;

 protected:
  ParamSearch(const char* name, const Estimator& estimator, SearchOptions options);
  void search(const std::vector<Value::Dict>& settings, const Tensor& x, const Tensor& y);

 private:
  void check_fitted(const char* call) const;

  const char* name_;
  std::unique_ptr<Estimator> estimator_, best_;
  SearchOptions options_;
  std::vector<SearchResult> results_;
  size_t best_place_ = 0;
};

}  // namespace internal

/// Tries all combinations of values; the last name's change fastest.
///
///     learn::GridSearchCV search(learn::Ridge(), {{"alpha", {0.01, 1.0, 100.0}}});
///     search.fit(x, y);
///     search.best_params();     // {{"alpha", 1.0}}
///     search.best_estimator();  // fitted on all rows
class GridSearchCV : public internal::ParamSearch {
 public:
  /// An Error for an empty list, a name that stands twice, and what with_params() refuses.
  GridSearchCV(const Estimator& estimator, const ParamGrid& grid, SearchOptions options = {});
  GridSearchCV& fit(const Tensor& x, const Tensor& y = {});

 private:
  std::vector<Value::Dict> settings_;
};

struct RandomizedSearchOptions {
  int64_t n_iter = 10;
  int64_t seed = 0;
  SearchOptions search = {};
};

/// Tries n_iter settings drawn at random.
///
///     learn::RandomizedSearchCV search(learn::SGDClassifier(), {{"alpha", learn::log_uniform(1e-6, 1)}},
///                                      {.n_iter = 20, .seed = 1});
class RandomizedSearchCV : public internal::ParamSearch {
 public:
  /// Draws the settings: an Error for an empty function, a name that stands twice, and what with_params()
  /// refuses.
  RandomizedSearchCV(const Estimator& estimator, const ParamDistributions& distributions,
                     const RandomizedSearchOptions& options = {});
  RandomizedSearchCV& fit(const Tensor& x, const Tensor& y = {});

 private:
  std::vector<Value::Dict> settings_;
};

}  // namespace gradus::learn
