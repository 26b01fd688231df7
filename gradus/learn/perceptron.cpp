#include "gradus/learn/perceptron.hpp"

#include <array>
#include <limits>

#include "gradus/base/random/numpy_random.hpp"

namespace gradus::learn {
namespace {

/// The checks and fields of the options that both have.
template <class Options>
void check_common(const std::string& where, const Options& options) {
  internal::check_number(where, "eta0", options.eta0, true);
  internal::check_count(where, "max_iter", options.max_iter);
  internal::check_number(where, "tol", options.tol);
  internal::check_count(where, "n_iter_no_change", options.n_iter_no_change);
  static_cast<void>(random::NumpyRandom(options.seed));  // an Error for what is no seed
}

template <class Options>
void common_fields(Options& options, Fields& f) {
  f("eta0", options.eta0);
  f("max_iter", options.max_iter);
  f("tol", options.tol);
  f("n_iter_no_change", options.n_iter_no_change);
  f("shuffle", options.shuffle);
  f("fit_intercept", options.fit_intercept);
  f("seed", options.seed);
}

template <class Options>
internal::Descent common_descent(const Options& options, internal::Loss loss, int64_t batch) {
  return {.loss = loss,
          .eta0 = options.eta0,
          .batch = batch,
          .epochs = options.max_iter,
          .tol = options.tol,
          .patience = options.n_iter_no_change,
          .shuffle = options.shuffle,
          .intercept = options.fit_intercept,
          .seed = options.seed};
}

}  // namespace

std::span<const std::string_view> enum_names(PerceptronLoss) {
  static constexpr std::array<std::string_view, 2> names{"perceptron", "hinge"};
  return names;
}

// --- Perceptron.

Perceptron::Perceptron(const PerceptronOptions& options) : options_(options) { check_options(kind_name); }

void Perceptron::check_options(const std::string& where) const { check_common(where, options_); }

internal::Descent Perceptron::descent() const {
  const bool hinge = options_.loss == PerceptronLoss::hinge;
  return common_descent(options_, hinge ? internal::Loss::hinge : internal::Loss::perceptron, 1);
}

void Perceptron::options(Fields& f) {
  f("loss", options_.loss);
  common_fields(options_, f);
}

void Perceptron::check_state(const std::string& where) const {
  check_options(where);
  LinearClassifier::check_state(where);
}

// --- Adaline.

Adaline::Adaline(const AdalineOptions& options) : options_(options) { check_options(kind_name); }

void Adaline::check_options(const std::string& where) const {
  check_common(where, options_);
  if (options_.batch_size) internal::check_count(where, "batch_size", *options_.batch_size);
}

internal::Descent Adaline::descent() const {
  return common_descent(options_, internal::Loss::adaline,
                        options_.batch_size.value_or(std::numeric_limits<int64_t>::max()));
}

void Adaline::options(Fields& f) {
  f("batch_size", options_.batch_size);
  common_fields(options_, f);
}

void Adaline::check_state(const std::string& where) const {
  check_options(where);
  LinearClassifier::check_state(where);
}

}  // namespace gradus::learn
