#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Losses as one kernel each way; dense float32 or float64 arrays.
namespace gradus::kernels {

enum class Reduction : uint8_t { none, mean, sum };

/// out = reduction of (x[i] - y[i])^2; one value, or n for none.
void squared_error(DType type, Reduction reduction, void* out, const void* x, const void* y, int64_t n);
/// out[i] = d/dx of the above, times the gradient g of its output (one value, or n for none).
void squared_error_gradient(DType type, Reduction reduction, void* out, const void* g, const void* x,
                            const void* y, int64_t n);

/// Negative log-likelihood of rows of log-probabilities [n, classes]: loss_i = -weight[t_i] * x[i, t_i]; the
/// mean divides by the sum of the weights. `weight` may be null (all ones); `total` receives that sum. Rows
/// whose target is `ignore` count nothing. A target that is no class (the caller has checked them, but a
/// recorded step may see others) makes the loss and the sum NaN.
struct Likelihood {
  const int64_t* target;
  const void* weight;
  int64_t n, classes;
  int64_t ignore;
};
void negative_log_likelihood(DType type, Reduction reduction, void* out, void* total, const void* x,
                             const Likelihood& sizes);
void negative_log_likelihood_gradient(DType type, Reduction reduction, void* out, const void* g,
                                      const void* total, const Likelihood& sizes);

// Checks are kernels like others: when recorded work is done again with other numbers, they are checked
// again.

/// Throws the Error about a target that is no class.
using TargetFailure = void (*)(const char* op, int64_t target, int64_t position, int64_t classes);
/// Calls `failure` for the first target that is neither `ignore` nor in [0, classes).
void require_targets(const char* op, const Likelihood& sizes, TargetFailure failure);

/// Throws the Error about a value out of range.
using ValueFailure = void (*)(double value, int64_t position);
/// Calls `failure` for the first element that is not in [low, high]; NaN never is.
void require_between(DType type, const void* x, int64_t n, double low, double high, ValueFailure failure);

}  // namespace gradus::kernels
