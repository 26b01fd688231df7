#include "gradus/metrics/classification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::metrics {
namespace {

using Labels = std::vector<int64_t>;

Labels checked_labels(const char* op, const char* which, const Tensor& y) {
  if (!y.defined()) fail(fmt::format("{}: {} is undefined", op, which));
  const std::string got = fmt::format("got {} {}", name(y.dtype()), to_string(y.shape()));
  if (is_floating_point(y.dtype())) {
    fail(fmt::format("{}: {} must be labels (int64), {}; of scores take argmax(scores, 1)", op, which, got));
  }
  if (y.dim() != 1) fail(fmt::format("{}: {} must have one dimension, {}", op, which, got));
  Labels labels = y.to_vector<int64_t>();
  for (int64_t label : labels) {
    if (label < 0) fail(fmt::format("{}: {} holds the label {}; labels count from 0", op, which, label));
  }
  return labels;
}

/// Both sides' labels and the classes they are counted by.
struct Labelled {
  Labelled(const char* op, const Tensor& y_true, const Tensor& y_pred, const ClassOptions& options)
      : truth(checked_labels(op, "y_true", y_true)), predicted(checked_labels(op, "y_pred", y_pred)) {
    if (truth.size() != predicted.size()) {
      fail(fmt::format("{}: {} true labels, {} predicted ones", op, truth.size(), predicted.size()));
    }
    if (truth.empty()) fail(fmt::format("{}: there are no labels", op));
    choose_classes(op, options);
  }

  size_t classes() const { return labels.size(); }

  /// The place of a label among the classes.
  size_t place(int64_t label) const {
    return static_cast<size_t>(std::lower_bound(labels.begin(), labels.end(), label) - labels.begin());
  }

  Labels truth, predicted;
  Labels labels;  // the classes in order

 private:
  void choose_classes(const char* op, const ClassOptions& options) {
    labels = truth;
    labels.insert(labels.end(), predicted.begin(), predicted.end());
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    if (!options.classes) return;
    if (labels.back() >= *options.classes) {
      fail(fmt::format("{}: label {} is not one of {} classes", op, labels.back(), *options.classes));
    }
    labels.resize(static_cast<size_t>(*options.classes));
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int64_t>(i);
  }
};

double quotient(int64_t part, int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

double f1_of(double precision, double recall) {
  return precision + recall == 0 ? 0.0 : 2 * precision * recall / (precision + recall);
}

ClassScores scores_of(const Labelled& both) {
  const size_t k = both.classes();
  Labels right(k), taken_for(k), of_class(k);
  for (size_t i = 0; i < both.truth.size(); ++i) {
    const size_t c = both.place(both.truth[i]);
    ++of_class[c];
    ++taken_for[both.place(both.predicted[i])];
    if (both.truth[i] == both.predicted[i]) ++right[c];
  }
  ClassScores scores{both.labels, {}, {}, {}, of_class};
  for (size_t c = 0; c < k; ++c) {
    scores.precision.push_back(quotient(right[c], taken_for[c]));
    scores.recall.push_back(quotient(right[c], of_class[c]));
    scores.f1.push_back(f1_of(scores.precision.back(), scores.recall.back()));
  }
  return scores;
}

double share_of_right(const Labelled& both) {
  int64_t right = 0;
  for (size_t i = 0; i < both.truth.size(); ++i) right += both.truth[i] == both.predicted[i] ? 1 : 0;
  return quotient(right, static_cast<int64_t>(both.truth.size()));
}

constexpr const char* scores_op = "precision_recall_fscore";

}  // namespace

double accuracy_score(const Tensor& y_true, const Tensor& y_pred) {
  return share_of_right(Labelled("accuracy_score", y_true, y_pred, {}));
}

Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const ClassOptions& options) {
  const Labelled both("confusion_matrix", y_true, y_pred, options);
  const auto k = static_cast<int64_t>(both.classes());
  Tensor matrix = zeros({k, k}, {.dtype = int64});
  auto* entries = matrix.data<int64_t>();
  for (size_t i = 0; i < both.truth.size(); ++i) {
    ++entries[both.place(both.truth[i]) * both.classes() + both.place(both.predicted[i])];
  }
  return matrix;
}

ClassScores precision_recall_fscore(const Tensor& y_true, const Tensor& y_pred, const ClassOptions& options) {
  return scores_of(Labelled(scores_op, y_true, y_pred, options));
}

Scores precision_recall_fscore(const Tensor& y_true, const Tensor& y_pred, Average how,
                               const ClassOptions& options) {
  const Labelled both(scores_op, y_true, y_pred, options);
  if (how == Average::micro) {  // each row is predicted once and true once: all three are the accuracy
    const double right = share_of_right(both);
    return {right, right, f1_of(right, right)};
  }
  return average(scores_of(both), how);
}

Scores average(const ClassScores& scores, Average how) {
  if (how == Average::micro) fail("average: micro averages need the labels; call precision_recall_fscore");
  if (scores.labels.empty()) fail("average: there are no classes");
  Scores sums{0, 0, 0};
  double total = 0;
  for (size_t c = 0; c < scores.labels.size(); ++c) {
    const double weight = how == Average::macro ? 1.0 : static_cast<double>(scores.support[c]);
    sums.precision += weight * scores.precision[c];
    sums.recall += weight * scores.recall[c];
    sums.f1 += weight * scores.f1[c];
    total += weight;
  }
  if (total == 0) fail("average: no class has a row to weigh it by");
  return {sums.precision / total, sums.recall / total, sums.f1 / total};
}

}  // namespace gradus::metrics
