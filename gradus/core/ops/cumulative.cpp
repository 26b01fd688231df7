#include "gradus/core/ops/cumulative.hpp"

#include <fmt/format.h>

#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/scan.hpp"

namespace gradus {
namespace {

kernels::ScanSizes sizes_of(const Shape& shape, int axis) {
  kernels::ScanSizes sizes{1, shape.rank() == 0 ? 1 : shape[axis], 1};
  for (int i = 0; i < axis; ++i) sizes.outer *= shape[i];
  for (int i = axis + 1; i < shape.rank(); ++i) sizes.inner *= shape[i];
  return sizes;
}

/// Integers of any kind add and multiply as int64.
Tensor widened(const Tensor& x) { return is_floating_point(x.dtype()) ? x : x.to(DType::int64); }

Tensor running_sum(const Tensor& x, int axis, bool reverse) {
  Tensor y = make_like(x);
  kernels::cumulative_sum(x.dtype(), y.impl()->data, detail::dense_values(x).impl()->data,
                          sizes_of(x.shape(), axis), reverse);
  if (tracks(x)) {
    record(
        "CumsumBackward0", y,
        [axis, reverse](const Tensor& g, Gradients& to) { to.give(0, running_sum(g, axis, !reverse)); }, x);
  }
  return y;
}

/// x moved one place along the axis, away from where the scan begins; a zero comes first.
Tensor shifted(const Tensor& x, int axis, bool reverse) {
  const int64_t n = x.shape()[axis];
  if (n == 0) return x;
  const Tensor first = zeros_like(narrow(x, axis, 0, 1));
  return reverse ? cat({narrow(x, axis, 1, n - 1), first}, axis)
                 : cat({first, narrow(x, axis, 0, n - 1)}, axis);
}

/// y_k = u_k + c_k y_(k-1) along an axis. Its gradients are scans of the same kind the other way around:
/// a_k = g_k + c_(k+1) a_(k+1) is the gradient of u_k, a_k y_(k-1) that of c_k.
Tensor linear_scan(const Tensor& u, const Tensor& c, int axis, bool reverse) {
  Tensor y = make_like(u);
  kernels::linear_scan(u.dtype(), y.impl()->data, detail::dense_values(u).impl()->data,
                       detail::dense_values(c).impl()->data, sizes_of(u.shape(), axis), reverse);
  if (tracks(u, c)) {
    record(
        "LinearScanBackward", y,
        [axis, reverse, sc = SavedTensor::input(c), sy = SavedTensor::output(y)](const Tensor& g,
                                                                                 Gradients& to) {
          const Tensor a = linear_scan(g, shifted(sc.get(to), axis, !reverse), axis, !reverse);
          if (to.wants(0)) to.give(0, a);
          if (to.wants(1)) to.give(1, a * shifted(sy.get(to), axis, reverse));
        },
        u, c);
  }
  return y;
}

ValuesIndices running_extreme(const char* op, bool largest, const Tensor& x, int64_t dim) {
  const int axis = normalize_axis(op, dim, detail::defined(op, x).dim());
  const Tensor at = make_like(x, DType::int64);
  kernels::cumulative_extreme(largest, x.dtype(), at.data<int64_t>(), detail::dense_values(x).impl()->data,
                              sizes_of(x.shape(), axis));
  return {gather(x, axis, at), at};
}

}  // namespace

Tensor cumsum(const Tensor& x, int64_t dim) {
  const int axis = normalize_axis("cumsum", dim, detail::defined("cumsum", x).dim());
  return running_sum(widened(x), axis, false);
}

Tensor cumprod(const Tensor& x, int64_t dim) {
  const int axis = normalize_axis("cumprod", dim, detail::defined("cumprod", x).dim());
  if (x.dim() == 0) return widened(x).clone();
  const Tensor factors = widened(x);
  const int64_t n = x.shape()[axis];
  if (n == 0) return factors.clone();
  // A scan that starts with the first element and adds nothing after it.
  const Tensor first = narrow(factors, axis, 0, 1), rest = zeros_like(narrow(factors, axis, 1, n - 1));
  return linear_scan(cat({first, rest}, axis), factors, axis, false);
}

ValuesIndices cummax(const Tensor& x, int64_t dim) { return running_extreme("cummax", true, x, dim); }

ValuesIndices cummin(const Tensor& x, int64_t dim) { return running_extreme("cummin", false, x, dim); }

Tensor logcumsumexp(const Tensor& x, int64_t dim) {
  const int axis = normalize_axis("logcumsumexp", dim, detail::defined("logcumsumexp", x).dim());
  const Tensor input = detail::as_floating(x);
  if (x.dim() == 0) return input.clone();
  Tensor y = make_like(input);
  kernels::cumulative_log_sum(input.dtype(), y.impl()->data, detail::dense_values(input).impl()->data,
                              sizes_of(x.shape(), axis));
  if (tracks(input)) {
    record(
        "LogcumsumexpBackward0", y,
        [axis, sx = SavedTensor::input(input), sy = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          // d_k = g_k + e^(y_k - y_(k+1)) d_(k+1), then e^(x_k - y_k) d_k: no exponent is above 0. Where the
          // sum is still log 0, nothing has a slope.
          const Tensor in = sx.get(to), out = sy.get(to);
          const Tensor empty = out.detach() == -std::numeric_limits<double>::infinity();
          const Tensor none = zeros({}, {.dtype = g.dtype()});
          const Tensor finite = where(empty, none, out);
          const Tensor next = shifted(finite, axis, true);
          const Tensor fade =
              exp(where(logical_or(empty, next.detach() < finite.detach()), none, finite - next));
          const Tensor part = where(empty, none, exp(where(empty, none, in) - finite));
          to.give(0, part * linear_scan(g, fade, axis, true));
        },
        input);
  }
  return y;
}

Tensor prod(const Tensor& x) { return prod(reshape(detail::defined("prod", x), {-1}), 0); }

Tensor prod(const Tensor& x, int64_t dim, bool keepdim) {
  const int axis = normalize_axis("prod", dim, detail::defined("prod", x).dim());
  if (x.dim() == 0) return widened(x).clone();
  Tensor last;
  if (const int64_t n = x.shape()[axis]; n > 0) {
    last = narrow(cumprod(x, axis), axis, n - 1, 1);
  } else {
    // Ones, and a gradient of the right shape.
    last = sum(widened(x), {.dim = axis, .keepdim = true}) + 1;
  }
  return keepdim ? last : squeeze(last, axis);
}

}  // namespace gradus
