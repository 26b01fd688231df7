#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gradus/plot/style.hpp"
#include "gradus/plot/trace.hpp"

/// The things an Axes3D draws, each its data and its options, as in trace.hpp. NaN and infinities leave gaps;
/// what lies outside the ranges of the axes is cut off.
namespace gradus::plot {

struct Scatter3DOptions {
  std::string label = {};              ///< its name in the legend; none if empty
  std::optional<Color> color = {};     ///< the next of the cycle if not given
  std::vector<Color> colors = {};      ///< one a point, in place of `color`: cycle_color(class), say
  std::vector<double> values = {};     ///< one a point: colours through `map`, in place of `color`
  ColorMap map = ColorMap::viridis;    ///< of the values
  std::optional<double> min = {};      ///< the value at the map's start; the least if not given
  std::optional<double> max = {};      ///< the value at its end; the greatest if not given
  bool color_bar = true;               ///< for the values
  std::string color_bar_label = {};    ///<
  std::optional<Marker> marker = {};   ///< the next of the cycle if not given
  double size = 6.5;                   ///< diameter, px
  std::vector<double> sizes = {};      ///< one a point, in place of `size`
  double opacity = 1;                  ///< 0 to 1
  std::vector<double> opacities = {};  ///< one a point, in place of `opacity`
  std::optional<Color> edge = {};      ///< outline of each marker; none if not given
  double edge_width = 0.8;             ///< px

  friend bool operator==(const Scatter3DOptions&, const Scatter3DOptions&) = default;
};

/// A marker at each point.
struct Scatter3D {
  std::vector<double> x, y, z;
  Scatter3DOptions options;

  friend bool operator==(const Scatter3D&, const Scatter3D&) = default;
};

/// Straight pieces from point to point.
struct Line3D {
  std::vector<double> x, y, z;
  LineOptions options;

  friend bool operator==(const Line3D&, const Line3D&) = default;
};

struct SurfaceOptions {
  std::string label = {};            ///< its name in the legend; none if empty
  std::optional<Color> color = {};   ///< one colour, the next of the cycle if neither this nor `map` is given
  std::optional<ColorMap> map = {};  ///< colours by z, in place of `color`
  std::optional<double> min = {};    ///< the z at the map's start; the least if not given
  std::optional<double> max = {};    ///< the z at its end; the greatest if not given
  bool color_bar = false;            ///< for the map
  std::string color_bar_label = {};  ///<
  double opacity = 1;                ///< 0 to 1

  friend bool operator==(const SurfaceOptions&, const SurfaceOptions&) = default;
};

/// Heights over a grid, lit from above the viewer's shoulder.
struct Surface {
  std::vector<double> x, y;  ///< the grid's coordinates, rising, two at least
  std::vector<double> z;     ///< [y.size() * x.size()], x fastest
  SurfaceOptions options;

  friend bool operator==(const Surface&, const Surface&) = default;
};

struct WireframeOptions {
  std::string label = {};           ///< its name in the legend; none if empty
  std::optional<Color> color = {};  ///< the next of the cycle if not given
  double width = 0.9;               ///< px
  double opacity = 1;               ///< 0 to 1
  int every = 1;                    ///< draws the first, every n-th and the last line of the grid

  friend bool operator==(const WireframeOptions&, const WireframeOptions&) = default;
};

/// Heights over a grid as the grid's lines.
struct Wireframe {
  std::vector<double> x, y;  ///< the grid's coordinates, rising, two at least
  std::vector<double> z;     ///< [y.size() * x.size()], x fastest
  WireframeOptions options;

  friend bool operator==(const Wireframe&, const Wireframe&) = default;
};

/// Arrows from (x, y, z) to (x + dx, y + dy, z + dz), all in data units.
struct Arrows3D {
  std::vector<double> x, y, z, dx, dy, dz;
  ArrowOptions options;

  friend bool operator==(const Arrows3D&, const Arrows3D&) = default;
};

struct PlaneOptions {
  std::string label = {};           ///< its name in the legend; none if empty
  std::optional<Color> color = {};  ///< the next of the cycle if not given
  double opacity = 0.4;             ///< 0 to 1
  double edge_width = 1;            ///< of its outline, px; none if 0

  friend bool operator==(const PlaneOptions&, const PlaneOptions&) = default;
};

/// The part of the plane a x + b y + c z = d that lies within the axes' ranges, which it does not widen.
struct Plane {
  double a = 0, b = 0, c = 0, d = 0;
  PlaneOptions options;

  friend bool operator==(const Plane&, const Plane&) = default;
};

/// A text at a point in data units, in front of everything else.
struct Text3D {
  double x = 0, y = 0, z = 0;
  std::string text;
  TextOptions options;

  friend bool operator==(const Text3D&, const Text3D&) = default;
};

using Trace3D = std::variant<Scatter3D, Line3D, Surface, Wireframe, Arrows3D, Plane, Text3D>;

}  // namespace gradus::plot
