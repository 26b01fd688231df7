#include "gradus/learn/neighbors.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

Tensor every(const Tensor& x, int64_t first, int64_t step, int64_t end) {
  return index_select(x, 0, arange(first, end, step));
}

TEST(Neighbors, AnswersAreScikitLearns) {
  for (const json& c : golden("neighbors")) {
    const auto data = table(c.at("table"));
    const json& given = c.at("options");
    const NeighborsOptions options{
        .n_neighbors = given.value("n_neighbors", 5),
        .weights = given.contains("weights") ? NeighborWeights::distance : NeighborWeights::uniform,
        .p = given.value("p", 2)};
    const int64_t n = data.x.size(0);
    const Tensor x = every(data.x, 0, 2, n), y = every(data.y, 0, 2, n), asked = every(data.x, 1, 10, n);
    KNeighborsClassifier classifier(options);
    classifier.fit(x, y);
    expect_near(classifier.predict_proba(asked), c.at("proba"), 1e-9, "probabilities");
    EXPECT_NEAR(classifier.score(every(data.x, 1, 2, n), every(data.y, 1, 2, n)), c.at("score").get<double>(),
                1e-12);
    expect_near(classifier.kneighbors(data.x.slice(0, 1, 6)).distances, c.at("distances"), 1e-9, "distances");
    KNeighborsRegressor regressor(options);
    regressor.fit(x, x.slice(1, 0, 1).reshape({x.size(0)}) * y.to(float64));
    expect_near(regressor.predict(asked), c.at("predicted"), 1e-9, "predicted");
  }
}

TEST(Neighbors, ARowAtNoDistanceCountsAlone) {
  KNeighborsRegressor model({.n_neighbors = 3, .weights = NeighborWeights::distance});
  model.fit(tensor({{0.0}, {1.0}, {3.0}}), tensor({5.0, 7.0, 100.0}));
  EXPECT_EQ(model.predict(tensor({{1.0}})).to_vector(), (Doubles{7}));
}

TEST(Neighbors, SeveralTargets) {
  KNeighborsRegressor model({.n_neighbors = 2});
  model.fit(tensor({{0.0}, {1.0}, {9.0}}), tensor({{1.0, 10.0}, {3.0, 30.0}, {0.0, 0.0}}));
  EXPECT_EQ(model.predict(tensor({{0.4}})).to_vector(), (Doubles{2, 20}));
}

TEST(Neighbors, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { KNeighborsClassifier({.n_neighbors = 0}); }),
            "KNeighborsClassifier: n_neighbors = 0 must be at least 1");
  EXPECT_EQ(message_of([] { KNeighborsRegressor({.p = 3}); }),
            "KNeighborsRegressor: p = 3 must be 1 (Manhattan) or 2 (Euclidean)");
  EXPECT_EQ(message_of([] {
              KNeighborsClassifier().fit(ones({2, 1}), tensor({0, 1}));
            }),
            "KNeighborsClassifier.fit: 2 rows are fewer than n_neighbors = 5: (2, 1)");
  KNeighborsClassifier model({.n_neighbors = 1});
  model.fit(ones({2, 1}), tensor({0, 1}));
  EXPECT_EQ(message_of([&] {
              model.decision_function(ones({1, 1}));
            }),
            "KNeighborsClassifier.decision_function: this learner has none");
}

}  // namespace
}  // namespace gradus::learn
