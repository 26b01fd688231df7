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

/// The first position whose target is neither `ignore` nor in [0, classes), or -1 when there is none.
int64_t find_bad_target(const Likelihood& sizes);
/// The first position whose element is not in [low, high] (NaN never is), or -1 when all are.
int64_t find_outside(DType type, const void* x, int64_t n, double low, double high);

}  // namespace gradus::kernels
