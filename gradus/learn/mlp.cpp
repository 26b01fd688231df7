#include "gradus/learn/mlp.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/train/loss.hpp"

namespace gradus::learn {
namespace {

/// The parts of both learners that differ in nothing but their type.
template <class Self>
void set_validation(Self& stack, const std::string& op, const Tensor& x, const Tensor& y) {
  if (!x.defined() || !y.defined() || x.dim() != 2 || y.dim() < 1 || x.size(0) == 0 ||
      x.size(0) != y.size(0)) {
    fail(fmt::format("{}: x must be [n, d] and y have its rows, got {} and {}", op,
                     x.defined() ? to_string(x.shape()) : "nothing",
                     y.defined() ? to_string(y.shape()) : "nothing"));
  }
  stack.validate_on({x, y});
}

void check_finite(const std::string& op, double loss) {
  if (std::isfinite(loss)) return;
  fail(op + ": the loss is not finite: take a smaller learning_rate_init, or scale the columns of x first");
}

}  // namespace

// --- Classes.

MLPClassifier::MLPClassifier(const MLPOptions& options) : stack_(options) { stack_.check_options(kind_name); }

MLPClassifier& MLPClassifier::validate_on(const Tensor& x, const Tensor& y) {
  set_validation(stack_, op("validate_on"), x, y);
  return *this;
}

int64_t MLPClassifier::outputs() const {
  return class_count() == 2 ? int64_t{1} : static_cast<int64_t>(class_count());
}

void MLPClassifier::learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& /*weights*/) {
  const bool two = class_count() == 2;
  const auto targets = [&](const std::vector<int64_t>& of) {
    const Tensor y = from_data(of, {static_cast<int64_t>(of.size())});
    return two ? y.to(float64) : y;
  };
  if (const auto& apart = stack_.validation(); apart.x.defined()) {
    const Tensor rows = known_rows("validate_on", apart.x).to(float64).contiguous();
    stack_.validate_on({rows, targets(places_of("validate_on", labels("validate_on", rows, apart.y)))});
  }
  const train::Loss loss([two](const Tensor& out, const Tensor& y) {
    return two ? nn::binary_cross_entropy_with_logits(out.reshape({out.size(0)}), y)
               : nn::cross_entropy(out, y);
  });
  stack_.learn({.op = op("fit"),
                .rows = {x, targets(places)},
                .outputs = outputs(),
                .classes = places,
                .end_epoch =
                    [this](double value) {
                      check_finite(op("fit"), value);
                      end_epoch(value);
                    }},
               loss);
}

Tensor MLPClassifier::scores(const Tensor& x) const {
  const Tensor all = stack_.forward(x);
  return class_count() == 2 ? all.reshape({all.size(0)}) : all;
}

Tensor MLPClassifier::probabilities(const Tensor& x) const {
  const Tensor all = scores(x);
  return all.dim() == 2 ? softmax(all, 1) : stack({sigmoid(-all), sigmoid(all)}, 1);
}

std::vector<Tensor> MLPClassifier::coefs() const {
  check_fitted("coefs");
  return stack_.coefs();
}

const std::vector<Tensor>& MLPClassifier::intercepts() const {
  check_fitted("intercepts");
  return stack_.intercepts();
}

const std::vector<double>& MLPClassifier::validation_losses() const {
  check_fitted("validation_losses");
  return stack_.validation_losses();
}

void MLPClassifier::learned(Fields& f) {
  f.required("classes", classes_);
  stack_.learned(f);
}

void MLPClassifier::check_state(const std::string& where) const {
  stack_.check_options(where);
  if (!is_fitted()) return;
  check_classes(where);
  stack_.check_state(where, n_features_in(), outputs());
}

// --- Numbers.

MLPRegressor::MLPRegressor(const MLPOptions& options) : stack_(options) { stack_.check_options(kind_name); }

MLPRegressor& MLPRegressor::validate_on(const Tensor& x, const Tensor& y) {
  set_validation(stack_, op("validate_on"), x, y);
  return *this;
}

void MLPRegressor::learn(const Tensor& x, const Tensor& y, const Tensor& /*weights*/) {
  if (const auto& apart = stack_.validation(); apart.x.defined()) {
    const Tensor rows = known_rows("validate_on", apart.x).to(float64).contiguous();
    const Tensor wanted = targets("validate_on", rows, apart.y);
    if (wanted.size(1) != y.size(1)) {
      fail(fmt::format("{}: {} targets a row, fit() has {}", op("validate_on"), wanted.size(1), y.size(1)));
    }
    stack_.validate_on({rows, wanted});
  }
  const train::Loss loss(
      [](const Tensor& out, const Tensor& wanted) { return nn::mse_loss(out, wanted) * 0.5; });
  stack_.learn({.op = op("fit"),
                .rows = {x, y},
                .outputs = y.size(1),
                .classes = {},
                .end_epoch =
                    [this](double value) {
                      check_finite(op("fit"), value);
                      end_epoch(value);
                    }},
               loss);
}

Tensor MLPRegressor::outputs(const Tensor& x) const { return stack_.forward(x); }

std::vector<Tensor> MLPRegressor::coefs() const {
  check_fitted("coefs");
  return stack_.coefs();
}

const std::vector<Tensor>& MLPRegressor::intercepts() const {
  check_fitted("intercepts");
  return stack_.intercepts();
}

const std::vector<double>& MLPRegressor::validation_losses() const {
  check_fitted("validation_losses");
  return stack_.validation_losses();
}

void MLPRegressor::learned(Fields& f) {
  regressor_state(f);
  stack_.learned(f);
}

void MLPRegressor::check_state(const std::string& where) const {
  stack_.check_options(where);
  if (is_fitted()) stack_.check_state(where, n_features_in(), 0);
}

}  // namespace gradus::learn
