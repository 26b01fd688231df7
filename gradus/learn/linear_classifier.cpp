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

void LinearClassifier::descend(const Tensor& x, const std::vector<int64_t>& places,
                               const std::function<void(PlaneDescent&, const DescentRows&)>& f) {
  Descent how = descent();
  if (how.loss == Loss::softmax && class_count() == 2) how.loss = Loss::log_loss;  // which is the same
  const std::vector<double> targets = targets_of(places, coef_.size(0), how.loss);
  PlaneDescent planes(how, {coef_.data<double>(), intercept_.data<double>(), coef_.size(0), x.size(1)},
                      steps_);
  f(planes, {x.data<double>(), targets.data(), x.size(0)});
  steps_ = planes.steps();
}

void LinearClassifier::learn(const Tensor& x, const std::vector<int64_t>& places) {
  begin(x.size(1));
  descend(x, places, [&](PlaneDescent& planes, const DescentRows& rows) {
    planes.run(rows, [&](double loss) {
      check_descent_loss(op("fit"), loss);
      end_epoch(loss);
    });
  });
}

void LinearClassifier::learn_more(const Tensor& x, const std::vector<int64_t>& places, bool first) {
  if (first) {
    begin(x.size(1));
  } else {
    // Tensors are handles: who holds the old coefficients keeps them.
    coef_ = coef_.clone();
    intercept_ = intercept_.clone();
  }
  descend(x, places, [&](PlaneDescent& planes, const DescentRows& rows) {
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
