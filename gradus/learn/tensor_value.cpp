#include "gradus/learn/tensor_value.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus {

Value to_value(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  const std::vector<int64_t> shape(tensor.shape().begin(), tensor.shape().end());
  const Value values = is_floating_point(tensor.dtype()) ? value_of(tensor.to_vector())
                                                         : value_of(tensor.to_vector<int64_t>());
  return Value(
      Value::Dict{{"dtype", value_of(tensor.dtype())}, {"shape", value_of(shape)}, {"values", values}});
}

void read_value(const Value& value, Tensor& tensor, std::string_view where) {
  if (value.is_null()) {
    tensor = {};
    return;
  }
  Fields f(value, where);
  DType type = DType::float32;
  std::vector<int64_t> sizes;
  Value values;
  f.required("dtype", type);
  f.required("shape", sizes);
  f.required("values", values);
  f.finish();
  const std::string place = fmt::format("{}: values", where);
  const auto& list = values.list(place);
  if (sizes.size() > max_rank) fail(fmt::format("{}: shape has {} dimensions", where, sizes.size()));
  const Shape shape{std::span<const int64_t>(sizes)};
  check_size(std::string(where).c_str(), shape, item_size(type));
  if (shape.numel() != static_cast<int64_t>(list.size())) {
    fail(fmt::format("{}: {} numbers do not fill the shape {}", place, list.size(), to_string(shape)));
  }
  tensor = is_floating_point(type)
               ? from_data(from_value<std::vector<double>>(values, place), shape, {.dtype = type})
               : from_data(from_value<std::vector<int64_t>>(values, place), shape, {.dtype = type});
}

}  // namespace gradus
