#include "gradus/learn/kmeans.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

TEST(KMeans, ClustersAreScikitLearns) {
  for (const json& c : golden("kmeans")) {
    const std::string name = c.at("table");
    const Tensor x = table(name).x;
    const int64_t k = name == "iris" ? 3 : name == "wine" ? 5 : 10;
    KMeans model({.n_clusters = k,
                  .n_init = name == "iris"   ? 10
                            : name == "wine" ? 3
                                             : 1,
                  .seed = name == "iris"   ? 0
                          : name == "wine" ? 7
                                           : 3});
    model.fit(x);
    EXPECT_EQ(model.labels().to_vector<int64_t>(), c.at("labels").get<std::vector<int64_t>>()) << name;
    expect_near(model.cluster_centers(), c.at("centers"), 1e-9, name);
    EXPECT_NEAR(model.inertia(), c.at("inertia").get<double>(), 1e-9 * model.inertia()) << name;
    EXPECT_EQ(model.n_iter(), c.at("n_iter").get<int64_t>()) << name;
    EXPECT_EQ(model.predict(x).to_vector<int64_t>(), model.labels().to_vector<int64_t>()) << name;
    EXPECT_NEAR(model.score(x), -model.inertia(), 1e-9 * model.inertia()) << name;
  }
}

/// Rows around k points, far apart when spread is small.
Tensor groups(int64_t n, int64_t d, int64_t k, double spread, DType type) {
  random::NumpyRandom random(3);
  const Doubles centers = random.randn(k * d);
  Doubles rows = random.randn(n * d);
  for (int64_t i = 0; i < n * d; ++i) {
    const int64_t group = i / d % k;
    double& number = rows[static_cast<size_t>(i)];
    number = number * spread + centers[static_cast<size_t>(group * d + i % d)];
  }
  return from_data(rows, {n, d}, {.dtype = type});
}

// Bounds may pass over rows but change nothing, not even a last bit.
TEST(KMeans, BoundsGiveTheSameBits) {
  for (const DType type : {float32, float64}) {
    for (const double spread : {0.05, 0.4, 2.0}) {
      for (const int64_t d : {1, 3, 16, 19}) {
        const Tensor x = groups(5003, d, 13, spread, type);
        KMeansOptions options{.n_clusters = 13, .n_init = 1, .max_iter = 60, .tol = 0, .seed = 1};
        KMeans bounded(options);
        options.algorithm = KMeansAlgorithm::lloyd;
        KMeans plain(options);
        bounded.fit(x);
        plain.fit(x);
        EXPECT_EQ(bounded.labels().to_vector<int64_t>(), plain.labels().to_vector<int64_t>());
        EXPECT_EQ(bounded.cluster_centers().to_vector(), plain.cluster_centers().to_vector());
        EXPECT_EQ(bounded.loss_curve(), plain.loss_curve());
      }
    }
  }
}

// Many rows are as near to one centre as to another, and the first centres lie far outside.
TEST(KMeans, TiesGiveTheSameBits) {
  for (const int64_t d : {2, 5}) {
    Doubles grid = random::NumpyRandom(8).uniform(0, 4, 6000 * d);
    for (double& number : grid) number = std::floor(number);
    const Tensor x = from_data(grid, {6000, d}, {.dtype = float32});
    const Tensor far = from_data(random::NumpyRandom(9).uniform(-40, 40, 9 * d), {9, d}, {.dtype = float32});
    for (const Tensor& start : {Tensor(), far, x.slice(0, 0, 9).contiguous()}) {
      KMeansOptions options{.n_clusters = 9, .init_centers = start, .n_init = 1, .max_iter = 30, .tol = 0};
      KMeans bounded(options);
      options.algorithm = KMeansAlgorithm::lloyd;
      KMeans plain(options);
      bounded.fit(x);
      plain.fit(x);
      EXPECT_EQ(bounded.labels().to_vector<int64_t>(), plain.labels().to_vector<int64_t>());
      EXPECT_EQ(bounded.cluster_centers().to_vector(), plain.cluster_centers().to_vector());
    }
  }
}

TEST(KMeans, ThreadsGiveTheSameBits) {
  const Tensor x = groups(20001, 7, 6, 0.5, float32);
  const int threads = num_threads();
  set_num_threads(1);
  const Doubles one = KMeans({.n_clusters = 6, .n_init = 1}).fit(x).cluster_centers().to_vector();
  set_num_threads(3);
  const Doubles three = KMeans({.n_clusters = 6, .n_init = 1}).fit(x).cluster_centers().to_vector();
  set_num_threads(threads);
  EXPECT_EQ(one, three);
}

