#include "gradus/nn/layers/convolution.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/nn/init.hpp"
#include "gradus/nn/layers/repr.hpp"

namespace gradus::nn {
namespace internal {
namespace {

bool all_are(const Spatial& sizes, int64_t value) {
  for (int64_t size : sizes) {
    if (size != value) return false;
  }
  return true;
}

/// Where the element at position i from -before to size + behind is taken from.
int64_t source(PaddingMode mode, int64_t i, int64_t size) {
  if (mode == PaddingMode::circular) return (i % size + size) % size;
  if (mode == PaddingMode::replicate) return i < 0 ? 0 : (i >= size ? size - 1 : i);
  return i < 0 ? -i : (i >= size ? 2 * (size - 1) - i : i);
}

Tensor extended(const Tensor& x, int axis, int64_t before, int64_t behind, PaddingMode mode) {
  if (before == 0 && behind == 0) return x;
  const int64_t size = x.size(axis), most = before > behind ? before : behind;
  const int64_t limit = mode == PaddingMode::reflect ? size - 1 : mode == PaddingMode::circular ? size : most;
  if (size == 0 || most > limit) {
    fail(fmt::format("padding: {} elements cannot be taken around dimension {} of input {}", most, axis,
                     gradus::to_string(x.shape())));
  }
  std::vector<int64_t> from;
  for (int64_t i = -before; i < size + behind; ++i) from.push_back(source(mode, i, size));
  return index_select(x, axis, from_data(from, {static_cast<int64_t>(from.size())}));
}

}  // namespace

ConvolutionLayer::ConvolutionLayer(const Sizes& sizes, bool bias, std::optional<DType> dtype)
    : sizes_(sizes), weight_(add_parameter("weight", [&] {
        const auto& [layer, in, out, kernel, spatial, groups, transposed] = sizes;
        if (in < 1 || out < 1 || groups < 1 || in % groups != 0 || out % groups != 0) {
          fail(fmt::format("{}: {} channels in and {} out do not fall into {} groups", layer, in, out,
                           groups));
        }
        const auto [height, width] = gradus::detail::spatial_pair(layer, "kernel", kernel, spatial, 1, 1);
        Shape shape{transposed ? in : out, transposed ? out / groups : in / groups};
        if (spatial == 2) shape.push_back(height);
        shape.push_back(width);
        return zeros(shape, {.dtype = dtype});
      }())) {
  init::kaiming_uniform_(weight_, {.a = std::sqrt(5.0)});
  if (!bias) return;
  bias_ = &add_parameter("bias", zeros({sizes.out}, {.dtype = dtype}));
  const int64_t fan_in = weight_.numel() / weight_.shape()[0];
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  init::uniform_(*bias_, -bound, bound);
}

std::string ConvolutionLayer::base_repr(const Spatial& stride) const {
  return fmt::format("{}, {}, kernel_size={}, stride={}", sizes_.in, sizes_.out,
                     python_tuple(sizes_.kernel, sizes_.spatial), python_tuple(stride, sizes_.spatial));
}

ForwardConvolution::ForwardConvolution(const Sizes& sizes, const ConvLayerOptions& options)
    : ConvolutionLayer(sizes, options.bias, options.dtype), options_(options) {}

std::string ForwardConvolution::extra_repr() const {
  std::string text = base_repr(options_.stride);
  const Padding& padding = options_.padding;
  if (padding.kind() != Padding::Kind::numbers) {
    text += padding.kind() == Padding::Kind::same ? ", padding=same" : ", padding=valid";
  } else if (!all_are(padding.sizes(), 0)) {
    text += ", padding=" + python_tuple(padding.sizes(), sizes_.spatial);
  }
  if (!all_are(options_.dilation, 1)) text += ", dilation=" + python_tuple(options_.dilation, sizes_.spatial);
  if (options_.groups != 1) text += fmt::format(", groups={}", options_.groups);
  if (!options_.bias) text += ", bias=False";
  constexpr const char* modes[] = {"zeros", "reflect", "replicate", "circular"};
  if (options_.padding_mode != PaddingMode::zeros) {
    text += fmt::format(", padding_mode={}", modes[static_cast<size_t>(options_.padding_mode)]);
  }
  return text;
}

Tensor ForwardConvolution::surrounded(const Tensor& x) const {
  if (options_.padding_mode == PaddingMode::zeros || !x.defined() || x.dim() < sizes_.spatial) return x;
  const auto each = [&](const Spatial& sizes, int i) { return sizes[sizes.rank() == 1 ? 0 : i]; };
  const Padding& padding = options_.padding;
  Tensor y = x;
  for (int i = 0; i < sizes_.spatial; ++i) {
    int64_t before = each(padding.sizes(), i), behind = before;
    if (padding.kind() == Padding::Kind::same) {
      const int64_t total = each(options_.dilation, i) * (each(sizes_.kernel, i) - 1);
      before = total / 2;
      behind = total - before;
    }
    y = extended(y, x.dim() - sizes_.spatial + i, before, behind, options_.padding_mode);
  }
  return y;
}

ConvOptions ForwardConvolution::conv_options() const {
  return {.stride = options_.stride,
          .padding = options_.padding_mode == PaddingMode::zeros ? options_.padding : Padding(0),
          .dilation = options_.dilation,
          .groups = options_.groups};
}

TransposedConvolution::TransposedConvolution(const Sizes& sizes, const ConvTransposeLayerOptions& options)
    : ConvolutionLayer(sizes, options.bias, options.dtype), options_(options) {}

std::string TransposedConvolution::extra_repr() const {
  std::string text = base_repr(options_.stride);
  const auto add = [&](const char* what, const Spatial& sizes, int64_t usual) {
    if (!all_are(sizes, usual)) text += fmt::format(", {}={}", what, python_tuple(sizes, sizes_.spatial));
  };
  add("padding", options_.padding, 0);
  add("dilation", options_.dilation, 1);
  add("output_padding", options_.output_padding, 0);
  if (options_.groups != 1) text += fmt::format(", groups={}", options_.groups);
  return options_.bias ? text : text + ", bias=False";
}

ConvTransposeOptions TransposedConvolution::conv_options() const {
  return {.stride = options_.stride,
          .padding = options_.padding,
          .output_padding = options_.output_padding,
          .groups = options_.groups,
          .dilation = options_.dilation};
}

}  // namespace internal

Conv1d::Conv1d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
               const ConvLayerOptions& options)
    : ForwardConvolution({"Conv1d", in_channels, out_channels, kernel, 1, options.groups, false}, options) {}

