#include "gradus/learn/sgd.hpp"

#include "gradus/io/json.hpp"
#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

/// What scikit-learn and NumPy learned step by step: tests/golden/make_sgd.py.
const json& steps(const std::string& family) {
  static const json content = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/sgd.json"));
  return content.at(family);
}

/// Options of scikit-learn's names, by way of a saved learner, as they would come from a file.
template <class Model>
Model made(json options) {
  options["shuffle"] = false;
  if (options.contains("penalty") && options.at("penalty").is_null()) options["penalty"] = "none";
  const json file{{"kind", Model::kind_name}, {"params", options}, {"n_features_in", 0}};
  return dynamic_cast<const Model&>(*Estimator::load(io::parse_json(file.dump())));
}

data::LabelledData standardised(const std::string& name) {
  data::LabelledData data = table(name);
  data.x = data::StandardScaler().fit_transform(data.x);
  return data;
}

/// Every so many rows from the first one named.
Tensor part_of(const Tensor& t, int64_t first, int64_t stride) {
  return index_select(t, 0, arange(first, t.size(0), stride));
}

TEST(SGDClassifier, StepsAreScikitLearns) {
  for (const json& c : steps("classifier")) {
    const std::string what = c.at("table").get<std::string>() + c.at("options").dump();
    const auto data = standardised(c.at("table"));
    auto model = made<SGDClassifier>(c.at("options"));
    const int64_t parts = c.at("parts");
    for (int64_t part = 0; part < parts; ++part) {
      model.partial_fit(part_of(data.x, part, parts), part_of(data.y, part, parts));
    }
    if (parts == 0) model.fit(data.x, data.y);
    // scikit-learn's exponentials are cut off at 18, which is seen in the eighth digit.
    expect_near(model.coef(), c.at("coef"), 1e-6, what + " coef");
    expect_near(model.intercept(), c.at("intercept"), 1e-6, what + " intercept");
    EXPECT_NEAR(model.score(data.x, data.y), c.at("score").get<double>(), 1e-12) << what;
    if (c.at("proba").empty()) continue;
    expect_near(model.predict_proba(part_of(data.x, 0, 29)), c.at("proba"), 1e-6, what + " probabilities");
  }
}

TEST(SGDClassifier, SoftmaxMovesAllPlanesTogether) {
  const auto data = standardised("iris");
  for (const json& c : steps("softmax")) {
    SGDClassifier model({.loss = SGDClassifierLoss::softmax,
                         .alpha = c.at("alpha"),
                         .max_iter = c.at("epochs"),
                         .tol = std::nullopt,
                         .shuffle = false,
                         .learning_rate = LearningRate::constant,
                         .eta0 = c.at("eta0"),
                         .batch_size = c.at("batch").get<int64_t>()});
    model.fit(data.x, data.y);
    expect_near(model.coef(), c.at("coef"), 1e-9, "coef");
    expect_near(model.intercept(), c.at("intercept"), 1e-9, "intercept");
    expect_near(from_data(model.loss_curve(), {c.at("epochs")}), c.at("losses"), 1e-9, "losses");
    const Tensor total = sum(model.predict_proba(data.x), {.dim = 1});
    expect_near(total, json(Doubles(150, 1.0)), 1e-12, "probabilities");
  }
}

// Given time, softmax regression step by step reaches what L-BFGS finds: alpha is 1 / (C n).
TEST(SGDClassifier, ReachesLogisticRegression) {
  const auto data = standardised("iris");
  for (const bool two : {true, false}) {
    const Tensor y = two ? (data.y > 0).to(int64) : data.y;
    LogisticRegression exact({.C = 1 / (0.01 * 150)});
    SGDClassifier model({.loss = SGDClassifierLoss::softmax,
                         .alpha = 0.01,
                         .max_iter = 5000,
                         .tol = std::nullopt,
                         .learning_rate = LearningRate::constant,
                         .eta0 = 0.5,
                         .batch_size = std::nullopt});
    exact.fit(data.x, y);
    model.fit(data.x, y);
    expect_near(model.coef(), json(exact.coef().to_vector()), 1e-6, "coef");
    expect_near(model.intercept(), json(exact.intercept().to_vector()), 1e-6, "intercept");
  }
}

TEST(SGDClassifier, ShufflesBySeed) {
  const auto data = standardised("iris");
  const auto coef = [&](int64_t seed) {
    SGDClassifier model({.loss = SGDClassifierLoss::log_loss, .max_iter = 3, .seed = seed});
    model.fit(data.x, data.y);
    EXPECT_GT(model.score(data.x, data.y), 0.8);
    return model.coef().to_vector();
  };
  EXPECT_EQ(coef(1), coef(1));
  EXPECT_NE(coef(1), coef(2));
}

TEST(SGDClassifier, TellsOfEachEpoch) {
  const auto data = standardised("iris");
  SGDClassifier model({.loss = SGDClassifierLoss::log_loss, .max_iter = 6, .tol = std::nullopt});
  int64_t told = 0;
  model.observe([&](const Progress& progress) {
    EXPECT_EQ(progress.epoch, ++told);
    EXPECT_GT(dynamic_cast<const Classifier&>(progress.learner).score(data.x, data.y), 0.3);
  });
  model.fit(data.x, data.y);
  EXPECT_EQ(told, 6);
}

