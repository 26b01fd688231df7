#pragma once

#include <cstddef>

#include "gradus/plot/figure.hpp"

// Private to plot.
namespace gradus::plot {

/// Calls `use` with each plot of a figure, an Axes or an Axes3D, and its number: row by row, then the insets.
template <class F, class Use>
void for_each_plot(F& figure, const Use& use) {
  std::size_t plot = 0;
  for (int row = 0; row < figure.options().rows; ++row) {
    for (int column = 0; column < figure.options().columns; ++column) {
      if (!figure.span_at(row, column)) continue;
      if (figure.is_3d(row, column)) {
        use(figure.axes3d(row, column), plot);
      } else {
        use(figure.axes(row, column), plot);
      }
      ++plot;
    }
  }
  for (auto& inset : figure.insets()) use(inset.axes, plot++);
}

}  // namespace gradus::plot
