#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/data/generators.hpp"

namespace gradus::data {
namespace {

constexpr const char* op = "make_classification";

/// Numbers row by row.
struct Matrix {
  int64_t rows, columns;
  std::vector<double> values;

  Matrix(int64_t m, int64_t n) : rows(m), columns(n), values(static_cast<size_t>(m * n)) {}
  double& operator()(int64_t i, int64_t j) { return values[static_cast<size_t>(i * columns + j)]; }
  double operator()(int64_t i, int64_t j) const { return values[static_cast<size_t>(i * columns + j)]; }
};

/// k different numbers below n in scikit-learn's order; which of its ways it takes depends on k / n.
std::vector<int64_t> different_numbers(int64_t n, int64_t k, random::NumpyRandom& rng) {
  const double ratio = static_cast<double>(k) / static_cast<double>(n);
  if (ratio > 0.01 && ratio < 0.99) return rng.choice(n, k);
  std::vector<int64_t> numbers;
  if (ratio < 0.2) {
    std::set<int64_t> taken;
    while (static_cast<int64_t>(numbers.size()) < k) {
      const int64_t number = rng.randint(0, n);
      if (taken.insert(number).second) numbers.push_back(number);
    }
    return numbers;
  }
  numbers.resize(static_cast<size_t>(k));
  std::iota(numbers.begin(), numbers.end(), int64_t{0});
  for (int64_t i = k; i < n; ++i) {
    if (const int64_t at = rng.randint(0, i + 1); at < k) numbers[static_cast<size_t>(at)] = i;
  }
  return numbers;
}

/// Corners of the unit cube, each another; beyond 30 dimensions the first ones are drawn freely.
Matrix cube_corners(int64_t corners, int64_t dimensions, random::NumpyRandom& rng) {
  const int64_t free = std::max<int64_t>(dimensions - 30, 0);
  const int64_t bits = dimensions - free;
  Matrix cube(corners, dimensions);
  for (int64_t i = 0; i < corners; ++i) {
    for (int64_t j = 0; j < free; ++j) cube(i, j) = static_cast<double>(rng.randint(0, 2));
  }
  const std::vector<int64_t> numbers = different_numbers(int64_t{1} << bits, corners, rng);
  for (int64_t i = 0; i < corners; ++i) {
    for (int64_t j = 0; j < bits; ++j) {
      cube(i, free + j) = static_cast<double>(numbers[static_cast<size_t>(i)] >> (bits - 1 - j) & 1);
    }
  }
  return cube;
}

/// An [m, n] matrix of 2 u - 1.
Matrix uniform_matrix(int64_t m, int64_t n, random::NumpyRandom& rng) {
  Matrix a(m, n);
  for (double& value : a.values) value = 2 * rng.random_sample() - 1;
  return a;
}

/// row a + shift into `out`, which may be the row itself.
void map_row(double* out, const double* row, const Matrix& a, const double* shift) {
  std::vector<double> result(static_cast<size_t>(a.columns));
  for (int64_t j = 0; j < a.columns; ++j) {
    double sum = 0;
    for (int64_t i = 0; i < a.rows; ++i) sum += row[i] * a(i, j);
    result[static_cast<size_t>(j)] = sum + (shift ? shift[j] : 0);
  }
  std::copy(result.begin(), result.end(), out);
}

void check_features(const ClassificationOptions& o) {
  detail::require_at_least(op, "n_samples", o.n_samples, 1);
  detail::require_at_least(op, "n_features", o.n_features, 1);
  detail::require_at_least(op, "n_informative", o.n_informative, 1);
  detail::require_at_least(op, "n_redundant", o.n_redundant, 0);
  detail::require_at_least(op, "n_repeated", o.n_repeated, 0);
  detail::require_possible(op, o.n_samples, o.n_features);
  if (o.n_informative > o.n_features || o.n_redundant > o.n_features || o.n_repeated > o.n_features ||
      o.n_informative + o.n_redundant + o.n_repeated > o.n_features) {
    fail(
        fmt::format("{}: {} informative, {} redundant and {} repeated features do not fit into n_features {}",
                    op, o.n_informative, o.n_redundant, o.n_repeated, o.n_features));
  }
}

void check_classes(const ClassificationOptions& o) {
  constexpr int64_t most = int64_t{1} << 30;
  detail::require_at_least(op, "n_classes", o.n_classes, 1);
  detail::require_at_least(op, "n_clusters_per_class", o.n_clusters_per_class, 1);
  const bool many = o.n_classes > most / o.n_clusters_per_class;
  if (many ||
      (o.n_informative < 31 && o.n_classes * o.n_clusters_per_class > int64_t{1} << o.n_informative)) {
    fail(fmt::format("{}: {} classes of {} clusters need more corners than the 2^{} of n_informative {}", op,
                     o.n_classes, o.n_clusters_per_class, o.n_informative, o.n_informative));
  }
  if (!(o.flip_y >= 0 && o.flip_y <= 1)) {
    fail(fmt::format("{}: flip_y must be between 0 and 1, got {}", op, o.flip_y));
  }
  detail::require_not_negative(op, "class_sep", o.class_sep);
}

std::vector<double> shares_of(const ClassificationOptions& o) {
  std::vector<double> shares = o.weights;
  const auto given = static_cast<int64_t>(shares.size());
  if (given == 0)
    return std::vector<double>(static_cast<size_t>(o.n_classes), 1.0 / static_cast<double>(o.n_classes));
  if (given != o.n_classes && given != o.n_classes - 1) {
    fail(fmt::format("{}: {} weights for {} classes", op, given, o.n_classes));
  }
  for (const double share : shares) detail::require_not_negative(op, "a weight", share);
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (!(sum <= 1 + 1e-9)) fail(fmt::format("{}: the weights add up to {}, more than 1", op, sum));
  if (given == o.n_classes - 1) shares.push_back(std::max(1.0 - sum, 0.0));
  return shares;
}

std::vector<int64_t> samples_per_cluster(const ClassificationOptions& o) {
  const std::vector<double> shares = shares_of(o);
  const auto clusters = static_cast<size_t>(o.n_classes * o.n_clusters_per_class);
  std::vector<int64_t> counts(clusters);
  int64_t left = o.n_samples;
  for (size_t k = 0; k < clusters; ++k) {
    const double share = shares[k % shares.size()];
    counts[k] = static_cast<int64_t>(static_cast<double>(o.n_samples) * share /
                                     static_cast<double>(o.n_clusters_per_class));
    left -= counts[k];
  }
  for (int64_t i = 0; i < left; ++i) ++counts[static_cast<size_t>(i) % clusters];
  return counts;
}

Matrix centroids_of(const ClassificationOptions& o, random::NumpyRandom& rng) {
  Matrix centroids = cube_corners(o.n_classes * o.n_clusters_per_class, o.n_informative, rng);
  for (double& value : centroids.values) value = value * (2 * o.class_sep) - o.class_sep;
  if (o.hypercube) return centroids;
  const std::vector<double> of_cluster = rng.rand(centroids.rows), of_axis = rng.rand(centroids.columns);
  for (int64_t i = 0; i < centroids.rows; ++i) {
    for (int64_t j = 0; j < centroids.columns; ++j) {
      centroids(i, j) *= of_cluster[static_cast<size_t>(i)];
      centroids(i, j) *= of_axis[static_cast<size_t>(j)];
    }
  }
  return centroids;
}

/// The informative features: each cluster is normal, turned and stretched at random, around its corner.
std::vector<int64_t> make_clusters(Matrix& x, const ClassificationOptions& o,
                                   const std::vector<int64_t>& counts, random::NumpyRandom& rng) {
  const Matrix centroids = centroids_of(o, rng);
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t j = 0; j < o.n_informative; ++j) x(i, j) = rng.randn();
  }
  std::vector<int64_t> labels;
  for (int64_t k = 0; k < centroids.rows; ++k) {
    const Matrix a = uniform_matrix(o.n_informative, o.n_informative, rng);
    for (int64_t i = 0; i < counts[static_cast<size_t>(k)]; ++i) {
      double* row = &x(static_cast<int64_t>(labels.size()), 0);
      map_row(row, row, a, centroids.values.data() + k * centroids.columns);
      labels.push_back(k % o.n_classes);
    }
  }
  return labels;
}

