#include "gradus/learn/pca.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

/// The solvers that are exact.
class ExactSolver : public testing::TestWithParam<PCASolver> {};

TEST_P(ExactSolver, ComponentsAreScikitLearns) {
  for (const json& c : golden("pca")) {
    const std::string name = c.at("table");
    const Tensor x = table(name).x;
    const int64_t k = c.at("n_components");
    PCA pca({.n_components = k, .whiten = c.at("whiten"), .svd_solver = GetParam()});
    pca.fit(x);
    expect_near(pca.components(), c.at("components"), 1e-6, name + " components");
    expect_near(pca.explained_variance(), c.at("explained_variance"), 1e-9, name + " variance");
    expect_near(pca.explained_variance_ratio(), c.at("explained_variance_ratio"), 1e-9, name + " ratio");
    EXPECT_NEAR(pca.noise_variance(), c.at("noise_variance").get<double>(), 1e-9) << name;
    expect_near(pca.transform(x.slice(0, 0, 5)), c.at("transformed"), 1e-6, name + " transformed");
    if (c.at("score").is_null()) continue;
    EXPECT_NEAR(pca.score(x), c.at("score").get<double>(), 1e-6) << name;
  }
}

TEST_P(ExactSolver, AllComponentsGiveTheRowsBack) {
  for (const bool whiten : {false, true}) {
    const Tensor x = normal_rows(2, 40, 6) * 3.0 + 100.0;
    PCA pca({.whiten = whiten, .svd_solver = GetParam()});
    const Tensor z = pca.fit_transform(x);
    expect_near(pca.inverse_transform(z), json(x.to_vector()), 1e-10, "rows");
    if (whiten) expect_near(var(z, {.dim = 0}), json(Doubles(6, 1.0)), 1e-9, "variances");
  }
}

INSTANTIATE_TEST_SUITE_P(PCA, ExactSolver, testing::Values(PCASolver::full, PCASolver::covariance_eigh));

TEST(PCA, RandomizedFindsTheLeadingComponents) {
  const Tensor x = table("digits").x;
  PCA exact({.n_components = 5, .svd_solver = PCASolver::full});
  PCA random({.n_components = 5, .svd_solver = PCASolver::randomized, .seed = 1});
  exact.fit(x);
  random.fit(x);
  expect_near(random.explained_variance(), json(exact.explained_variance().to_vector()), 1e-6, "variance");
  expect_near(random.components(), json(exact.components().to_vector()), 1e-3, "components");
}

// Far from 0, and sorted: the guess at the mean from some rows must not cost digits.
TEST(PCA, FarAwaySortedRowsKeepTheirDigits) {
  Doubles values;
  for (int i = 0; i < 5000; ++i) {
    values.push_back(1e6 + i * 0.001);
    values.push_back(-1e6 + (i % 7));
  }
  const Tensor x = from_data(values, {5000, 2});
  PCA full({.svd_solver = PCASolver::full}), covariance({.svd_solver = PCASolver::covariance_eigh});
  full.fit(x);
  covariance.fit(x);
  expect_near(covariance.explained_variance(), json(full.explained_variance().to_vector()), 1e-9, "variance");
}

TEST(PCA, ConstantColumnsHaveNoVariance) {
  const Tensor x = ones({5, 3}, {.dtype = float64});
  PCA pca;
  pca.fit(x);
  EXPECT_EQ(pca.explained_variance_ratio().to_vector(), (Doubles{0, 0, 0}));
  EXPECT_EQ(message_of([&] { pca.score(x); }),
            "PCA.score: a direction without variance has no likelihood; take fewer components");
}

TEST(PCA, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { PCA({.n_components = 0}); }), "PCA: n_components = 0 must be at least 1");
  EXPECT_EQ(message_of([] { PCA({.n_components = 4}).fit(normal_rows(1, 9, 3)); }),
            "PCA.fit: n_components = 4 is more than min(n, d) = 3 of x (9, 3)");
  EXPECT_EQ(message_of([] { PCA().fit(normal_rows(1, 1, 3)); }),
            "PCA.fit: one row has no variance: (1, 3); two or more are needed");
  EXPECT_EQ(message_of([] {
              PCA().fit(normal_rows(1, 9, 3)).inverse_transform(zeros({2, 2}));
            }),
            "PCA.inverse_transform: z must be [n, 3], got (2, 2)");
}

}  // namespace
}  // namespace gradus::learn
