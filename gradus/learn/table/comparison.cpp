// The choice among models by cross-validation.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/folds.hpp"
#include "gradus/learn/model_selection.hpp"
#include "gradus/learn/table/problem.hpp"

namespace gradus::learn::internal {
namespace {

constexpr int64_t folds = 5;
constexpr int64_t rows_to_compare_on = 5000;

/// A learner whose rows [n, 1] are numbers of rows of a table: each fit prepares the columns by its own rows.
class TableRows final : public Learner<TableRows, Estimator> {
 public:
  static constexpr const char* kind_name = "TableRows";
  TableRows(const Problem& problem, ModelChoice choice) : problem_(&problem), choice_(std::move(choice)) {}

  std::string kind() const override { return choice_.text(); }
  void fit_any(const Tensor& x, const Tensor& /*y*/, const Tensor& /*sample_weight*/ = {}) override {
    model_ = fit_rows(*problem_, choice_, x.reshape({-1}).to_vector<int64_t>(), {}, {});
  }
  /// The first measure: accuracy, or the root mean squared error.
  double score_any(const Tensor& x, const Tensor& /*y*/,
                   const Tensor& /*sample_weight*/ = {}) const override {
    const Rows places = x.reshape({-1}).to_vector<int64_t>();
    const io::Table rows = problem_->table.take(places);
    const TablePrediction said = model_.predict(model_.features(rows));
    return measure(model_, model_.truth(rows), said, problem_->weights.of(places)).front().second;
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

}  // namespace

ModelChoice choose_model(const Problem& problem, Rows rows, TableTraining& done) {
  std::vector<CandidateScore>& scores = done.candidates;
  const TableTrainOptions& options = problem.options;
  if (std::ssize(rows) > rows_to_compare_on) {
    rows = set_apart(problem, rows, rows_to_compare_on);
  }
  const int64_t parts = std::min<int64_t>(folds, std::ssize(rows));
  done.folds = parts;
  const std::vector<data::SplitIndices> splits = folds_of(problem, rows, parts);
  const LearnerOptions asked{.intercept = options.intercept,
                             .epochs = options.epochs,
                             .lr = options.lr,
                             .balanced = options.balanced,
                             .weighted = !problem.weights.values.empty()};
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

}  // namespace gradus::learn::internal
