#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"
#include "gradus/base/random/generator.hpp"

/// Random numbers into dense memory. A kernel reads the generator's state when it runs.
namespace gradus::kernels {

void fill_uniform(DType type, void* out, int64_t n, double low, double high, Generator& generator);
void fill_normal(DType type, void* out, int64_t n, double mean, double std, Generator& generator);
/// 1 / (1 - p) with probability 1 - p, else 0.
void fill_dropout_mask(DType type, void* out, int64_t n, double p, Generator& generator);
void fill_randint(int64_t* out, int64_t n, int64_t low, int64_t high, Generator& generator);
void fill_randperm(int64_t* out, int64_t n, Generator& generator);

}  // namespace gradus::kernels
