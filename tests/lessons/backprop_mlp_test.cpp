#include <gtest/gtest.h>

#include "lessons/registry.hpp"

namespace gradus::lessons {
namespace {

TEST(BackpropMlp, GradientsByHandAreThoseOfAutograd) {
  RunOptions options = find("backprop-mlp")->options();
  options.epochs = 12;
  const Result result = find("backprop-mlp")->run(options);
  for (const char* net : {"2-10-2", "2-10-5-2"}) {
    const double difference = value_of(result.final.at(net).at("largest_gradient_difference"));
    EXPECT_LT(difference, 1e-15) << net;
  }
}

TEST(BackpropMlp, UpdatingBeforeTheErrorGoesOnIsAnotherTraining) {
  const Lesson& lesson = *find("backprop-mlp");
  const Json deep = lesson.run(lesson.options()).final.at("2-10-5-2");
  const double published = value_of(deep.at("test_mse_all"));
  const double corrected = value_of(deep.at("corrected").at("test_mse_all"));
  EXPECT_NE(published, corrected);
  EXPECT_NEAR(published, corrected, 0.01);
}

}  // namespace
}  // namespace gradus::lessons
