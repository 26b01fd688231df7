#include "gradus/core/ops/normalization.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/normalization.hpp"

namespace gradus {
namespace {

using kernels::NormArrays;
using kernels::NormSizes;
using kernels::RunningStatistics;

/// How one of the norms looks at x: the kernel's sizes, and the same as a view for the formula in operations.
struct Norm {
  NormSizes sizes;
  Shape view;    // of x
  Axes over;     // the dimensions of the view that share a mean
  Shape weight;  // weight's shape that broadcasts with the view
  double eps;
};

void* data_of(const Tensor& x) { return x.defined() ? x.impl()->data : nullptr; }

/// Mean and inverse deviation of each group.
struct Statistics {
  Tensor mean, inverse;
  bool fixed;  // they did not come from x
};

/// The gradients as operations, for second derivatives: h - mean(h) - z mean(h z), all over the deviation.
void give_recorded(const Norm& norm, const Tensor& g, const Tensor& x, const Tensor& weight,
                   const Statistics& stats, Gradients& to) {
  const Tensor view = reshape(x, norm.view), upstream = reshape(g, norm.view);
  const ReduceOptions groups{.dim = norm.over, .keepdim = true};
  const Shape kept = [&] {
    Shape shape = norm.view;
    for (int64_t axis : norm.over) shape[static_cast<int>(axis)] = 1;
    return shape;
  }();
  const Tensor centred = view - (stats.fixed ? reshape(stats.mean, kept) : mean(view, groups));
  const Tensor inverse =
      stats.fixed ? reshape(stats.inverse, kept) : rsqrt(mean(square(centred), groups) + norm.eps);
  const Tensor z = centred * inverse;
  const Tensor h = weight.defined() ? upstream * reshape(weight, norm.weight) : upstream;
  if (to.wants(0)) {
    const Tensor inner = stats.fixed ? h : h - mean(h, groups) - z * mean(h * z, groups);
    to.give(0, reshape(inner * inverse, x.shape()));
  }
  if (!weight.defined()) return;
  const auto summed = [&](const Tensor& all) {
    return reshape(detail::unbroadcast(all, norm.weight), weight.shape());
  };
  if (to.wants(1)) to.give(1, summed(upstream * z));
  if (to.wants(2)) to.give(2, summed(upstream));
}

/// Gives the gradient of x and, where there is a weight, those of weight and bias.
void give_gradients(const Norm& norm, const Tensor& g, const Tensor& x, const Tensor& weight,
                    const Statistics& stats, Gradients& to) {
  if (GradMode::is_enabled()) return give_recorded(norm, g, x, weight, stats, to);
  const Tensor dense = x.contiguous(), upstream = g.contiguous(), factor = detail::dense_values(weight);
  const Tensor* const like[] = {&x, &weight, &weight};
  Tensor gradients[3];
  for (uint32_t i = 0; i < 3; ++i) {
    if (like[i]->defined() && to.wants(i)) gradients[i] = make_like(*like[i]);
  }
  kernels::normalize_gradient(
      x.dtype(), {data_of(gradients[0]), data_of(gradients[1]), data_of(gradients[2]), stats.fixed},
      data_of(upstream), data_of(stats.mean), data_of(stats.inverse),
      {data_of(dense), data_of(factor), nullptr, norm.eps}, norm.sizes);
  for (uint32_t i = 0; i < 3; ++i) {
    if (gradients[i].defined()) to.give(i, std::move(gradients[i]));
  }
}

/// The normalised x with its gradients; weight and bias are both defined or neither is. `running` is moved
/// unless statistics are given.
Tensor normalized(const char* op, const char* node, const Norm& norm, const Tensor& x, const Tensor& weight,
                  const Tensor& bias, const RunningStatistics& running, const Tensor& fixed_mean,
                  const Tensor& fixed_variance) {
  const Tensor dense = detail::dense_values(x), factor = detail::dense_values(weight),
               shift = detail::dense_values(bias);
  const NormArrays arrays{data_of(dense), data_of(factor), data_of(shift), norm.eps};
  Tensor y = make_tensor(op, x.shape(), x.dtype());
  Statistics stats{{}, make_tensor(op, {norm.sizes.groups}, x.dtype()), fixed_mean.defined()};
  if (stats.fixed) {
    stats.mean =
        detail::dense_values(fixed_mean.detach().clone());  // the running mean may move before backward
    const Tensor variance = detail::dense_values(fixed_variance);
    kernels::normalize_fixed(x.dtype(), data_of(y), data_of(stats.inverse), data_of(stats.mean),
                             data_of(variance), arrays, norm.sizes);
  } else {
    stats.mean = make_tensor(op, {norm.sizes.groups}, x.dtype());
    kernels::normalize(x.dtype(), data_of(y), data_of(stats.mean), data_of(stats.inverse), arrays, norm.sizes,
                       running);
  }
  if (!weight.defined()) {
    if (tracks(x)) {
      record(
          node, y,
          [norm, stats, sx = SavedTensor::input(x)](const Tensor& g, Gradients& to) {
            give_gradients(norm, g, sx.get(to), {}, stats, to);
          },
          x);
    }
  } else if (tracks(x, weight, bias)) {
    record(
        node, y,
        [norm, stats, sx = SavedTensor::input(x), sw = SavedTensor::input(weight)](
            const Tensor& g, Gradients& to) { give_gradients(norm, g, sx.get(to), sw.get(to), stats, to); },
        x, weight, bias);
  }
  return y;
}

/// The same where only one of weight and bias may be defined.
Tensor normalized_any(const char* op, const char* node, const Norm& norm, const Tensor& x,
                      const Tensor& weight, const Tensor& bias, const RunningStatistics& running = {},
                      const Tensor& mean = {}, const Tensor& variance = {}) {
  if (weight.defined() == bias.defined()) {
    return normalized(op, node, norm, x, weight, bias, running, mean, variance);
  }
  const Tensor plain = reshape(normalized(op, node, norm, x, {}, {}, running, mean, variance), norm.view);
  return reshape(weight.defined() ? plain * reshape(weight, norm.weight) : plain + reshape(bias, norm.weight),
                 x.shape());
}

/// Checks what all norms ask of x, weight and bias.
void check_operands(const char* op, const Tensor& x, const Shape& shape, const Tensor& weight,
                    const Tensor& bias) {
  if (!is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: floating point is needed, the input is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  for (const auto& [what, given] : {std::pair("weight", &weight), {"bias", &bias}}) {
    if (given->defined() && (given->shape() != shape || given->dtype() != x.dtype())) {
      fail(fmt::format("{}: {} {} {} does not fit input {} {}; {} is needed", op, what, name(given->dtype()),
                       to_string(given->shape()), name(x.dtype()), to_string(x.shape()), to_string(shape)));
    }
  }
}

void check_channels(const char* op, const Tensor& x) {
  if (detail::defined(op, x).dim() < 2) {
    fail(fmt::format("{}: input {}: samples and channels are needed, at least two dimensions", op,
                     to_string(x.shape())));
  }
}

/// The product of the sizes from dimension `first` to before `last`.
int64_t count(const Shape& shape, int first, int last) {
  int64_t n = 1;
  for (int i = first; i < last; ++i) n *= shape[i];
  return n;
}

void check_running(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                   const BatchNormOptions& options) {
  if (running_mean.defined() != running_var.defined()) {
    fail("batch_norm: running mean and variance belong together; one of them is undefined");
  }
  if (!options.training && !running_mean.defined()) {
    fail("batch_norm: running mean and variance are needed outside training");
  }
  for (const auto& [what, given] :
       {std::pair("running mean", &running_mean), {"running variance", &running_var}}) {
    if (!given->defined()) continue;
    if (given->shape() != Shape{x.shape()[1]} || given->dtype() != x.dtype() || !given->is_contiguous()) {
      fail(fmt::format("batch_norm: {} {} {} does not fit input {} {}; a dense {} is needed", what,
                       name(given->dtype()), to_string(given->shape()), name(x.dtype()), to_string(x.shape()),
                       to_string(Shape{x.shape()[1]})));
    }
    if (given->requires_grad()) fail(fmt::format("batch_norm: the {} cannot want a gradient", what));
  }
  const Tensor& batches = options.batches;
  if (batches.defined() && (batches.dtype() != DType::int64 || batches.numel() != 1)) {
    fail(fmt::format("batch_norm: the number of batches must be one int64, it is {} {}",
                     name(batches.dtype()), to_string(batches.shape())));
  }
}

}  // namespace

Tensor batch_norm(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                  const Tensor& weight, const Tensor& bias, const BatchNormOptions& options) {
  check_channels("batch_norm", x);
  const Shape channels{x.shape()[1]};
  check_operands("batch_norm", x, channels, weight, bias);
  check_running(x, running_mean, running_var, options);
  const int64_t n = x.shape()[0], c = x.shape()[1], l = count(x.shape(), 2, x.dim());
  const Norm norm{.sizes = {.blocks = n, .groups = c, .length = l, .run = l, .weights = c},
                  .view = {n, c, l},
                  .over = Axes{0, 2},
                  .weight = {c, 1},
                  .eps = options.eps};
  if (!options.training) {
    return normalized_any("batch_norm", "NativeBatchNormBackward0", norm, x, weight, bias, {}, running_mean,
                          running_var);
  }
  if (n * l == 1) {
    fail(fmt::format("batch_norm: input {} has one value a channel; a variance needs more in training",
                     to_string(x.shape())));
  }
  RunningStatistics running;
  if (running_mean.defined() && x.numel() > 0) {
    running = {data_of(running_mean), data_of(running_var), options.momentum,
               options.batches.defined() ? options.batches.data<int64_t>() : nullptr};
    for (const Tensor* moved : {&running_mean, &running_var}) ++moved->impl()->storage->version;
  }
  return normalized_any("batch_norm", "NativeBatchNormBackward0", norm, x, weight, bias, running);
}

Tensor layer_norm(const Tensor& x, const Shape& normalized_shape, const Tensor& weight, const Tensor& bias,
                  double eps) {
  const int rank = normalized_shape.rank(), first = detail::defined("layer_norm", x).dim() - rank;
  bool fits = rank > 0 && first >= 0;
  for (int i = 0; fits && i < rank; ++i) fits = x.shape()[first + i] == normalized_shape[i];
  if (!fits) {
    fail(fmt::format("layer_norm: input {} does not end in the normalized shape {}", to_string(x.shape()),
                     to_string(normalized_shape)));
  }
  check_operands("layer_norm", x, normalized_shape, weight, bias);
  const int64_t rows = count(x.shape(), 0, first), length = normalized_shape.numel();
  const Norm norm{.sizes = {.blocks = 1, .groups = rows, .length = length, .run = 1, .weights = length},
                  .view = {rows, length},
                  .over = Axes{1},
                  .weight = {length},
                  .eps = eps};
  return normalized_any("layer_norm", "NativeLayerNormBackward0", norm, x, weight, bias);
}

namespace {

Tensor channel_groups(const char* op, const Tensor& x, int64_t groups, const Tensor& weight,
                      const Tensor& bias, double eps) {
  check_operands(op, x, {x.shape()[1]}, weight, bias);
  const int64_t n = x.shape()[0], c = x.shape()[1], l = count(x.shape(), 2, x.dim());
  const int64_t each = c / groups;
  const Norm norm{.sizes = {.blocks = 1, .groups = n * groups, .length = each * l, .run = l, .weights = c},
                  .view = {n, groups, each, l},
                  .over = Axes{2, 3},
                  .weight = {groups, each, 1},
                  .eps = eps};
  return normalized_any(op, "NativeGroupNormBackward0", norm, x, weight, bias);
}

}  // namespace

Tensor group_norm(const Tensor& x, int64_t groups, const Tensor& weight, const Tensor& bias, double eps) {
  check_channels("group_norm", x);
  if (groups < 1 || x.shape()[1] % groups != 0) {
    fail(fmt::format("group_norm: the {} channels of input {} do not fall into {} groups", x.shape()[1],
                     to_string(x.shape()), groups));
  }
  return channel_groups("group_norm", x, groups, weight, bias, eps);
}

Tensor instance_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, double eps) {
  check_channels("instance_norm", x);
  if (count(x.shape(), 2, x.dim()) == 1) {
    fail(fmt::format("instance_norm: input {} has one value a channel; a variance needs more",
                     to_string(x.shape())));
  }
  return channel_groups("instance_norm", x, x.shape()[1], weight, bias, eps);
}
}  // namespace gradus
