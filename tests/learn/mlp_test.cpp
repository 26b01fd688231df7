// Neural networks as learners.
#include "gradus/learn/mlp.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

struct Halves {
  Tensor x_train, y_train, x_test, y_test;
};

/// Every fourth row to test on, columns scaled by the others.
Halves halves(const std::string& name) {
  const data::LabelledData data = table(name);
  std::vector<int64_t> train, test;
  for (int64_t i = 0; i < data.x.size(0); ++i) (i % 4 == 0 ? test : train).push_back(i);
  const Tensor a = from_data(train, {std::ssize(train)}), b = from_data(test, {std::ssize(test)});
  data::StandardScaler scaler;
  const Tensor x = scaler.fit_transform(index_select(data.x, 0, a));
  return {x, index_select(data.y, 0, a), scaler.transform(index_select(data.x, 0, b)),
          index_select(data.y, 0, b)};
}

TEST(MLPClassifier, ScoresAsScikitLearns) {
  static const json wanted = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/table.json")).at("networks");
  for (const std::string name : {"breast_cancer", "digits"}) {
    const Halves data = halves(name);
    double score = 0;
    for (int64_t seed = 0; seed < 3; ++seed) {
      MLPClassifier model({.hidden_layer_sizes = {64, 32}, .seed = seed});
      model.fit(data.x_train, data.y_train);
      score += model.score(data.x_test, data.y_test) / 3;
    }
    EXPECT_GT(score, wanted.at(name).get<double>() - 0.005) << name;
  }
}

TEST(MLPClassifier, ProbabilitiesAddUpAndAgreeWithPredictions) {
  for (const std::string name : {"breast_cancer", "iris"}) {
    const Halves data = halves(name);
    MLPClassifier model({.hidden_layer_sizes = {8}, .max_iter = 30, .seed = 1});
    model.fit(data.x_train, data.y_train);
    const Tensor p = model.predict_proba(data.x_test);
    for (const double total : sum(p, {.dim = 1}).to_vector()) EXPECT_NEAR(total, 1, 1e-12);
    EXPECT_EQ(p.argmax(1).to_vector<int64_t>(), model.predict(data.x_test).to_vector<int64_t>());
  }
}

TEST(MLPClassifier, ShapesOfLayers) {
  const Halves data = halves("iris");
  MLPClassifier model({.hidden_layer_sizes = {5, 7}, .max_iter = 2});
  EXPECT_EQ(message_of([&] { model.coefs(); }), "MLPClassifier.coefs: call fit() first");
  model.fit(data.x_train, data.y_train);
  ASSERT_EQ(model.coefs().size(), 3U);
  EXPECT_EQ(model.coefs()[0].shape(), Shape({4, 5}));
  EXPECT_EQ(model.coefs()[2].shape(), Shape({7, 3}));
  EXPECT_EQ(model.intercepts()[1].shape(), Shape({7}));
  EXPECT_EQ(model.loss_curve().size(), 2U);
}

TEST(MLPClassifier, RowsSetApartDecideWhenToStop) {
  const Halves data = halves("breast_cancer");
  MLPClassifier model(
      {.hidden_layer_sizes = {32}, .learning_rate_init = 0.02, .max_iter = 400, .early_stopping = true});
  model.validate_on(data.x_test, data.y_test);
  model.fit(data.x_train, data.y_train);
  const std::vector<double> losses = model.validation_losses();
  ASSERT_EQ(losses.size(), model.loss_curve().size());
  EXPECT_LT(losses.size(), 400U);
  // The weights are those of the epoch with the smallest loss.
  const Tensor p = model.predict_proba(data.x_test);
  EXPECT_NEAR(metrics::log_loss(data.y_test, p), *std::min_element(losses.begin(), losses.end()), 1e-9);
  // The rows are for one fit only.
  model.fit(data.x_train, data.y_train);
  EXPECT_NE(model.validation_losses(), losses);
}

TEST(MLPClassifier, LeavesTheProgramsGeneratorAlone) {
  const Halves data = halves("iris");
  manual_seed(3);
  const std::vector<double> wanted = rand({4}).to_vector();
  manual_seed(3);
  MLPClassifier({.max_iter = 3}).fit(data.x_train, data.y_train);
  EXPECT_EQ(rand({4}).to_vector(), wanted);
}

TEST(MLPClassifier, ObserversSeeItLearn) {
  const Halves data = halves("iris");
  MLPClassifier model({.hidden_layer_sizes = {8}, .max_iter = 20});
  std::vector<double> scores;
  model.observe([&](const Progress& progress) {
    scores.push_back(dynamic_cast<const MLPClassifier&>(progress.learner).score(data.x_train, data.y_train));
  });
  model.fit(data.x_train, data.y_train);
  ASSERT_EQ(scores.size(), 20U);
  EXPECT_GT(scores.back(), scores.front());
}

TEST(MLPRegressor, FitsACurve) {
  const Tensor x = linspace(-2, 2, 200).to(float64).reshape({200, 1});
  const Tensor y = sin(x.reshape({200}) * 2.0);
  MLPRegressor model({.hidden_layer_sizes = {32, 32},
                      .activation = MLPActivation::tanh,
                      .learning_rate_init = 0.01,
                      .max_iter = 500,
                      .n_iter_no_change = 50});
  EXPECT_GT(model.fit(x, y).score(x, y), 0.99);
  const Tensor two = stack({y, y * -1.0}, 1);
  EXPECT_EQ(model.fit(x, two).predict(x).shape(), Shape({200, 2}));
}

TEST(MLPRegressor, WithoutHiddenLayersItIsALine) {
  const Tensor x = normal_rows(1, 400, 2);
  const Tensor y = x.select(1, 0) * 2.0 - x.select(1, 1) + 0.5;
  MLPRegressor model({.hidden_layer_sizes = {},
                      .alpha = 0,
                      .batch_size = 50,
                      .learning_rate_init = 0.02,
                      .max_iter = 300,
                      .tol = 1e-12});
  model.fit(x, y);
  expect_near(model.coefs().front(), json{2.0, -1.0}, 1e-3, "coefs");
  expect_near(model.intercepts().front(), json{0.5}, 1e-3, "intercepts");
}

TEST(MLP, BadOptionsAndData) {
  EXPECT_EQ(message_of([] {
              MLPClassifier({.hidden_layer_sizes = {4, 0}});
            }),
            "MLPClassifier: a size of hidden_layer_sizes = 0 must be at least 1");
  EXPECT_NE(message_of([] { MLPRegressor({.learning_rate_init = 0}); }), "no error");
  EXPECT_NE(message_of([] { MLPRegressor({.validation_fraction = 1}); }), "no error");
  EXPECT_NE(message_of([] { MLPRegressor({.momentum = 1}); }), "no error");
  const Halves data = halves("iris");
  MLPClassifier wild({.solver = MLPSolver::sgd, .learning_rate_init = 1e200});
  const std::string words = message_of([&] { wild.fit(data.x_train * 1e100, data.y_train); });
  EXPECT_NE(words.find("the loss is not finite"), std::string::npos) << words;
  EXPECT_FALSE(wild.is_fitted());
  MLPClassifier other({.early_stopping = true});
  other.validate_on(data.x_test, full({data.y_test.size(0)}, 9));
  EXPECT_NE(message_of([&] { other.fit(data.x_train, data.y_train); }).find("which is none of the classes"),
            std::string::npos);
}

}  // namespace
}  // namespace gradus::learn
