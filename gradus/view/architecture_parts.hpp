#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/view/architecture.hpp"

// Private to view: what a diagram of a model is made of.
namespace gradus::view::internal {

/// A layer that makes something new of its input, and those after it that only act on each number.
struct Stage {
  std::string type;                   ///< "Conv2d"; "input" for the first one, "+" for a sum of two others
  std::vector<std::string> followed;  ///< "BatchNorm2d", "ReLU"
  Shape output;                       ///< without the dimension of rows
  Tensor weight = {}, bias = {};      ///< of its own, if any
  int64_t parameters = 0;             ///< with those of the followers
  std::vector<size_t> sources = {};   ///< the stages whose outputs go into it
};

/// "1,234".
std::string grouped(int64_t number);

plot::Figure unit_diagram(const std::vector<Stage>& stages, const ArchitectureOptions& options);
plot::Figure block_diagram(const std::vector<Stage>& stages, const ArchitectureOptions& options);

}  // namespace gradus::view::internal
