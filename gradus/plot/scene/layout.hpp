#pragma once

#include <array>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: places for plots, ticks, titles, legends and colour bars.
namespace gradus::plot {

/// Fills in the places of all panels, whose ranges are known, and the scene's captions. Throws Error where
/// the figure is too small.
void lay_out(Scene& scene, const Figure& figure);

/// The legend's size in px.
struct LegendSize {
  double width = 0, height = 0;
};
LegendSize legend_size(const Panel& panel, double font_size, bool flat);

/// Entries beside each other in a legend below the plot: as many as fit, in rows that are about equally long.
std::size_t legend_columns(const Panel& panel, double font_size);

/// The inner corners, the best first.
inline constexpr std::array legend_corners = {Legend::top_right, Legend::top_left, Legend::bottom_right,
                                              Legend::bottom_left};

/// Whether the legend fits there with nothing drawn under it.
bool corner_is_free(const Panel& panel, Legend corner, double font_size);

/// The inner corner with nothing drawn under the legend, or Legend::right.
Legend emptiest_corner(const Panel& panel, double font_size);

/// The legend's rectangle in an inner corner of the panel's plot.
Rect corner_place(const Rect& plot, LegendSize size, Legend corner, double font_size);

}  // namespace gradus::plot
