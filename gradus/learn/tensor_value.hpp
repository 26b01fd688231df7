#pragma once

#include <string_view>

#include "gradus/base/fields.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus {

/// A tensor as plain data, and back, for Fields: {"dtype", "shape", "values"}; null when undefined. Numbers
/// keep their bits.
Value to_value(const Tensor& tensor);
void read_value(const Value& value, Tensor& tensor, std::string_view where);

}  // namespace gradus
