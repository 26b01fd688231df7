#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gradus/plot/figure.hpp"

namespace gradus::plot {

/// One figure of each kind that the first lessons draw, with its name.
std::vector<std::pair<std::string, Figure>> sample_figures(Style style = Style::paper);

}  // namespace gradus::plot
