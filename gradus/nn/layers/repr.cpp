#include "gradus/nn/layers/repr.hpp"

#include <fmt/format.h>

#include <cmath>

namespace gradus::nn::internal {

std::string python(double value) {
  std::string text = fmt::format("{}", value);
  const bool is_whole = std::isfinite(value) && text.find_first_of(".e") == std::string::npos;
  return is_whole ? text + ".0" : text;
}

std::string python(bool value) { return value ? "True" : "False"; }

std::string python(const Spatial& sizes) {
  return sizes.rank() == 1 ? fmt::format("{}", sizes[0]) : to_string(sizes);
}

std::string python_tuple(const Spatial& sizes, int spatial) {
  Shape all;
  for (int i = 0; i < spatial; ++i) all.push_back(sizes[sizes.rank() == 1 ? 0 : i]);
  return to_string(all);
}

}  // namespace gradus::nn::internal
