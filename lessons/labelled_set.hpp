#pragma once

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::lessons {

/// Points and labels as a model takes them.
struct LabelledSet {
  Tensor x;  ///< float32 [n, 2], standardised
  Tensor y;  ///< int64 [n]
};

}  // namespace gradus::lessons
