#pragma once

#include <string>
#include <vector>

#include "op_table.hpp"

/// What PyTorch computed: tests/golden/ops.json, ops_edges.json and losses.json.
namespace gradus::test {

struct GoldenCase {
  std::string label;  ///< file, position and attributes, for messages
  std::string name;
  Attributes attributes;
  Inputs inputs;
  bool fails = false;  ///< PyTorch refused; then there is nothing below
  std::vector<Tensor> outputs;
  std::vector<Tensor> upstream;   ///< one for each floating-point output that carries a gradient, in order
  std::vector<Tensor> gradients;  ///< one for each input, undefined for integers
  std::vector<Tensor> second_upstream, second_gradients;  ///< empty when there are none
};

const std::vector<GoldenCase>& golden_cases();

/// Whether the row's operation knows every attribute of the case.
bool understands(const OpRow& row, const GoldenCase& golden);

}  // namespace gradus::test