TEST(SGDClassifier, KeepsItsStepsWhenSaved) {
  const auto data = standardised("iris");
  SGDClassifier model({.loss = SGDClassifierLoss::log_loss, .shuffle = false});
  model.partial_fit(data.x, data.y);
  const auto loaded = Estimator::load(model.save());
  model.partial_fit(data.x, data.y);
  dynamic_cast<SGDClassifier&>(*loaded).partial_fit(data.x, data.y);
  EXPECT_EQ(loaded->save(), model.save());
}

TEST(SGDClassifier, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { SGDClassifier({.alpha = 0}); }),
            "SGDClassifier: alpha = 0 must be above 0: learning_rate = optimal follows from it");
  EXPECT_EQ(message_of([] { SGDClassifier({.l1_ratio = 2}); }), "SGDClassifier: l1_ratio = 2 must be 0 to 1");
  EXPECT_EQ(message_of([] { SGDClassifier({.learning_rate = LearningRate::constant, .eta0 = 0}); }),
            "SGDClassifier: eta0 = 0 must be above 0");
  const auto data = standardised("iris");
  SGDClassifier model;
  model.fit(data.x, data.y);
  EXPECT_EQ(message_of([&] { model.predict_proba(data.x); }),
            "SGDClassifier.predict_proba: loss = hinge has no probabilities: take log_loss, softmax or "
            "modified_huber");
  SGDClassifier wild(
      {.loss = SGDClassifierLoss::squared_hinge, .learning_rate = LearningRate::constant, .eta0 = 1e9});
  EXPECT_EQ(message_of([&] { wild.fit(data.x * 1e3, data.y); }),
            "SGDClassifier.fit: the loss is not finite: take a smaller learning rate, or scale the columns "
            "of x first");
  EXPECT_FALSE(wild.is_fitted());
}

TEST(SGDRegressor, StepsAreScikitLearns) {
  random::NumpyRandom random(11);
  const Tensor x = from_data(random.randn(240), {80, 3}), noise = from_data(random.randn(80), {80});
  const Tensor y = noise + matmul(x, tensor({1.0, -2.0, 0.5}, {.dtype = float64}));
  for (const json& c : steps("regressor")) {
    const std::string what = c.at("options").dump();
    auto model = made<SGDRegressor>(c.at("options"));
    const int64_t parts = c.at("parts");
    for (int64_t part = 0; part < parts; ++part) {
      model.partial_fit(part_of(x, part, parts), part_of(y, part, parts));
    }
    if (parts == 0) model.fit(x, y);
    expect_near(model.coef(), c.at("coef"), 1e-8, what + " coef");
    expect_near(model.intercept(), c.at("intercept"), 1e-8, what + " intercept");
  }
}

// Batch gradient descent of several targets at once comes to least squares.
TEST(SGDRegressor, FullBatchesReachLeastSquares) {
  const Tensor x = normal_rows(4, 60, 3), y = normal_rows(5, 60, 2);
  SGDRegressor model({.penalty = Penalty::none,
                      .max_iter = 3000,
                      .tol = std::nullopt,
                      .learning_rate = LearningRate::constant,
                      .eta0 = 0.3,
                      .batch_size = std::nullopt});
  LinearRegression exact;
  model.fit(x, y);
  exact.fit(x, y);
  expect_near(model.coef(), json(exact.coef().to_vector()), 1e-9, "coef");
  expect_near(model.predict(x), json(exact.predict(x).to_vector()), 1e-9, "predicted");
}

TEST(SGDRegressor, LearnsOnFromTheSameTargetsOnly) {
  const Tensor x = normal_rows(4, 20, 3), y = normal_rows(5, 20, 2);
  SGDRegressor model;
  model.partial_fit(x, y);
  const Value before = model.save();
  EXPECT_EQ(message_of([&] { model.partial_fit(x, y.slice(1, 0, 1)); }),
            "SGDRegressor.partial_fit: y is (20, 1), but 2 numbers a row were learned from before");
  EXPECT_NE(message_of([&] { model.partial_fit(x.slice(1, 0, 2), y); }), "no error");
  EXPECT_EQ(model.save(), before);
  model.partial_fit(x, y);
  EXPECT_EQ(model.loss_curve().size(), 2U);
  EXPECT_LT(model.loss_curve()[1], model.loss_curve()[0]);
}

TEST(Perceptron, FitsAreScikitLearns) {
  for (const json& c : steps("perceptron")) {
    const auto data = standardised(c.at("table"));
    auto model = made<Perceptron>(c.at("options"));
    model.fit(data.x, data.y);
    expect_near(model.coef(), c.at("coef"), 1e-9, c.at("table"));
    expect_near(model.intercept(), c.at("intercept"), 1e-9, c.at("table"));
    EXPECT_NEAR(model.score(data.x, data.y), c.at("score").get<double>(), 1e-12);
  }
}

TEST(Adaline, StepsAreWidrowsAndHoffs) {
  const auto all = table("iris");
  const Tensor x = data::StandardScaler().fit_transform(all.x.slice(0, 0, 100)), y = all.y.slice(0, 0, 100);
  for (const json& c : steps("adaline")) {
    Adaline model({.eta0 = c.at("eta0"),
                   .max_iter = c.at("epochs"),
                   .batch_size = c.at("batch").get<int64_t>(),
                   .n_iter_no_change = 1000,
                   .shuffle = false});
    model.fit(x, y);
    expect_near(model.coef(), c.at("coef"), 1e-9, "coef");
    expect_near(model.intercept(), c.at("intercept"), 1e-9, "intercept");
    expect_near(from_data(model.loss_curve(), {c.at("epochs")}), c.at("losses"), 1e-9, "losses");
  }
}

}  // namespace
}  // namespace gradus::learn
