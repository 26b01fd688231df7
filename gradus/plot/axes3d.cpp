#include "gradus/plot/axes3d.hpp"

#include <utility>

#include "gradus/plot/check/check.hpp"

namespace gradus::plot {
namespace {

template <class T>
T& add(Axes3D& axes, T made) {
  Trace3D trace(std::move(made));
  check(trace);
  return std::get<T>(axes.traces.emplace_back(std::move(trace)));
}

std::vector<double> take(Values& values) { return std::move(values).take(); }

}  // namespace

Scatter3D& Axes3D::scatter(Values xs, Values ys, Values zs, Scatter3DOptions options) {
  return add(*this, Scatter3D{take(xs), take(ys), take(zs), std::move(options)});
}

Line3D& Axes3D::line(Values xs, Values ys, Values zs, LineOptions options) {
  return add(*this, Line3D{take(xs), take(ys), take(zs), std::move(options)});
}

Surface& Axes3D::surface(Values xs, Values ys, Values zs, SurfaceOptions options) {
  return add(*this, Surface{take(xs), take(ys), take(zs), std::move(options)});
}

Wireframe& Axes3D::wireframe(Values xs, Values ys, Values zs, WireframeOptions options) {
  return add(*this, Wireframe{take(xs), take(ys), take(zs), std::move(options)});
}

Arrows3D& Axes3D::arrows(Values xs, Values ys, Values zs, Values dx, Values dy, Values dz,
                         ArrowOptions options) {
  return add(*this, Arrows3D{take(xs), take(ys), take(zs), take(dx), take(dy), take(dz), std::move(options)});
}

Plane& Axes3D::plane(double a, double b, double c, double d, PlaneOptions options) {
  return add(*this, Plane{a, b, c, d, std::move(options)});
}

Text3D& Axes3D::text(double at_x, double at_y, double at_z, std::string_view text, TextOptions options) {
  return add(*this, Text3D{at_x, at_y, at_z, std::string(text), options});
}

}  // namespace gradus::plot
