#include "gradus/data/generators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {
namespace {

using detail::even_steps;
using detail::PointList;
using detail::require_at_least;
using detail::require_not_negative;

/// How many of n samples each of k parts gets: the first ones take what is left over.
std::vector<int64_t> shared_out(int64_t n, int64_t k) {
  std::vector<int64_t> counts(static_cast<size_t>(k), n / k);
  for (int64_t i = 0; i < n % k; ++i) ++counts[static_cast<size_t>(i)];
  return counts;
}

struct Centers {
  std::vector<double> at;
  int64_t count, width;
};

Centers centers_of(const BlobsOptions& options, random::NumpyRandom& rng) {
  const Tensor& given = options.center_points;
  if (given.defined()) {
    if (given.dim() != 2 || given.numel() == 0) {
      fail(
          fmt::format("make_blobs: center_points must be [k, d], its shape is {}", to_string(given.shape())));
    }
    return {given.to_vector(), given.size(0), given.size(1)};
  }
  require_at_least("make_blobs", "n_features", options.n_features, 1);
  require_at_least("make_blobs", "centers", options.centers, 1);
  if (!(options.center_low <= options.center_high) || std::isinf(options.center_high - options.center_low)) {
    fail(fmt::format("make_blobs: center_low must be at most center_high, got {} and {}", options.center_low,
                     options.center_high));
  }
  detail::require_possible("make_blobs", options.centers, options.n_features);
  return {rng.uniform(options.center_low, options.center_high, options.centers * options.n_features),
          options.centers, options.n_features};
}

void add_circle_part(PointList& list, double x, double y, int64_t label) {
  list.x.push_back(x);
  list.x.push_back(y);
  list.classes.push_back(label);
}

Points shuffled_with_noise(PointList list, bool shuffle, double noise, random::NumpyRandom& rng) {
  if (shuffle) list.shuffle(rng);
  if (noise > 0) list.add_noise(noise, rng);
  return list.points();
}

}  // namespace

Points make_blobs(const BlobsOptions& options, random::NumpyRandom& rng) {
  require_at_least("make_blobs", "n_samples", options.n_samples, 1);
  const Centers centers = centers_of(options, rng);
  const auto stds = static_cast<int64_t>(options.cluster_std.size());
  if (stds != 1 && stds != centers.count) {
    fail(fmt::format("make_blobs: {} values of cluster_std for {} centres; give one, or one for each", stds,
                     centers.count));
  }
  for (const double std : options.cluster_std) require_not_negative("make_blobs", "cluster_std", std);
  detail::require_possible("make_blobs", options.n_samples, centers.width);
  PointList list(centers.width);
  const std::vector<int64_t> counts = shared_out(options.n_samples, centers.count);
  for (int64_t c = 0; c < centers.count; ++c) {
    const double std = options.cluster_std[stds == 1 ? 0 : static_cast<size_t>(c)];
    const double* center = centers.at.data() + c * centers.width;
    for (int64_t i = 0; i < counts[static_cast<size_t>(c)]; ++i) {
      for (int64_t j = 0; j < centers.width; ++j) list.x.push_back(rng.normal(center[j], std));
      list.classes.push_back(c);
    }
  }
  if (options.shuffle) list.shuffle(rng);
  return list.points();
}

Points make_moons(const MoonsOptions& options, random::NumpyRandom& rng) {
  require_at_least("make_moons", "n_samples", options.n_samples, 1);
  require_not_negative("make_moons", "noise", options.noise);
  detail::require_possible("make_moons", options.n_samples, 2);
  PointList list(2);
  const int64_t outer = options.n_samples / 2;
  for (const double t : even_steps(0, std::numbers::pi, outer)) {
    add_circle_part(list, std::cos(t), std::sin(t), 0);
  }
  for (const double t : even_steps(0, std::numbers::pi, options.n_samples - outer)) {
    add_circle_part(list, 1 - std::cos(t), 1 - std::sin(t) - 0.5, 1);
  }
  return shuffled_with_noise(std::move(list), options.shuffle, options.noise, rng);
}

