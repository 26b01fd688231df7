#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradus/plot/style.hpp"

/// Traces that fill areas or follow heights over the plane; see trace.hpp.
namespace gradus::plot {

struct BandOptions {
  std::string label = {};           ///< its name in the legend; none if empty
  std::optional<Color> color = {};  ///< that of the last line before it, else the next of the cycle
  double opacity = 0.25;            ///< 0 to 1
  double edge_width = 0;            ///< of lines along both sides, px; none if 0

  friend bool operator==(const BandOptions&, const BandOptions&) = default;
};

/// The area between two curves over the same x, below the lines: the spread around a mean.
struct Band {
  std::vector<double> x, low, high;
  BandOptions options;

  friend bool operator==(const Band&, const Band&) = default;
};

struct FillOptions {
  std::string label = {};           ///< its name in the legend; none if empty
  std::optional<Color> color = {};  ///< the next of the cycle if not given
  double opacity = 0.4;             ///< 0 to 1
  std::optional<Color> edge = {};   ///< its outline; none if not given
  double edge_width = 1;            ///< px

  friend bool operator==(const FillOptions&, const FillOptions&) = default;
};

/// The inside of an outline through points, closed at its end and drawn below the lines; NaN ends one outline
/// and begins the next.
struct Fill {
  std::vector<double> x, y;
  FillOptions options;

  friend bool operator==(const Fill&, const Fill&) = default;
};

struct ContourOptions {
  std::string label = {};            ///< its name in the legend; none if empty
  std::vector<double> levels = {};   ///< heights of the lines, rising; round ones if empty
  int count = 10;                    ///< about how many round ones
  bool filled = false;               ///< fills the areas between the lines and beyond the outer ones
  std::optional<Color> color = {};   ///< of all lines, in place of `map`
  ColorMap map = ColorMap::viridis;  ///< of the lines, or of the areas
  std::optional<double> min = {};    ///< the height at the map's start; the least if not given
  std::optional<double> max = {};    ///< the height at its end; the greatest if not given
  double width = 1.2;                ///< of the lines, px; of filled contours' lines as well, none if 0
  LineStyle style = LineStyle::solid;
  double opacity = 1;                ///< of lines and areas, 0 to 1
  bool numbers = false;              ///< writes each line's height into it, where there is room
  int decimals = -1;                 ///< of those numbers; -1 chooses
  double number_size = 0.8;          ///< times the figure's font size
  bool color_bar = false;            ///<
  std::string color_bar_label = {};  ///<

  friend bool operator==(const ContourOptions&, const ContourOptions&) = default;
};

/// Lines of equal height over a grid, or the areas between them.
struct Contours {
  std::vector<double> x, y;  ///< the grid's coordinates, rising, two at least
  std::vector<double> z;     ///< [y.size() * x.size()], x fastest
  ContourOptions options;

  friend bool operator==(const Contours&, const Contours&) = default;
};

}  // namespace gradus::plot
