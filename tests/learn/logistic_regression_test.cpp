#include "gradus/learn/logistic_regression.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

TEST(LogisticRegression, FitsAreScikitLearns) {
  for (const json& c : golden("logistic")) {
    const std::string name = c.at("table");
    const auto data = table(name);
    const Tensor x = data::StandardScaler().fit_transform(data.x);
    LogisticRegression model({.C = c.at("C"), .max_iter = 1000});
    model.fit(x, data.y);
    EXPECT_TRUE(model.converged()) << name;
    expect_near(model.coef(), c.at("coef"), 1e-6, name + " coef");
    expect_near(model.intercept(), c.at("intercept"), 1e-6, name + " intercept");
    std::vector<int64_t> rows;
    for (int64_t i = 0; i < x.size(0); i += 25) rows.push_back(i);
    const Tensor some = index_select(x, 0, from_data(rows, {static_cast<int64_t>(rows.size())}));
    expect_near(model.predict_proba(some), c.at("proba"), 1e-6, name + " probabilities");
    EXPECT_NEAR(model.score(x, data.y), c.at("score").get<double>(), 1e-12) << name;
  }
}

TEST(LogisticRegression, TheLossFallsAndIsTold) {
  const auto data = table("iris");
  LogisticRegression model({.max_iter = 30});
  int64_t told = 0;
  model.observe([&](const Progress& progress) {
    ++told;
    EXPECT_GT(dynamic_cast<const Classifier&>(progress.learner).score(data.x, data.y), 0.3);
  });
  model.fit(data.x, data.y);
  EXPECT_EQ(told, model.n_iter());
  const Doubles& losses = model.loss_curve();
  for (size_t i = 1; i < losses.size(); ++i) EXPECT_LE(losses[i], losses[i - 1] * (1 + 1e-12));
  EXPECT_NEAR(losses.front(), 150 * std::log(3.0), 1e-9);  // of coefficients 0
}

TEST(LogisticRegression, LearnsWhereGradientsAreOff) {
  const auto data = table("iris");
  const NoGrad off;
  LogisticRegression model;
  EXPECT_GT(model.fit(data.x, data.y).score(data.x, data.y), 0.95);
  EXPECT_FALSE(model.coef().requires_grad());
}

TEST(LogisticRegression, WithoutIntercept) {
  const Tensor x = normal_rows(3, 50, 2);
  const Tensor y = (x.slice(1, 0, 1) > 0.0).reshape({50}).to(int64);
  LogisticRegression model({.fit_intercept = false});
  model.fit(x, y);
  EXPECT_EQ(model.intercept().to_vector(), (Doubles{0}));
  EXPECT_EQ(model.decision_function(zeros({1, 2}, {.dtype = float64})).to_vector(), (Doubles{0}));
}

TEST(LogisticRegression, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { LogisticRegression({.C = 0}); }), "LogisticRegression: C = 0 must be above 0");
  EXPECT_EQ(message_of([] { LogisticRegression({.max_iter = 0}); }),
            "LogisticRegression: max_iter = 0 must be at least 1");
}

}  // namespace
}  // namespace gradus::learn
