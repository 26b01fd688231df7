#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::gallery {

/// Three kinds of a made-up flower, 50 of each, whose five measures hang together.
struct Flowers {
  Tensor x, y;
  std::vector<std::string> features, kinds;
};
Flowers flowers();

}  // namespace gradus::gallery
