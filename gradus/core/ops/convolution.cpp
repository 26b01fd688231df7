#include "gradus/core/ops/convolution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/mixed_precision.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/convolution.hpp"

namespace gradus {
namespace {

using detail::Pair;

/// What a convolution computes with: under Autocast its operands are rounded to bfloat16, and those of its
/// gradients with them.
struct Sizes : kernels::ConvolutionSizes {
  bool rounded = false;
};

/// The three arrays of a convolution. Each is a function of the other two, linear in both, so the gradients
/// of all three functions are these functions again.
enum class Part : uint8_t { input, weight, output };

Shape shape_of(Part part, const Sizes& s) {
  switch (part) {
    case Part::input:
      return {s.n, s.in, s.size[0], s.size[1]};
    case Part::weight:
      return {s.out, s.in / s.groups, s.kernel[0], s.kernel[1]};
    case Part::output:
      break;
  }
  return {s.n, s.out, s.out_size[0], s.out_size[1]};
}

void* data_of(const Tensor& x) { return x.defined() ? x.impl()->data : nullptr; }

/// The values of one part from the other two, in the order of Part; `bias` is read for input and output, and
/// written for weight.
Tensor values(Part part, const Sizes& s, const Tensor& first, const Tensor& second, const Tensor& bias = {}) {
  const Tensor a = detail::dense_values(first), b = detail::dense_values(second);
  Tensor out = make_tensor("convolution", shape_of(part, s), a.dtype());
  void* const to = data_of(out);
  switch (part) {
    case Part::input:
      kernels::convolution_input(a.dtype(), to, data_of(b), data_of(a), data_of(bias), s, s.rounded);
      break;
    case Part::weight:
      kernels::convolution_weight(a.dtype(), to, data_of(bias), data_of(a), data_of(b), s, s.rounded);
      break;
    case Part::output:
      kernels::convolution(a.dtype(), to, data_of(a), data_of(b), data_of(bias), s, s.rounded);
      break;
  }
  return out;
}

/// The parts that `part` is computed from.
constexpr std::pair<Part, Part> operands(Part part) {
  if (part == Part::input) return {Part::weight, Part::output};
  if (part == Part::weight) return {Part::input, Part::output};
  return {Part::input, Part::weight};
}

Tensor contract(Part part, const Sizes& s, const Tensor& first, const Tensor& second);

/// The gradient of `wanted`, an operand of `part`, from that of part and the other operand.
Tensor gradient_of(Part wanted, Part part, const Sizes& s, const Tensor& g, const Tensor& other) {
  const bool gradient_first = operands(wanted).first == part;
  return gradient_first ? contract(wanted, s, g, other) : contract(wanted, s, other, g);
}

Tensor contract(Part part, const Sizes& s, const Tensor& first, const Tensor& second) {
  Tensor out = values(part, s, first, second);
  if (tracks(first, second)) {
    record(
        "ConvolutionBackward0", out,
        [part, s, a = SavedTensor::input(first), b = SavedTensor::input(second)](const Tensor& g,
                                                                                 Gradients& to) {
          const auto [one, two] = operands(part);
          if (to.wants(0)) to.give(0, gradient_of(one, part, s, g, b.get(to)));
          if (to.wants(1)) to.give(1, gradient_of(two, part, s, g, a.get(to)));
        },
        first, second);
  }
  return out;
}

/// A bias for each channel of the result, added by the same kernel. `x` is the operand that is not the
/// weight.
Tensor with_bias(Part part, const Sizes& s, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  const bool transposed = part == Part::input;
  const Tensor dense = detail::dense_values(bias);
  Tensor out = transposed ? values(part, s, weight, x, dense) : values(part, s, x, weight, dense);
  if (tracks(x, weight, bias)) {
    record(
        "ConvolutionBackward0", out,
        [part, transposed, s, a = SavedTensor::input(x), b = SavedTensor::input(weight)](const Tensor& g,
                                                                                         Gradients& to) {
          const Part other = transposed ? Part::output : Part::input;
          if (to.wants(0)) to.give(0, gradient_of(other, part, s, g, b.get(to)));
          const bool together = !transposed && !s.rounded && !GradMode::is_enabled();
          if (together && to.wants(1) && to.wants(2)) {  // both by one kernel
            Tensor sums = make_result({s.out}, g.dtype());
            to.give(1, values(Part::weight, s, a.get(to), g, sums));
            return to.give(2, std::move(sums));
          }
          if (to.wants(1)) to.give(1, gradient_of(Part::weight, part, s, g, a.get(to)));
          if (to.wants(2)) to.give(2, sum(g, {.dim = Axes{0, 2, 3}}));
        },
        x, weight, bias);
  }
  return out;
}

Tensor run(Part part, const Sizes& s, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (bias.defined()) return with_bias(part, s, x, weight, bias);
  return part == Part::input ? contract(part, s, weight, x) : contract(part, s, x, weight);
}

// --- Checks.

/// What a call says, in two dimensions.
struct Call {
  const char* op;
  int spatial;
  const Tensor& x;
  const Tensor& weight;
  const Tensor& bias;
  int64_t groups;
};

void check_operands(const Call& call, int channel_axis_of_weight) {
  const auto& [op, spatial, x, weight, bias, groups] = call;
  if (weight.dim() != spatial + 2 || (x.dim() != spatial + 2 && x.dim() != spatial + 1)) {
    fail(fmt::format(
        "{}: input {} and weight {}: a weight has {} dimensions, an input {}, or {} without samples", op,
        to_string(x.shape()), to_string(weight.shape()), spatial + 2, spatial + 2, spatial + 1));
  }
  if (!is_floating_point(x.dtype()) || x.dtype() != weight.dtype()) {
    fail(fmt::format("{}: input {} and weight {}: one floating-point type is needed; convert with to()", op,
                     name(x.dtype()), name(weight.dtype())));
  }
  if (groups < 1 || weight.shape()[0] % groups != 0) {
    fail(fmt::format("{}: weight {} does not fall into {} groups", op, to_string(weight.shape()), groups));
  }
  const int64_t channels = x.size(-spatial - 1);
  const int64_t takes = channel_axis_of_weight == 0 ? weight.shape()[0] : weight.shape()[1] * groups;
  if (channels != takes) {
    fail(fmt::format("{}: input {} has {} channels, weight {} with {} group{} takes {}", op,
                     to_string(x.shape()), channels, to_string(weight.shape()), groups,
                     groups == 1 ? "" : "s", takes));
  }
  const int64_t gives = channel_axis_of_weight == 0 ? weight.shape()[1] * groups : weight.shape()[0];
  if (bias.defined() && (bias.dim() != 1 || bias.shape()[0] != gives || bias.dtype() != x.dtype())) {
    fail(fmt::format("{}: bias {} {} does not fit weight {} {} with {} channels out", op, name(bias.dtype()),
                     to_string(bias.shape()), name(weight.dtype()), to_string(weight.shape()), gives));
  }
  for (const Tensor* operand : {&x, &weight}) {
    for (int64_t size : operand->shape()) {
      if (size > std::numeric_limits<int32_t>::max()) {
        fail(fmt::format("{}: a size of {} is too large", op, to_string(operand->shape())));
      }
    }
  }
  for (int i = 2; i < weight.dim(); ++i) {
    if (weight.shape()[i] == 0)
      fail(fmt::format("{}: the kernel of weight {} is empty", op, to_string(weight.shape())));
  }
}

/// What a weight, stride and dilation say, and sizes of 1 where there is one spatial dimension.
Sizes base_sizes(const Call& call, const Spatial& stride, const Spatial& dilation) {
  Sizes s{};
  s.rounded = detail::autocasts(call.x, call.weight);
  s.n = call.x.dim() == call.spatial + 2 ? call.x.shape()[0] : 1;
  s.groups = call.groups;
  s.out = call.weight.shape()[0];
  s.in = call.weight.shape()[1] * call.groups;
  const Pair steps = detail::spatial_pair(call.op, "stride", stride, call.spatial, 1, 1);
  const Pair gaps = detail::spatial_pair(call.op, "dilation", dilation, call.spatial, 1, 1);
  for (int i = 0; i < 2; ++i) {
    s.kernel[i] = i == 0 && call.spatial == 1 ? 1 : call.weight.shape()[call.spatial + i];
    s.stride[i] = steps[static_cast<size_t>(i)];
    s.dilation[i] = gaps[static_cast<size_t>(i)];
  }
  return s;
}

int64_t reach(const Sizes& s, int i) { return s.dilation[i] * (s.kernel[i] - 1) + 1; }

/// Padding before and behind along each dimension.
struct Margins {
  Pair before, behind;
};

Margins margins(const Call& call, const Sizes& s, const Padding& padding) {
  if (padding.kind() != Padding::Kind::same) {
    const Pair each = detail::spatial_pair(call.op, "padding", padding.sizes(), call.spatial, 0, 0);
    return {each, each};
  }
  if (s.stride[0] != 1 || s.stride[1] != 1) {
    fail(fmt::format("{}: padding \"same\" needs stride 1, not {}", call.op,
                     detail::to_string({s.stride[0], s.stride[1]}, call.spatial)));
  }
  const Pair total{reach(s, 0) - 1, reach(s, 1) - 1};
  const Pair before{total[0] / 2, total[1] / 2};
  return {before, {total[0] - before[0], total[1] - before[1]}};
}

int64_t spatial_size(const Call& call, int i) { return i == 0 && call.spatial == 1 ? 1 : call.x.size(i - 2); }

/// x with samples and two spatial dimensions.
Tensor widened(const Tensor& x, int spatial, bool has_samples) {
  const Tensor whole = has_samples ? x : unsqueeze(x, 0);
  return spatial == 1 ? unsqueeze(whole, 2) : whole;
}

Tensor narrowed(const Tensor& y, int spatial, bool had_samples) {
  const Tensor flat = spatial == 1 ? squeeze(y, 2) : y;
  return had_samples ? flat : squeeze(flat, 0);
}

Tensor run_widened(const Call& call, Part part, const Sizes& s) {
  check_size(call.op, shape_of(part, s), item_size(call.x.dtype()));
  const bool has_samples = call.x.dim() == call.spatial + 2;
  return narrowed(run(part, s, widened(call.x, call.spatial, has_samples),
                      widened(call.weight, call.spatial, true), call.bias),
                  call.spatial, has_samples);
}

Tensor convolve(const char* op, int spatial, const Tensor& x, const Tensor& weight, const Tensor& bias,
                const ConvOptions& options) {
  const Call call{op, spatial, detail::defined(op, x), detail::defined(op, weight), bias, options.groups};
  check_operands(call, 1);
  Sizes s = base_sizes(call, options.stride, options.dilation);
  const Margins around = margins(call, s, options.padding);
  for (int i = 0; i < 2; ++i) {
    const auto k = static_cast<size_t>(i);
    s.size[i] = spatial_size(call, i);
    s.pad[i] = around.before[k];
    const int64_t room = s.size[i] + around.before[k] + around.behind[k] - reach(s, i);
    if (room < 0) {
      fail(fmt::format("{}: a kernel of {} spans more than input {} with its padding", op,
                       detail::to_string({reach(s, 0), reach(s, 1)}, spatial), to_string(x.shape())));
    }
    s.out_size[i] = room / s.stride[i] + 1;
  }
  return run_widened(call, Part::output, s);
}

Tensor convolve_transposed(const char* op, int spatial, const Tensor& x, const Tensor& weight,
                           const Tensor& bias, const ConvTransposeOptions& options) {
  const Call call{op, spatial, detail::defined(op, x), detail::defined(op, weight), bias, options.groups};
  check_operands(call, 0);
  Sizes s = base_sizes(call, options.stride, options.dilation);
  const Pair pad = detail::spatial_pair(op, "padding", options.padding, spatial, 0, 0);
  const Pair extra = detail::spatial_pair(op, "output_padding", options.output_padding, spatial, 0, 0);
  for (int i = 0; i < 2; ++i) {
    const auto k = static_cast<size_t>(i);
    if (extra[k] >= std::max(s.stride[i], s.dilation[i])) {
      fail(fmt::format("{}: output_padding {} must be smaller than the stride or the dilation", op,
                       detail::to_string(extra, spatial)));
    }
    s.out_size[i] = spatial_size(call, i);
    s.pad[i] = pad[k];
    s.size[i] = (s.out_size[i] - 1) * s.stride[i] - 2 * pad[k] + reach(s, i) + extra[k];
    if (s.size[i] < 1 || s.out_size[i] < 1) {
      fail(fmt::format("{}: nothing is left of input {} after a padding of {}", op, to_string(x.shape()),
                       detail::to_string(pad, spatial)));
    }
  }
  return run_widened(call, Part::input, s);
}

}  // namespace

Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias, const ConvOptions& options) {
  return convolve("conv1d", 1, x, weight, bias, options);
}

Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, const ConvOptions& options) {
  return convolve("conv2d", 2, x, weight, bias, options);
}

Tensor conv_transpose1d(const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const ConvTransposeOptions& options) {
  return convolve_transposed("conv_transpose1d", 1, x, weight, bias, options);
}

Tensor conv_transpose2d(const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const ConvTransposeOptions& options) {
  return convolve_transposed("conv_transpose2d", 2, x, weight, bias, options);
}

}  // namespace gradus
