#include "gradus/core/ops/order.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/binary_math.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/cumulative.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/order.hpp"

namespace gradus {
namespace {

/// Where the first k elements in order are, along an axis; no gradient.
Tensor positions(const Tensor& x, int axis, int64_t k, bool descending) {
  const NoGrad guard;
  if (x.dim() == 0) return zeros({}, {.dtype = DType::int64});
  const Tensor rows = transpose(x, axis, -1).contiguous();
  const Tensor found = make_like(rows, DType::int64);
  const int64_t n = x.shape()[axis];
  if (rows.numel() > 0) {
    kernels::order_rows(descending, x.dtype(), found.data<int64_t>(), rows.impl()->data, rows.numel() / n, n,
                        k);
  }
  return transpose(k == n ? found : narrow(found, -1, 0, k), axis, -1).contiguous();
}

ValuesIndices at(const Tensor& x, int axis, const Tensor& indices) {
  return {gather(x, axis, indices), indices};
}

ValuesIndices without(ValuesIndices found, int axis, bool keepdim) {
  if (keepdim || found.values.dim() == 0) return found;
  return {squeeze(found.values, axis), squeeze(found.indices, axis)};
}

int64_t length_of(const Tensor& x, int axis) { return x.dim() == 0 ? 1 : x.shape()[axis]; }

[[noreturn]] void fail_empty(const char* op, const Tensor& x) {
  fail(fmt::format("{}: no element to choose from in shape {}", op, to_string(x.shape())));
}

const Tensor& real_numbers(const char* op, const Tensor& x) {
  if (!is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: floating point is needed, the tensor is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  return x;
}

}  // namespace

ValuesIndices sort(const Tensor& x, const SortOptions& options) {
  const int axis = normalize_axis("sort", options.dim, detail::defined("sort", x).dim());
  return at(x, axis, positions(x, axis, length_of(x, axis), options.descending));
}

Tensor argsort(const Tensor& x, const SortOptions& options) {
  const int axis = normalize_axis("argsort", options.dim, detail::defined("argsort", x).dim());
  return positions(x, axis, length_of(x, axis), options.descending);
}

ValuesIndices topk(const Tensor& x, int64_t k, const TopkOptions& options) {
  const int axis = normalize_axis("topk", options.dim, detail::defined("topk", x).dim());
  if (k < 0 || k > length_of(x, axis)) {
    fail(fmt::format("topk: {} elements cannot be taken along dimension {} of shape {}", k, axis,
                     to_string(x.shape())));
  }
  if (x.dim() == 0 && k == 0) return {x.clone(), zeros({}, {.dtype = DType::int64})};
  return at(x, axis, positions(x, axis, k, options.largest));
}

ValuesIndices kthvalue(const Tensor& x, int64_t k, int64_t dim, bool keepdim) {
  const int axis = normalize_axis("kthvalue", dim, detail::defined("kthvalue", x).dim());
  if (k < 1 || k > length_of(x, axis)) {
    fail(fmt::format("kthvalue: there is no element number {} along dimension {} of shape {}", k, axis,
                     to_string(x.shape())));
  }
  const Tensor order = positions(x, axis, k, false);
  return without(at(x, axis, x.dim() == 0 ? order : narrow(order, axis, k - 1, 1)), axis, keepdim);
}

Tensor median(const Tensor& x) {
  const Tensor flat = reshape(detail::defined("median", x).detach(), {-1});
  if (x.numel() == 0) {
    if (!is_floating_point(x.dtype())) fail_empty("median", x);
    return full({}, std::nan(""), {.dtype = x.dtype()});
  }
  Tensor out = median(flat, 0).values;
  if (tracks(x)) {
    record(
        "MedianBackward0", out,
        [saved = SavedTensor::input(x), y = SavedTensor::output(out)](const Tensor& g, Gradients& to) {
          const Tensor input = saved.get(to).detach(), middle = y.get(to).detach();
          const Tensor hits =
              logical_or(input == middle, logical_and(isnan(input), isnan(middle))).to(g.dtype());
          to.give(0, g * (hits / sum(hits)));
        },
        x);
  }
  return out;
}

ValuesIndices median(const Tensor& x, int64_t dim, bool keepdim) {
  const int axis = normalize_axis("median", dim, detail::defined("median", x).dim());
  const int64_t n = length_of(x, axis);
  if (n == 0) fail_empty("median", x);
  if (x.dim() == 0) return {x.clone(), zeros({}, {.dtype = DType::int64})};
  const Tensor order = positions(x, axis, n, false);
  // NaN is sorted to the end: where one stands there, the first of them is the answer.
  const Tensor nans = sum(isnan(x.detach()), {.dim = axis, .keepdim = true});
  const Tensor place = where(nans > 0, n - nans, full({}, (n - 1) / 2, {.dtype = DType::int64}));
  return without(at(x, axis, gather(order, axis, place)), axis, keepdim);
}

Tensor quantile(const Tensor& x, double q, const QuantileOptions& options) {
  return squeeze(quantile(x, {q}, options), 0);
}

Tensor quantile(const Tensor& x, std::span<const double> q, const QuantileOptions& options) {
  real_numbers("quantile", x);
  const Tensor input = options.dim ? x : reshape(x, {-1});
  const int axis = normalize_axis("quantile", options.dim.value_or(0), input.dim());
  const int64_t n = length_of(input, axis);
  if (n == 0) fail_empty("quantile", x);
  for (double share : q) {
    if (!(share >= 0 && share <= 1)) fail(fmt::format("quantile: the share {} is not in [0, 1]", share));
  }
  const Tensor line = input.dim() == 0 ? reshape(input, {1}) : input;
  const Tensor sorted = sort(line, {.dim = axis}).values;
  // NaN is sorted to the end, and wins wherever one stands there.
  const Tensor last = narrow(sorted, axis, n - 1, 1), poisoned = isnan(last.detach());
  std::vector<Tensor> results;
  for (double share : q) {
    const double rank = share * static_cast<double>(n - 1);
    const bool nearest = options.interpolation == Interpolation::nearest;
    const double low = nearest ? std::nearbyint(rank) : std::floor(rank), high = std::ceil(rank);
    const Tensor below = narrow(sorted, axis, static_cast<int64_t>(low), 1);
    const Tensor above = narrow(sorted, axis, static_cast<int64_t>(high), 1);
    Tensor value = below;
    if (options.interpolation == Interpolation::higher) value = above;
    if (options.interpolation == Interpolation::linear && high > low) value = lerp(below, above, rank - low);
    if (options.interpolation == Interpolation::midpoint && high > low) value = lerp(below, above, 0.5);
    value = where(poisoned, last, value);
    if (options.dim) {
      results.push_back(options.keepdim && x.dim() > 0 ? value : squeeze(value, axis));
    } else {
      Shape ones;
      for (int i = 0; i < x.dim() && options.keepdim; ++i) ones.push_back(1);
      results.push_back(reshape(value, ones));
    }
  }
  return stack(results);
}

namespace {

/// Runs of equal neighbours in a vector, and where each element of it came from.
Unique runs(const Tensor& x, const Tensor& line, const Tensor& order) {
  const int64_t n = line.numel();
  if (n == 0) {
    const Tensor none = zeros({0}, {.dtype = DType::int64});
    return {line, zeros(x.shape(), {.dtype = DType::int64}), none};
  }
  const Tensor changes = (narrow(line, 0, 1, n - 1) != narrow(line, 0, 0, n - 1)).to(DType::int64);
  const Tensor run = cumsum(cat({zeros({1}, {.dtype = DType::int64}), changes}), 0);
  const Tensor counts = bincount(run);
  const Tensor starts = cumsum(counts, 0) - counts;
  const Tensor inverse = order.defined() ? scatter_add(zeros_like(run), 0, order, run) : run;
  return {index_select(line, 0, starts), reshape(inverse, x.shape()), counts};
}

}  // namespace

Unique unique(const Tensor& x) {
  const NoGrad guard;
  const Tensor flat = reshape(detail::defined("unique", x), {-1});
  const auto sorted = sort(flat);
  return runs(x, sorted.values, sorted.indices);
}

Unique unique_consecutive(const Tensor& x) {
  const NoGrad guard;
  return runs(x, reshape(detail::defined("unique_consecutive", x), {-1}).clone(), {});
}

}  // namespace gradus
