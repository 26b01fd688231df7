// What figures may ask a model.
#include "gradus/view/model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/perceptron.hpp"
#include "gradus/learn/sgd.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Labels = std::vector<int64_t>;

const Tensor& rows() {
  static const Tensor x = from_data(std::vector<double>{-2, 0, -1, 0, 1, 0, 2, 0}, {4, 2});
  return x;
}

/// Gives each row its first column.
Tensor first_column(const Tensor& x) { return x.select(1, 0); }

TEST(ViewModel, AsksALearnerForItsClassesAndProbabilities) {
  learn::LogisticRegression model;
  model.fit(rows(), from_data(Labels{3, 3, 7, 7}, {4}));
  const ClassAnswer answer = Model(model).classes("f", rows(), {3, 7});
  EXPECT_EQ(answer.labels, (Labels{3, 7}));
  EXPECT_EQ(answer.places, (Labels{0, 0, 1, 1}));
  EXPECT_EQ(answer.probabilities, model.predict_proba(rows()).to_vector());
  EXPECT_EQ(answer.certainty(0), answer.probabilities[0]);
  EXPECT_EQ(answer.certainty(3), answer.probabilities[7]);
  EXPECT_EQ(message_of([&] {
              Model(model).classes("f", rows(), {3, 4});
            }),
            "f: y has the classes {3, 4}, the model {3, 7}");
}

TEST(ViewModel, ALearnerMayHaveNoProbabilities) {
  const Tensor y = from_data(Labels{0, 0, 1, 1}, {4});
  learn::Perceptron perceptron;
  perceptron.fit(rows(), y);
  const ClassAnswer answer = Model(perceptron).classes("f", rows(), {});
  EXPECT_TRUE(answer.probabilities.empty());
  EXPECT_EQ(answer.certainty(2), 1);
  EXPECT_EQ(answer.places, (Labels{0, 0, 1, 1}));
  EXPECT_FALSE(learn::SGDClassifier().has_probabilities());
  EXPECT_TRUE(learn::SGDClassifier({.loss = learn::SGDClassifierLoss::log_loss}).has_probabilities());
}

TEST(ViewModel, ARegressorTellsNumbersOnly) {
  learn::LinearRegression model;
  model.fit(rows(), from_data(std::vector<double>{-3, -1, 3, 5}, {4}));
  const std::vector<double> numbers = Model(model).numbers("f", rows());
  EXPECT_EQ(numbers, model.predict(rows()).to_vector());
  EXPECT_EQ(message_of([&] { Model(model).classes("f", rows(), {}); }),
            "f: the model is a Regressor, which tells no classes");
}

TEST(ViewModel, ScoresOfANetBecomeProbabilities) {
  nn::Sequential net{nn::Linear(2, 3)};
  const ClassAnswer answer = Model(net).classes("f", rows(), {0, 2});
  ASSERT_EQ(answer.labels, (Labels{0, 1, 2}));
  const NoGrad guard;
  const std::vector<double> scores = net(rows().to(float32)).to_vector();
  for (size_t i = 0; i < 4; ++i) {
    double sum = 0;
    for (size_t c = 0; c < 3; ++c) sum += std::exp(scores[3 * i + c]);
    for (size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(answer.probabilities[3 * i + c], std::exp(scores[3 * i + c]) / sum, 1e-12);
    }
  }
  EXPECT_EQ(message_of([&] {
              Model(net).classes("f", rows(), {5, 6});
            }),
            "f: there are columns for 3 classes, the labels are {5, 6}");
}

TEST(ViewModel, OneColumnSpeaksForTheSecondClass) {
  const ClassAnswer scores = Model(first_column).classes("f", rows(), {-1, 1});
  EXPECT_EQ(scores.labels, (Labels{-1, 1}));
  EXPECT_EQ(scores.places, (Labels{0, 0, 1, 1}));
  EXPECT_NEAR(scores.probabilities[1], 1 / (1 + std::exp(2.0)), 1e-15);

  const auto shares = [](const Tensor& x) { return (x.select(1, 0) + 2) / 4; };
  const ClassAnswer told = Model(shares, Output::probabilities).classes("f", rows(), {});
  EXPECT_EQ(told.probabilities, (std::vector<double>{1, 0, .75, .25, .25, .75, 0, 1}));
  EXPECT_EQ(message_of([&] { Model(first_column, Output::probabilities).classes("f", rows(), {}); }),
            "f: the model gave -2, which is no probability; for logits say Output::scores");
}

TEST(ViewModel, ALastSigmoidOrSoftmaxSaysWhatTheNumbersAre) {
  nn::Sequential sigmoid_net{nn::Linear(2, 1), nn::Sequential{nn::Sigmoid()}};
  const ClassAnswer one = Model(sigmoid_net).classes("f", rows(), {});
  const NoGrad guard;
  EXPECT_EQ(one.probabilities[1], sigmoid_net(rows().to(float32)).to_vector()[0]);

  nn::Sequential plain{nn::Linear(2, 3)};
  const ClassAnswer scores = Model(plain).classes("f", rows(), {});
  nn::Sequential logs{nn::Linear(2, 3), nn::LogSoftmax(1)};
  logs[0].load_state_dict(plain[0].state_dict());
  const ClassAnswer log_scores = Model(logs).classes("f", rows(), {});
  for (size_t i = 0; i < scores.probabilities.size(); ++i) {
    EXPECT_NEAR(log_scores.probabilities[i], scores.probabilities[i], 1e-6);
  }
}

