#pragma once

#include <string>

#include "gradus/core/ops/spatial.hpp"

/// Values as Python prints them, for the text of layers.
namespace gradus::nn::internal {

/// "0.1", "1.0", "1e-05".
std::string python(double value);
/// "True" or "False".
std::string python(bool value);
/// "3", or "(3, 1)" for more than one number.
std::string python(const Spatial& sizes);
/// "(3,)", "(3, 3)": always `spatial` numbers.
std::string python_tuple(const Spatial& sizes, int spatial);

}  // namespace gradus::nn::internal
