#include "gradus/learn/predictor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/metrics/classification.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/metrics/regression.hpp"

namespace gradus::learn {
namespace {

/// An Error unless y is [n], or [n, m] where that is allowed, with the rows of x.
void check_rows(const std::string& op, const Tensor& x, const Tensor& y, int rank) {
  if (!y.defined()) fail(fmt::format("{}: y is undefined", op));
  if (y.dim() < 1 || y.dim() > rank || y.numel() == 0) {
    fail(fmt::format("{}: y must be [n]{}, got {}", op, rank == 2 ? " or [n, m]" : "", to_string(y.shape())));
  }
  if (x.size(0) != y.size(0)) {
    fail(
        fmt::format("{}: x and y differ in rows: {} and {}", op, to_string(x.shape()), to_string(y.shape())));
  }
}

DType result_type(const Tensor& x) { return x.dtype() == float32 ? float32 : float64; }

}  // namespace

// --- Classes.

std::vector<int64_t> Classifier::labels(std::string_view call, const Tensor& x, const Tensor& y) const {
  const std::string name = op(call);
  check_rows(name, x, y, 1);
  return metrics::detail::whole_labels(name, "y", y);
}

std::vector<int64_t> Classifier::places_of(std::string_view call, const std::vector<int64_t>& labels) const {
  std::vector<int64_t> places;
  places.reserve(labels.size());
  for (const int64_t label : labels) {
    const auto at = std::lower_bound(classes_.begin(), classes_.end(), label);
    if (at == classes_.end() || *at != label) {
      fail(fmt::format("{}: y holds {} in row {} (counted from 0), which is none of the classes {}", op(call),
                       label, places.size(), fmt::join(classes_, ", ")));
    }
    places.push_back(at - classes_.begin());
  }
  return places;
}

Classifier& Classifier::fit(const Tensor& x, const Tensor& y, const Tensor& sample_weight) {
  const Tensor all = training_rows("fit", x).to(float64).contiguous();
  const std::vector<int64_t> all_labels = labels("fit", all, y);
  const internal::CountedRows rows = counted_rows("fit", all, sample_weight);
  const std::vector<int64_t> given = rows.of(all_labels);
  const std::set<int64_t> found(given.begin(), given.end());
  if (static_cast<int64_t>(found.size()) < least_classes()) {
    fail(fmt::format("{}: y has one class only, {}; two or more are needed", op("fit"), *found.begin()));
  }
  learn_or_restore([&] {
    classes_.assign(found.begin(), found.end());
    begin_learning(rows.x.size(1));
    learn(rows.x, places_of("fit", given), rows.weights);
  });
  return *this;
}

Tensor Classifier::predict(const Tensor& x) const {
  std::vector<int64_t> result = places(known_rows("predict", x).to(float64).contiguous());
  for (int64_t& place : result) place = classes_[static_cast<size_t>(place)];
  return from_data(result, {static_cast<int64_t>(result.size())});
}

Tensor Classifier::decision_function(const Tensor& x) const {
  return scores(known_rows("decision_function", x).to(float64).contiguous()).to(result_type(x));
}

Tensor Classifier::predict_proba(const Tensor& x) const {
  return probabilities(known_rows("predict_proba", x).to(float64).contiguous()).to(result_type(x));
}

double Classifier::score(const Tensor& x, const Tensor& y, const Tensor& sample_weight) const {
  const Tensor rows = known_rows("score", x);
  const std::vector<int64_t> given = labels("score", rows, y);
  return metrics::accuracy_score(from_data(given, {y.size(0)}), predict(rows),
                                 {.sample_weight = internal::row_weights(op("score"), rows, sample_weight)});
}

Tensor Classifier::classes() const {
  check_fitted("classes");
  return from_data(classes_, {static_cast<int64_t>(classes_.size())});
}

Tensor Classifier::scores(const Tensor& /*x*/) const {
  fail(fmt::format("{}: this learner has none", op("decision_function")));
}

Tensor Classifier::probabilities(const Tensor& /*x*/) const {
  fail(fmt::format("{}: this learner has no probabilities", op("predict_proba")));
}

std::vector<int64_t> Classifier::places(const Tensor& x) const {
  const Tensor all = scores(x);
  const std::vector<double> values = all.to_vector();
  std::vector<int64_t> result;
  if (all.dim() == 1) {
    for (const double value : values) result.push_back(value > 0 ? 1 : 0);
    return result;
  }
  const auto k = static_cast<std::ptrdiff_t>(class_count());
  for (auto row = values.begin(); row != values.end(); row += k) {
    result.push_back(std::max_element(row, row + k) - row);
  }
  return result;
}

void Classifier::check_classes(const std::string& where) const {
  const bool ascending =
      std::adjacent_find(classes_.begin(), classes_.end(), std::greater_equal<>()) == classes_.end();
  if (!ascending || static_cast<int64_t>(classes_.size()) < least_classes()) {
    fail(fmt::format("{}: classes must be at least {} different numbers in ascending order, got {}", where,
                     least_classes(), fmt::join(classes_, ", ")));
  }
}

// --- Learning in parts.

OnlineClassifier& OnlineClassifier::partial_fit(const Tensor& x, const Tensor& y,
                                                const std::vector<int64_t>& classes,
                                                const Tensor& sample_weight) {
  const bool first = !is_fitted();
  const Tensor all_rows =
      (first ? training_rows("partial_fit", x) : known_rows("partial_fit", x)).to(float64).contiguous();
  const std::vector<int64_t> all_labels = labels("partial_fit", all_rows, y);
  const internal::CountedRows rows = counted_rows("partial_fit", all_rows, sample_weight);
  const std::vector<int64_t> given = rows.of(all_labels);
  const std::vector<int64_t>& named = classes.empty() ? given : classes;
  const std::set<int64_t> all(named.begin(), named.end());
  if (first && static_cast<int64_t>(all.size()) < least_classes()) {
    fail(fmt::format("{}: the first call must name two or more classes, not only {}", op("partial_fit"),
                     *all.begin()));
  }
  if (!first && !classes.empty() && !std::equal(all.begin(), all.end(), classes_.begin(), classes_.end())) {
    fail(fmt::format("{}: the classes {} are not those of the first call, {}", op("partial_fit"),
                     fmt::join(all, ", "), fmt::join(classes_, ", ")));
  }
  learn_or_restore([&] {
    if (first) {
      classes_.assign(all.begin(), all.end());
      begin_learning(rows.x.size(1));
    }
    learn_more(rows.x, places_of("partial_fit", given), rows.weights, first);
  });
  return *this;
}

// --- Numbers.

Tensor Regressor::targets(std::string_view call, const Tensor& x, const Tensor& y) const {
  const std::string name = op(call);
  check_rows(name, x, y, 2);
  const Tensor dense = y.detach().to(float64).contiguous();
  const int64_t columns = y.dim() == 2 ? y.size(1) : 1;
  const auto* values = dense.data<double>();
  for (int64_t i = 0; i < dense.numel(); ++i) {
    if (std::isfinite(values[i])) continue;
    const std::string column = y.dim() == 2 ? fmt::format(", column {}", i % columns) : "";
    fail(fmt::format("{}: y holds {} in row {}{} (counted from 0)", name, values[i], i / columns, column));
  }
  return dense.reshape({y.size(0), columns});
}

Regressor& Regressor::fit(const Tensor& x, const Tensor& y, const Tensor& sample_weight) {
  const Tensor all = training_rows("fit", x).to(float64).contiguous();
  const Tensor wanted = targets("fit", all, y);
  const internal::CountedRows rows = counted_rows("fit", all, sample_weight);
  learn_or_restore([&] {
    set_target(y);
    begin_learning(rows.x.size(1));
    learn(rows.x, rows.of(wanted), rows.weights);
  });
  return *this;
}

Tensor Regressor::predict(const Tensor& x) const {
  const Tensor all = outputs(known_rows("predict", x).to(float64).contiguous()).to(result_type(x));
  return vector_target_ ? all.reshape({all.size(0)}) : all;
}

double Regressor::score(const Tensor& x, const Tensor& y, const Tensor& sample_weight) const {
  const Tensor rows = known_rows("score", x);
  return metrics::r2_score(y, predict(rows),
                           {.sample_weight = internal::row_weights(op("score"), rows, sample_weight)});
}

}  // namespace gradus::learn
