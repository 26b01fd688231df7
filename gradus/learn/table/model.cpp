#include "gradus/learn/table/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/data/column_facts.hpp"
#include "gradus/learn/linear_classifier.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/table/errors.hpp"
#include "gradus/learn/table/preparation.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/metrics/probability.hpp"
#include "gradus/metrics/ranking.hpp"
#include "gradus/metrics/regression.hpp"

namespace gradus::learn {

std::span<const std::string_view> enum_names(Task) {
  static constexpr std::array<std::string_view, 2> names{"classification", "regression"};
  return names;
}

std::string_view name(Task task) { return enum_names(task)[static_cast<size_t>(task)]; }

// --- Rows in.

Tensor TableModel::features(const io::Table& table) const {
  for (const std::string& column : preparation->feature_names_in()) {
    if (table.contains(column)) continue;
    fail(fmt::format("{}: there is no column \"{}\", which the model learned from; {}", table.source(),
                     column, did_you_mean(column, table.column_names())));
  }
  return internal::of_table(table, [&] { return preparation->transform(table); });
}

Tensor TableModel::truth(const io::Table& table) const {
  const io::Column& column = table[target];
  if (column.missing() == column.size()) {
    fail(fmt::format("{}: column \"{}\", which holds what is to be compared with, has no value at all",
                     table.source(), target));
  }
  const auto place = [&](int64_t row) {
    return fmt::format("{}: column \"{}\"", table.source(), target) +
           fmt::format(", row {} (counted from 0)", row);
  };
  const int64_t rows = column.size();
  if (task == Task::classification) {
    std::map<std::string, int64_t> places;
    for (const std::string& class_name : class_names) places.emplace(class_name, std::ssize(places));
    std::vector<int64_t> labels;
    labels.reserve(static_cast<size_t>(rows));
    for (int64_t row = 0; row < rows; ++row) {
      const std::string label = data::cell(column, row);
      const auto found = places.find(label);
      if (label.empty()) fail(place(row) + ": the class is missing; leave such rows out");
      if (found == places.end()) {
        fail(fmt::format("{}: \"{}\" is none of the classes that were learned; {}", place(row), label,
                         did_you_mean(label, class_names)));
      }
      labels.push_back(found->second);
    }
    return from_data(labels, {rows});
  }
  const std::vector<double> values = table.numbers(target);
  const auto gap =
      std::find_if_not(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
  if (gap != values.end()) {
    fail(fmt::format(
        "{}: {}; leave such rows out", place(gap - values.begin()),
        std::isnan(*gap) ? "the true number is missing" : "infinity is no number to compare with"));
  }
  return from_data(values, {rows});
}

// --- Answers out.

namespace {

/// Columns of the learner's classes put at the places of all class names.
Tensor spread(const Tensor& probabilities, const std::vector<int64_t>& classes, int64_t count) {
  if (std::cmp_equal(classes.size(), count)) return probabilities;
  const int64_t rows = probabilities.size(0), known = probabilities.size(1);
  const Tensor all = zeros({rows, count}, {.dtype = float64});
  const Tensor dense = probabilities.contiguous();
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < known; ++j) {
      all.data<double>()[i * count + classes[static_cast<size_t>(j)]] = dense.data<double>()[i * known + j];
    }
  }
  return all;
}

}  // namespace

TablePrediction TableModel::predict(const Tensor& features) const {
  if (const auto* regressor = dynamic_cast<const Regressor*>(learner.get())) {
    Tensor values = regressor->predict(features);
    if (target_mean != 0 || target_scale != 1) values = values * target_scale + target_mean;
    return {.values = values};
  }
  const auto& classifier = dynamic_cast<const Classifier&>(*learner);
  TablePrediction result{.values = classifier.predict(features)};
  const auto classes = std::ssize(class_names);
  if (classifier.has_probabilities()) {
    result.probabilities =
        spread(classifier.predict_proba(features), classifier.classes().to_vector<int64_t>(), classes);
    if (classes == 2) result.scores = result.probabilities.select(1, 1).contiguous();
  } else if (classes == 2) {
    result.scores = classifier.decision_function(features);
  }
  return result;
}

TablePrediction TableModel::predict_baseline(int64_t rows) const {
  if (task == Task::regression) return {.values = full({rows}, baseline.front(), {.dtype = float64})};
  const auto largest = std::max_element(baseline.begin(), baseline.end()) - baseline.begin();
  const Tensor shares =
      zeros({rows, std::ssize(baseline)}, {.dtype = float64}) + from_data(baseline, {std::ssize(baseline)});
  TablePrediction result{.values = full({rows}, static_cast<int64_t>(largest)), .probabilities = shares};
  if (baseline.size() == 2) result.scores = shares.select(1, 1).contiguous();
  return result;
}

io::Table TableModel::answer(const io::Table& table) const {
  const TablePrediction found = predict(features(table));
  std::vector<io::Column> columns;
  if (task == Task::regression) {
    columns.push_back({"prediction", found.values.to_vector()});
    return io::Table(std::move(columns), "predictions");
  }
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(found.values.numel()));
  for (const int64_t place : found.values.to_vector<int64_t>())
    names.push_back(class_names[static_cast<size_t>(place)]);
  columns.push_back({"prediction", std::move(names)});
  if (!found.probabilities.defined()) return io::Table(std::move(columns), "predictions");
  columns.reserve(class_names.size() + 1);
  for (size_t c = 0; c < class_names.size(); ++c) {
    columns.push_back({"probability_" + class_names[c],
                       found.probabilities.select(1, static_cast<int64_t>(c)).to_vector()});
  }
  return io::Table(std::move(columns), "predictions");
}

