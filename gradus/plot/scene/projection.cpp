#include "gradus/plot/scene/projection.hpp"

#include <cmath>
#include <numbers>

namespace gradus::plot {
namespace {

// matplotlib's eye is 10 away from a box whose diagonal is 1.906.
constexpr double eye_distance = 5.25;

}  // namespace

double dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

Vec3 unit(const Vec3& a) {
  const double length = std::sqrt(dot(a, a));
  return length > 0 ? a * (1 / length) : a;
}

Projection::Projection(const View& view, const BoxShape& shape) : shape_(unit({shape.x, shape.y, shape.z})) {
  const double elev = view.elev * std::numbers::pi / 180, azim = view.azim * std::numbers::pi / 180;
  eye_ = {std::cos(elev) * std::cos(azim), std::cos(elev) * std::sin(azim), std::sin(elev)};
  right_ = {-std::sin(azim), std::cos(azim), 0};
  up_ = cross(eye_, right_);
}

void Projection::put(double x, double y, double scale) { x_ = x, y_ = y, scale_ = scale; }

Vec3 Projection::in_space(const Vec3& place) const {
  return {(place.x - 0.5) * shape_.x, (place.y - 0.5) * shape_.y, (place.z - 0.5) * shape_.z};
}

Seen Projection::see(const Vec3& place) const {
  const Vec3 point = in_space(place);
  const double distance = eye_distance - dot(point, eye_);
  const double size = scale_ * eye_distance / distance;
  return {x_ + size * dot(point, right_), y_ - size * dot(point, up_), distance};
}

}  // namespace gradus::plot
