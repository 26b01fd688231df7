#pragma once

#include "gradus/plot/scene.hpp"

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

/// The inner corner with nothing drawn under the legend, or Legend::right.
Legend emptiest_corner(const Panel& panel, double font_size);

/// The legend's rectangle in an inner corner of the panel's plot.
Rect corner_place(const Rect& plot, LegendSize size, Legend corner, double font_size);

}  // namespace gradus::plot
