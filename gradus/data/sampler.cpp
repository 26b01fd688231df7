#include "gradus/data/sampler.hpp"

#include <fmt/format.h>

#include <array>

#include "gradus/base/error.hpp"
#include "gradus/base/random/fill.hpp"

namespace gradus::data {

std::vector<int64_t> shuffled_order(Generator& generator, int64_t n) {
  if (n < 0) fail(fmt::format("shuffled_order: the number of samples must not be negative, got {}", n));
  std::array<int64_t, 2> seeds{};
  random::fill_random(generator, seeds);
  Generator pass(static_cast<uint64_t>(seeds[1]));
  std::vector<int64_t> order(static_cast<size_t>(n));
  random::fill_randperm(pass, order);
  return order;
}

}  // namespace gradus::data
