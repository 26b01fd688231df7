#pragma once

#include <array>

#include "gradus/plot/axes3d.hpp"

// Private to plot: a box seen from somewhere, in perspective.
namespace gradus::plot {

/// A point of space. In a box it is a place: 0 at an axis's min and 1 at its max.
struct Vec3 {
  double x = 0, y = 0, z = 0;

  friend Vec3 operator+(const Vec3& a, const Vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend Vec3 operator-(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend Vec3 operator*(const Vec3& a, double factor) { return {a.x * factor, a.y * factor, a.z * factor}; }
};

double dot(const Vec3& a, const Vec3& b);
Vec3 cross(const Vec3& a, const Vec3& b);
/// In the same direction with length 1; zero stays zero.
Vec3 unit(const Vec3& a);

/// Where a place is seen, and how far from the eye it is.
struct Seen {
  double x = 0, y = 0;  // px
  double distance = 1;  // the box's diagonal is 1
};

class Projection {
 public:
  Projection() = default;
  Projection(const View& view, const BoxShape& shape);

  /// Puts the box's middle at this point; `scale` is how many px its diagonal is long.
  void put(double x, double y, double scale);
  double scale() const { return scale_; }
  double middle_x() const { return x_; }
  double middle_y() const { return y_; }

  Seen see(const Vec3& place) const;
  /// The place in space: around 0, with the box's proportions, its diagonal 1 long.
  Vec3 in_space(const Vec3& place) const;
  /// The way from the middle of the box to the eye, one to the right, and one up.
  const Vec3& towards_eye() const { return eye_; }
  const Vec3& right() const { return right_; }
  const Vec3& up() const { return up_; }

 private:
  Vec3 shape_{1, 1, 1}, eye_{1, 0, 0}, right_{0, 1, 0}, up_{0, 0, 1};
  double x_ = 0, y_ = 0, scale_ = 1;
};

}  // namespace gradus::plot
