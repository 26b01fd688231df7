#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus {

/// A tensor and its path in a model: "hidden.weight".
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// Parameters and buffers of a model by path, in the order they were added: PyTorch's state dict.
using StateDict = std::vector<NamedTensor>;

}  // namespace gradus
