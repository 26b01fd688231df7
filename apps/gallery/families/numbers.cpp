#include "apps/gallery/families/numbers.hpp"

namespace gradus::gallery {

std::vector<double> spread(double from, double to, int count) {
  std::vector<double> values;
  values.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) values.push_back(from + (to - from) * i / (count - 1));
  return values;
}

}  // namespace gradus::gallery
