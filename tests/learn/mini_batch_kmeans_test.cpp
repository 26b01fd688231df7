#include "gradus/learn/mini_batch_kmeans.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

TEST(MiniBatchKMeans, ClustersAreScikitLearns) {
  for (const json& c : golden("mini_batch")) {
    const std::string name = c.at("table");
    const json& o = c.at("options");
    const Tensor x = table(name).x;
    MiniBatchKMeans model({.n_clusters = o.at("n_clusters"),
                           .batch_size = o.at("batch_size"),
                           .seed = c.at("seed"),
                           .tol = o.value("tol", 0.0),
                           .n_init = o.at("n_init"),
                           .reassignment_ratio = o.value("reassignment_ratio", 0.01)});
    model.fit(x);
    EXPECT_EQ(model.labels().to_vector<int64_t>(), c.at("labels").get<std::vector<int64_t>>()) << name;
    expect_near(model.cluster_centers(), c.at("centers"), 1e-9, name);
    EXPECT_NEAR(model.inertia(), c.at("inertia").get<double>(), 1e-9 * model.inertia()) << name;
    EXPECT_EQ(model.n_steps(), c.at("n_steps").get<int64_t>()) << name;
    EXPECT_EQ(model.n_iter(), c.at("n_iter").get<int64_t>()) << name;
    EXPECT_EQ(static_cast<int64_t>(model.loss_curve().size()), model.n_steps()) << name;
    EXPECT_EQ(model.predict(x).to_vector<int64_t>(), model.labels().to_vector<int64_t>()) << name;
  }
}

TEST(MiniBatchKMeans, ComesNearToAllRows) {
  const Tensor x = table("digits").x;
  KMeans all({.n_clusters = 10, .n_init = 3});
  MiniBatchKMeans some({.n_clusters = 10, .batch_size = 256});
  EXPECT_LT(some.fit(x).inertia(), all.fit(x).inertia() * 1.05);
}

// Each centre is the mean of all rows that were nearest to it: two batches by hand.
TEST(MiniBatchKMeans, LearnsOnFromBatches) {
  MiniBatchKMeans model({.n_clusters = 2, .init_centers = tensor({{0.0}, {10.0}}), .reassignment_ratio = 0});
  model.partial_fit(tensor({{1.0}, {3.0}, {9.0}}, {.dtype = float64}));
  EXPECT_EQ(model.cluster_centers().to_vector(), (Doubles{2, 9}));
  model.partial_fit(tensor({{5.0}, {11.0}, {13.0}}, {.dtype = float64}));
  EXPECT_EQ(model.cluster_centers().to_vector(), (Doubles{3, 11}));
  EXPECT_EQ(model.labels().to_vector<int64_t>(), (std::vector<int64_t>{0, 1, 1}));
  EXPECT_EQ(model.inertia(), 4 + 0 + 4);
  EXPECT_EQ(model.n_steps(), 2);
  EXPECT_EQ(model.loss_curve(), (Doubles{(1 + 9 + 1) / 3.0, (9 + 4 + 16) / 3.0}));
}

TEST(MiniBatchKMeans, GoesOnAlikeWhenLoaded) {
  const Tensor x = table("iris").x;
  MiniBatchKMeans model({.n_clusters = 5, .seed = 3, .reassignment_ratio = 0.9});
  model.partial_fit(x.slice(0, 0, 60));
  const auto loaded = Estimator::load(model.save());
  model.partial_fit(x.slice(0, 60, 150));
  dynamic_cast<MiniBatchKMeans&>(*loaded).partial_fit(x.slice(0, 60, 150));
  EXPECT_EQ(loaded->save(), model.save());
}

// A centre that no row is near to moves to a row.
TEST(MiniBatchKMeans, CentresOfNoRowsMove) {
  const Tensor x = table("iris").x;
  const Tensor start = tensor({{5.0, 3.0, 3.0, 1.0}, {1e4, 1e4, 1e4, 1e4}});
  for (const double ratio : {0.01, 5.0}) {
    MiniBatchKMeans model(
        {.n_clusters = 2, .init_centers = start, .batch_size = 64, .reassignment_ratio = ratio});
    model.fit(x);
    EXPECT_LT(max(model.cluster_centers()).item(), 10);
  }
}

TEST(MiniBatchKMeans, SaysWhatIsWrong) {
  const Tensor x = tensor({{1.0, 2.0}, {1.0, 2.0}, {3.0, 4.0}});
  EXPECT_EQ(message_of([] { MiniBatchKMeans({.batch_size = 0}); }),
            "MiniBatchKMeans: batch_size = 0 must be at least 1");
  EXPECT_EQ(message_of([] { MiniBatchKMeans({.init_size = 3}); }),
            "MiniBatchKMeans: init_size = 3 must be at least 8");
  EXPECT_EQ(message_of([&] { MiniBatchKMeans({.n_clusters = 3}).fit(x); }),
            "MiniBatchKMeans.fit: x has only 2 different rows for n_clusters = 3");
  EXPECT_EQ(message_of([&] { MiniBatchKMeans({.n_clusters = 4}).partial_fit(x); }),
            "MiniBatchKMeans.partial_fit: 3 rows are fewer than n_clusters = 4: (3, 2)");
  EXPECT_EQ(message_of([&] { MiniBatchKMeans({.n_clusters = 2}).fit(x * 1e20); }),
            "MiniBatchKMeans.fit: the numbers of x are too large: their squares are beyond float32");
}

}  // namespace
}  // namespace gradus::learn
