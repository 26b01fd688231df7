#include "gradus/learn/logistic_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/learn/least_squares.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/optim/lbfgs.hpp"

namespace gradus::learn {
namespace {

/// What is minimised.
struct Objective {
  Tensor x, y;    // y: classes, or 0.0 and 1.0 of two
  Tensor counts;  // how much each row counts; undefined: 1
  double C;

  Tensor operator()(const Tensor& coef, const Tensor& intercept) const {
    const Tensor scores = matmul(x, coef.t()) + intercept;
    const nn::Reduction reduction = counts.defined() ? nn::Reduction::none : nn::Reduction::sum;
    const Tensor losses = coef.size(0) == 1 ? nn::binary_cross_entropy_with_logits(
                                                  scores.reshape({x.size(0)}), y, {.reduction = reduction})
                                            : nn::cross_entropy(scores, y, {.reduction = reduction});
    const Tensor total = counts.defined() ? sum(losses * counts) : losses;
    return total * C + sum(square(coef)) * 0.5;
  }
};

/// The slope and the curvature of the objective at coefficients [k, q], the intercept's among them.
struct Local {
  Tensor gradient;   // [k q, 1]
  Tensor curvature;  // [k q, k q]
};

/// With `x` [n, q], which has a column of ones in front where there is an intercept, `wanted` [n, k] the
/// probabilities to be reached, `counts` how much each row counts, and `free` whether that column is not
/// penalised.
Local local_at(const Tensor& x, const Tensor& wanted, const Tensor& counts, const Tensor& coef, double C,
               bool free) {
  const int64_t k = coef.size(0), q = coef.size(1);
  const Tensor scores = matmul(x, coef.t());
  const Tensor likely = k == 1 ? sigmoid(scores) : softmax(scores, 1);
  Tensor penalised = ones({q}, {.dtype = float64});
  if (free) penalised.data<double>()[0] = 0;
  const auto counted = [&](const Tensor& rows) {
    return counts.defined() ? rows * counts.reshape({counts.numel(), 1}) : rows;
  };
  const Tensor gradient = matmul(counted(likely - wanted).t(), x) * C + coef * penalised;
  std::vector<Tensor> rows;
  rows.reserve(static_cast<size_t>(k));
  for (int64_t a = 0; a < k; ++a) {
    std::vector<Tensor> blocks;
    blocks.reserve(static_cast<size_t>(k));
    const Tensor own = likely.slice(1, a, a + 1);
    for (int64_t b = 0; b < k; ++b) {
      const Tensor weight = counted(own * ((a == b ? 1.0 : 0.0) - likely.slice(1, b, b + 1)));
      const Tensor block = matmul((x * weight).t(), x) * C;
      blocks.push_back(a == b ? block + diag(penalised) : block);
    }
    rows.push_back(cat(blocks, 1));
  }
  return {gradient.reshape({k * q, 1}), cat(rows, 0)};
}

double largest_gradient(const std::vector<Tensor>& parameters) {
  double largest = 0;
  for (const Tensor& parameter : parameters) {
    for (const double number : parameter.grad().to_vector()) largest = std::max(largest, std::abs(number));
  }
  return largest;
}

}  // namespace

LogisticRegression::LogisticRegression(const LogisticRegressionOptions& options) : options_(options) {
  check_options(kind_name);
}

void LogisticRegression::check_options(const std::string& where) const {
  internal::check_number(where, "C", options_.C, true);
  internal::check_number(where, "tol", options_.tol, true);
  internal::check_count(where, "max_iter", options_.max_iter);
  options_.class_weight.check(where);
}

/// How much each row counts, by its weight and that of its class; undefined where each counts 1.
Tensor LogisticRegression::counts_of(const std::vector<int64_t>& places, const Tensor& weights) const {
  const std::vector<double> classes = options_.class_weight.of(op("fit"), classes_, places, weights);
  if (classes.empty()) return weights;
  std::vector<double> counts;
  counts.reserve(places.size());
  for (const int64_t place : places) counts.push_back(classes[static_cast<size_t>(place)]);
  const Tensor by_class = from_data(counts, {std::ssize(places)});
  return weights.defined() ? by_class * weights : by_class;
}

void LogisticRegression::learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) {
  const SetGradEnabled recorded(true);
  const auto classes = static_cast<int64_t>(class_count()), outputs = classes == 2 ? int64_t{1} : classes;
  const Tensor y = from_data(places, {x.size(0)});
  const Objective objective{x, outputs == 1 ? y.to(float64) : y, counts_of(places, weights), options_.C};
  const Tensor coef = zeros({outputs, x.size(1)}, {.dtype = float64, .requires_grad = true});
  const Tensor intercept = zeros({outputs}, {.dtype = float64, .requires_grad = options_.fit_intercept});
  std::vector<Tensor> parameters{coef};
  if (options_.fit_intercept) parameters.push_back(intercept);
  // Shared with the optimiser, which moves them.
  coef_ = coef.detach();
  intercept_ = intercept.detach();
  optim::LBFGS lbfgs(parameters, {.max_iter = 1,
                                  .max_eval = 30,
                                  .tolerance_grad = options_.tol,
                                  .tolerance_change = 0,
                                  .history_size = 10,
                                  .line_search_fn = optim::LineSearch::strong_wolfe});
  // Where the loss has no digits left to fall by, line searches would go on for nothing.
  constexpr int64_t patience = 5;
  int64_t idle = 0;
  double best = std::numeric_limits<double>::infinity();
  converged_ = false;
  for (n_iter_ = 0; !converged_ && n_iter_ < options_.max_iter;) {
    bool is_first = true;
    const double loss = lbfgs
                            .step([&] {
                              lbfgs.zero_grad();
                              Tensor total = objective(coef, intercept);
                              total.backward();
                              if (is_first) converged_ = largest_gradient(parameters) <= options_.tol;
                              is_first = false;
                              return total;
                            })
                            .item();
    if (!std::isfinite(loss)) {
      fail(op("fit") +
           ": the loss is not finite: the numbers of x, or weights, are too large; scale them first");
    }
    if (converged_) break;
    ++n_iter_;
    end_epoch(loss);
    idle = loss < best ? 0 : idle + 1;
    best = std::min(best, loss);
    converged_ = idle == patience;
  }
  if (converged_) polish(x, objective.y, objective.counts);
}

