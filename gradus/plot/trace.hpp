#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gradus/plot/style.hpp"
#include "gradus/plot/trace_areas.hpp"
#include "gradus/plot/trace_counts.hpp"
#include "gradus/plot/trace_images.hpp"

/// The things an Axes draws, each its data and its options. Lengths ending in "px" are pixels of a figure
/// drawn at scale 1; texts are markup (gradus/plot/text.hpp). NaN and infinities leave gaps.
namespace gradus::plot {

/// A column of numbers: made from a vector, a span or a braced list of any arithmetic type.
class Values {
 public:
  Values() = default;
  Values(std::vector<double> numbers) : numbers_(std::move(numbers)) {}
  Values(std::initializer_list<double> numbers) : numbers_(numbers) {}
  template <class T, std::size_t N>
  requires std::integral<std::remove_cv_t<T>> || std::floating_point<std::remove_cv_t<T>> Values(
      std::span<T, N> numbers) {
    for (const T number : numbers) numbers_.push_back(static_cast<double>(number));
  }
  template <class T>
  requires(std::integral<T> || std::floating_point<T>) &&
      (!std::same_as<T, double>)Values(const std::vector<T>& numbers) {
    for (const T number : numbers) numbers_.push_back(static_cast<double>(number));
  }

  std::vector<double> take() && { return std::move(numbers_); }

 private:
  std::vector<double> numbers_;
};

struct LineOptions {
  std::string label = {};              ///< its name in the legend; none if empty
  std::optional<Color> color = {};     ///< the next of the cycle if not given
  double width = 1.6;                  ///< px
  LineStyle style = LineStyle::solid;  ///<
  double opacity = 1;                  ///< 0 to 1
  std::optional<Marker> marker = {};   ///< drawn at each point if given
  double marker_size = 6;              ///< px

  friend bool operator==(const LineOptions&, const LineOptions&) = default;
};

/// Straight pieces from point to point.
struct Line {
  std::vector<double> x, y;
  LineOptions options;

  friend bool operator==(const Line&, const Line&) = default;
};

struct ScatterOptions {
  std::string label = {};              ///< its name in the legend; none if empty
  std::optional<Color> color = {};     ///< the next of the cycle if not given
  std::optional<Marker> marker = {};   ///< the next of the cycle if not given
  double size = 6.5;                   ///< diameter, px
  double opacity = 1;                  ///< 0 to 1
  std::optional<Color> edge = {};      ///< outline of each marker; none if not given
  double edge_width = 0.8;             ///< px
  std::vector<double> sizes = {};      ///< one a point, in place of `size`
  std::vector<double> opacities = {};  ///< one a point, in place of `opacity`
  std::vector<Color> colors = {};      ///< one a point, in place of `color`: cycle_color(class), say
  std::vector<double> values = {};     ///< one a point: colours through `map`, in place of `color`
  ColorMap map = ColorMap::viridis;    ///< of the values
  std::optional<double> min = {};      ///< the value at the map's start; the least if not given
  std::optional<double> max = {};      ///< the value at its end; the greatest if not given
  bool color_bar = true;               ///< for the values
  std::string color_bar_label = {};    ///<

  friend bool operator==(const ScatterOptions&, const ScatterOptions&) = default;
};

/// A marker at each point.
struct Scatter {
  std::vector<double> x, y;
  ScatterOptions options;

  friend bool operator==(const Scatter&, const Scatter&) = default;
};

struct RegionOptions {
  std::vector<std::string> labels = {};  ///< names of the classes, shown under the pointer in a page
  std::vector<Color> colors = {};        ///< of class 0, 1, ...; the cycle if empty
  double strength = 0.28;                ///< 0 to 1: how much of the class's colour is in its area
  std::vector<double> shade = {};        ///< one a grid point, 0 to 1: how much of `strength` is there; the
                                         ///< class's probability, say. 1 everywhere if empty

  friend bool operator==(const RegionOptions&, const RegionOptions&) = default;
};

/// Areas in pale class colours: the class at each point of a regular grid, drawn below everything else.
struct Regions {
  std::vector<double> x, y;     ///< the grid's coordinates, evenly spaced and rising, two at least
  std::vector<double> classes;  ///< [y.size() * x.size()], x fastest: 0, 1, 2 ...; NaN leaves a gap
  RegionOptions options;

