#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/points.hpp"

/// scikit-learn's made-up data, draw for draw; each comes with a seed (random_state) or a generator.
namespace gradus::data {

struct BlobsOptions {
  int64_t n_samples = 100;
  int64_t n_features = 2;
  int64_t centers = 3;        ///< how many, drawn uniformly between center_low and center_high
  Tensor center_points = {};  ///< [k, d]: these centres instead; n_features and centers are not looked at
  std::vector<double> cluster_std = {1.0};  ///< of all blobs, or one for each
  double center_low = -10;
  double center_high = 10;
  bool shuffle = true;
};

/// Clouds of normal points around centres; y is the number of the centre.
Points make_blobs(const BlobsOptions& options, random::NumpyRandom& rng);
Points make_blobs(const BlobsOptions& options, int64_t seed);

struct MoonsOptions {
  int64_t n_samples = 100;
  double noise = 0;  ///< standard deviation added to every coordinate
  bool shuffle = true;
};

/// Two half circles that reach into each other.
Points make_moons(const MoonsOptions& options, random::NumpyRandom& rng);
Points make_moons(const MoonsOptions& options, int64_t seed);

struct CirclesOptions {
  int64_t n_samples = 100;
  double noise = 0;     ///< standard deviation added to every coordinate
  double factor = 0.8;  ///< radius of the inner circle, 0 <= factor < 1
  bool shuffle = true;
};

/// A circle (class 1) inside another (class 0).
Points make_circles(const CirclesOptions& options, random::NumpyRandom& rng);
Points make_circles(const CirclesOptions& options, int64_t seed);

struct ClassificationOptions {
  int64_t n_samples = 100;
  int64_t n_features = 20;
  int64_t n_informative = 2;
  int64_t n_redundant = 2;  ///< random combinations of the informative ones
  int64_t n_repeated = 0;   ///< copies of those
  int64_t n_classes = 2;
  int64_t n_clusters_per_class = 2;
  std::vector<double> weights = {};   ///< share of each class, the last may be left out; empty: equal
  double flip_y = 0.01;               ///< share of samples whose class is drawn at random
  double class_sep = 1.0;             ///< half the side of the cube with the clusters at its corners
  bool hypercube = true;              ///< false: a random box
  std::optional<double> shift = 0.0;  ///< none: drawn for each feature from [-class_sep, class_sep]
  std::optional<double> scale = 1.0;  ///< none: drawn for each feature from [1, 101]
  bool shuffle = true;
};

/// Classes of several normal clusters at the corners of a cube, with features that repeat, combine or mean
/// nothing.
Points make_classification(const ClassificationOptions& options, random::NumpyRandom& rng);
Points make_classification(const ClassificationOptions& options, int64_t seed);

struct RegressionOptions {
  int64_t n_samples = 100;
  int64_t n_features = 100;
  int64_t n_informative = 10;  ///< features that y depends on; cut to n_features
  int64_t n_targets = 1;
  double bias = 0;
  double noise = 0;  ///< standard deviation added to y
  bool shuffle = true;
};

/// Points and the coefficients behind them: y = x coef + bias + noise.
struct Regression {
  Tensor x;     ///< [n, d]
  Tensor y;     ///< [n], or [n, n_targets] for several
  Tensor coef;  ///< [d], or [d, n_targets]
};

/// A random linear model on normal features.
Regression make_regression(const RegressionOptions& options, random::NumpyRandom& rng);
Regression make_regression(const RegressionOptions& options, int64_t seed);

}  // namespace gradus::data
