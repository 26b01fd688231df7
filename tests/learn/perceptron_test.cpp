#include "gradus/learn/perceptron.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

TEST(Perceptron, StepsAreRosenblatts) {
  // (2, 1) is of the larger class and on the plane: it moves it to (2, 1; 1). (1, -1) scores 2: wrong, and
  // moves it to (1, 2; 0).
  Perceptron model({.shuffle = false});
  model.partial_fit(tensor({{2.0, 1.0}, {1.0, -1.0}}), tensor({1, 0}));
  EXPECT_EQ(model.coef().to_vector(), (Doubles{1, 2}));
  EXPECT_EQ(model.intercept().to_vector(), (Doubles{0}));
  EXPECT_EQ(model.loss_curve(), (Doubles{1}));  // (0 + 2) / 2
}

TEST(Perceptron, SeparatesWhatAPlaneSeparates) {
  const auto data = table("iris");
  const Tensor two = (data.y > 0).to(int64);
  for (const PerceptronLoss loss : {PerceptronLoss::perceptron, PerceptronLoss::hinge}) {
    Perceptron model({.loss = loss, .eta0 = 0.1});
    EXPECT_EQ(model.fit(data.x, two).score(data.x, two), 1);
    EXPECT_NEAR(model.loss_curve().back(), 0, 1e-2);
  }
}

TEST(Adaline, FullBatchesReachLeastSquares) {
  const Tensor x = normal_rows(4, 60, 3);
  const Tensor y = (x.slice(1, 0, 1) + x.slice(1, 1, 2) > 0.2).reshape({60}).to(int64);
  Adaline model({.eta0 = 0.2, .max_iter = 2000, .batch_size = std::nullopt, .n_iter_no_change = 2000});
  model.fit(x, y);
  LinearRegression exact;
  exact.fit(x, y.to(float64) * 2.0 - 1.0);
  expect_near(model.coef(), json(exact.coef().to_vector()), 1e-9, "coef");
  expect_near(model.intercept(), json(exact.intercept().to_vector()), 1e-9, "intercept");
  for (size_t i = 1; i < 50; ++i) EXPECT_LT(model.loss_curve()[i], model.loss_curve()[i - 1]);
}

TEST(Adaline, StochasticAndMiniBatchesComeNear) {
  const auto data = table("iris");
  const Tensor x = data::StandardScaler().fit_transform(data.x), y = (data.y > 0).to(int64);
  for (const int64_t batch : {1, 32}) {
    Adaline model({.eta0 = 0.01, .batch_size = batch, .seed = 1});
    EXPECT_EQ(model.fit(x, y).score(x, y), 1) << batch;
  }
}

TEST(Adaline, SaysThatItDiverges) {
  const Tensor x = normal_rows(4, 60, 3) * 1000.0;
  Adaline model({.eta0 = 1, .max_iter = 1000, .n_iter_no_change = 1000});
  EXPECT_EQ(
      message_of([&] { model.fit(x, (x.slice(1, 0, 1) > 0.0).reshape({60}).to(int64)); }),
      "Adaline.fit: the loss is not finite: take a smaller learning rate, or scale the columns of x first");
  EXPECT_FALSE(model.is_fitted());
  EXPECT_EQ(message_of([] { Adaline({.batch_size = 0}); }), "Adaline: batch_size = 0 must be at least 1");
  EXPECT_EQ(message_of([] { Perceptron({.eta0 = 0}); }), "Perceptron: eta0 = 0 must be above 0");
}

}  // namespace
}  // namespace gradus::learn
