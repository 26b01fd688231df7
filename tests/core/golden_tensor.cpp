#include "golden_tensor.hpp"

#include <fstream>
#include <stdexcept>

#include "gradus/core/ops/creation.hpp"

namespace gradus::test {

using nlohmann::json;

double number(const json& value) {
  // Numbers that are not finite are the texts "nan", "inf" and "-inf".
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

DType read_type(const std::string& name) {
  if (name == "bool") return bool_;
  if (name == "u8") return uint8;
  if (name == "i32") return int32;
  if (name == "i64") return int64;
  if (name == "f32") return float32;
  if (name == "f64") return float64;
  throw std::runtime_error("golden: there is no type " + name);
}

Tensor read_tensor(const json& value) {
  if (value.is_null()) return {};
  const Shape shape(std::span<const int64_t>(value.at("shape").get<std::vector<int64_t>>()));
  const json& data = value.at("data");
  const DType type = read_type(value.at("dtype"));
  if (is_integral(type)) return from_data(data.get<std::vector<int64_t>>(), shape, {.dtype = type});
  std::vector<double> numbers;
  for (const json& element : data)
    numbers.push_back(element.is_boolean() ? element.get<bool>() : number(element));
  return from_data(numbers, shape, {.dtype = type});
}

json read_golden(const std::string& name) {
  std::ifstream file(std::string(GRADUS_GOLDEN_DIR "/") + name);
  return json::parse(file);
}

}  // namespace gradus::test
