#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gradus/plot/figure.hpp"

namespace gradus::plot {

using NamedFigures = std::vector<std::pair<std::string, Figure>>;

/// One figure of each kind that lessons draw, with its name.
NamedFigures sample_figures(Style style = Style::paper);

/// Those of them that show areas, amounts and pictures.
NamedFigures more_sample_figures(Style style);

/// Numbers that look random and are the same everywhere.
class Draws {
 public:
  double uniform();  ///< in [0, 1)
  double normal();

 private:
  std::uint64_t state_ = 42;
};

std::vector<double> linspace(double from, double to, int count);

}  // namespace gradus::plot
