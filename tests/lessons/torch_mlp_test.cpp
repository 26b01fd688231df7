#include <gtest/gtest.h>

#include "lessons/registry.hpp"

namespace gradus::lessons {
namespace {

/// What a short run says of the model that was trained by the trainer.
const Json& trained() {
  static const Json told = [] {
    RunOptions options = find("torch-mlp")->options();
    options.epochs = 5;
    return find("torch-mlp")->run(options).final.at("train");
  }();
  return told;
}

TEST(TorchMlp, ReloadedModelsGiveTheSameOutputsToTheLastBit) {
  for (const char* way : {"whole", "state_dict"}) {
    const Json& reloaded = trained().at("reloaded").at(way);
    EXPECT_EQ(reloaded.at("largest_difference"), 0) << way;
    EXPECT_EQ(reloaded.at("valid_accuracy"), trained().at("valid_accuracy")) << way;
  }
  // A model made anew would have this accuracy; the comparison above could then not fail.
  EXPECT_NE(trained().at("untrained_accuracy"), trained().at("valid_accuracy"));
}

TEST(TorchMlp, NllOfLogProbabilitiesIsCrossEntropy) {
  EXPECT_NEAR(value_of(trained().at("nll").at("valid_loss")), value_of(trained().at("valid_loss")), 1e-4);
}

TEST(TorchMlp, ASigmoidBeforeCrossEntropyHasAFloor) {
  RunOptions options = find("torch-mlp")->options();
  const Json told = find("torch-mlp")->run(options).final.at("train");
  EXPECT_GT(value_of(told.at("valid_loss")), 0.3132);
  EXPECT_LT(value_of(told.at("without_last_sigmoid").at("valid_loss")), 0.1);
}

}  // namespace
}  // namespace gradus::lessons