Tensor Conv1d::forward(const Tensor& x) { return conv1d(surrounded(x), weight(), bias(), conv_options()); }

Conv2d::Conv2d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
               const ConvLayerOptions& options)
    : ForwardConvolution({"Conv2d", in_channels, out_channels, kernel, 2, options.groups, false}, options) {}

Tensor Conv2d::forward(const Tensor& x) { return conv2d(surrounded(x), weight(), bias(), conv_options()); }

ConvTranspose1d::ConvTranspose1d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
                                 const ConvTransposeLayerOptions& options)
    : TransposedConvolution({"ConvTranspose1d", in_channels, out_channels, kernel, 1, options.groups, true},
                            options) {}

Tensor ConvTranspose1d::forward(const Tensor& x) {
  return conv_transpose1d(x, weight(), bias(), conv_options());
}

ConvTranspose2d::ConvTranspose2d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
                                 const ConvTransposeLayerOptions& options)
    : TransposedConvolution({"ConvTranspose2d", in_channels, out_channels, kernel, 2, options.groups, true},
                            options) {}

Tensor ConvTranspose2d::forward(const Tensor& x) {
  return conv_transpose2d(x, weight(), bias(), conv_options());
}

std::unique_ptr<Module> Conv1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Conv2d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> ConvTranspose1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> ConvTranspose2d::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
