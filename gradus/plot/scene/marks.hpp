#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <vector>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: traces as a few simple marks, which every renderer draws alike.
namespace gradus::plot {

/// Things of one kind and one look, in data units. What is not finite leaves a gap.
struct Mark {
  enum class Kind {
    area,    // outlines through (x, y), each closed and filled; a gap between two of them
    boxes,   // filled rectangles with the corners (x, y) and (x2, y2)
    line,    // straight pieces from point to point
    spans,   // pieces from (x, y) to (x2, y2) with a bar across each end
    points,  // markers
  };
  Kind kind = Kind::line;
  std::vector<double> x = {}, y = {}, x2 = {}, y2 = {};
  Look look = {};
  double opacity = 1;                              // of the inside, or of lines
  double width = 1;                                // of lines and edges, px
  LineStyle style = LineStyle::solid;              // of lines
  double size = 6;                                 // of markers; length of the bars across, px
  std::vector<Color> colors = {};                  // of points, one each, in place of the look's
  std::vector<double> sizes = {}, opacities = {};  // of points, one each
  std::optional<Color> edge = {};                  // of areas, boxes and points
  bool sample = false;                             // stands in the legend for the whole trace
  bool lying = false;                              // boxes that reach from left to right
  std::size_t level = 0;                           // of lines of equal height: which of them
};
using Marks = std::vector<Mark>;

Marks marks_of(const Scatter& scatter, Look look, const Theme& theme);
Marks marks_of(const Bars& bars, Look look, const Theme& theme);
Marks marks_of(const Band& band, Look look, const Theme& theme);
Marks marks_of(const Fill& fill, Look look, const Theme& theme);
Marks marks_of(const Histogram& histogram, Look look, const Theme& theme);
Marks marks_of(const BoxPlot& plot, Look look, const Theme& theme);
Marks marks_of(const Contours& contours, Look look, const Theme& theme);
Marks marks_of(const Images& images, Look look, const Theme& theme);

/// A trace that is drawn as marks, on top of its pixels where it has some.
template <class T>
concept Marked = requires(const T& trace) {
  marks_of(trace, Look{}, theme_of(Style::paper));
};

/// Whether the marker has an inside that can be filled; the others are strokes.
bool has_inside(Marker marker);

/// x and y change places.
void lay_down(Mark& mark);

/// Calls `use` with the numbers of first and last entry of each gapless piece of a line or an area.
template <class Use>
void for_each_piece(const Mark& mark, const Use& use) {
  std::size_t first = 0;
  for (std::size_t i = 0; i <= mark.x.size(); ++i) {
    if (i < mark.x.size() && std::isfinite(mark.x[i]) && std::isfinite(mark.y[i])) continue;
    if (i > first) use(first, i - 1);
    first = i + 1;
  }
}

/// The mark as this panel shows it: corners of areas and boxes that a logarithmic axis has no place for stand
/// at its lower end, everything else of that kind is a gap.
Mark shown(Mark mark, const Panel& panel);

/// The same in the numbers of the axes as renderers have them (AxisView::straight).
Mark straight(Mark mark, const Panel& panel);

/// What stands for a trace in this panel: its marks, with gaps for the numbers that stand in its lines.
Marks marks_in(const Marked auto& trace, Look look, const Theme& theme, const Panel&, double) {
  return marks_of(trace, look, theme);
}
Marks marks_in(const Contours& contours, Look look, const Theme& theme, const Panel& panel, double font_size);

}  // namespace gradus::plot
