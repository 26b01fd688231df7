// K-means, principal components and logistic regression; scikit-learn and NumPy do the same where Debian's
// Python has them (learn_rivals.py).
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/python_rival.hpp"
#include "bench/rows.hpp"
#include "gradus/gradus.hpp"

namespace bench {
namespace {

using namespace gradus;

constexpr const char *ours = "gradus", *sklearn = "scikit-learn", *covariance = "NumPy's cov and eigh",
                     *covariance32 = "NumPy's cov and eigh in float32",
                     *full_solver = "scikit-learn's full solver";
constexpr int64_t samples = 200000, clusters = 32, iterations = 20, epochs = 100;

/// NumPy's RandomState(seed).randn(rows, columns) as float32.
Tensor normal_rows(int64_t seed, int64_t columns) {
  return from_data(random::NumpyRandom(seed).randn(samples * columns), {samples, columns},
                   {.dtype = float32});
}

/// Lloyd iterations from the first rows.
Work kmeans(int64_t count) {
  const Tensor x = normal_rows(1, 16);
  const auto model = std::make_shared<learn::KMeans>(
      learn::KMeansOptions{.n_clusters = clusters,
                           .init_centers = x.slice(0, 0, clusters).contiguous(),
                           .max_iter = count,
                           .tol = 0});
  return [x, model] { return model->fit(x).inertia(); };
}

/// All iterations but the first, without start and end of the fit.
Timed kmeans_iterations() {
  const Timed one = least(kmeans(1)), all = least(kmeans(iterations));
  return {all.seconds - one.seconds, all.number};
}

/// Logistic regression row by row on the first two columns of the breast cancer table, standardised.
Work logistic_sgd() {
  const auto data = data::load_breast_cancer();
  const Tensor x = data::StandardScaler().fit_transform(data.x.to(float64).slice(1, 0, 2));
  const auto model = std::make_shared<learn::SGDClassifier>(
      learn::SGDClassifierOptions{.loss = learn::SGDClassifierLoss::log_loss,
                                  .alpha = 0.01,
                                  .max_iter = epochs,
                                  .tol = std::nullopt,
                                  .shuffle = false});
  return [x, y = data.y, model] { return model->fit(x, y).score(x, y); };
}

}  // namespace

std::vector<Row> learn_rows() {
  const auto pca = [] {
    return [x = normal_rows(2, 64)] {
      learn::PCA model;
      return sum(model.fit(x).explained_variance()).item();
    };
  };
  std::vector<Row> rows{
      {.key = "kmeans",
       .name = "k-means, 200000 x 16, k = 32, an iteration",
       .variants = {{.name = ours, .units = iterations - 1, .itself = kmeans_iterations}},
       .bars = {{Bar::Kind::faster, ours, sklearn, 4}},
       .least_rounds = 3},
      {.key = "kmeans_fit",
       .name = "k-means, 200000 x 16, k = 32, a fit of 20 iterations",
       .variants = {{ours, [] { return kmeans(iterations); }}},
       .bars = {{Bar::Kind::faster, ours, sklearn, 0}},
       .least_rounds = 3},
      {.key = "pca",
       .name = "PCA, 200000 x 64, all components",
       .variants = {{ours, pca}},
       .bars = {{Bar::Kind::nanoseconds, ours, "", 32e6},
                {Bar::Kind::faster, ours, covariance, 1.5},
                {Bar::Kind::faster, ours, covariance32, 0},
                {Bar::Kind::faster, ours, full_solver, 15}},
       .least_rounds = 3},
      {.key = "logistic_sgd",
       .name = "logistic regression row by row, 569 x 2: a row",
       .variants = {{ours, logistic_sgd, 569 * epochs}},
       .bars = {{Bar::Kind::nanoseconds, ours, "", 60}, {Bar::Kind::faster, ours, sklearn, 0}},
       .least_rounds = 3}};
  add_python_rival(rows[0].variants, sklearn, "kmeans", iterations - 1);
  add_python_rival(rows[1].variants, sklearn, "kmeans_fit", 1);
  add_python_rival(rows[2].variants, covariance, "covariance", 1);
  add_python_rival(rows[2].variants, covariance32, "covariance32", 1);
  add_python_rival(rows[2].variants, full_solver, "pca_full", 1);
  add_python_rival(rows[3].variants, sklearn, "logistic_sgd", 569 * epochs);
  return rows;
}

}  // namespace bench
