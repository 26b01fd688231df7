#pragma once

#include "gradus/base/fields.hpp"
#include "gradus/nn/layers.hpp"

/// The fields of the layers' options by name, and their types as Values: what nn/registry.cpp writes and
/// reads.
namespace gradus {

/// A number, or a list of one for each dimension; null when empty.
Value to_value(const Spatial& sizes);
void read_value(const Value& value, Spatial& sizes, std::string_view where);
Value to_value(const Shape& shape);
void read_value(const Value& value, Shape& shape, std::string_view where);
/// Like Spatial, or a word.
Value to_value(const Padding& padding);
void read_value(const Value& value, Padding& padding, std::string_view where);

std::span<const std::string_view> enum_names(Approximate);

void fields(MaxPoolOptions& options, Fields& f);
void fields(AvgPoolOptions& options, Fields& f);

namespace nn {

std::span<const std::string_view> enum_names(PaddingMode);

void fields(LinearOptions& options, Fields& f);
void fields(ConvLayerOptions& options, Fields& f);
void fields(ConvTransposeLayerOptions& options, Fields& f);
void fields(EmbeddingLayerOptions& options, Fields& f);
void fields(BatchNormLayerOptions& options, Fields& f);
void fields(LayerNormOptions& options, Fields& f);
void fields(GroupNormOptions& options, Fields& f);
void fields(FlattenOptions& options, Fields& f);
void fields(SoftplusOptions& options, Fields& f);
void fields(HardtanhOptions& options, Fields& f);
void fields(PReLUOptions& options, Fields& f);

}  // namespace nn
}  // namespace gradus
