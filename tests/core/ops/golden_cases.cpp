#include "golden_cases.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "gradus/core/ops/creation.hpp"

namespace gradus::test {
namespace {

using nlohmann::json;

double number(const json& value) {
  // Numbers that are not finite are the texts "nan", "inf" and "-inf".
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

Tensor read_tensor(const json& value) {
  if (value.is_null()) return {};
  const Shape shape(std::span<const int64_t>(value.at("shape").get<std::vector<int64_t>>()));
  const json& data = value.at("data");
  const std::string type = value.at("dtype");
  if (type == "i64") return from_data(data.get<std::vector<int64_t>>(), shape);
  if (type != "bool" && type != "f64" && type != "f32") throw std::runtime_error("golden: dtype " + type);
  std::vector<double> numbers;
  for (const json& element : data)
    numbers.push_back(element.is_boolean() ? element.get<bool>() : number(element));
  return from_data(numbers, shape).to(type == "bool" ? bool_ : type == "f32" ? float32 : float64);
}

std::vector<Tensor> read_tensors(const json& value, const char* key) {
  std::vector<Tensor> tensors;
  if (value.contains(key)) {
    for (const json& part : value[key]) tensors.push_back(read_tensor(part));
  }
  return tensors;
}

void read_file(const std::string& name, std::vector<GoldenCase>& cases) {
  std::ifstream file(std::string(GRADUS_GOLDEN_DIR "/") + name);
  const json content = json::parse(file);
  size_t position = 0;
  for (const json& value : content.at("cases")) {
    GoldenCase golden;
    golden.name = value.at("name");
    golden.attributes = value.at("attrs");
    golden.label =
        name + " case " + std::to_string(position++) + " " + golden.name + " " + golden.attributes.dump();
    golden.fails = value.value("fails", false);
    golden.inputs = read_tensors(value, "inputs");
    golden.outputs = read_tensors(value, "outputs");
    golden.upstream = read_tensors(value, "upstream");
    golden.gradients = read_tensors(value, "grads");
    golden.second_upstream = read_tensors(value, "second_upstream");
    golden.second_gradients = read_tensors(value, "second_grads");
    cases.push_back(std::move(golden));
  }
}

}  // namespace

const std::vector<GoldenCase>& golden_cases() {
  static const std::vector<GoldenCase> cases = [] {
    std::vector<GoldenCase> all;
    read_file("ops.json", all);
    read_file("ops_edges.json", all);
    return all;
  }();
  return cases;
}

bool understands(const OpRow& row, const GoldenCase& golden) {
  for (const auto& [key, value] : golden.attributes.items()) {
    if (key != "note" && std::ranges::find(row.attributes, key) == row.attributes.end()) return false;
  }
  return true;
}

}  // namespace gradus::test
