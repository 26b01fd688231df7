#include "gradus/core/ops/vector_norms.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/special.hpp"
#include "gradus/core/ops/two_inputs.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

const Tensor& real_numbers(const char* op, const Tensor& x) {
  if (!is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: floating point is needed, the tensor is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  return x;
}

/// x^exponent where x > 0, and 0 with no slope where x is 0.
Tensor power_above_zero(const Tensor& x, double exponent) {
  const Tensor at_zero = x.detach() == 0;
  const Tensor one = full({}, 1, {.dtype = x.dtype()}), none = full({}, 0, {.dtype = x.dtype()});
  const Tensor safe = where(at_zero, one, x);
  return where(at_zero, none, exponent == 0.5 ? sqrt(safe) : pow(safe, exponent));
}

/// The norm, with errors in the name of `op`.
Tensor vector_norm(const char* op, const Tensor& x, double p, const ReduceOptions& options) {
  real_numbers(op, x);
  for (int64_t dim : options.dim.value_or(Axes{})) normalize_axis(op, dim, x.dim());
  if (std::isnan(p)) fail(fmt::format("{}: p must be a number", op));
  if (std::isinf(p)) return p > 0 ? amax(abs(x), options) : amin(abs(x), options);
  if (p == 0) return sum((x.detach() != 0).to(x.dtype()), options);
  if (p == 1) return sum(abs(x), options);
  if (p == 2) return power_above_zero(sum(square(x), options), 0.5);
  if (p < 0) return pow(sum(pow(abs(x), p), options), 1 / p);
  return power_above_zero(sum(power_above_zero(abs(x), p), options), 1 / p);
}

}  // namespace

Tensor norm(const Tensor& x, double p, const ReduceOptions& options) {
  return vector_norm("norm", x, p, options);
}

Tensor normalize(const Tensor& x, const NormalizeOptions& options) {
  const Tensor length = vector_norm("normalize", x, options.p, {.dim = options.dim, .keepdim = true});
  return x / clamp_min(length, options.eps);
}

Tensor cosine_similarity(const Tensor& x, const Tensor& y, const CosineOptions& options) {
  return detail::promoted_floating("cosine_similarity", x, y, [&](const Tensor& a, const Tensor& b) {
    const Shape shape = detail::broadcast_shapes("cosine_similarity", a.shape(), b.shape());
    const int axis = normalize_axis("cosine_similarity", options.dim, shape.rank());
    const Tensor p = expand(a, shape), q = expand(b, shape);
    const auto length = [&](const Tensor& v) {
      return clamp_min(vector_norm("cosine_similarity", v, 2, {.dim = axis, .keepdim = true}), options.eps);
    };
    return sum(p / length(p) * (q / length(q)), {.dim = axis});
  });
}

Tensor pairwise_distance(const Tensor& x, const Tensor& y, const DistanceOptions& options) {
  return detail::promoted_floating("pairwise_distance", x, y, [&](const Tensor& a, const Tensor& b) {
    detail::broadcast_shapes("pairwise_distance", a.shape(), b.shape());
    return vector_norm("pairwise_distance", a - b + options.eps, options.p,
                       {.dim = -1, .keepdim = options.keepdim});
  });
}

Tensor cdist(const Tensor& x, const Tensor& y, double p) {
  if (real_numbers("cdist", x).dim() < 2 || real_numbers("cdist", y).dim() < 2 || x.size(-1) != y.size(-1)) {
    fail(fmt::format("cdist: matrices with rows of one length are needed, not {} and {}",
                     to_string(x.shape()), to_string(y.shape())));
  }
  if (!(p >= 0)) fail(fmt::format("cdist: p must not be negative, it is {}", p));
  const Tensor rows = unsqueeze(x, -2), others = unsqueeze(y, -3);
  detail::broadcast_shapes("cdist", rows.shape(), others.shape());
  const Tensor difference = rows - others;
  if (x.size(-1) == 0) return sum(difference, {.dim = -1});  // the distance of nothing is 0, for any p
  return vector_norm("cdist", difference, p, {.dim = -1});
}

Tensor nansum(const Tensor& x, const ReduceOptions& options) {
  detail::defined("nansum", x);
  for (int64_t dim : options.dim.value_or(Axes{})) normalize_axis("nansum", dim, x.dim());
  if (!is_floating_point(x.dtype())) return sum(x, options);
  return sum(nan_to_num(x, {.posinf = HUGE_VAL, .neginf = -HUGE_VAL}), options);
}

Tensor nanmean(const Tensor& x, const ReduceOptions& options) {
  real_numbers("nanmean", x);
  const Tensor count = sum((x.detach() == x.detach()).to(x.dtype()), options);
  return nansum(x, options) / count;
}

Extremes aminmax(const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  const ReduceOptions options{.dim = dim ? std::optional<Axes>(*dim) : std::nullopt, .keepdim = keepdim};
  if (detail::defined("aminmax", x).numel() == 0 && !dim) {
    fail(fmt::format("aminmax: no element to choose from in shape {}", to_string(x.shape())));
  }
  return {amin(x, options), amax(x, options)};
}

}  // namespace gradus