  friend bool operator==(const Regions&, const Regions&) = default;
};

struct HeatmapOptions {
  std::vector<std::string> row_labels = {};     ///< tick labels from top to bottom; 0, 1, ... if empty
  std::vector<std::string> column_labels = {};  ///< tick labels from left to right; 0, 1, ... if empty
  bool numbers = false;                         ///< writes each value into its cell
  int decimals = -1;                            ///< of those numbers; -1 chooses
  ColorMap map = ColorMap::viridis;             ///<
  std::optional<double> min = {};    ///< the value at the colour map's start; the least if not given
  std::optional<double> max = {};    ///< the value at its end; the greatest if not given
  bool color_bar = true;             ///<
  std::string color_bar_label = {};  ///<

  friend bool operator==(const HeatmapOptions&, const HeatmapOptions&) = default;
};

/// A matrix as coloured cells, row 0 on top; the cell of row r, column c is one unit wide and high around (c,
/// r).
struct Heatmap {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;  ///< [rows * columns], row by row
  HeatmapOptions options;

  friend bool operator==(const Heatmap&, const Heatmap&) = default;
};

struct ArrowOptions {
  std::string label = {};           ///< their name in the legend; none if empty
  std::optional<Color> color = {};  ///< the next of the cycle if not given
  double width = 1.4;               ///< px
  double head = 9;                  ///< length of the head, px
  double opacity = 1;               ///< 0 to 1

  friend bool operator==(const ArrowOptions&, const ArrowOptions&) = default;
};

/// Arrows from (x, y) to (x + dx, y + dy), all in data units.
struct Arrows {
  std::vector<double> x, y, dx, dy;
  ArrowOptions options;

  friend bool operator==(const Arrows&, const Arrows&) = default;
};

enum class HAlign { left, center, right };
enum class VAlign { top, middle, bottom };

struct TextOptions {
  std::optional<Color> color = {};     ///< the style's text colour if not given
  double size = 1;                     ///< times the figure's font size
  HAlign horizontal = HAlign::center;  ///< which side of the text stands at x
  VAlign vertical = VAlign::middle;    ///< which side of the text stands at y
  bool boxed = false;                  ///< a box in the background's colour behind it
  double angle = 0;                    ///< degrees against the clock

  friend bool operator==(const TextOptions&, const TextOptions&) = default;
};

/// A text at a point in data units, in front of everything else.
struct Text {
  double x = 0, y = 0;
  std::string text;
  TextOptions options;

  friend bool operator==(const Text&, const Text&) = default;
};

struct BoxOptions {
  std::optional<Color> fill = {};        ///< a pale grey if not given
  std::optional<Color> edge = {};        ///< the style's border colour if not given
  double edge_width = 1;                 ///< px
  std::optional<Color> text_color = {};  ///< the style's text colour if not given
  double text_size = 1;                  ///< times the figure's font size

  friend bool operator==(const BoxOptions&, const BoxOptions&) = default;
};

/// A rectangle around (x, y), in data units, with a text in its middle: the node of a diagram.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  std::string text;
  BoxOptions options;

  friend bool operator==(const Box&, const Box&) = default;
};

struct ReferenceOptions {
  std::string label = {};               ///< its name in the legend; none if empty
  std::optional<Color> color = {};      ///< grey if not given
  double width = 1.1;                   ///< px
  LineStyle style = LineStyle::dashed;  ///<
  double opacity = 1;                   ///< 0 to 1

  friend bool operator==(const ReferenceOptions&, const ReferenceOptions&) = default;
};

/// A straight line across the whole plot: at one value of x or y, or y = at + slope x.
struct ReferenceLine {
  enum class Direction { horizontal, vertical, diagonal };
  Direction direction = Direction::horizontal;
  double at = 0;
  ReferenceOptions options;
  double slope = 1;  ///< of a diagonal

  friend bool operator==(const ReferenceLine&, const ReferenceLine&) = default;
};

using Trace = std::variant<Line, Scatter, Regions, Heatmap, Arrows, Text, Box, ReferenceLine, Bars, Band,
                           Fill, Contours, Histogram, BoxPlot, Images>;

}  // namespace gradus::plot
