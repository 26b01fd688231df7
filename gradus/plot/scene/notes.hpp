#pragma once

#include <string>
#include <vector>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: the texts that traces bring with them.
namespace gradus::plot {

/// A text that belongs to a trace, around a point in data units.
struct Note {
  std::string text;  // markup
  double x = 0, y = 0;
  double size = 14;  // px
  Color color;
  double angle = 0;  // degrees against the clock
};

/// The numbers in the cells of a heat map, those in the lines of contours, and the names over pictures.
std::vector<Note> notes_of(const Heatmap& heatmap, const Panel& panel, const Theme& theme, double font_size);
std::vector<Note> notes_of(const Contours& contours, const Panel& panel, const Theme& theme,
                           double font_size);
std::vector<Note> notes_of(const Images& images, const Panel& panel, const Theme& theme, double font_size);

template <class T>
concept Noted = requires(const T& trace, const Panel& panel) {
  notes_of(trace, panel, theme_of(Style::paper), 14.0);
};

}  // namespace gradus::plot
