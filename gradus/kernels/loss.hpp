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
/// mean divides by the sum of the weights. `weight` may be null (all ones); `total` receives that sum.
struct Likelihood {
  const int64_t* target;  ///< in [0, classes), checked by the caller
  const void* weight;
  int64_t n, classes;
};
void negative_log_likelihood(DType type, Reduction reduction, void* out, void* total, const void* x,
                             const Likelihood& sizes);
void negative_log_likelihood_gradient(DType type, Reduction reduction, void* out, const void* g,
                                      const void* total, const Likelihood& sizes);

}  // namespace gradus::kernels
