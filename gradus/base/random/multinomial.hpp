#pragma once

#include <cstdint>
#include <span>

#include "gradus/base/random/generator.hpp"

namespace gradus::random {

/// torch.multinomial(weights, out.size(), replacement) of float64 weights: places of weights, each drawn with
/// probability weight / sum of weights.
///
/// With replacement one uniform number a draw is looked up in the running sums; without, the places of the
/// largest weight / e, e exponential, are taken. An Error for weights that are
/// negative or not finite, a sum of zero or too large, and without replacement for more draws than positive
/// weights.
void fill_multinomial(Generator& generator, std::span<int64_t> out, std::span<const double> weights,
                      bool replacement);

/// The checks of fill_multinomial(), without a draw; `op` begins the Error.
void check_multinomial(const char* op, int64_t draws, std::span<const double> weights, bool replacement);

}  // namespace gradus::random
