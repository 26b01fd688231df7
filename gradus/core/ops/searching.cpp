// Searching in sorted sequences, and histograms.
#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/order.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/order.hpp"

namespace gradus {
namespace {

Tensor values_of(const Tensor& x, DType type) {
  const NoGrad guard;
  return x.to(type).contiguous();
}

Tensor search(const char* op, const Tensor& sequence, const Tensor& values, bool right) {
  const bool shared = detail::defined(op, sequence).dim() == 1;
  detail::defined(op, values);
  bool fits = shared || (sequence.dim() > 1 && sequence.dim() == values.dim());
  for (int i = 0; fits && !shared && i + 1 < values.dim(); ++i)
    fits = sequence.shape()[i] == values.shape()[i];
  if (!fits) {
    fail(fmt::format(
        "{}: the sequence {} is no vector and does not match the values {} up to its last dimension", op,
        to_string(sequence.shape()), to_string(values.shape())));
  }
  const DType type = detail::result_type(sequence, values);
  const Tensor sorted = values_of(sequence, type), sought = values_of(values, type);
  const Tensor out = make_like(values, DType::int64);
  const int64_t count = shared ? values.numel() : values.shape().back();
  const int64_t outer = count == 0 ? 0 : values.numel() / count;
  kernels::search_rows(type, out.data<int64_t>(), sorted.impl()->data, sought.impl()->data,
                       {outer, sequence.shape().back(), count, shared, right});
  return out;
}

/// The floating-point numbers to be counted.
const Tensor& counted(const char* op, const Tensor& x) {
  if (!is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: floating point is needed, the tensor is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  return x;
}

struct Range {
  double low, high;
};

/// The range given, or that of the elements; a range of nothing is widened by `margin` to both sides.
Range range_of(const char* op, const Tensor& x, double low, double high, double margin) {
  if (low == high && x.numel() > 0) {
    low = min(x.detach()).item();
    high = max(x.detach()).item();
  }
  if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
    fail(fmt::format("{}: the range from {} to {} cannot be divided", op, low, high));
  }
  if (low == high) return {low - margin, high + margin};
  return {low, high};
}

void check_bins(const char* op, int64_t bins) {
  if (bins <= 0) fail(fmt::format("{}: the number of bins must be positive, it is {}", op, bins));
}

/// The elements' weights, or null.
Tensor weights_of(const Tensor& x, const Tensor& weight) {
  if (!weight.defined()) return {};
  if (weight.shape() != x.shape() || weight.dtype() != x.dtype()) {
    fail(fmt::format("histogram: the weight must be {} {}, like the tensor, it is {} {}", name(x.dtype()),
                     to_string(x.shape()), name(weight.dtype()), to_string(weight.shape())));
  }
  return values_of(weight, x.dtype());
}

Histogram between_edges(const Tensor& x, const Tensor& edges, const HistogramOptions& options) {
  const NoGrad guard;
  const Tensor weight = weights_of(x, options.weight), dense = x.contiguous(), borders = edges.contiguous();
  const int64_t bins = edges.numel() - 1;
  Tensor hist = make_tensor("histogram", {bins}, x.dtype());
  kernels::edge_histogram(x.dtype(), hist.impl()->data, dense.impl()->data,
                          weight.defined() ? weight.impl()->data : nullptr, borders.impl()->data, x.numel(),
                          bins);
  if (options.density) {
    hist = hist / sum(hist) / (narrow(borders, 0, 1, bins) - narrow(borders, 0, 0, bins));
  }
  return {hist, edges};
}

}  // namespace

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool right) {
  return search("searchsorted", sorted_sequence, values, right);
}

Tensor searchsorted(const Tensor& sorted_sequence, Scalar value, bool right) {
  const DType type = detail::defined("searchsorted", sorted_sequence).dtype();
  return search("searchsorted", sorted_sequence, full({}, value, {.dtype = type}), right);
}

Tensor bucketize(const Tensor& x, const Tensor& boundaries, bool right) {
  if (detail::defined("bucketize", boundaries).dim() != 1) {
    fail(fmt::format("bucketize: the boundaries must be a vector, their shape is {}",
                     to_string(boundaries.shape())));
  }
  return search("bucketize", boundaries, x, right);
}

Tensor histc(const Tensor& x, int64_t bins, double min, double max) {
  counted("histc", x);
  check_bins("histc", bins);
  const Range range = range_of("histc", x, min, max, 1);
  const Tensor dense = values_of(x, x.dtype());
  Tensor out = make_tensor("histc", {bins}, x.dtype());
  kernels::equal_histogram(x.dtype(), out.impl()->data, dense.impl()->data, nullptr,
                           {x.numel(), bins, range.low, range.high});
  return out;
}

Histogram histogram(const Tensor& x, int64_t bins, const HistogramOptions& options) {
  counted("histogram", x);
  check_bins("histogram", bins);
  const auto [low, high] = options.range.value_or(std::pair(0.0, 0.0));
  const Range range = range_of("histogram", x, low, high, 0.5);
  return between_edges(x, linspace(range.low, range.high, bins + 1, {.dtype = x.dtype()}), options);
}

Histogram histogram(const Tensor& x, const Tensor& bin_edges, const HistogramOptions& options) {
  counted("histogram", x);
  if (detail::defined("histogram", bin_edges).dim() != 1 || bin_edges.numel() < 2 ||
      bin_edges.dtype() != x.dtype() || options.range) {
    fail(fmt::format(
        "histogram: the edges must be a {} vector of at least two, without a range; they are {} {}",
        name(x.dtype()), name(bin_edges.dtype()), to_string(bin_edges.shape())));
  }
  return between_edges(x, bin_edges.detach(), options);
}

}  // namespace gradus
