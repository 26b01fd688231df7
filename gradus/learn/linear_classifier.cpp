#include "gradus/learn/linear_classifier.hpp"

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::learn::internal {
namespace {

/// What each plane should say of each row, [planes, n]: 1 on the side of its class and -1 on the other; for
/// softmax the classes themselves, [n].
std::vector<double> targets_of(const std::vector<int64_t>& places, int64_t planes, Loss loss) {
  if (loss == Loss::softmax) return {places.begin(), places.end()};
  std::vector<double> sides;
  sides.reserve(places.size() * static_cast<size_t>(planes));
  for (int64_t p = 0; p < planes; ++p) {
    const int64_t positive = planes == 1 ? 1 : p;
    for (const int64_t place : places) sides.push_back(place == positive ? 1.0 : -1.0);
  }
  return sides;
}

/// How much each row counts for each plane, like the targets; empty where each counts 1. As in scikit-learn,
/// a plane of one class against the rest counts the rows of its class by that class's weight, and the rest 1.
std::vector<double> counts_of(const std::vector<int64_t>& places, int64_t planes, Loss loss,
                              const Tensor& weights, const std::vector<double>& classes) {
  std::vector<double> counts;
  if (!weights.defined() && classes.empty()) return counts;
  const int64_t lists = loss == Loss::softmax ? 1 : planes;
  const bool own_class = lists == 1;  // each row counts by its own class
  counts.reserve(places.size() * static_cast<size_t>(lists));
  for (int64_t p = 0; p < lists; ++p) {
    for (size_t i = 0; i < places.size(); ++i) {
      const bool by_class = !classes.empty() && (own_class || places[i] == p);
      counts.push_back((weights.defined() ? weights.data<double>()[i] : 1) *
                       (by_class ? classes[static_cast<size_t>(places[i])] : 1));
    }
  }
  return counts;
}

}  // namespace

void check_descent_loss(const std::string& op, double loss) {
  if (std::isfinite(loss)) return;
  fail(op + ": the loss is not finite: take a smaller learning rate, or scale the columns of x first");
}

void LinearClassifier::begin(int64_t features) {
  const int64_t planes = class_count() == 2 ? 1 : static_cast<int64_t>(class_count());
  coef_ = zeros({planes, features}, {.dtype = float64});
  intercept_ = zeros({planes}, {.dtype = float64});
  steps_ = 0;
}

void LinearClassifier::descend(std::string_view call, const Tensor& x, const std::vector<int64_t>& places,
                               const Tensor& weights,
                               const std::function<void(PlaneDescent&, const DescentRows&)>& f) {
  Descent how = descent();
  if (how.loss == Loss::softmax && class_count() == 2) how.loss = Loss::log_loss;  // which is the same
  const std::vector<double> targets = targets_of(places, coef_.size(0), how.loss);
  const std::vector<double> counts = counts_of(places, coef_.size(0), how.loss, weights,
                                               class_weight().of(op(call), classes_, places, weights));
  PlaneDescent planes(how, {coef_.data<double>(), intercept_.data<double>(), coef_.size(0), x.size(1)},
                      steps_);
  f(planes, {x.data<double>(), targets.data(), x.size(0), counts.empty() ? nullptr : counts.data()});
  steps_ = planes.steps();
}

void LinearClassifier::learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) {
  begin(x.size(1));
  descend("fit", x, places, weights, [&](PlaneDescent& planes, const DescentRows& rows) {
    planes.run(rows, [&](double loss) {
      check_descent_loss(op("fit"), loss);
      end_epoch(loss);
    });
  });
}

void LinearClassifier::learn_more(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights,
                                  bool first) {
  if (class_weight().is_balanced()) {
    fail(op("partial_fit") +
         ": class_weight = balanced needs all rows at once: give a weight for each class");
  }
  if (first) {
    begin(x.size(1));
  } else {
    // Tensors are handles: who holds the old coefficients keeps them.
    coef_ = coef_.clone();
    intercept_ = intercept_.clone();
  }
  descend("partial_fit", x, places, weights, [&](PlaneDescent& planes, const DescentRows& rows) {
    const double loss = planes.pass(rows);
    check_descent_loss(op("partial_fit"), loss);
    end_epoch(loss);
  });
}

Tensor LinearClassifier::scores(const Tensor& x) const {
  const Tensor all = matmul(x, coef_.t()) + intercept_;
  return coef_.size(0) == 1 ? all.reshape({x.size(0)}) : all;
}

const Tensor& LinearClassifier::coef() const {
  check_fitted("coef");
  return coef_;
}

const Tensor& LinearClassifier::intercept() const {
  check_fitted("intercept");
  return intercept_;
}

void LinearClassifier::learned(Fields& f) {
  f.required("classes", classes_);
  f.required("coef", coef_);
  f.required("intercept", intercept_);
  f("steps", steps_);
}

void LinearClassifier::check_state(const std::string& where) const {
  if (!is_fitted()) return;
  check_classes(where);
  const int64_t planes = class_count() == 2 ? 1 : static_cast<int64_t>(class_count());
  check_shape(where, "coef", coef_, {planes, n_features_in()});
  check_shape(where, "intercept", intercept_, {planes});
  check_count(where, "steps", steps_, 0);
}

}  // namespace gradus::learn::internal
