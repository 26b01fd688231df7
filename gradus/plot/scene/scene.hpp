#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gradus/plot/figure.hpp"
#include "gradus/plot/scene/box.hpp"
#include "gradus/plot/scene/theme.hpp"

// Private to plot: a figure with every choice made (ranges, ticks, colours, places in px), the same for all
// renderers.
namespace gradus::plot {

/// A rectangle in px from the figure's top left corner.
struct Rect {
  double left = 0, top = 0, right = 0, bottom = 0;

  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

struct Tick {
  double at = 0;
  std::string label;  // markup
};

struct AxisView {
  double min = 0, max = 1;  // min < max, both finite
  bool log = false;
  double linthresh = 0;  // of a symlog scale; 0 for others
  bool reversed = false;
  bool grid = false;
  bool marks = true;       // false: labels without tick marks
  bool custom = false;     // the ticks are the user's, and stay when a page is zoomed
  double label_angle = 0;  // of the tick labels, degrees against the clock
  std::vector<Tick> ticks;
  std::vector<double> minor;

  /// The number that stands for a value on the axis as renderers have it: on a symlog scale one that runs
  /// evenly along a linear axis, else the value.
  double straight(double value) const;
  /// 0 at min, 1 at max, on the axis's scale; reversed axes run from 1 to 0.
  double place(double value) const;
  /// The value at a place.
  double value(double place) const;
};

/// A symlog scale: evenly rising from 0 to 10/9 at `linthresh`, one more with each power of ten beyond; and
/// back.
double symlog(double value, double linthresh);
double from_symlog(double length, double linthresh);

/// What a trace takes from the cycles.
struct Look {
  Color color;
  Marker marker = Marker::circle;
};

struct ColorBar {
  Rect place;
  double min = 0, max = 1;
  ColorMap map = ColorMap::viridis;
  std::string label;
  std::vector<Tick> ticks;
  std::vector<double> steps;  // where its colour changes; it runs smoothly if there are none
};

/// A line of text somewhere in the figure: titles and axis labels.
struct Caption {
  std::string text;     // markup
  double x = 0, y = 0;  // px, the middle of the text
  double size = 14;     // px
  double angle = 0;     // degrees against the clock
};

/// The places of the figure's grid that a plot takes, or that its parent takes.
struct GridPlace {
  std::size_t row = 0, column = 0, rows = 1, columns = 1;
};

/// One Axes or Axes3D of the figure.
struct Panel {
  const Axes* axes = nullptr;     // one of the two
  const Axes3D* space = nullptr;  // the other is null
  Rect plot;
  AxisView x, y, z;                // z in three dimensions only
  std::vector<Look> looks;         // one a trace
  std::vector<std::size_t> order;  // of drawing: indices of traces
  Legend legend = Legend::none;    // never automatic
  Rect legend_place;
  std::optional<ColorBar> color_bar;
  BoxView box;  // in three dimensions
  GridPlace grid;
  std::optional<InsetPlace> inset;  // in the plot at that place of the grid
  std::vector<Rect> insets;         // what insets in this plot take, with their labels

  const std::string& title() const { return axes != nullptr ? axes->title : space->title; }
  double to_x(double value) const { return plot.left + x.place(value) * plot.width(); }
  double to_y(double value) const { return plot.bottom - y.place(value) * plot.height(); }
  // And back.
  double from_x(double px) const { return x.value((px - plot.left) / plot.width()); }
  double from_y(double px) const { return y.value((plot.bottom - px) / plot.height()); }
};

struct Scene {
  const FigureOptions* options = nullptr;
  const Theme* theme = nullptr;
  std::vector<Panel> panels;
  std::vector<Caption> captions;
  std::optional<ColorBar> color_bar;  // of the whole figure
  std::shared_ptr<const Figure> own;  // what the panels refer to where it is not the caller's figure
};

/// Checks the figure and makes all choices; the scene refers to the figure, which has to outlive it. Throws
/// Error where it cannot be drawn.
Scene make_scene(const Figure& figure);

/// The panel of a three-dimensional plot, its box not yet placed.
Panel panel_of(const Axes3D& axes, const Theme& theme);

/// The label of a trace in the legend; empty if it has none.
const std::string& legend_label(const Trace& trace);
const std::string& legend_label(const Trace3D& trace);

/// Those of all traces of a panel that have one.
std::vector<std::string> legend_labels(const Panel& panel);

/// The part of a reference line inside the panel, in data units; nothing if there is none.
std::optional<Segment> visible_part(const ReferenceLine& line, const Panel& panel);

/// The text of each cell's number.
std::vector<std::string> cell_texts(const Heatmap& heatmap);

/// The size in px at which those numbers fit into their cells.
double number_size(const Heatmap& heatmap, const Panel& panel, const std::vector<std::string>& texts,
                   double font_size);

}  // namespace gradus::plot
