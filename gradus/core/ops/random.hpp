#pragma once

#include "gradus/base/random/generator.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Random tensors from the default generator (manual_seed) or a given one: PyTorch's numbers, bit for bit.
namespace gradus {

/// Uniform on [0, 1).
Tensor rand(const Shape& shape, const TensorOptions& options = {},
            Generator& generator = default_generator());
/// Standard normal.
Tensor randn(const Shape& shape, const TensorOptions& options = {},
             Generator& generator = default_generator());
/// Integers of [low, high), int64 unless asked otherwise.
Tensor randint(int64_t low, int64_t high, const Shape& shape, const TensorOptions& options = {},
               Generator& generator = default_generator());
/// 0 ... n-1 in random order.
Tensor randperm(int64_t n, Generator& generator = default_generator());

}  // namespace gradus
