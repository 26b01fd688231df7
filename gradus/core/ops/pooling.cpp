#include "gradus/core/ops/pooling.hpp"

#include <fmt/format.h>

#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/pooling.hpp"

namespace gradus {
namespace {

using detail::Pair;
using kernels::PoolAxis;
using kernels::PoolDivisor;
using kernels::PoolSizes;

// --- The functions and their gradients, on x [planes, h, w].

Shape input_shape(const PoolSizes& s) { return {s.planes, s.axis[0].size, s.axis[1].size}; }
Shape output_shape(const PoolSizes& s) { return {s.planes, s.axis[0].out_size, s.axis[1].out_size}; }

Tensor take_largest(const Tensor& x, const Tensor& index, const PoolSizes& s);

/// g to the places in `index`, zeros elsewhere.
Tensor put_back(const Tensor& g, const Tensor& index, const PoolSizes& s) {
  const Tensor dense = detail::dense_values(g);
  Tensor out = make_result(input_shape(s), g.dtype());
  kernels::max_unpool(g.dtype(), out.impl()->data, dense.impl()->data, index.data<int64_t>(), s);
  if (tracks(g)) {
    record(
        "MaxUnpoolBackward0", out,
        [s, at = SavedTensor::input(index)](const Tensor& h, Gradients& to) {
          to.give(0, take_largest(h, at.get(to), s));
        },
        g);
  }
  return out;
}

Tensor take_largest(const Tensor& x, const Tensor& index, const PoolSizes& s) {
  const Tensor dense = detail::dense_values(x);
  Tensor out = make_result(output_shape(s), x.dtype());
  kernels::max_gather(x.dtype(), out.impl()->data, dense.impl()->data, index.data<int64_t>(), s);
  if (tracks(x)) {
    record(
        "MaxGatherBackward0", out,
        [s, at = SavedTensor::input(index)](const Tensor& g, Gradients& to) {
          to.give(0, put_back(g, at.get(to), s));
        },
        x);
  }
  return out;
}

Tensor max_pool(const Tensor& x, const PoolSizes& s) {
  const Tensor dense = detail::dense_values(x);
  const bool wants_index = tracks(x);
  Tensor out = make_tensor("max_pool", output_shape(s), x.dtype());
  const Tensor index = wants_index ? make_tensor("max_pool", output_shape(s), DType::int64) : Tensor();
  kernels::max_pool(x.dtype(), out.impl()->data, wants_index ? index.data<int64_t>() : nullptr,
                    dense.impl()->data, s);
  if (wants_index) {
    record(
        "MaxPoolBackward0", out,
        [s, at = SavedTensor::input(index)](const Tensor& g, Gradients& to) {
          to.give(0, put_back(g, at.get(to), s));
        },
        x);
  }
  return out;
}

Tensor average_pool(const Tensor& x, const PoolSizes& s, const PoolDivisor& divisor);

Tensor spread_average(const Tensor& g, const PoolSizes& s, const PoolDivisor& divisor) {
  const Tensor dense = detail::dense_values(g);
  Tensor out = make_result(input_shape(s), g.dtype());
  kernels::average_pool_gradient(g.dtype(), out.impl()->data, dense.impl()->data, s, divisor);
  if (tracks(g)) {
    record(
        "AvgSpreadBackward0", out,
        [s, divisor](const Tensor& h, Gradients& to) { to.give(0, average_pool(h, s, divisor)); }, g);
  }
  return out;
}

Tensor average_pool(const Tensor& x, const PoolSizes& s, const PoolDivisor& divisor) {
  const Tensor dense = detail::dense_values(x);
  Tensor out = make_tensor("avg_pool", output_shape(s), x.dtype());
  kernels::average_pool(x.dtype(), out.impl()->data, dense.impl()->data, s, divisor);
  if (tracks(x)) {
    record(
        "AvgPoolBackward0", out,
        [s, divisor](const Tensor& g, Gradients& to) { to.give(0, spread_average(g, s, divisor)); }, x);
  }
  return out;
}

// --- Checks and sizes.

void check_input(const char* op, const Tensor& x, int spatial) {
  if (detail::defined(op, x).dim() != spatial + 1 && x.dim() != spatial + 2) {
    fail(fmt::format("{}: input {}: {} dimensions are needed, or {} without samples", op,
                     to_string(x.shape()), spatial + 2, spatial + 1));
  }
  if (!is_floating_point(x.dtype())) {
    fail(fmt::format("{}: floating point is needed, the input is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  const int64_t height = spatial == 1 ? 1 : x.size(-2), width = x.size(-1);
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  if (height > limit || width > limit || height * width > limit) {
    fail(fmt::format("{}: the planes of input {} are too large", op, to_string(x.shape())));
  }
  if (height == 0 || width == 0) {
    fail(fmt::format("{}: input {} has nothing to choose from", op, to_string(x.shape())));
  }
}

/// The axes of input x with their sizes; along a missing dimension there is one window of one element.
PoolSizes base_sizes(const Tensor& x, int spatial) {
  PoolSizes s{.planes = 1, .axis = {{1, 1}, {1, 1}}};
  for (int i = 0; i < x.dim() - spatial; ++i) s.planes *= x.shape()[i];
  for (int i = 2 - spatial; i < 2; ++i) s.axis[i].size = x.size(i - 2);
  return s;
}

struct Windows {
  const Spatial& kernel;
  const Spatial& stride;
  const Spatial& padding;
  const Spatial& dilation;
  bool ceil_mode;
};

int64_t window_count(const PoolAxis& axis, bool ceil_mode) {
  const int64_t room = axis.size + 2 * axis.pad - axis.dilation * (axis.kernel - 1) - 1;
  if (room < 0) return 0;
  const int64_t count = (room + (ceil_mode ? axis.stride - 1 : 0)) / axis.stride + 1;
  // The last window must begin inside the input or the padding before it.
  return ceil_mode && (count - 1) * axis.stride >= axis.size + axis.pad ? count - 1 : count;
}

PoolSizes window_sizes(const char* op, const Tensor& x, int spatial, const Windows& w) {
  check_input(op, x, spatial);
  PoolSizes s = base_sizes(x, spatial);
  const Pair kernel = detail::spatial_pair(op, "kernel", w.kernel, spatial, 1, 1);
  const Pair stride = w.stride.empty() ? kernel : detail::spatial_pair(op, "stride", w.stride, spatial, 1, 1);
  const Pair pad = detail::spatial_pair(op, "padding", w.padding, spatial, 0, 0);
  const Pair dilation = detail::spatial_pair(op, "dilation", w.dilation, spatial, 1, 1);
  for (int i = 2 - spatial; i < 2; ++i) {
    const auto k = static_cast<size_t>(i);
    PoolAxis& axis = s.axis[i];
    axis = {.size = axis.size,
            .out_size = 0,
            .kernel = kernel[k],
            .stride = stride[k],
            .pad = pad[k],
            .dilation = dilation[k]};
    if (axis.pad > axis.kernel / 2) {
      fail(fmt::format("{}: padding {} is more than half the kernel {}", op, to_string(w.padding),
                       to_string(w.kernel)));
    }
    axis.out_size = window_count(axis, w.ceil_mode);
    if (axis.out_size < 1) {
      fail(fmt::format("{}: a window of {} is larger than input {} with its padding", op, to_string(w.kernel),
                       to_string(x.shape())));
    }
  }
  return s;
}

PoolSizes adaptive_sizes(const char* op, const Tensor& x, int spatial, const Spatial& output) {
  check_input(op, x, spatial);
  PoolSizes s = base_sizes(x, spatial);
  const Pair sizes = detail::spatial_pair(op, "output", output, spatial, -1, 1);
  for (int i = 2 - spatial; i < 2; ++i) {
    PoolAxis& axis = s.axis[i];
    const int64_t asked = sizes[static_cast<size_t>(i)];
    axis.out_size = asked == -1 ? axis.size : asked;
    axis.adaptive = true;
    if (axis.out_size > 0 &&
        axis.size % axis.out_size == 0) {  // windows of one size, for which there is faster code
      const int64_t each = axis.size / axis.out_size;
      axis = {.size = axis.size, .out_size = axis.out_size, .kernel = each, .stride = each};
    }
  }
  return s;
}

/// Calls f on x [planes, h, w] and gives the result x's leading dimensions.
Tensor by_planes(const Tensor& x, int spatial, const PoolSizes& s, auto f) {
  Shape shape = x.shape();
  for (int i = 2 - spatial; i < 2; ++i) shape[x.dim() + i - 2] = s.axis[i].out_size;
  return reshape(f(reshape(x, input_shape(s))), shape);
}

Tensor max_windows(const char* op, int spatial, const Tensor& x, const Spatial& kernel,
                   const MaxPoolOptions& o) {
  const PoolSizes s = window_sizes(op, x, spatial, {kernel, o.stride, o.padding, o.dilation, o.ceil_mode});
  return by_planes(x, spatial, s, [&](const Tensor& planes) { return max_pool(planes, s); });
}

Tensor average_windows(const char* op, int spatial, const Tensor& x, const Spatial& kernel,
                       const AvgPoolOptions& o) {
  const Spatial dense = 1;
  const PoolSizes s = window_sizes(op, x, spatial, {kernel, o.stride, o.padding, dense, o.ceil_mode});
  const PoolDivisor divisor{o.count_include_pad, o.divisor_override};
  return by_planes(x, spatial, s, [&](const Tensor& planes) { return average_pool(planes, s, divisor); });
}

Tensor adaptive_average(const char* op, int spatial, const Tensor& x, const Spatial& output) {
  const PoolSizes s = adaptive_sizes(op, x, spatial, output);
  return by_planes(x, spatial, s, [&](const Tensor& planes) { return average_pool(planes, s, {true, 0}); });
}

Tensor adaptive_max(const char* op, int spatial, const Tensor& x, const Spatial& output) {
  const PoolSizes s = adaptive_sizes(op, x, spatial, output);
  return by_planes(x, spatial, s, [&](const Tensor& planes) { return max_pool(planes, s); });
}

}  // namespace

Tensor max_pool1d(const Tensor& x, const Spatial& kernel, const MaxPoolOptions& options) {
  return max_windows("max_pool1d", 1, x, kernel, options);
}

Tensor max_pool2d(const Tensor& x, const Spatial& kernel, const MaxPoolOptions& options) {
  return max_windows("max_pool2d", 2, x, kernel, options);
}

Tensor avg_pool1d(const Tensor& x, const Spatial& kernel, const AvgPoolOptions& options) {
  return average_windows("avg_pool1d", 1, x, kernel, options);
}

Tensor avg_pool2d(const Tensor& x, const Spatial& kernel, const AvgPoolOptions& options) {
  return average_windows("avg_pool2d", 2, x, kernel, options);
}

Tensor adaptive_avg_pool1d(const Tensor& x, const Spatial& output) {
  return adaptive_average("adaptive_avg_pool1d", 1, x, output);
}

Tensor adaptive_avg_pool2d(const Tensor& x, const Spatial& output) {
  return adaptive_average("adaptive_avg_pool2d", 2, x, output);
}

Tensor adaptive_max_pool1d(const Tensor& x, const Spatial& output) {
  return adaptive_max("adaptive_max_pool1d", 1, x, output);
}

Tensor adaptive_max_pool2d(const Tensor& x, const Spatial& output) {
  return adaptive_max("adaptive_max_pool2d", 2, x, output);
}

}  // namespace gradus
