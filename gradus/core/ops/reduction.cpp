#include "gradus/core/ops/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/reduce.hpp"

namespace gradus {
namespace {

using kernels::ReduceOp;

/// How a reduction is computed: from a dense source, by rows [outer, inner] or by columns [inner, outer].
struct Plan {
  Shape kept;     // reduced dimensions as 1
  Shape reduced;  // without them, unless keepdim
  int64_t outer = 1, inner = 1;
  bool columns = false;
  Tensor source;
};

std::array<bool, max_rank> marked(const char* op, const Tensor& x, const std::optional<Axes>& dims) {
  std::array<bool, max_rank> marks{};
  if (!dims || dims->empty()) {
    marks.fill(true);
    return marks;
  }
  for (int64_t dim : *dims) {
    bool& mark = marks[static_cast<size_t>(normalize_axis(op, dim, x.dim()))];
    if (mark) fail(fmt::format("{}: dimension {} is named twice in {}", op, dim, to_string(*dims)));
    mark = true;
  }
  return marks;
}

Plan plan(const char* op, const Tensor& x, const std::optional<Axes>& dims, bool keepdim) {
  const auto reduces = marked(op, detail::defined(op, x), dims);
  Plan p;
  Axes order, last;
  int changes = 0;  // from reduced to kept dimensions or back
  for (int i = 0; i < x.dim(); ++i) {
    const bool here = reduces[static_cast<size_t>(i)];
    (here ? p.inner : p.outer) *= x.shape()[i];
    p.kept.push_back(here ? 1 : x.shape()[i]);
    if (!here || keepdim) p.reduced.push_back(p.kept.back());
    (here ? last : order).push_back(i);
    if (i > 0 && here != reduces[static_cast<size_t>(i - 1)]) ++changes;
  }
  const bool leading = x.dim() > 0 && reduces[0];
  if (changes == 0 || (changes == 1 && !leading)) {
    p.source = x.contiguous();
  } else if (changes == 1 && x.is_contiguous()) {
    p.source = x;
    p.columns = true;
  } else {
    for (int64_t i : last) order.push_back(i);
    p.source = permute(x, order).contiguous();
  }
  return p;
}

Tensor run(const char* op, ReduceOp reduction, const Plan& p, DType out_type) {
  Tensor out = make_tensor(op, p.reduced, out_type);
  const auto kernel = p.columns ? &kernels::reduce_columns : &kernels::reduce_rows;
  kernel(reduction, p.source.dtype(), out.impl()->data, p.source.impl()->data, p.outer, p.inner);
  return out;
}

/// The plan's source holds values only; what is recorded is the operation on x.
Plan plan_values(const char* op, const Tensor& x, const std::optional<Axes>& dims, bool keepdim) {
  const NoGrad guard;
  return plan(op, x, dims, keepdim);
}

}  // namespace

Tensor sum(const Tensor& x, const ReduceOptions& options) {
  if (!is_floating_point(detail::defined("sum", x).dtype()) && x.dtype() != DType::int64) {
    return sum(x.to(DType::int64), options);
  }
  const Plan p = plan_values("sum", x, options.dim, options.keepdim);
  Tensor out = run("sum", ReduceOp::sum, p, x.dtype());
  if (tracks(x)) {
    record(
        options.dim ? "SumBackward1" : "SumBackward0", out,
        [kept = p.kept, shape = x.shape()](const Tensor& g, Gradients& to) {
          to.give(0, expand(reshape(g, kept), shape));
        },
        x);
  }
  return out;
}

Tensor mean(const Tensor& x, const ReduceOptions& options) {
  if (!is_floating_point(detail::defined("mean", x).dtype())) {
    fail(fmt::format("mean: the mean of {} numbers is not of their type; convert with to(float32) first",
                     name(x.dtype())));
  }
  const Plan p = plan_values("mean", x, options.dim, options.keepdim);
  Tensor out = run("mean", ReduceOp::sum, p, x.dtype());
  const auto n = static_cast<double>(p.inner);
  kernels::unary(kernels::UnaryOp::divide_scalar, out.dtype(), out.impl()->data, out.impl()->data,
                 out.numel(), n);
  if (tracks(x)) {
    record(
        options.dim ? "MeanBackward1" : "MeanBackward0", out,
        [kept = p.kept, shape = x.shape(), n](const Tensor& g, Gradients& to) {
          to.give(0, expand(reshape(g / n, kept), shape));
        },
        x);
  }
  return out;
}

namespace {

Tensor variance(const char* op, const Tensor& x, const VarianceOptions& options) {
  if (!is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: floating point is needed, the tensor is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  marked(op, x, options.dim);  // errors in our name, not in that of mean
  const Tensor centred = x - mean(x, {.dim = options.dim, .keepdim = true});
  const Tensor squares = sum(square(centred), {.dim = options.dim, .keepdim = options.keepdim});
  const int64_t n = squares.numel() == 0 ? 0 : x.numel() / squares.numel();
  return squares / static_cast<double>(std::max<int64_t>(n - options.correction, 0));
}

}  // namespace

Tensor var(const Tensor& x, const VarianceOptions& options) { return variance("var", x, options); }

Tensor std(const Tensor& x, const VarianceOptions& options) {
  const Tensor squared = variance("std", x, options);
  Tensor out = detail::unary(kernels::UnaryOp::sqrt, squared);
  if (tracks(squared)) {
    record(
        "StdBackward0", out,
        [saved = SavedTensor::output(out)](const Tensor& g, Gradients& to) {
          // The root has no slope at 0; PyTorch takes 0 for numbers that are all equal.
          const Tensor y = saved.get(to);
          to.give(0, where(y == 0, zeros_like(y), g / (y * 2)));
        },
        squared);
  }
  return out;
}

namespace {

Tensor extreme(const char* op, const char* node, ReduceOp reduction, const Tensor& x,
               const ReduceOptions& options) {
  const Plan p = plan_values(op, x, options.dim, options.keepdim);
  if (p.inner == 0) {
    fail(fmt::format("{}: no element to choose from in shape {}; nothing has no extreme", op,
                     to_string(x.shape())));
  }
  Tensor out = run(op, reduction, p, x.dtype());
  if (tracks(x)) {
    record(
        node, out,
        [kept = p.kept, dims = options.dim, saved = SavedTensor::input(x), y = SavedTensor::output(out)](
            const Tensor& g, Gradients& to) {
          const Tensor input = saved.get(to).detach();
          const Tensor hits = (input == reshape(y.get(to).detach(), kept)).to(g.dtype());
          to.give(0, reshape(g, kept) * (hits / sum(hits, {.dim = dims, .keepdim = true})));
        },
        x);
  }
  return out;
}

Tensor arg_extreme(const char* op, bool largest, const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  const NoGrad guard;
  const auto axes = dim ? std::optional<Axes>(*dim) : std::nullopt;
  const Plan p = plan(op, x, axes, keepdim);
  if (p.inner == 0) {
    fail(fmt::format("{}: no element to choose from in shape {}; nothing has no extreme", op,
                     to_string(x.shape())));
  }
  // By rows only: positions are counted in one order.
  const Tensor rows =
      p.columns ? permute(reshape(p.source, {p.inner, p.outer}), {1, 0}).contiguous() : p.source;
  Tensor out = make_tensor(op, p.reduced, DType::int64);
  kernels::arg_reduce(largest, x.dtype(), out.data<int64_t>(), rows.impl()->data, p.outer, p.inner);
  return out;
}

ValuesIndices extreme_along(const char* op, bool largest, const Tensor& x, int64_t dim, bool keepdim) {
  const Tensor at = arg_extreme(op, largest, x, dim, true);
  if (x.dim() == 0) return {x.reshape({}), at.reshape({})};
  const int axis = normalize_axis(op, dim, x.dim());
  const Tensor values = gather(x, axis, at);
  if (keepdim) return {values, at};
  return {squeeze(values, axis), squeeze(at, axis)};
}

Tensor truth(const char* op, ReduceOp reduction, const Tensor& x, const ReduceOptions& options) {
  const Plan p = plan_values(op, x, options.dim, options.keepdim);
  return run(op, reduction, p, x.dtype() == DType::uint8 ? DType::uint8 : DType::bool_);
}

}  // namespace

Tensor amax(const Tensor& x, const ReduceOptions& options) {
  return extreme("amax", "AmaxBackward0", ReduceOp::max, x, options);
}

Tensor amin(const Tensor& x, const ReduceOptions& options) {
  return extreme("amin", "AminBackward0", ReduceOp::min, x, options);
}

ValuesIndices max(const Tensor& x, int64_t dim, bool keepdim) {
  return extreme_along("max", true, x, dim, keepdim);
}

ValuesIndices min(const Tensor& x, int64_t dim, bool keepdim) {
  return extreme_along("min", false, x, dim, keepdim);
}

Tensor argmax(const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  return arg_extreme("argmax", true, x, dim, keepdim);
}

Tensor argmin(const Tensor& x, std::optional<int64_t> dim, bool keepdim) {
  return arg_extreme("argmin", false, x, dim, keepdim);
}

Tensor all(const Tensor& x, const ReduceOptions& options) { return truth("all", ReduceOp::all, x, options); }

Tensor any(const Tensor& x, const ReduceOptions& options) { return truth("any", ReduceOp::any, x, options); }

Tensor logsumexp(const Tensor& x, const ReduceOptions& options) {
  const Tensor a = detail::as_floating(detail::defined("logsumexp", x));
  const Tensor highest = [&] {
    const NoGrad guard;
    const Plan p = plan("logsumexp", a, options.dim, true);
    if (p.inner == 0) return zeros(p.kept, {.dtype = a.dtype()});  // log 0 = -inf follows
    const Tensor found = amax(a, {.dim = options.dim, .keepdim = true});
    // Where everything is -inf (or something +inf) there is nothing to shift by.
    return where(abs(found) < std::numeric_limits<double>::infinity(), found, zeros_like(found));
  }();
  const Tensor total = log(sum(exp(a - highest), {.dim = options.dim, .keepdim = true})) + highest;
  if (options.keepdim) return total;
  const Plan p = plan_values("logsumexp", a, options.dim, false);
  return reshape(total, p.reduced);
}

namespace {

/// Calls f on x with `dim` as the last dimension, of a dense tensor, and puts the dimension back.
Tensor along_last(const char* op, const Tensor& x, int64_t dim, auto f) {
  const int axis = normalize_axis(op, dim, x.dim());
  if (x.dim() < 2 || axis == x.dim() - 1) return f(x.contiguous());
  return transpose(f(transpose(x, axis, -1).contiguous()), axis, -1);
}

Tensor softmax_last(bool logarithm, const Tensor& x) {
  Tensor y = make_like(x);
  const int64_t n = x.dim() == 0 ? 1 : x.shape().back();
  if (x.numel() > 0) {
    kernels::softmax(logarithm, x.dtype(), y.impl()->data, x.impl()->data, x.numel() / n, n);
  }
  if (tracks(x)) {
    record(
        logarithm ? "LogSoftmaxBackward0" : "SoftmaxBackward0", y,
        [logarithm, n, saved = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          const Tensor output = saved.get(to);
          if (GradMode::is_enabled()) {
            const ReduceOptions rows{.dim = -1, .keepdim = true};
            to.give(0, logarithm ? g - exp(output) * sum(g, rows) : output * (g - sum(g * output, rows)));
            return;
          }
          const Tensor dense = g.contiguous();
          Tensor result = make_like(dense);
          if (dense.numel() > 0) {
            kernels::softmax_gradient(logarithm, dense.dtype(), result.impl()->data, dense.impl()->data,
                                      output.impl()->data, dense.numel() / n, n);
          }
          to.give(0, std::move(result));
        },
        x);
  }
  return y;
}

}  // namespace

Tensor softmax(const Tensor& x, int64_t dim) {
  return along_last("softmax", detail::as_floating(detail::defined("softmax", x)), dim,
                    [](const Tensor& rows) { return softmax_last(false, rows); });
}

Tensor log_softmax(const Tensor& x, int64_t dim) {
  return along_last("log_softmax", detail::as_floating(detail::defined("log_softmax", x)), dim,
                    [](const Tensor& rows) { return softmax_last(true, rows); });
}

}  // namespace gradus
