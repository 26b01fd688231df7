#include "gradus/learn/pca.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/order.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/shaping.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/learn/covariance.hpp"

namespace gradus::learn {

std::span<const std::string_view> enum_names(PCASolver) {
  static constexpr std::array<std::string_view, 4> names{"auto", "full", "covariance_eigh", "randomized"};
  return names;
}

namespace {

/// Directions with the variances along them, largest first, and the variance of all columns.
struct Axes {
  Tensor mean, directions, variances;
  double total;
};

/// An Error unless a sum of squares is a number: decompositions of what is not find no end.
void check_squares(double sum_of_squares) {
  if (std::isfinite(sum_of_squares)) return;
  fail("PCA.fit: the numbers of x are too large: their variance is beyond its type");
}

Axes by_covariance(const Tensor& x) {
  const internal::Scatter s = internal::scatter(x);
  check_squares(sum(s.squares).item());
  const Tensor covariance = s.squares / static_cast<double>(x.size(0) - 1);
  const linalg::EighResult e = linalg::eigh(covariance);
  // Rounding can make the smallest ones negative.
  const Tensor variances = clamp(flip(e.eigenvalues, 0), 0, std::nullopt);
  return {s.mean, flip(e.eigenvectors.t(), 0), variances, sum(variances).item()};
}

Axes by_singular_values(const Tensor& x) {
  const Tensor rows = x.to(float64);
  const Tensor middle = mean(rows, {.dim = 0}), centred = rows - middle;
  check_squares(sum(square(centred)).item());
  const linalg::SvdResult s = linalg::svd(centred, {.full_matrices = false});
  const Tensor variances = square(s.s) / static_cast<double>(x.size(0) - 1);
  return {middle, s.vh, variances, sum(variances).item()};
}

/// The first k directions, from the range of the rows' products with random numbers.
Axes by_random_range(const Tensor& x, int64_t k, const PCAOptions& options) {
  const Tensor rows = x.to(float64);
  const Tensor middle = mean(rows, {.dim = 0}), centred = rows - middle;
  const double squares = sum(square(centred)).item();
  check_squares(squares);
  const int64_t least = std::min(x.size(0), x.size(1)), width = std::min(k + options.n_oversamples, least);
  const int64_t passes = options.iterated_power.value_or(10 * k < least ? 7 : 4);
  random::NumpyRandom random(options.seed);
  Tensor range = from_data(random.randn(x.size(1) * width), {x.size(1), width});
  for (int64_t i = 0; i < passes; ++i) {
    range = linalg::qr(matmul(centred, range)).q;
    range = linalg::qr(matmul(centred.t(), range)).q;
  }
  const Tensor basis = linalg::qr(matmul(centred, range)).q;
  const linalg::SvdResult s = linalg::svd(matmul(basis.t(), centred), {.full_matrices = false});
  const auto degrees = static_cast<double>(x.size(0) - 1);
  return {middle, s.vh, square(s.s) / degrees, squares / degrees};
}

PCASolver chosen_solver(const Tensor& x, int64_t k, PCASolver asked) {
  if (asked != PCASolver::automatic) return asked;
  const int64_t n = x.size(0), d = x.size(1);
  if (d <= 1000 && n >= 10 * d) return PCASolver::covariance_eigh;
  const bool few = static_cast<double>(k) < 0.8 * static_cast<double>(std::min(n, d));
  return std::max(n, d) > 500 && few ? PCASolver::randomized : PCASolver::full;
}

/// Turns each direction so that its largest weight is positive.
Tensor turned(const Tensor& directions) {
  const Tensor largest = argmax(abs(directions), 1, true);
  const Tensor signs = sign(gather(directions, 1, largest));
  return (directions * signs).contiguous();
}

}  // namespace

PCA::PCA(const PCAOptions& options) : options_(options) { check_options(kind_name); }

void PCA::check_options(const std::string& where) const {
  if (options_.n_components) internal::check_count(where, "n_components", *options_.n_components);
  internal::check_count(where, "n_oversamples", options_.n_oversamples, 0);
  if (options_.iterated_power) internal::check_count(where, "iterated_power", *options_.iterated_power, 0);
  static_cast<void>(random::NumpyRandom(options_.seed));  // an Error for what is no seed
}

PCA& PCA::fit(const Tensor& x) {
  const Tensor rows = training_rows("fit", x);
  const int64_t least = std::min(rows.size(0), rows.size(1));
  if (rows.size(0) < 2) {
    fail(fmt::format("{}: one row has no variance: {}; two or more are needed", op("fit"),
                     to_string(rows.shape())));
  }
  if (options_.n_components.value_or(1) > least) {
    fail(fmt::format("{}: n_components = {} is more than min(n, d) = {} of x {}", op("fit"),
                     *options_.n_components, least, to_string(rows.shape())));
  }
  learn_or_restore([&] { learn(rows); });
  return *this;
}

void PCA::learn(const Tensor& x) {
  const int64_t least = std::min(x.size(0), x.size(1)), k = options_.n_components.value_or(least);
  const PCASolver solver = chosen_solver(x, k, options_.svd_solver);
  const Axes axes = solver == PCASolver::covariance_eigh ? by_covariance(x)
                    : solver == PCASolver::full          ? by_singular_values(x)
                                                         : by_random_range(x, k, options_);
  begin_learning(x.size(1));
  mean_ = axes.mean;
  components_ = turned(axes.directions.slice(0, 0, k));
  variance_ = axes.variances.slice(0, 0, k).contiguous();
  ratio_ = axes.total > 0 ? variance_ / axes.total : zeros_like(variance_);
  const double left = axes.total - sum(variance_).item();
  noise_ = k < least ? std::max(left, 0.0) / static_cast<double>(least - k) : 0.0;
}

Tensor PCA::transform(const Tensor& x) const {
  const Tensor rows = known_rows("transform", x);
  const DType type = rows.dtype();
  const Tensor z = matmul((rows - mean_).to(type), components_.to(type).t());
  // A direction without variance has no scale to be given.
  return options_.whiten ? (z / clamp(sqrt(variance_), 1e-300, std::nullopt)).to(type) : z;
}

Tensor PCA::inverse_transform(const Tensor& z) const {
  check_fitted("inverse_transform");
  if (!z.defined() || z.dim() != 2 || z.size(1) != n_components()) {
    fail(fmt::format("{}: z must be [n, {}], got {}", op("inverse_transform"), n_components(),
                     z.defined() ? to_string(z.shape()) : "an undefined tensor"));
  }
  const DType type = z.dtype() == float32 ? float32 : float64;
  const Tensor scaled = options_.whiten ? z * sqrt(variance_) : z;
  return (matmul(scaled.to(float64), components_) + mean_).to(type);
}

double PCA::score(const Tensor& x) const {
  const Tensor rows = known_rows("score", x).to(float64) - mean_;
  const int64_t d = n_features_in(), k = n_components();
  if (min(variance_).item() <= 0 || (k < d && noise_ <= 0)) {
    fail(fmt::format("{}: a direction without variance has no likelihood; take fewer components",
                     op("score")));
  }
  const Tensor z = matmul(rows, components_.t());
  Tensor distance = sum(square(z) / variance_, {.dim = 1});
  double log_det = sum(log(variance_)).item();
  if (k < d) {
    distance = distance + (sum(square(rows), {.dim = 1}) - sum(square(z), {.dim = 1})) / noise_;
    log_det += static_cast<double>(d - k) * std::log(noise_);
  }
  return -0.5 *
         (static_cast<double>(d) * std::log(2 * std::numbers::pi) + log_det + gradus::mean(distance).item());
}

const Tensor& PCA::components() const {
  check_fitted("components");
  return components_;
}

const Tensor& PCA::explained_variance() const {
  check_fitted("explained_variance");
  return variance_;
}

const Tensor& PCA::explained_variance_ratio() const {
  check_fitted("explained_variance_ratio");
  return ratio_;
}

const Tensor& PCA::mean() const {
  check_fitted("mean");
  return mean_;
}

int64_t PCA::n_components() const { return components().size(0); }

double PCA::noise_variance() const {
  check_fitted("noise_variance");
  return noise_;
}

void PCA::options(Fields& f) {
  f("n_components", options_.n_components);
  f("whiten", options_.whiten);
  f("svd_solver", options_.svd_solver);
  f("n_oversamples", options_.n_oversamples);
  f("iterated_power", options_.iterated_power);
  f("seed", options_.seed);
}

void PCA::learned(Fields& f) {
  f.required("components", components_);
  f.required("explained_variance", variance_);
  f.required("explained_variance_ratio", ratio_);
  f.required("mean", mean_);
  f.required("noise_variance", noise_);
}

void PCA::check_state(const std::string& where) const {
  check_options(where);
  if (!is_fitted()) return;
  const int64_t k = components_.defined() && components_.dim() == 2 ? components_.size(0) : 0;
  internal::check_count(where, "rows of components", k);
  internal::check_shape(where, "components", components_, {k, n_features_in()});
  internal::check_shape(where, "explained_variance", variance_, {k});
  internal::check_shape(where, "explained_variance_ratio", ratio_, {k});
  internal::check_shape(where, "mean", mean_, {n_features_in()});
}

}  // namespace gradus::learn
