#include "gradus/data/toys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gradus/base/error.hpp"

namespace gradus::data {
namespace {

using detail::PointList;
using detail::require_at_least;
using detail::require_not_negative;

constexpr double pi = std::numbers::pi;

void add_polar(PointList& list, double radius, double angle, int64_t label) {
  list.x.push_back(radius * std::cos(angle));
  list.x.push_back(radius * std::sin(angle));
  list.classes.push_back(label);
}

/// An Error when `parts` times n rows cannot be.
void require_possible(const char* op, int64_t n, int64_t parts, int64_t columns) {
  int64_t rows = 0;
  if (__builtin_mul_overflow(n, parts, &rows))
    fail(fmt::format("{}: {} x {} samples are too many", op, parts, n));
  detail::require_possible(op, rows, columns);
}

}  // namespace

Points make_rings(const RingsOptions& options, random::NumpyRandom& rng) {
  const auto rings = static_cast<int64_t>(options.radii.size());
  require_at_least("make_rings", "n_samples", options.n_samples, 1);
  require_at_least("make_rings", "the number of radii", rings, 1);
  for (const double radius : options.radii) require_not_negative("make_rings", "a radius", radius);
  require_not_negative("make_rings", "width", options.width);
  require_possible("make_rings", options.n_samples, rings, 2);
  PointList list(2);
  for (int64_t i = 0; i < options.n_samples; ++i) {
    for (int64_t ring = 0; ring < rings; ++ring) {
      const double radius = options.radii[static_cast<size_t>(ring)] + options.width * rng.random_sample();
      add_polar(list, radius, rng.uniform(0, 2 * pi), ring);
    }
  }
  return list.points();
}

Points make_rings(const RingsOptions& options, int64_t seed) {
  random::NumpyRandom rng(seed);
  return make_rings(options, rng);
}

Points make_spirals(const SpiralsOptions& options, random::NumpyRandom& rng) {
  require_at_least("make_spirals", "n_samples", options.n_samples, 1);
  require_at_least("make_spirals", "arms", options.arms, 1);
  require_not_negative("make_spirals", "noise", options.noise);
  if (!std::isfinite(options.turn)) {
    fail(fmt::format("make_spirals: turn must be finite, got {}", options.turn));
  }
  require_possible("make_spirals", options.n_samples, options.arms, 2);
  PointList list(2);
  const auto intervals = static_cast<double>(std::max<int64_t>(options.n_samples - 1, 1));
  for (int64_t arm = 0; arm < options.arms; ++arm) {
    const double start = pi / 2 - 2 * pi / static_cast<double>(options.arms) * static_cast<double>(arm);
    for (int64_t i = 0; i < options.n_samples; ++i) {
      const double radius = static_cast<double>(i) / intervals;
      add_polar(list, radius, start - options.turn * radius + options.noise * rng.randn(), arm);
    }
  }
  return list.points();
}

Points make_spirals(const SpiralsOptions& options, int64_t seed) {
  random::NumpyRandom rng(seed);
  return make_spirals(options, rng);
}

Points make_xor(int64_t n_samples, random::NumpyRandom& rng) {
  require_at_least("make_xor", "n_samples", n_samples, 1);
  detail::require_possible("make_xor", n_samples, 2);
  PointList list(2);
  list.x = rng.rand(2 * n_samples);
  for (size_t i = 0; i < list.x.size(); i += 2) {
    list.classes.push_back((list.x[i] > 0.5) != (list.x[i + 1] > 0.5) ? 1 : 0);
  }
  return list.points();
}

Points make_xor(int64_t n_samples, int64_t seed) {
  random::NumpyRandom rng(seed);
  return make_xor(n_samples, rng);
}

namespace {

/// How many points a grid has; an Error when they are too many.
int64_t grid_size(const char* op, int64_t per_axis, int64_t axes) {
  require_at_least(op, "per_axis", per_axis, 2);
  int64_t n = 1;
  for (int64_t axis = 0; axis < axes; ++axis) {
    if (__builtin_mul_overflow(n, per_axis, &n)) {
      fail(fmt::format("{}: a grid of {} points on each of {} axes is too large", op, per_axis, axes));
    }
  }
  detail::require_possible(op, n, axes);
  return n;
}

}  // namespace

Points make_hyperplane(int64_t per_axis, const std::vector<double>& normal) {
  const auto axes = static_cast<int64_t>(normal.size());
  if (axes < 2 || axes > 8) {
    fail(fmt::format("make_hyperplane: the normal must have 2 to 8 entries, it has {}", axes));
  }
  const bool finite = std::all_of(normal.begin(), normal.end(), [](double w) { return std::isfinite(w); });
  if (!finite || std::all_of(normal.begin(), normal.end(), [](double w) { return w == 0; })) {
    fail("make_hyperplane: the normal must be finite and not all zero");
  }
  const int64_t n = grid_size("make_hyperplane", per_axis, axes);
  const std::vector<double> steps = detail::even_steps(-1, 1, per_axis);
  PointList list(axes);
  std::vector<double> point(normal.size());
  for (int64_t i = 0; i < n; ++i) {
    int64_t rest = i;
    for (size_t place = normal.size(); place-- > 0;) {
      // meshgrid counts the first two axes the other way round.
      const size_t axis = place < 2 ? 1 - place : place;
      point[axis] = steps[static_cast<size_t>(rest % per_axis)];
      rest /= per_axis;
    }
    double distance = 0;
    for (size_t axis = 0; axis < point.size(); ++axis) distance += point[axis] * normal[axis];
    list.x.insert(list.x.end(), point.begin(), point.end());
    list.classes.push_back(distance >= 0 ? 1 : 0);
  }
  return list.points();
}

Points make_paraboloid(int64_t per_axis) {
  grid_size("make_paraboloid", per_axis, 2);
  const std::vector<double> steps = detail::even_steps(-1, 1, per_axis);
  PointList list(2);
  for (const double y : steps) {
    for (const double x : steps) {
      list.x.push_back(x);
      list.x.push_back(y);
      list.values.push_back(y * y - x * x);
    }
  }
  return list.points();
}

Points make_damped_sine(const DampedSineOptions& options) {
  const double length = (options.stop - options.start) / options.step;
  if (!std::isfinite(length) || length <= 0 || length > 1e12) {
    fail(fmt::format("make_damped_sine: from {} to {} by {} there are no samples, or too many", options.start,
                     options.stop, options.step));
  }
  if (!std::isfinite(options.frequency) || !std::isfinite(options.decay) || options.decay == 0) {
    fail(fmt::format("make_damped_sine: frequency and decay must be finite, decay not 0; got {} and {}",
                     options.frequency, options.decay));
  }
  const auto n = static_cast<int64_t>(std::ceil(length));
  detail::require_possible("make_damped_sine", n, 1);
  // NumPy's arange goes by the difference of its first two places.
  const double step = options.start + options.step - options.start;
  PointList list(1);
  for (int64_t i = 0; i < n; ++i) {
    const double x = options.start + static_cast<double>(i) * step;
    list.x.push_back(x);
    list.values.push_back(std::sin(options.frequency * x) * std::exp(-x / options.decay));
  }
  return list.points();
}

}  // namespace gradus::data
