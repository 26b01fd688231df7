#pragma once

#include <cstdint>
#include <span>

#include "gradus/base/random/generator.hpp"

/// PyTorch's random functions as fills of dense memory, bit for bit those of PyTorch 1.13 on a processor with
/// AVX2. Each takes its words from the generator in PyTorch's order.
namespace gradus::random {

/// Tensor.uniform_(low, high): low + u (high - low) in one rounding, u of [0, 1); one word a float32, two a
/// float64. An Error unless low <= high, both finite.
void fill_uniform(Generator& generator, std::span<float> out, double low = 0, double high = 1);
void fill_uniform(Generator& generator, std::span<double> out, double low = 0, double high = 1);

/// Tensor.normal_(mean, std): mean + std z. Fewer than 16 values come one by one from Generator::normal(), 16
/// or more in blocks of 16 (Box and Muller on whole blocks), as in PyTorch. An Error when std is negative.
void fill_normal(Generator& generator, std::span<float> out, double mean = 0, double std = 1);
void fill_normal(Generator& generator, std::span<double> out, double mean = 0, double std = 1);

/// torch.randint(low, high): integers of [low, high), by a remainder as in PyTorch. An Error unless low <
/// high.
void fill_randint(Generator& generator, std::span<int64_t> out, int64_t low, int64_t high);

/// Tensor.random_(): non-negative integers, 63 bits of two words or 31 bits of one.
void fill_random(Generator& generator, std::span<int64_t> out);
void fill_random(Generator& generator, std::span<int32_t> out);

/// torch.randperm(out.size()): 0 ... n-1 in random order.
void fill_randperm(Generator& generator, std::span<int64_t> out);

/// torch.bernoulli(p): out[i] is 1 with probability p[i], else 0, by one uniform of the tensor's own type an
/// element. An Error when the sizes differ or a probability lies outside [0, 1].
void fill_bernoulli(Generator& generator, std::span<float> out, std::span<const float> p);
void fill_bernoulli(Generator& generator, std::span<double> out, std::span<const double> p);

/// Tensor.bernoulli_(p): 1 with probability p, else 0, by one float64 uniform an element, whatever the type.
void fill_bernoulli(Generator& generator, std::span<float> out, double p);
void fill_bernoulli(Generator& generator, std::span<double> out, double p);

/// What dropout(p) multiplies with: 1 / (1 - p) with probability 1 - p, else 0, by one float64 uniform an
/// element. p = 0 gives ones and p = 1 zeros, both without a draw, as in PyTorch built without MKL.
void fill_dropout_mask(Generator& generator, std::span<float> out, double p);
void fill_dropout_mask(Generator& generator, std::span<double> out, double p);

}  // namespace gradus::random
