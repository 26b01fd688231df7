#pragma once

#include <cstdint>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/data/points.hpp"

/// Small made-up tasks on which one sees what a model can learn. What is random comes with a seed or a
/// generator.
namespace gradus::data {

struct RingsOptions {
  int64_t n_samples = 1000;            ///< of each ring
  std::vector<double> radii = {0, 3};  ///< inner radius of each
  double width = 1;                    ///< of every ring; one with radius 0 is a disc
};

/// Rings around the origin, in turn a point of each: radius + width u, angle 2 pi v, u before v. The class is
/// the ring.
Points make_rings(const RingsOptions& options, random::NumpyRandom& rng);
Points make_rings(const RingsOptions& options, int64_t seed);

struct SpiralsOptions {
  int64_t n_samples = 500;  ///< of each arm
  int64_t arms = 3;
  double turn = 4;     ///< angle from the middle to the end of an arm, radians
  double noise = 0.2;  ///< standard deviation of the angle
};

/// Arms that wind out of the origin, one after the other: the radius goes evenly from 0 to 1, the angle is
/// pi / 2 - 2 pi arm / arms - turn radius + noise z. The class is the arm.
Points make_spirals(const SpiralsOptions& options, random::NumpyRandom& rng);
Points make_spirals(const SpiralsOptions& options, int64_t seed);

/// n points of the unit square; class 1 when exactly one coordinate is above 1/2.
Points make_xor(int64_t n_samples, random::NumpyRandom& rng);
Points make_xor(int64_t n_samples, int64_t seed);

/// A grid of `per_axis` points an axis on [-1, 1] and the side of the plane w x = 0 each lies on: class 1
/// where w x >= 0, else 0. Axes in the order of NumPy's meshgrid: the second coordinate changes slowest, then
/// the first, then the third and so on. An Error unless the normal w has 2 to 8 entries, not all zero.
Points make_hyperplane(int64_t per_axis, const std::vector<double>& normal);

/// The saddle z = y^2 - x^2 on a grid of per_axis x per_axis points of [-1, 1]^2, x changing fastest: x is
/// [n, 2], y the heights.
Points make_paraboloid(int64_t per_axis);

struct DampedSineOptions {
  double start = -10;
  double stop = 10;  ///< not included
  double step = 0.1;
  double frequency = 3;
  double decay = 8;  ///< length over which the amplitude falls by a factor e
};

/// y = sin(frequency x) exp(-x / decay) at start, start + step, ...: x [n, 1]. The places are those of
/// np.arange.
Points make_damped_sine(const DampedSineOptions& options = {});

}  // namespace gradus::data
