#include "gradus/learn/perceptron.hpp"

#include <array>

#include "gradus/learn/descent_options.hpp"

namespace gradus::learn {
std::span<const std::string_view> enum_names(PerceptronLoss) {
  static constexpr std::array<std::string_view, 2> names{"perceptron", "hinge"};
  return names;
}

// --- Perceptron.

Perceptron::Perceptron(const PerceptronOptions& options) : options_(options) { check_options(kind_name); }

void Perceptron::check_options(const std::string& where) const {
  internal::check_number(where, "eta0", options_.eta0, true);
  internal::check_descent(where, options_);
}

internal::Descent Perceptron::descent() const {
  const bool hinge = options_.loss == PerceptronLoss::hinge;
  return internal::descent_of(options_, hinge ? internal::Loss::hinge : internal::Loss::perceptron);
}

void Perceptron::options(Fields& f) {
  f("loss", options_.loss);
  internal::descent_fields(options_, f);
}

void Perceptron::check_state(const std::string& where) const {
  check_options(where);
  LinearClassifier::check_state(where);
}

// --- Adaline.

Adaline::Adaline(const AdalineOptions& options) : options_(options) { check_options(kind_name); }

void Adaline::check_options(const std::string& where) const {
  internal::check_number(where, "eta0", options_.eta0, true);
  internal::check_descent(where, options_);
}

internal::Descent Adaline::descent() const { return internal::descent_of(options_, internal::Loss::adaline); }

void Adaline::options(Fields& f) { internal::descent_fields(options_, f); }

void Adaline::check_state(const std::string& where) const {
  check_options(where);
  LinearClassifier::check_state(where);
}

}  // namespace gradus::learn
