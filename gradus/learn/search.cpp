#include "gradus/learn/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "gradus/base/error.hpp"

namespace gradus::learn {
namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
  const double middle = mean_of(values);
  double total = 0;
  for (const double value : values) total += (value - middle) * (value - middle);
  return std::sqrt(total / static_cast<double>(values.size()));
}

/// An Error for a name that stands twice, or none at all.
template <class Entries>
void check_names(const char* op, const Entries& entries) {
  if (entries.empty()) fail(fmt::format("{}: there are no options to try", op));
  std::set<std::string> seen;
  for (const auto& entry : entries) {
    if (!seen.insert(entry.first).second) fail(fmt::format("{}: {} stands twice", op, entry.first));
  }
}

std::vector<Value::Dict> combinations(const char* op, const ParamGrid& grid) {
  check_names(op, grid);
  std::vector<Value::Dict> all(1);
  for (const auto& [name, values] : grid) {
    if (values.empty()) fail(fmt::format("{}: there are no values of {}", op, name));
    std::vector<Value::Dict> longer;
    longer.reserve(all.size() * values.size());
    for (const Value::Dict& begun : all) {
      for (const Value& value : values) {
        longer.push_back(begun);
        longer.back().emplace_back(name, value);
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::vector<Value::Dict> drawn(const char* op, const ParamDistributions& distributions, int64_t count,
                               int64_t seed) {
  check_names(op, distributions);
  internal::check_count(op, "n_iter", count);
  random::NumpyRandom random(seed);
  std::vector<Value::Dict> all(static_cast<size_t>(count));
  for (Value::Dict& setting : all) {
    for (const auto& [name, draw] : distributions) {
      if (!draw) fail(fmt::format("{}: {} has no distribution", op, name));
      setting.emplace_back(name, draw(random));
    }
  }
  return all;
}

/// Ranks from 1; equal means share the better one, and what is no number comes last.
void rank(std::vector<SearchResult>& results) {
  const auto better = [](double a, double b) { return a > b || (std::isnan(b) && !std::isnan(a)); };
  for (SearchResult& result : results) {
    result.rank = 1 + std::count_if(results.begin(), results.end(), [&](const SearchResult& other) {
                    return better(other.mean_test_score, result.mean_test_score);
                  });
  }
}

}  // namespace

Distribution uniform(double low, double high) {
  if (!(low < high) || !std::isfinite(high - low))
    fail(fmt::format("uniform: {} to {} is no range", low, high));
  return [=](random::NumpyRandom& random) { return Value(random.uniform(low, high)); };
}

Distribution log_uniform(double low, double high) {
  if (!(0 < low && low < high) || !std::isfinite(high)) {
    fail(fmt::format("log_uniform: {} to {} is no range above 0", low, high));
  }
  return [=](random::NumpyRandom& random) {
    return Value(std::clamp(std::exp(random.uniform(std::log(low), std::log(high))), low, high));
  };
}

Distribution integers(int64_t low, int64_t high) {
  if (low >= high) fail(fmt::format("integers: {} to {} is no range", low, high));
  return [=](random::NumpyRandom& random) { return Value(random.randint(low, high)); };
}

Distribution one_of(std::vector<Value> values) {
  if (values.empty()) fail("one_of: there are no values");
  return [all = std::move(values)](random::NumpyRandom& random) {
    return all[static_cast<size_t>(random.randint(0, static_cast<int64_t>(all.size())))];
  };
}

// --- What both share.

internal::ParamSearch::ParamSearch(const char* name, const Estimator& estimator, SearchOptions options)
    : name_(name), estimator_(estimator.clone()), options_(std::move(options)) {}

void internal::ParamSearch::search(const std::vector<Value::Dict>& settings, const Tensor& x,
                                   const Tensor& y) {
  const std::string op = fmt::format("{}.fit", name_);
  const ValidationOptions& how = options_.validation;
  const auto splits = splits_of(op, *estimator_, x, y, how);
  std::vector<std::unique_ptr<Estimator>> learners;
  std::vector<Trial> trials;
  learners.reserve(settings.size());
  trials.reserve(settings.size() * splits.size());
  for (const Value::Dict& setting : settings) {
    learners.push_back(with_params(*estimator_, setting));
    for (const auto& split : splits) trials.push_back({learners.back().get(), &split});
  }
  const std::vector<TrialScores> scores = run_trials(op, trials, x, y, how);
  std::vector<SearchResult> results;
  results.reserve(settings.size());
  for (size_t i = 0; i < settings.size(); ++i) {
    SearchResult result;
    result.params = settings[i];
    for (size_t fold = 0; fold < splits.size(); ++fold) {
      const TrialScores& trial = scores[i * splits.size() + fold];
      result.test_scores.push_back(trial.test);
      if (how.return_train_score) result.train_scores.push_back(trial.train);
    }
    result.mean_test_score = mean_of(result.test_scores);
    result.std_test_score = deviation_of(result.test_scores);
    results.push_back(std::move(result));
  }
  rank(results);
  const auto best =
      std::min_element(results.begin(), results.end(),
                       [](const SearchResult& a, const SearchResult& b) { return a.rank < b.rank; });
  const auto place = static_cast<size_t>(best - results.begin());
  if (options_.refit) learners[place]->fit_any(x, y, how.sample_weight);
  best_ = options_.refit ? std::move(learners[place]) : nullptr;
  best_place_ = place;
  results_ = std::move(results);
}

void internal::ParamSearch::check_fitted(const char* call) const {
  if (results_.empty()) fail(fmt::format("{}.{}: call fit() first", name_, call));
}

const std::vector<SearchResult>& internal::ParamSearch::cv_results() const {
  check_fitted("cv_results");
  return results_;
}

const Value::Dict& internal::ParamSearch::best_params() const {
  check_fitted("best_params");
  return results_[best_place_].params;
}

double internal::ParamSearch::best_score() const {
  check_fitted("best_score");
  return results_[best_place_].mean_test_score;
}

const Estimator& internal::ParamSearch::best_estimator() const {
  check_fitted("best_estimator");
  if (!best_) fail(fmt::format("{}.best_estimator: there is none without refit", name_));
  return *best_;
}

// --- The searches.

GridSearchCV::GridSearchCV(const Estimator& estimator, const ParamGrid& grid, SearchOptions options)
    : ParamSearch("GridSearchCV", estimator, std::move(options)),
      settings_(combinations("GridSearchCV", grid)) {
  for (const Value::Dict& setting : settings_) with_params(estimator, setting);
}

GridSearchCV& GridSearchCV::fit(const Tensor& x, const Tensor& y) {
  search(settings_, x, y);
  return *this;
}

RandomizedSearchCV::RandomizedSearchCV(const Estimator& estimator, const ParamDistributions& distributions,
                                       const RandomizedSearchOptions& options)
    : ParamSearch("RandomizedSearchCV", estimator, options.search),
      settings_(drawn("RandomizedSearchCV", distributions, options.n_iter, options.seed)) {
  for (const Value::Dict& setting : settings_) with_params(estimator, setting);
}

RandomizedSearchCV& RandomizedSearchCV::fit(const Tensor& x, const Tensor& y) {
  search(settings_, x, y);
  return *this;
}

}  // namespace gradus::learn