TEST(KMeans, LabelsAreTheNearestCentres) {
  for (const Metric metric : {Metric::euclidean, Metric::manhattan}) {
    for (const DType type : {float32, float64}) {
      const Tensor x = groups(211, 5, 7, 0.3, type);
      KMeans model({.n_clusters = 7, .n_init = 2, .metric = metric});
      model.fit(x);
      const Tensor far = model.transform(x);
      EXPECT_EQ(far.shape(), (Shape{211, 7}));
      EXPECT_EQ(argmin(far, 1).to_vector<int64_t>(), model.labels().to_vector<int64_t>());
      const Doubles& losses = model.loss_curve();
      EXPECT_EQ(static_cast<int64_t>(losses.size()), model.n_iter());
      for (size_t i = 1; i < losses.size(); ++i) EXPECT_LE(losses[i], losses[i - 1] * (1 + 1e-5));
    }
  }
}

TEST(KMeans, ManhattanCentresAreMedians) {
  const Tensor x = tensor({{0.0}, {1.0}, {5.0}, {100.0}, {101.0}, {130.0}}, {.dtype = float64});
  KMeans model({.n_clusters = 2, .metric = Metric::manhattan});
  const Doubles centers = model.fit(x).cluster_centers().to_vector();
  EXPECT_NEAR(std::min(centers[0], centers[1]), 1, 1e-12);
  EXPECT_NEAR(std::max(centers[0], centers[1]), 101, 1e-12);
  EXPECT_NEAR(model.inertia(), 1 + 4 + 1 + 29, 1e-12);
}

// The second centre is nobody's nearest: it takes the row that is farthest from its own.
TEST(KMeans, AnEmptyClusterTakesAFarRow) {
  const Tensor x = tensor({{0.0}, {1.0}, {10.0}}, {.dtype = float64});
  KMeans model({.n_clusters = 2, .init_centers = tensor({{2.0}, {1000.0}}, {.dtype = float64})});
  model.fit(x);
  EXPECT_EQ(model.labels().to_vector<int64_t>(), (std::vector<int64_t>{0, 0, 1}));
  EXPECT_EQ(model.cluster_centers().to_vector(), (Doubles{0.5, 10}));
}

TEST(KMeans, TellsOfEachIteration) {
  const Tensor x = groups(300, 2, 4, 0.4, float64);
  KMeans model({.n_clusters = 4, .init = KMeansInit::random, .n_init = 1});
  Doubles told;
  model.observe([&](const Progress& progress) {
    told.push_back(progress.loss);
    EXPECT_EQ(progress.epoch, static_cast<int64_t>(told.size()));
    const auto& now = dynamic_cast<const KMeans&>(progress.learner);
    EXPECT_EQ(now.cluster_centers().shape(), (Shape{4, 2}));
  });
  model.fit(x);
  EXPECT_EQ(told, model.loss_curve());
}

TEST(KMeans, SaysWhatIsWrong) {
  const Tensor x = tensor({{1.0, 2.0}, {1.0, 2.0}, {3.0, 4.0}});
  EXPECT_EQ(message_of([] { KMeans({.n_clusters = 0}); }), "KMeans: n_clusters = 0 must be at least 1");
  EXPECT_EQ(message_of([] { KMeans({.tol = -1}); }), "KMeans: tol = -1 must be 0 or more");
  EXPECT_EQ(message_of([&] { KMeans({.n_clusters = 4}).fit(x); }),
            "KMeans.fit: 3 rows are fewer than n_clusters = 4: (3, 2)");
  EXPECT_EQ(message_of([&] { KMeans({.n_clusters = 3}).fit(x); }),
            "KMeans.fit: x has only 2 different rows for n_clusters = 3");
  EXPECT_EQ(message_of([&] {
              KMeans({.n_clusters = 2, .init_centers = zeros({2, 3})}).fit(x);
            }),
            "KMeans.fit: init_centers (2, 3) have not the columns of x (3, 2)");
  EXPECT_EQ(message_of([&] { KMeans({.n_clusters = 2}).fit(x * 1e20); }),
            "KMeans.fit: the numbers of x are too large: their squares are beyond float32");
}

}  // namespace
}  // namespace gradus::learn
