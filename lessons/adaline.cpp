#include "lessons/adaline.hpp"

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::lessons {

Adaline::Adaline(random::NumpyRandom& rng)
    : w(from_data(rng.normal(0, 0.01, 2), {2})), b(zeros({}, {.dtype = float64})) {}

// page: begin
Tensor Adaline::output(const Tensor& x) const { return matmul(x, w) + b; }

Tensor Adaline::predict(const Tensor& x) const { return (output(x) >= 0.5).to(int64); }

double Adaline::learn(const Tensor& x, const Tensor& y, double rate) {
  const Tensor error = y - output(x);
  w += rate * 2 * mean(error.unsqueeze(1) * x, {.dim = 0});  // minus the gradient of the mean of error^2
  b += rate * 2 * mean(error);
  return mean(square(error)).item();
}
// page: end

}  // namespace gradus::lessons
