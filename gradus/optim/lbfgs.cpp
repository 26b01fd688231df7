#include "gradus/optim/lbfgs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/optim/state_reader.hpp"

namespace gradus::optim {

using detail::dot;
using detail::Evaluation;
using detail::largest;

namespace {

/// Below this product of changes nothing is learned about the curvature.
constexpr double least_curvature = 1e-10;

void check_count(const char* option, int64_t value, int64_t least) {
  if (value < least) fail(fmt::format("LBFGS: {} = {} is less than {}", option, value, least));
}

}  // namespace

LBFGS::LBFGS(const std::vector<Tensor>& parameters, const LBFGSOptions& options)
    : Optimizer("LBFGS"), options_(options) {
  check_parameters(parameters);
  append_group(parameters);
  check_settings(name(), LBFGS::settings(0));
  check_count("max_iter", options.max_iter, 1);
  check_count("max_eval", options.max_eval.value_or(1), 1);
  check_count("history_size", options.history_size, 1);
  const DType type = parameters[0].dtype();
  if (std::ranges::any_of(parameters, [type](const Tensor& p) { return p.dtype() != type; })) {
    fail("LBFGS: the parameters must be of one type");
  }
}

std::vector<Setting> LBFGS::settings(size_t) {
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  return {{"lr", &options_.lr, nullptr, 0, unbounded},
          {"tolerance_grad", &options_.tolerance_grad, nullptr, 0, unbounded},
          {"tolerance_change", &options_.tolerance_change, nullptr, 0, unbounded}};
}

void LBFGS::step() { fail("LBFGS: step needs a closure that computes the loss and its gradients"); }

// --- Parameters as one vector.

Tensor LBFGS::flat_gradient() const {
  std::vector<Tensor> parts;
  for (const Tensor& parameter : parameters()) {
    const Tensor gradient = parameter.grad();
    parts.push_back(gradient.defined() ? gradient.detach().reshape({-1})
                                       : zeros({parameter.numel()}, {.dtype = parameter.dtype()}));
  }
  return cat(parts);
}

void LBFGS::move(double length, const Tensor& direction) {
  int64_t start = 0;
  for (Tensor parameter : parameters()) {
    const Tensor part = narrow(direction, 0, start, parameter.numel());
    parameter.add_(reshape(part, parameter.shape()) * length);
    start += parameter.numel();
  }
}

Evaluation LBFGS::evaluate(const std::function<Tensor()>& closure) {
  ++evaluations_;
  const SetGradEnabled guard(true);
  const double loss = closure().item();
  return {loss, flat_gradient()};
}

// --- Steps.

Tensor LBFGS::next_direction(const Tensor& gradient) {
  if (iterations_ == 1) {
    differences_.clear();
    steps_.clear();
    inverse_products_.clear();
    scale_ = 1;
    return neg(gradient);
  }
  const Tensor difference = gradient - previous_gradient_, change = direction_ * length_;
  const double product = dot(difference, change);
  if (product > least_curvature) {
    if (static_cast<int64_t>(differences_.size()) == options_.history_size) {
      differences_.erase(differences_.begin());
      steps_.erase(steps_.begin());
      inverse_products_.erase(inverse_products_.begin());
    }
    differences_.push_back(difference);
    steps_.push_back(change);
    inverse_products_.push_back(1 / product);
    scale_ = product / dot(difference, difference);
  }
  // The inverse Hessian of the memory times -gradient, by the two-loop recursion.
  const size_t kept = differences_.size();
  std::vector<double> factors(kept);
  Tensor d = neg(gradient);
  for (size_t i = kept; i-- > 0;) {
    factors[i] = dot(steps_[i], d) * inverse_products_[i];
    d.sub_(differences_[i] * factors[i]);
  }
  d.mul_(scale_);
  for (size_t i = 0; i < kept; ++i) {
    d.add_(steps_[i] * (factors[i] - dot(differences_[i], d) * inverse_products_[i]));
  }
  return d;
}

void LBFGS::advance(const std::function<Tensor()>& closure, double slope, bool last, Evaluation& here) {
  if (options_.line_search_fn == LineSearch::none) {
    move(length_, direction_);
    if (!last) here = evaluate(closure);
    return;
  }
  std::vector<Tensor> start;
  for (const Tensor& parameter : parameters()) start.push_back(parameter.detach().clone());
  const auto evaluate_at = [&](double length) {
    move(length, direction_);
    Evaluation there = evaluate(closure);
    for (size_t i = 0; i < start.size(); ++i) Tensor(parameters()[i]).copy_(start[i]);
    return there;
  };
  auto found = detail::strong_wolfe(evaluate_at, length_, direction_, here, slope, options_.tolerance_change);
  here = std::move(found.at);
  length_ = found.length;
  move(length_, direction_);
}

Tensor LBFGS::step(const std::function<Tensor()>& closure) {
  if (!closure) fail("LBFGS: step was given an empty closure");
  const NoGrad guard;
  Tensor first_loss;
  const auto keeping_first = [&] {
    Tensor loss = closure();
    if (!first_loss.defined()) first_loss = loss;
    return loss;
  };
  const int64_t evaluations_before = evaluations_;
  Evaluation here = evaluate(keeping_first);
  if (largest(here.gradient) <= options_.tolerance_grad) return first_loss;

  const int64_t most_evaluations = options_.max_eval.value_or(options_.max_iter * 5 / 4);
  for (int64_t i = 1; i <= options_.max_iter; ++i) {
    ++iterations_;
    direction_ = next_direction(here.gradient);
    previous_gradient_ = here.gradient.clone();
    previous_loss_ = here.loss;
    length_ = options_.lr;
    if (iterations_ == 1) length_ *= std::min(1.0, 1 / sum(abs(here.gradient)).item());
    const double slope = dot(here.gradient, direction_);
    if (slope > -options_.tolerance_change) break;
    advance(keeping_first, slope, i == options_.max_iter, here);
    if (evaluations_ - evaluations_before >= most_evaluations) break;
    if (largest(here.gradient) <= options_.tolerance_grad) break;
    if (largest(direction_ * length_) <= options_.tolerance_change) break;
    if (std::fabs(here.loss - previous_loss_) < options_.tolerance_change) break;
  }
  return first_loss;
}

// --- State as plain data.

OptimizerState LBFGS::state_dict() const {
  OptimizerState state = Optimizer::state_dict();
  if (iterations_ == 0) return state;
  state.numbers["state.0.n_iter"] = static_cast<double>(iterations_);
  state.numbers["state.0.func_evals"] = static_cast<double>(evaluations_);
  state.numbers["state.0.t"] = length_;
  state.numbers["state.0.H_diag"] = scale_;
  state.numbers["state.0.prev_loss"] = previous_loss_;
  state.numbers["state.0.kept"] = static_cast<double>(differences_.size());
  state.tensors["state.0.d"] = direction_;
  state.tensors["state.0.prev_flat_grad"] = previous_gradient_;
  for (size_t i = 0; i < differences_.size(); ++i) {
    state.tensors[fmt::format("state.0.old_dirs.{}", i)] = differences_[i];
    state.tensors[fmt::format("state.0.old_stps.{}", i)] = steps_[i];
    state.numbers[fmt::format("state.0.ro.{}", i)] = inverse_products_[i];
  }
  return state;
}

void LBFGS::load_state_dict(const OptimizerState& state) {
  OptimizerState common, own;  // the options, and what is kept from step to step
  for (const auto& [name, value] : state.numbers) {
    (name.starts_with("state.") ? own : common).numbers[name] = value;
  }
  own.tensors = state.tensors;
  detail::StateReader reader(name(), own);
  const bool began = !own.numbers.empty() || !own.tensors.empty();
  const auto number = [&](const std::string& key, bool count) {
    const double* value = reader.number("state.0." + key, began);
    if (value && count && !detail::is_count(*value)) reader.fault(key + " is no count");
    return value ? *value : 0;
  };
  int64_t total = 0;
  for (const Tensor& parameter : parameters()) total += parameter.numel();
  const DType type = parameters()[0].dtype();
  const auto tensor = [&](const std::string& key) {
    const Tensor* value = reader.tensor("state.0." + key, {total}, began);
    return value && value->defined() ? value->detach().to(type).clone() : Tensor();
  };
  const double iterations = number("n_iter", true), evaluations = number("func_evals", true);
  const double length = number("t", false), scale = number("H_diag", false);
  const double previous_loss = number("prev_loss", false), kept = number("kept", true);
  const Tensor direction = tensor("d"), previous_gradient = tensor("prev_flat_grad");
  if (kept > static_cast<double>(options_.history_size)) reader.fault("more history than history_size");
  std::vector<Tensor> differences, steps;
  std::vector<double> inverse_products;
  const int64_t entries =
      detail::is_count(kept) ? std::min(static_cast<int64_t>(kept), options_.history_size) : 0;
  for (int64_t i = 0; i < entries; ++i) {
    differences.push_back(tensor(fmt::format("old_dirs.{}", i)));
    steps.push_back(tensor(fmt::format("old_stps.{}", i)));
    inverse_products.push_back(number(fmt::format("ro.{}", i), false));
  }
  reader.finish();
  Optimizer::load_state_dict(common);
  iterations_ = static_cast<int64_t>(iterations);
  evaluations_ = static_cast<int64_t>(evaluations);
  length_ = length;
  scale_ = scale;
  previous_loss_ = previous_loss;
  direction_ = direction;
  previous_gradient_ = previous_gradient;
  differences_ = std::move(differences);
  steps_ = std::move(steps);
  inverse_products_ = std::move(inverse_products);
}

}  // namespace gradus::optim