Points make_circles(const CirclesOptions& options, random::NumpyRandom& rng) {
  require_at_least("make_circles", "n_samples", options.n_samples, 1);
  require_not_negative("make_circles", "noise", options.noise);
  if (!(options.factor >= 0 && options.factor < 1)) {
    fail(fmt::format("make_circles: factor must be from 0 to below 1, got {}", options.factor));
  }
  detail::require_possible("make_circles", options.n_samples, 2);
  PointList list(2);
  const int64_t outer = options.n_samples / 2;
  for (const double t : even_steps(0, 2 * std::numbers::pi, outer, false)) {
    add_circle_part(list, std::cos(t), std::sin(t), 0);
  }
  for (const double t : even_steps(0, 2 * std::numbers::pi, options.n_samples - outer, false)) {
    add_circle_part(list, std::cos(t) * options.factor, std::sin(t) * options.factor, 1);
  }
  return shuffled_with_noise(std::move(list), options.shuffle, options.noise, rng);
}

namespace {

void check_regression(const RegressionOptions& options) {
  constexpr const char* op = "make_regression";
  require_at_least(op, "n_samples", options.n_samples, 1);
  require_at_least(op, "n_features", options.n_features, 1);
  require_at_least(op, "n_informative", options.n_informative, 0);
  require_at_least(op, "n_targets", options.n_targets, 1);
  require_not_negative(op, "noise", options.noise);
  detail::require_possible(op, options.n_samples, options.n_features);
  detail::require_possible(op, std::max(options.n_samples, options.n_features), options.n_targets);
}

/// y = x coef + bias, row by row.
std::vector<double> values_of(const std::vector<double>& x, const std::vector<double>& coef, int64_t features,
                              int64_t targets, double bias) {
  const int64_t rows = static_cast<int64_t>(x.size()) / features;
  std::vector<double> y(static_cast<size_t>(rows * targets));
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t t = 0; t < targets; ++t) {
      double sum = 0;
      for (int64_t j = 0; j < features; ++j) {
        sum += x[static_cast<size_t>(i * features + j)] * coef[static_cast<size_t>(j * targets + t)];
      }
      y[static_cast<size_t>(i * targets + t)] = sum + bias;
    }
  }
  return y;
}

}  // namespace

Regression make_regression(const RegressionOptions& options, random::NumpyRandom& rng) {
  check_regression(options);
  const int64_t features = options.n_features, targets = options.n_targets;
  PointList list(features);
  list.x = rng.randn(options.n_samples * features);
  std::vector<double> coef(static_cast<size_t>(features * targets));
  const int64_t informative = std::min(features, options.n_informative) * targets;
  for (int64_t i = 0; i < informative; ++i) coef[static_cast<size_t>(i)] = 100 * rng.random_sample();
  list.values = values_of(list.x, coef, features, targets, options.bias);
  if (options.noise > 0) {
    for (double& value : list.values) value += rng.normal(0, options.noise);
  }
  if (options.shuffle) {
    list.shuffle(rng);
    const std::vector<int64_t> order = rng.permutation(features);
    list.reorder_features(order);
    std::vector<double> shuffled;
    for (const int64_t j : order) {
      shuffled.insert(shuffled.end(), coef.begin() + j * targets, coef.begin() + (j + 1) * targets);
    }
    coef = std::move(shuffled);
  }
  const auto shaped = [targets](const std::vector<double>& values, int64_t rows) {
    return from_data(values, targets == 1 ? Shape{rows} : Shape{rows, targets});
  };
  return {list.points().x, shaped(list.values, options.n_samples), shaped(coef, features)};
}

namespace {

template <class Options, class Result>
Result seeded(Result (*make)(const Options&, random::NumpyRandom&), const Options& options, int64_t seed) {
  random::NumpyRandom rng(seed);
  return make(options, rng);
}

}  // namespace

Points make_blobs(const BlobsOptions& options, int64_t seed) {
  return seeded<BlobsOptions, Points>(make_blobs, options, seed);
}
Points make_moons(const MoonsOptions& options, int64_t seed) {
  return seeded<MoonsOptions, Points>(make_moons, options, seed);
}
Points make_circles(const CirclesOptions& options, int64_t seed) {
  return seeded<CirclesOptions, Points>(make_circles, options, seed);
}
Points make_classification(const ClassificationOptions& options, int64_t seed) {
  return seeded<ClassificationOptions, Points>(make_classification, options, seed);
}
Regression make_regression(const RegressionOptions& options, int64_t seed) {
  return seeded<RegressionOptions, Regression>(make_regression, options, seed);
}

}  // namespace gradus::data
