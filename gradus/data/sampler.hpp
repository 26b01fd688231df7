#pragma once

#include <cstdint>
#include <vector>

#include "gradus/base/random/generator.hpp"

namespace gradus::data {

/// The order in which PyTorch's DataLoader(shuffle=True) visits n samples in one pass.
///
/// Two 64-bit numbers come from `generator`: the first would seed workers, the second seeds a new generator,
/// whose randperm(n) is the order. Each pass draws anew.
std::vector<int64_t> shuffled_order(Generator& generator, int64_t n);

}  // namespace gradus::data
