#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "gradus/plot/axes.hpp"
#include "gradus/plot/trace3d.hpp"

namespace gradus::plot {

/// From where a box is seen, in degrees, as in matplotlib.
struct View {
  double elev = 30;   ///< height over the x-y plane, -90 to 90
  double azim = -60;  ///< around z, against the clock seen from above: 0 looks along x from its far end

  friend bool operator==(const View&, const View&) = default;
};

/// How long the sides of the box are beside each other.
struct BoxShape {
  double x = 4, y = 4, z = 3;

  friend bool operator==(const BoxShape&, const BoxShape&) = default;
};

/// One plot of a figure in three dimensions: a box with grey walls and their grid behind the data, and the
/// traces in it. What is nearer hides what is farther, pixel by pixel; what is translucent lets it through.
///
///     plot::Axes3D& axes = figure.axes3d(0, 1);
///     axes.view = {.elev = 25, .azim = -45};
///     axes.surface(xs, ys, loss, {.map = plot::ColorMap::viridis, .opacity = 0.8});
///     axes.line(path_x, path_y, path_z, {.color = plot::colors::black});
///
/// Each call adds a trace and returns it, so that it can still be changed; it stays where it is. They throw
/// Error where columns have different lengths, where there is no finite point at all, and where an option
/// makes no sense.
struct Axes3D {
  std::string title = {};
  Axis x = {};
  Axis y = {};
  Axis z = {};
  View view = {};
  BoxShape box = {};
  bool hidden = false;  ///< no walls, ticks or labels
  Legend legend = Legend::automatic;
  std::deque<Trace3D> traces = {};

  Scatter3D& scatter(Values xs, Values ys, Values zs, Scatter3DOptions options = {});
  Line3D& line(Values xs, Values ys, Values zs, LineOptions options = {});
  /// Heights over the grid xs by ys; `zs` holds ys.size() rows of xs.size().
  Surface& surface(Values xs, Values ys, Values zs, SurfaceOptions options = {});
  Wireframe& wireframe(Values xs, Values ys, Values zs, WireframeOptions options = {});
  Arrows3D& arrows(Values xs, Values ys, Values zs, Values dx, Values dy, Values dz,
                   ArrowOptions options = {});
  /// The plane a x + b y + c z = d.
  Plane& plane(double a, double b, double c, double d, PlaneOptions options = {});
  Text3D& text(double at_x, double at_y, double at_z, std::string_view text, TextOptions options = {});
};

}  // namespace gradus::plot
