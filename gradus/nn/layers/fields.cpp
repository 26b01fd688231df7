#include "gradus/nn/layers/fields.hpp"

#include <fmt/format.h>

#include <array>

#include "gradus/base/error.hpp"

namespace gradus {
namespace {

Value list_of(const Dims& sizes) { return value_of(std::vector<int64_t>(sizes.begin(), sizes.end())); }

template <class D>
D dims_of(const Value& value, std::string_view where) {
  const auto sizes = from_value<std::vector<int64_t>>(value, where);
  if (sizes.size() > max_rank) fail(fmt::format("{}: {} numbers are too many", where, sizes.size()));
  return D(std::span<const int64_t>(sizes));
}

}  // namespace

Value to_value(const Spatial& sizes) {
  if (sizes.empty()) return {};
  return sizes.rank() == 1 ? Value(sizes[0]) : list_of(sizes);
}

void read_value(const Value& value, Spatial& sizes, std::string_view where) {
  if (value.is_null()) {
    sizes = Spatial();
  } else {
    sizes = value.is_list() ? dims_of<Spatial>(value, where) : Spatial(value.integer(where));
  }
}

Value to_value(const Shape& shape) { return list_of(shape); }

void read_value(const Value& value, Shape& shape, std::string_view where) {
  shape = dims_of<Shape>(value, where);
}

Value to_value(const Padding& padding) {
  if (padding.kind() == Padding::Kind::numbers) return to_value(padding.sizes());
  return padding.kind() == Padding::Kind::same ? "same" : "valid";
}

void read_value(const Value& value, Padding& padding, std::string_view where) {
  if (value.is_text()) {
    static constexpr std::array<std::string_view, 2> words{"same", "valid"};
    padding = Padding(detail::find_word(where, value.text(where), words) == 0 ? "same" : "valid");
    return;
  }
  Spatial sizes;
  read_value(value, sizes, where);
  padding = Padding(sizes);
}

std::span<const std::string_view> enum_names(Approximate) {
  static constexpr std::array<std::string_view, 2> names{"none", "tanh"};
  return names;
}

void fields(MaxPoolOptions& options, Fields& f) {
  f("stride", options.stride);
  f("padding", options.padding);
  f("dilation", options.dilation);
  f("ceil_mode", options.ceil_mode);
}

void fields(AvgPoolOptions& options, Fields& f) {
  f("stride", options.stride);
  f("padding", options.padding);
  f("ceil_mode", options.ceil_mode);
  f("count_include_pad", options.count_include_pad);
  f("divisor_override", options.divisor_override);
}

namespace nn {

std::span<const std::string_view> enum_names(PaddingMode) {
  static constexpr std::array<std::string_view, 4> names{"zeros", "reflect", "replicate", "circular"};
  return names;
}

void fields(LinearOptions& options, Fields& f) {
  f("bias", options.bias);
  f("dtype", options.dtype);
}

void fields(ConvLayerOptions& options, Fields& f) {
  f("stride", options.stride);
  f("padding", options.padding);
  f("dilation", options.dilation);
  f("groups", options.groups);
  f("bias", options.bias);
  f("padding_mode", options.padding_mode);
  f("dtype", options.dtype);
}

void fields(ConvTransposeLayerOptions& options, Fields& f) {
  f("stride", options.stride);
  f("padding", options.padding);
  f("output_padding", options.output_padding);
  f("groups", options.groups);
  f("bias", options.bias);
  f("dilation", options.dilation);
  f("dtype", options.dtype);
}

void fields(EmbeddingLayerOptions& options, Fields& f) {
  f("padding_idx", options.padding_idx);
  f("dtype", options.dtype);
}

void fields(BatchNormLayerOptions& options, Fields& f) {
  f("eps", options.eps);
  f("momentum", options.momentum);
  f("affine", options.affine);
  f("track_running_stats", options.track_running_stats);
  f("dtype", options.dtype);
}

void fields(LayerNormOptions& options, Fields& f) {
  f("eps", options.eps);
  f("elementwise_affine", options.elementwise_affine);
  f("dtype", options.dtype);
}

void fields(GroupNormOptions& options, Fields& f) {
  f("eps", options.eps);
  f("affine", options.affine);
  f("dtype", options.dtype);
}

void fields(FlattenOptions& options, Fields& f) {
  f("start_dim", options.start_dim);
  f("end_dim", options.end_dim);
}

void fields(SoftplusOptions& options, Fields& f) {
  f("beta", options.beta);
  f("threshold", options.threshold);
}

void fields(HardtanhOptions& options, Fields& f) {
  f("min_val", options.min_val);
  f("max_val", options.max_val);
}

void fields(PReLUOptions& options, Fields& f) {
  f("num_parameters", options.num_parameters);
  f("init", options.init);
  f("dtype", options.dtype);
}

}  // namespace nn
}  // namespace gradus