TEST(ViewModel, WholeNumbersAreClasses) {
  const auto sides = [](const Tensor& x) { return (x.select(1, 0) > 0.0).to(int64) * 4; };
  const ClassAnswer answer = Model(sides).classes("f", rows(), {1, 4});
  EXPECT_EQ(answer.labels, (Labels{0, 1, 4}));
  EXPECT_EQ(answer.places, (Labels{0, 0, 2, 2}));
  EXPECT_TRUE(answer.probabilities.empty());
}

/// Fails for the rows it is told to, and says in which mode it was asked.
struct Moody : nn::Layer {
  nn::Dropout& child = add<nn::Dropout>("child", 0.5);
  bool fails = false;
  bool asked_in_training = true, recorded = true;

  Tensor forward(const Tensor& x) override {
    asked_in_training = is_training() || child.is_training();
    recorded = GradMode::is_enabled();
    if (fails) fail("moody: no");
    return child(x).select(1, 0);
  }
};

TEST(ViewModel, ANetIsAskedInEvalAndEachModuleGetsItsModeBack) {
  Moody net;
  net.train();
  net.child.eval();  // frozen by its owner
  EXPECT_EQ(Model(net).numbers("f", rows()), (std::vector<double>{-2, -1, 1, 2}));
  EXPECT_FALSE(net.asked_in_training);
  EXPECT_FALSE(net.recorded);
  EXPECT_TRUE(net.is_training());
  EXPECT_FALSE(net.child.is_training());

  net.fails = true;
  EXPECT_NE(message_of([&] { Model(net).numbers("f", rows()); }).find("moody: no"), std::string::npos);
  EXPECT_TRUE(net.is_training());
  EXPECT_FALSE(net.child.is_training());
  EXPECT_TRUE(GradMode::is_enabled());
}

TEST(ViewModel, AnswersThatDoNotFitAreErrors) {
  const auto pair = [](const Tensor& x) { return x; };
  EXPECT_EQ(message_of([&] { Model(pair).numbers("f", rows()); }),
            "f: the model must give one number for each row, got (4, 2) for (4, 2)");
  const auto one = [](const Tensor& x) { return x[0]; };
  EXPECT_EQ(message_of([&] { Model(one).numbers("f", rows()); }),
            "f: the model gave (2,) for the rows (4, 2); it must give one row for each");
  const auto nothing = [](const Tensor&) { return Tensor(); };
  EXPECT_EQ(message_of([&] { Model(nothing).numbers("f", rows()); }),
            "f: the model gave an undefined tensor");
  const std::function<Tensor(const Tensor&)> empty;
  EXPECT_EQ(message_of([&] { Model(empty).numbers("f", rows()); }), "f: the model is an empty function");
  const auto broken = [](const Tensor& x) { return x.select(1, 0) / 0.0; };
  EXPECT_EQ(message_of([&] { Model(broken).classes("f", rows(), {}); }),
            "f: the model gave (4,), of which 4 numbers are not finite: -inf; has its training diverged?");
}

TEST(ViewGrid, GoesAlongXFirst) {
  const Grid grid = make_grid("f", {0, 1}, {10, 14}, 3, float32);
  EXPECT_EQ(grid.x, (std::vector<double>{0, .5, 1}));
  EXPECT_EQ(grid.y, (std::vector<double>{10, 12, 14}));
  EXPECT_EQ(grid.points.dtype(), float32);
  EXPECT_EQ(grid.points.select(1, 0).to_vector(), (std::vector<double>{0, .5, 1, 0, .5, 1, 0, .5, 1}));
  EXPECT_EQ(grid.points.select(1, 1).to_vector(), (std::vector<double>{10, 10, 10, 12, 12, 12, 14, 14, 14}));
  EXPECT_EQ(message_of([] {
              make_grid("f", {0, 1}, {0, 1}, 1, float64);
            }),
            "f: resolution = 1 must be 2 to 2000");
  EXPECT_EQ(message_of([] { make_grid("f", {1, 1}, {0, 1}, 9, float64); }), "f: 1 to 1 is no interval");
}

TEST(ViewGrid, IntervalsHaveRoomAroundTheValues) {
  const Interval wide = interval_of("f", {3, 1, 2}, 0.25);
  EXPECT_EQ(wide.low, 0.5);
  EXPECT_EQ(wide.high, 3.5);
  const Interval single = interval_of("f", {7, 7}, 0.1);
  EXPECT_EQ(single.low, 6.5);
  EXPECT_EQ(single.high, 7.5);
  const Interval large = interval_of("f", {1e20}, 0);
  EXPECT_LT(large.low, 1e20);
  EXPECT_EQ(message_of([] { interval_of("f", {}, 0); }), "f: there are no values");
  EXPECT_EQ(message_of([] {
              interval_of("f", {1, std::numeric_limits<double>::quiet_NaN()}, 0);
            }),
            "f: value 1 (counted from 0) is nan");
  EXPECT_EQ(message_of([] {
              interval_of("f", {-1e308, 1e308}, 0);
            }),
            "f: from -1e+308 to 1e+308 is too far to be drawn");
}

}  // namespace
}  // namespace gradus::view