/// Newton's steps, as long as each makes the gradient much smaller.
void LogisticRegression::polish(const Tensor& x, const Tensor& y, const Tensor& counts) {
  constexpr int64_t most_steps = 8, most_unknowns = 500;
  constexpr double most_work = 1e9;
  const bool free = options_.fit_intercept;
  const int64_t n = x.size(0), k = coef_.size(0), unknowns = coef_.numel() + (free ? k : 0);
  const auto size = static_cast<double>(unknowns);
  if (unknowns > most_unknowns || static_cast<double>(n) * size * size > most_work) return;
  const NoGrad off;
  const Tensor rows = free ? cat({ones({n, 1}, {.dtype = float64}), x}, 1) : x;
  const Tensor wanted = k == 1 ? y.reshape({n, 1}) : one_hot(y, k).to(float64);
  Tensor coef = free ? cat({intercept_.reshape({k, 1}), coef_}, 1) : coef_;
  Local here = local_at(rows, wanted, counts, coef, options_.C, free);
  for (int64_t i = 0; i < most_steps && n_iter_ < options_.max_iter; ++i) {
    // Of softmax's intercepts only the differences matter: the shortest step is taken.
    coef = coef - internal::least_squares(here.curvature, here.gradient).reshape(coef.shape());
    const Local there = local_at(rows, wanted, counts, coef, options_.C, free);
    if (!(max(abs(there.gradient)).item() < max(abs(here.gradient)).item() / 2)) break;
    here = there;
    coef_ = coef.slice(1, free ? 1 : 0, coef.size(1)).contiguous();
    if (free) intercept_ = coef.slice(1, 0, 1).reshape({k}).contiguous();
    ++n_iter_;
    end_epoch(Objective{x, y, counts, options_.C}(coef_, intercept_).item());
  }
}

Tensor LogisticRegression::scores(const Tensor& x) const {
  const Tensor all = matmul(x, coef_.t()) + intercept_;
  return coef_.size(0) == 1 ? all.reshape({x.size(0)}) : all;
}

Tensor LogisticRegression::probabilities(const Tensor& x) const {
  const Tensor all = scores(x);
  if (all.dim() == 2) return softmax(all, 1);
  return stack({sigmoid(-all), sigmoid(all)}, 1);
}

const Tensor& LogisticRegression::coef() const {
  check_fitted("coef");
  return coef_;
}

const Tensor& LogisticRegression::intercept() const {
  check_fitted("intercept");
  return intercept_;
}

int64_t LogisticRegression::n_iter() const {
  check_fitted("n_iter");
  return n_iter_;
}

bool LogisticRegression::converged() const {
  check_fitted("converged");
  return converged_;
}

void LogisticRegression::options(Fields& f) {
  f("C", options_.C);
  f("fit_intercept", options_.fit_intercept);
  f("tol", options_.tol);
  f("max_iter", options_.max_iter);
  f("class_weight", options_.class_weight);
}

void LogisticRegression::learned(Fields& f) {
  f.required("classes", classes_);
  f.required("coef", coef_);
  f.required("intercept", intercept_);
  f.required("n_iter", n_iter_);
  f.required("converged", converged_);
}

void LogisticRegression::check_state(const std::string& where) const {
  check_options(where);
  if (!is_fitted()) return;
  check_classes(where);
  const auto outputs = class_count() == 2 ? int64_t{1} : static_cast<int64_t>(class_count());
  internal::check_shape(where, "coef", coef_, {outputs, n_features_in()});
  internal::check_shape(where, "intercept", intercept_, {outputs});
}

}  // namespace gradus::learn