// --- Measures.

namespace {

/// What needs every class, or two of them, in the true labels.
void measure_ranking(const TablePrediction& prediction, const Tensor& truth, const Tensor& weights,
                     int64_t classes, Measures& measures) {
  std::vector<int64_t> present = truth.to_vector<int64_t>();
  std::sort(present.begin(), present.end());
  present.erase(std::unique(present.begin(), present.end()), present.end());
  if (std::cmp_equal(present.size(), classes)) {
    if (classes == 2 && prediction.scores.defined()) {
      measures.emplace_back("roc_auc",
                            metrics::roc_auc_score(truth, prediction.scores, {.sample_weight = weights}));
    } else if (classes > 2 && prediction.probabilities.defined()) {
      measures.emplace_back("roc_auc", metrics::roc_auc_score(truth, prediction.probabilities,
                                                              {.multi_class = metrics::MultiClass::ovr,
                                                               .sample_weight = weights}));
    }
  }
  if (prediction.probabilities.defined()) {
    measures.emplace_back("log_loss", metrics::log_loss(truth, prediction.probabilities,
                                                        {.classes = classes, .sample_weight = weights}));
  }
}

}  // namespace

Measures measure(const TableModel& model, const Tensor& truth, const TablePrediction& prediction,
                 const Tensor& weights) {
  const Tensor& said = prediction.values;
  Measures measures;
  if (model.task == Task::regression) {
    measures.emplace_back("rmse", metrics::root_mean_squared_error(truth, said, {.sample_weight = weights}));
    measures.emplace_back("mae", metrics::mean_absolute_error(truth, said, {.sample_weight = weights}));
    if (truth.numel() > 1)
      measures.emplace_back("r2", metrics::r2_score(truth, said, {.sample_weight = weights}));
    return measures;
  }
  const auto classes = std::ssize(model.class_names);
  const metrics::Average kind = classes == 2 ? metrics::Average::binary : metrics::Average::macro;
  const auto scores = metrics::precision_recall_fscore_support(
      truth, said, kind, {.classes = classes, .sample_weight = weights});
  measures.emplace_back("accuracy", metrics::accuracy_score(truth, said, {.sample_weight = weights}));
  measures.emplace_back("balanced_accuracy",
                        metrics::balanced_accuracy_score(truth, said, {.sample_weight = weights}));
  measures.emplace_back("precision", scores.precision);
  measures.emplace_back("recall", scores.recall);
  measures.emplace_back("f1", scores.fscore);
  measure_ranking(prediction, truth, weights, classes, measures);
  return measures;
}

// --- Linear models in the data's own units.

namespace {

struct Planes {
  Tensor coef, intercept;  // [rows, d], [rows]
};

Planes planes_of(const Estimator& learner) {
  if (const auto* line = dynamic_cast<const internal::LinearModel*>(&learner)) {
    return {line->coef().reshape({1, -1}), line->intercept().reshape({1})};
  }
  if (const auto* logistic = dynamic_cast<const LogisticRegression*>(&learner)) {
    return {logistic->coef(), logistic->intercept()};
  }
  if (const auto* planes = dynamic_cast<const internal::LinearClassifier*>(&learner)) {
    return {planes->coef(), planes->intercept()};
  }
  return {};
}

}  // namespace

LinearTerms linear_terms(const TableModel& model) {
  const Planes planes = planes_of(*model.learner);
  if (!planes.coef.defined()) return {};
  LinearTerms terms{.outputs = {},
                    .features = model.preparation->feature_names_out(),
                    .intercepts = planes.intercept.to_vector(),
                    .coefs = {},
                    .scales = {}};
  const size_t d = terms.features.size();
  const std::vector<internal::Scaling> scaling = internal::scaling_of(*model.preparation, d);
  terms.scales.reserve(d);
  for (const internal::Scaling& each : scaling) terms.scales.push_back(each.scale);
  const std::vector<double> weights = planes.coef.contiguous().to_vector();
  for (size_t row = 0; row < terms.intercepts.size(); ++row) {
    std::vector<double> coefs(weights.begin() + static_cast<std::ptrdiff_t>(row * d),
                              weights.begin() + static_cast<std::ptrdiff_t>((row + 1) * d));
    for (size_t j = 0; j < d; ++j) {
      coefs[j] /= scaling[j].scale;
      terms.intercepts[row] -= coefs[j] * scaling[j].mean;
    }
    terms.coefs.push_back(std::move(coefs));
  }
  if (terms.coefs.size() > 1) {
    for (const int64_t place :
         dynamic_cast<const Classifier&>(*model.learner).classes().to_vector<int64_t>()) {
      terms.outputs.push_back(model.class_names[static_cast<size_t>(place)]);
    }
  }
  return terms;
}

}  // namespace gradus::learn
