#include "gradus/learn/linear_classifier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "gradus/base/error.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::learn::internal {
namespace {

struct Loss {
  double value, slope;  // and its derivative by the score
};

Loss loss_of(Rule rule, double score, double side) {
  const double margin = side * score;
  switch (rule) {
    case Rule::perceptron:
      // A row on the plane itself is not yet on its side.
      return margin <= 0 ? Loss{-margin, -side} : Loss{0, 0};
    case Rule::hinge:
      return margin < 1 ? Loss{1 - margin, -side} : Loss{0, 0};
    default:
      return {(score - side) * (score - side), 2 * (score - side)};
  }
}

struct Plane {
  double* weights;
  double* bias;
};

/// One step: the plane goes against the gradient of the rows' mean loss. Returns the sum of the losses.
double step(const Schedule& schedule, Plane plane, const double* x, int64_t d, std::span<const int64_t> rows,
            const std::vector<double>& sides, std::vector<double>& gradient) {
  std::fill(gradient.begin(), gradient.end(), 0.0);
  double total = 0, bias_gradient = 0;
  for (const int64_t row : rows) {
    const double* values = x + row * d;
    double score = *plane.bias;
    for (int64_t j = 0; j < d; ++j) score += values[j] * plane.weights[j];
    const Loss loss = loss_of(schedule.rule, score, sides[static_cast<size_t>(row)]);
    total += loss.value;
    if (loss.slope == 0) continue;
    for (int64_t j = 0; j < d; ++j) gradient[static_cast<size_t>(j)] += loss.slope * values[j];
    bias_gradient += loss.slope;
  }
  const double rate = schedule.rate / static_cast<double>(rows.size());
  for (int64_t j = 0; j < d; ++j) plane.weights[j] -= rate * gradient[static_cast<size_t>(j)];
  if (schedule.intercept) *plane.bias -= rate * bias_gradient;
  return total;
}

}  // namespace

void LinearClassifier::begin(int64_t features) {
  const int64_t planes = class_count() == 2 ? 1 : static_cast<int64_t>(class_count());
  coef_ = zeros({planes, features}, {.dtype = float64});
  intercept_ = zeros({planes}, {.dtype = float64});
}

void LinearClassifier::run_epoch(const Schedule& schedule, const Tensor& x,
                                 const std::vector<int64_t>& places, const std::vector<int64_t>& order) {
  const int64_t d = x.size(1);
  const std::span<const int64_t> rows(order);
  const size_t batch = static_cast<size_t>(std::min(schedule.batch, x.size(0)));
  std::vector<double> sides(places.size()), gradient(static_cast<size_t>(d));
  double total = 0;
  for (int64_t p = 0; p < coef_.size(0); ++p) {
    const int64_t positive = coef_.size(0) == 1 ? 1 : p;
    std::transform(places.begin(), places.end(), sides.begin(),
                   [positive](int64_t place) { return place == positive ? 1.0 : -1.0; });
    const Plane plane{coef_.data<double>() + p * d, intercept_.data<double>() + p};
    for (size_t first = 0; first < rows.size(); first += batch) {
      const auto part = rows.subspan(first, std::min(batch, rows.size() - first));
      total += step(schedule, plane, x.data<double>(), d, part, sides, gradient);
    }
  }
  const double loss = total / static_cast<double>(x.size(0) * coef_.size(0));
  if (!std::isfinite(loss)) {
    fail(op("fit") + ": the loss is not finite: take a smaller eta0, or scale the columns of x first");
  }
  end_epoch(loss);
}

void LinearClassifier::learn(const Tensor& x, const std::vector<int64_t>& places) {
  const Schedule how = schedule();
  begin(x.size(1));
  random::NumpyRandom random(how.seed);
  std::vector<int64_t> order(static_cast<size_t>(x.size(0)));
  std::iota(order.begin(), order.end(), int64_t{0});
  double best = std::numeric_limits<double>::infinity();
  int64_t idle = 0;
  for (int64_t epoch = 0; epoch < how.epochs && idle < how.patience; ++epoch) {
    if (how.shuffle) random.shuffle(order);
    run_epoch(how, x, places, order);
    const double loss = loss_curve().back();
    idle = loss > best - how.tol ? idle + 1 : 0;
    best = std::min(best, loss);
  }
}

void LinearClassifier::learn_more(const Tensor& x, const std::vector<int64_t>& places, bool first) {
  if (first) {
    begin(x.size(1));
  } else {
    // Tensors are handles: who holds the old coefficients keeps them.
    coef_ = coef_.clone();
    intercept_ = intercept_.clone();
  }
  std::vector<int64_t> order(static_cast<size_t>(x.size(0)));
  std::iota(order.begin(), order.end(), int64_t{0});
  run_epoch(schedule(), x, places, order);
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
}

void LinearClassifier::check_state(const std::string& where) const {
  if (!is_fitted()) return;
  check_classes(where);
  const int64_t planes = class_count() == 2 ? 1 : static_cast<int64_t>(class_count());
  check_shape(where, "coef", coef_, {planes, n_features_in()});
  check_shape(where, "intercept", intercept_, {planes});
}

}  // namespace gradus::learn::internal