/// What follows the informative features: combinations of them, copies of those, and noise.
void make_other_features(Matrix& x, const ClassificationOptions& o, random::NumpyRandom& rng) {
  if (o.n_redundant > 0) {
    const Matrix b = uniform_matrix(o.n_informative, o.n_redundant, rng);
    for (int64_t i = 0; i < x.rows; ++i) map_row(&x(i, 0) + o.n_informative, &x(i, 0), b, nullptr);
  }
  const int64_t meaning = o.n_informative + o.n_redundant;
  for (int64_t r = 0; r < o.n_repeated; ++r) {
    const auto from =
        static_cast<int64_t>(std::floor(static_cast<double>(meaning - 1) * rng.random_sample() + 0.5));
    for (int64_t i = 0; i < x.rows; ++i) x(i, meaning + r) = x(i, from);
  }
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t j = meaning + o.n_repeated; j < x.columns; ++j) x(i, j) = rng.randn();
  }
}

void flip_labels(std::vector<int64_t>& labels, const ClassificationOptions& o, random::NumpyRandom& rng) {
  std::vector<size_t> flipped;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (rng.random_sample() < o.flip_y) flipped.push_back(i);
  }
  for (const size_t i : flipped) labels[i] = rng.randint(0, o.n_classes);
}

void shift_and_scale(Matrix& x, const ClassificationOptions& o, random::NumpyRandom& rng) {
  std::vector<double> shifts(static_cast<size_t>(x.columns), o.shift.value_or(0));
  std::vector<double> scales(static_cast<size_t>(x.columns), o.scale.value_or(1));
  if (!o.shift) {
    for (double& shift : shifts) shift = (2 * rng.random_sample() - 1) * o.class_sep;
  }
  if (!o.scale) {
    for (double& scale : scales) scale = 1 + 100 * rng.random_sample();
  }
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t j = 0; j < x.columns; ++j) {
      x(i, j) = (x(i, j) + shifts[static_cast<size_t>(j)]) * scales[static_cast<size_t>(j)];
    }
  }
}

}  // namespace

Points make_classification(const ClassificationOptions& options, random::NumpyRandom& rng) {
  check_features(options);
  check_classes(options);
  const std::vector<int64_t> counts = samples_per_cluster(options);
  Matrix x(options.n_samples, options.n_features);
  detail::PointList list(options.n_features);
  list.classes = make_clusters(x, options, counts, rng);
  make_other_features(x, options, rng);
  flip_labels(list.classes, options, rng);
  shift_and_scale(x, options, rng);
  list.x = std::move(x.values);
  if (options.shuffle) {
    list.shuffle(rng);
    list.reorder_features(rng.permutation(options.n_features));
  }
  return list.points();
}

}  // namespace gradus::data
