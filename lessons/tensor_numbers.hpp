#pragma once

#include "gradus/core/tensor/named_tensor.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "lessons/numbers.hpp"

namespace gradus::lessons {

/// All elements as nested lists of the tensor's shape, each written as number() writes its type; a 0-d tensor
/// is one number.
Json numbers(const Tensor& tensor);

/// The tensors of a model by name.
Json numbers(const StateDict& state);

}  // namespace gradus::lessons
