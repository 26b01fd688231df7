#include "golden_cases.hpp"

#include <algorithm>

#include "../golden_tensor.hpp"

namespace gradus::test {
namespace {

using nlohmann::json;

std::vector<Tensor> read_tensors(const json& value, const char* key) {
  std::vector<Tensor> tensors;
  if (value.contains(key)) {
    for (const json& part : value[key]) tensors.push_back(read_tensor(part));
  }
  return tensors;
}

void read_file(const std::string& name, std::vector<GoldenCase>& cases) {
  const json content = read_golden(name);
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
    read_file("ops_layers.json", all);
    read_file("more_ops.json", all);
    read_file("losses.json", all);
    read_file("linalg.json", all);
    read_file("indexing.json", all);
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
