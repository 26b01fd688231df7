#include "gradus/learn/sgd.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/learn/descent_options.hpp"

namespace gradus::learn {
namespace {

/// The checks, fields and steps of the options that both have.
template <class Options>
void check_common(const std::string& where, const Options& options) {
  internal::check_descent(where, options);
  internal::check_number(where, "alpha", options.alpha);
  internal::check_number(where, "l1_ratio", options.l1_ratio);
  if (options.l1_ratio > 1) fail(fmt::format("{}: l1_ratio = {} must be 0 to 1", where, options.l1_ratio));
  if (options.learning_rate == LearningRate::optimal) {
    if (options.alpha == 0) {
      fail(fmt::format("{}: alpha = 0 must be above 0: learning_rate = optimal follows from it", where));
    }
  } else {
    internal::check_number(where, "eta0", options.eta0, true);
  }
  internal::check_number(where, "power_t", options.power_t);
}

template <class Options>
void common_fields(Options& options, Fields& f) {
  f("penalty", options.penalty);
  f("alpha", options.alpha);
  f("l1_ratio", options.l1_ratio);
  f("learning_rate", options.learning_rate);
  f("power_t", options.power_t);
  internal::descent_fields(options, f);
}

template <class Options>
internal::Descent common_descent(const Options& options, internal::Loss loss, double epsilon) {
  internal::Descent how = internal::descent_of(options, loss);
  how.epsilon = epsilon;
  how.penalty = options.penalty;
  how.alpha = options.alpha;
  how.l1_ratio = options.l1_ratio;
  how.learning_rate = options.learning_rate;
  how.power_t = options.power_t;
  return how;
}

internal::Loss loss_of(SGDClassifierLoss loss) {
  using enum SGDClassifierLoss;
  switch (loss) {
    case log_loss:
      return internal::Loss::log_loss;
    case softmax:
      return internal::Loss::softmax;
    case modified_huber:
      return internal::Loss::modified_huber;
    case squared_hinge:
      return internal::Loss::squared_hinge;
    case perceptron:
      return internal::Loss::perceptron;
    default:
      return internal::Loss::hinge;
  }
}

internal::Loss loss_of(SGDRegressorLoss loss) {
  using enum SGDRegressorLoss;
  switch (loss) {
    case huber:
      return internal::Loss::huber;
    case epsilon_insensitive:
      return internal::Loss::epsilon_insensitive;
    case squared_epsilon_insensitive:
      return internal::Loss::squared_epsilon_insensitive;
    default:
      return internal::Loss::squared_error;
  }
}

/// The rows' weights for each target, [m, n]; undefined for none.
Tensor counts_of(const Tensor& weights, int64_t targets) {
  return weights.defined() ? stack(std::vector<Tensor>(static_cast<size_t>(targets), weights), 0) : weights;
}

internal::DescentRows descent_rows(const Tensor& x, const Tensor& targets, const Tensor& counts) {
  return {x.data<double>(), targets.data<double>(), x.size(0),
          counts.defined() ? counts.data<double>() : nullptr};
}

}  // namespace

std::span<const std::string_view> enum_names(SGDClassifierLoss) {
  static constexpr std::array<std::string_view, 6> names{"hinge",          "log_loss",      "softmax",
                                                         "modified_huber", "squared_hinge", "perceptron"};
  return names;
}

std::span<const std::string_view> enum_names(SGDRegressorLoss) {
  static constexpr std::array<std::string_view, 4> names{"squared_error", "huber", "epsilon_insensitive",
                                                         "squared_epsilon_insensitive"};
  return names;
}

// --- Classes.

SGDClassifier::SGDClassifier(const SGDClassifierOptions& options) : options_(options) {
  check_options(kind_name);
}

void SGDClassifier::check_options(const std::string& where) const { check_common(where, options_); }

internal::Descent SGDClassifier::descent() const {
  return common_descent(options_, loss_of(options_.loss), 0);
}

bool SGDClassifier::has_probabilities() const {
  using enum SGDClassifierLoss;
  return options_.loss == log_loss || options_.loss == softmax || options_.loss == modified_huber;
}

/// Of planes that were moved one by one, each says how likely its class is; these are made to add up to 1, as
/// in scikit-learn.
Tensor SGDClassifier::probabilities(const Tensor& x) const {
  const bool huber = options_.loss == SGDClassifierLoss::modified_huber;
  if (!has_probabilities()) {
    fail(fmt::format("{}: loss = {} has no probabilities: take log_loss, softmax or modified_huber",
                     op("predict_proba"), enum_names(options_.loss)[static_cast<size_t>(options_.loss)]));
  }
  const Tensor all = scores(x);
  if (options_.loss == SGDClassifierLoss::softmax && all.dim() == 2) return softmax(all, 1);
  const auto likely = [&](const Tensor& score) {
    return huber ? (clamp(score, -1, 1) + 1.0) / 2.0 : sigmoid(score);
  };
  if (all.dim() == 1) return stack({likely(-all), likely(all)}, 1);
  const Tensor each = likely(all), total = sum(each, {.dim = 1, .keepdim = true});
  // Where no class is likely at all, they are equally so.
  const Tensor even = ones_like(each) / static_cast<double>(class_count());
  return gradus::where(total > 0.0, each / clamp(total, 1e-300, std::nullopt), even);
}

void SGDClassifier::options(Fields& f) {
  f("loss", options_.loss);
  common_fields(options_, f);
}

void SGDClassifier::check_state(const std::string& where) const {
  check_options(where);
  LinearClassifier::check_state(where);
}

// --- Numbers.

SGDRegressor::SGDRegressor(const SGDRegressorOptions& options) : options_(options) {
  check_options(kind_name);
}

void SGDRegressor::check_options(const std::string& where) const {
  check_common(where, options_);
  internal::check_number(where, "epsilon", options_.epsilon);
}

internal::Descent SGDRegressor::descent() const {
  return common_descent(options_, loss_of(options_.loss), options_.epsilon);
}

void SGDRegressor::begin(int64_t features, int64_t targets) {
  coef_ = zeros({targets, features}, {.dtype = float64});
  intercept_ = zeros({targets}, {.dtype = float64});
  steps_ = 0;
}

internal::PlaneDescent SGDRegressor::planes() {
  return {descent(), {coef_.data<double>(), intercept_.data<double>(), coef_.size(0), coef_.size(1)}, steps_};
}

void SGDRegressor::learn(const Tensor& x, const Tensor& y, const Tensor& weights) {
  begin(x.size(1), y.size(1));
  const Tensor targets = y.t().contiguous();
  const Tensor counts = counts_of(weights, y.size(1));
  internal::PlaneDescent moving = planes();
  moving.run(descent_rows(x, targets, counts), [&](double loss) {
    internal::check_descent_loss(op("fit"), loss);
    end_epoch(loss);
  });
  steps_ = moving.steps();
}

SGDRegressor& SGDRegressor::partial_fit(const Tensor& x, const Tensor& y, const Tensor& sample_weight) {
  const bool first = !is_fitted();
  const Tensor all =
      (first ? training_rows("partial_fit", x) : known_rows("partial_fit", x)).to(float64).contiguous();
  const Tensor all_wanted = targets("partial_fit", all, y);
  const internal::CountedRows rows = counted_rows("partial_fit", all, sample_weight);
  const Tensor wanted = rows.of(all_wanted).t().contiguous();
  if (!first && (wanted.size(0) != coef_.size(0) || vector_target() != (y.dim() == 1))) {
    fail(fmt::format("{}: y is {}, but {} were learned from before", op("partial_fit"), to_string(y.shape()),
                     vector_target() ? "single numbers" : fmt::format("{} numbers a row", coef_.size(0))));
  }
  learn_or_restore([&] {
    if (first) {
      set_target(y);
      begin_learning(rows.x.size(1));
      begin(rows.x.size(1), wanted.size(0));
    } else {
      // Tensors are handles: who holds the old coefficients keeps them.
      coef_ = coef_.clone();
      intercept_ = intercept_.clone();
    }
    const Tensor counts = counts_of(rows.weights, wanted.size(0));
    internal::PlaneDescent moving = planes();
    const double loss = moving.pass(descent_rows(rows.x, wanted, counts));
    internal::check_descent_loss(op("partial_fit"), loss);
    steps_ = moving.steps();
    end_epoch(loss);
  });
  return *this;
}

void SGDRegressor::options(Fields& f) {
  f("loss", options_.loss);
  f("epsilon", options_.epsilon);
  common_fields(options_, f);
}

void SGDRegressor::learned(Fields& f) {
  LinearModel::learned(f);
  f.required("steps", steps_);
}

void SGDRegressor::check_state(const std::string& where) const {
  check_options(where);
  internal::check_count(where, "steps", steps_, 0);
  LinearModel::check_state(where);
}

}  // namespace gradus::learn
