#pragma once

#include <limits>
#include <optional>
#include <string>

#include "gradus/base/fields.hpp"
#include "gradus/learn/descent.hpp"
#include "gradus/learn/estimator.hpp"

/// What the options of all learners by descent have in common: how long they learn, in which order, with an
/// intercept or not. `batch_size` and `class_weight` are looked at where they have them; without the first, a
/// step takes one row.
namespace gradus::learn::internal {

template <class Options>
void check_descent(const std::string& where, const Options& options) {
  check_count(where, "max_iter", options.max_iter);
  if (const std::optional<double> tol = options.tol) check_number(where, "tol", *tol);
  check_count(where, "n_iter_no_change", options.n_iter_no_change);
  if constexpr (requires { options.batch_size; }) {
    if (options.batch_size) check_count(where, "batch_size", *options.batch_size);
  }
  if constexpr (requires { options.class_weight; }) options.class_weight.check(where);
  static_cast<void>(random::NumpyRandom(options.seed));  // an Error for what is no seed
}

template <class Options>
void descent_fields(Options& options, Fields& f) {
  f("eta0", options.eta0);
  f("max_iter", options.max_iter);
  if constexpr (requires { options.batch_size; }) f("batch_size", options.batch_size);
  f("tol", options.tol);
  f("n_iter_no_change", options.n_iter_no_change);
  f("shuffle", options.shuffle);
  f("fit_intercept", options.fit_intercept);
  f("seed", options.seed);
  if constexpr (requires { options.class_weight; }) f("class_weight", options.class_weight);
}

template <class Options>
Descent descent_of(const Options& options, Loss loss) {
  Descent how{.loss = loss,
              .eta0 = options.eta0,
              .epochs = options.max_iter,
              .tol = options.tol,
              .patience = options.n_iter_no_change,
              .shuffle = options.shuffle,
              .intercept = options.fit_intercept,
              .seed = options.seed};
  if constexpr (requires { options.batch_size; }) {
    how.batch = options.batch_size.value_or(std::numeric_limits<int64_t>::max());
  }
  return how;
}

}  // namespace gradus::learn::internal
