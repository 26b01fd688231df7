#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gradus::view {

/// At most `most` places out of 0 to count - 1, evenly spaced, the first and the last among them.
inline std::vector<std::size_t> evenly_picked(std::size_t count, std::size_t most) {
  const std::size_t kept = std::min(count, std::max<std::size_t>(most, 1));
  std::vector<std::size_t> places;
  places.reserve(kept);
  for (std::size_t i = 0; i < kept; ++i)
    places.push_back(kept == 1 ? count - 1 : (i * (count - 1) + (kept - 1) / 2) / (kept - 1));
  return places;
}

/// How many rows and columns hold `count` plots, at most `across` side by side.
struct PlotGrid {
  int rows, columns;

  PlotGrid(std::size_t count, int across)
      : rows(static_cast<int>((count + static_cast<std::size_t>(across) - 1) /
                              static_cast<std::size_t>(across))),
        columns(
            static_cast<int>((count + static_cast<std::size_t>(rows) - 1) / static_cast<std::size_t>(rows))) {
  }
  int row(std::size_t plot) const { return static_cast<int>(plot) / columns; }
  int column(std::size_t plot) const { return static_cast<int>(plot) % columns; }
  /// All places of the grid; those from `count` on hold no plot.
  std::size_t cells() const { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); }
};

}  // namespace gradus::view
