#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gradus::lessons {

/// Whether the notebook's networks print and draw this epoch: more often at first, when most happens.
constexpr bool is_shown(int64_t epoch) {
  return epoch < 5 || (epoch <= 50 && epoch % 5 == 0) || (epoch <= 1000 && epoch % 50 == 0) ||
         epoch % 250 == 0;
}

/// Places 0 ... count - 1, evenly thinned to no more than `most` where there are more; the last stays.
inline std::vector<std::size_t> thinned(std::size_t count, std::size_t most) {
  const std::size_t every = (count + most - 1) / most;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < count; i += every) places.push_back(i);
  if (!places.empty() && places.back() + 1 != count) places.push_back(count - 1);
  return places;
}

}  // namespace gradus::lessons
