#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>

#include "lessons/registry.hpp"
#include "small_data.hpp"

namespace gradus::lessons {
namespace {

/// How far a number may be from Python's, given its JSON pointer.
struct Tolerance {
  double relative = 0;
  double absolute = 0;
};
using ToleranceOf = std::function<Tolerance(const std::string& pointer)>;

Json golden(std::string_view name) {
  std::ifstream stream(fmt::format("{}/{}.json", GRADUS_GOLDEN_DIR, name));
  return Json::parse(stream);
}

Json run_json(const Lesson& lesson, const RunOptions& options) {
  return to_json(lesson, options, lesson.run(options));
}

/// Every value of `reference` has its like at the same place of `ours`.
void expect_equal(const std::string& pointer, const Json& ours, const Json& reference,
                  const ToleranceOf& tolerance) {
  if (reference.is_object()) {
    for (const auto& [key, value] : reference.items()) {
      ASSERT_TRUE(ours.contains(key)) << pointer << "/" << key;
      expect_equal(pointer + "/" + key, ours.at(key), value, tolerance);
    }
  } else if (reference.is_array()) {
    ASSERT_TRUE(ours.is_array()) << pointer;
    ASSERT_EQ(ours.size(), reference.size()) << pointer;
    for (size_t i = 0; i < reference.size(); ++i) {
      expect_equal(pointer + "/" + std::to_string(i), ours[i], reference[i], tolerance);
    }
  } else if (reference.is_number_float() && ours.is_number()) {
    const Tolerance allowed = tolerance(pointer);
    const double a = ours.get<double>(), b = reference.get<double>();
    EXPECT_LE(std::abs(a - b), allowed.absolute + allowed.relative * std::abs(b))
        << pointer << ": " << a << ", not " << b;
  } else {
    EXPECT_EQ(ours, reference) << pointer;  // integers, texts, non-finite numbers
  }
}

void expect_golden(std::string_view name, const ToleranceOf& tolerance) {
  const Lesson* lesson = find(name);
  ASSERT_NE(lesson, nullptr);
  const Json reference = golden(name);
  RunOptions options = lesson->options();
  options.seed = reference.at("seed").get<uint32_t>();
  options.epochs = reference.at("epochs").get<int64_t>();
  expect_equal("", run_json(*lesson, options), reference, tolerance);
}

TEST(Golden, Slope) {
  expect_golden("slope", [](const std::string& pointer) {
    if (pointer == "/final/exact_least_squares") return Tolerance{.relative = 1e-9};
    if (pointer.starts_with("/checkpoints/0/") || pointer.starts_with("/values"))
      return Tolerance{.relative = 1e-6};
    // The gradient ends in the noise of float32, so it is compared with the first one's size.
    if (pointer.ends_with("/gradient")) return Tolerance{.absolute = 1e-5};
    return Tolerance{.relative = 1e-5};
  });
}

TEST(Golden, Tensors) {
  expect_golden("tensors", [](const std::string&) { return Tolerance{.relative = 1e-6}; });
}

TEST(Golden, WeightAngles) {
  expect_golden("weight-angles", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, Perceptron) {
  expect_golden("perceptron", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, AdalineGd) {
  expect_golden("adaline-gd", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, AdalineSgd) {
  expect_golden("adaline-sgd", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, LinearRegression) {
  if (std::getenv("GRADUS_DATA") == nullptr) {
    GTEST_SKIP() << "GRADUS_DATA does not say where advertising.csv lies";
  }
  expect_golden("linear-regression", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, LogisticRegression) {
  expect_golden("logistic-regression", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, KMeans) {
  expect_golden("kmeans", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, Pca) {
  expect_golden("pca", [](const std::string& pointer) {
    if (pointer == "/final/sklearn_max_abs_component_diff") return Tolerance{.absolute = 1e-12};  // noise
    return Tolerance{.relative = 1e-9};
  });
}

TEST(Golden, PerceptronHinge) {
  expect_golden("perceptron-hinge", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

// Adam divides by the size of the gradients, and near the plane these are differences of rounded numbers.
TEST(Golden, Autoencoder) {
  expect_golden("autoencoder", [](const std::string& pointer) {
    return pointer.find("code_first3") != std::string::npos ? Tolerance{.absolute = 1e-3}
                                                            : Tolerance{.relative = 1e-5};
  });
}

TEST(Golden, BackpropMlp) {
  expect_golden("backprop-mlp", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, FourPixels) {
  expect_golden("four-pixels", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, Optimisers) {
  expect_golden("optimisers",
                [](const std::string&) { return Tolerance{.relative = 1e-9, .absolute = 1e-12}; });
}

TEST(Golden, Gradient1d) {
  expect_golden("gradient-1d", [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, RateSchedules) {
  expect_golden("rate-schedules", [](const std::string&) { return Tolerance{.relative = 1e-6}; });
}

TEST(Golden, Regularisation) {
  // A network that learns noise by heart goes where rounding sends it, in the third digit.
  expect_golden("regularisation", [](const std::string& pointer) {
    return Tolerance{.relative = pointer.starts_with("/values") ? 1e-9 : 2e-2};
  });
}

bool spiral_is_there() { return std::getenv("GRADUS_DATA") != nullptr; }

TEST(Golden, Spiral) {
  if (!spiral_is_there()) GTEST_SKIP() << "GRADUS_DATA does not say where spiral.csv lies";
  const Json reference = golden("spiral");
  expect_golden("spiral", [&](const std::string& pointer) {
    const bool checkpoint = pointer.starts_with("/checkpoints/");
    const std::string run =
        checkpoint ? reference.at(Json::json_pointer(pointer.substr(0, pointer.rfind('/')) + "/run"))
                         .get<std::string>()
                   : "";
    if (pointer.starts_with("/final/numpy") || run == "numpy") return Tolerance{.relative = 1e-6};
    if (pointer.starts_with("/values")) {
      const bool float32 =
          pointer.find("fc1_weight") != std::string::npos || pointer.find("fc2_bias") != std::string::npos;
      return Tolerance{.relative = float32 ? 1e-6 : 1e-9};
    }
    if (pointer.ends_with("/epoch")) return Tolerance{};
    if (pointer.ends_with("/accuracy")) return Tolerance{.absolute = 1};  // a point
    if (pointer.find("/metrics/") != std::string::npos) return Tolerance{.absolute = 0.01};
    if (pointer == "/checkpoints/0/loss" || pointer == "/checkpoints/21/loss")
      return Tolerance{.relative = 1e-5};
    if (pointer.starts_with("/final/torch/inference_input")) return Tolerance{.relative = 1e-9};
    return Tolerance{.relative = 2e-2};
  });
}

// At a rate of 0.1 rounding decides the path after some eighty epochs: from there on the run is alike in
// kind.
TEST(Golden, Overfitting) {
  const Json reference = golden("overfitting");
  expect_golden("overfitting", [&](const std::string& pointer) {
    if (pointer.starts_with("/values"))
      return Tolerance{.relative = pointer.find("fc") == std::string::npos ? 1e-9 : 1e-6};
    if (pointer.ends_with("/num_samples")) return Tolerance{};
    if (pointer.ends_with("train_accuracy_eval")) return Tolerance{.absolute = 0.05};
    if (pointer.starts_with("/final")) return Tolerance{.absolute = 0.35};  // of 23 points
    const Json& checkpoint = reference.at(Json::json_pointer(pointer.substr(0, pointer.rfind('/'))));
    const auto epoch = checkpoint.at("epoch").get<int64_t>();
    const bool loss = pointer.ends_with("/loss");
    if (epoch == 0) return Tolerance{.relative = loss ? 1e-5 : 1e-9};
    if (epoch <= 80) return loss ? Tolerance{.relative = 2e-2} : Tolerance{.absolute = 2};
    return Tolerance{.absolute = loss ? 0.15 : 12};
  });
}

TEST(Golden, TorchMlp) {
  const Json reference = golden("torch-mlp");
  expect_golden("torch-mlp", [&](const std::string& pointer) {
    if (pointer.starts_with("/values")) return Tolerance{.relative = 1e-6};
    if (pointer.ends_with("accuracy")) return Tolerance{.absolute = 0.01};
    if (pointer.find("/weights/") != std::string::npos) return Tolerance{.relative = 1e-3, .absolute = 1e-5};
    const bool checkpoint = pointer.starts_with("/checkpoints");
    const Json::json_pointer place(pointer);
    if (checkpoint && reference.at(place.parent_pointer()).at("epoch") == 0)
      return Tolerance{.relative = 1e-5};
    return Tolerance{.relative = 2e-2};
  });
}

/// For a lesson over data files that are not shipped.
#define SKIP_WITHOUT_DATA() \
  if (std::getenv("GRADUS_DATA") == nullptr) GTEST_SKIP() << "GRADUS_DATA does not say where the data lie"

/// Compares a result with the golden, and looks for the numbers of the page's table in it.
void expect_golden_and_rows(std::string_view name, int64_t epochs, const ToleranceOf& tolerance) {
  const Lesson* lesson = find(name);
  ASSERT_NE(lesson, nullptr);
  Json reference = golden(name);
  ASSERT_EQ(reference.at("epochs"), epochs);
  for (const char* run :
       {"/final/test_correct", "/final/as_published/test_correct", "/final/corrected/test_correct"}) {
    const Json::json_pointer count(run);  // may differ by a picture or two on other processors
    if (reference.contains(count)) reference[count] = reference[count].get<double>();
  }
  RunOptions options = lesson->options();
  options.seed = reference.at("seed").get<uint32_t>();
  options.epochs = epochs;
  const Json result = run_json(*lesson, options);
  EXPECT_EQ(result.at("data"), "real");
  expect_equal("", result, reference, tolerance);
  for (const PrintedNumber& row : lesson->page().numbers) {
    EXPECT_TRUE(result.contains(Json::json_pointer(row.pointer))) << row.pointer;
  }
}

TEST(Golden, Mnist) {
  SKIP_WITHOUT_DATA();
  expect_golden_and_rows("mnist", 1, [](const std::string& pointer) {
    if (pointer.starts_with("/values") || pointer == "/checkpoints/0/loss" ||
        pointer == "/checkpoints/8/loss")
      return Tolerance{.relative = 1e-5};
    if (pointer.ends_with("/test_accuracy")) return Tolerance{.absolute = 0.01};
    if (pointer.ends_with("/test_correct")) return Tolerance{.absolute = 100};  // of 10,000
    if (pointer.find("/test_output0/") != std::string::npos) return Tolerance{.absolute = 0.02};
    return Tolerance{.relative = 2e-2};
  });
}

// Rounding decides the path after some hundred steps; the losses stay close, the weights alike in kind.
TEST(Golden, DampedSine) {
  const Json reference = golden("damped-sine");
  expect_golden("damped-sine", [&](const std::string& pointer) {
    if (pointer.starts_with("/values/damped") || pointer.starts_with("/values/flipped"))
      return Tolerance{.relative = 1e-6};
    if (pointer.starts_with("/values")) return Tolerance{.relative = 1e-9};
    const auto is_of = [&](const char* key) { return pointer.find(key) != std::string::npos; };
    if (is_of("/thresholds")) return Tolerance{.absolute = 1.5};  // of units that are never off, or never on
    if (is_of("/binary_prediction")) return Tolerance{.absolute = 0.9};
    if (is_of("/prediction")) return Tolerance{.absolute = 0.05};
    if (is_of("/activations")) return Tolerance{.absolute = 0.02};
    if (is_of("/weights")) return Tolerance{.absolute = 0.4};
    if (pointer.starts_with("/final")) return Tolerance{.relative = 3e-2};
    const Json& checkpoint = reference.at(Json::json_pointer(pointer).parent_pointer());
    return Tolerance{.relative = checkpoint.at("epoch") <= 100 ? 1e-5 : 2e-2};
  });
}

// A few thousand steps through tanh layers: rounding grows, but there is no chaos.
TEST(Golden, NetworkWeights) {
  expect_golden("network-weights", [](const std::string& pointer) {
    if (pointer.starts_with("/values") || pointer == "/checkpoints/0/loss" ||
        pointer == "/checkpoints/16/loss")
      return Tolerance{.relative = 1e-5, .absolute = 1e-8};
    if (pointer.ends_with("/accuracy")) return Tolerance{.absolute = 0.01};
    if (pointer.starts_with("/checkpoints")) return Tolerance{.relative = 1e-4};
    if (pointer.find("/weights") != std::string::npos) return Tolerance{.absolute = 1e-4};
    return Tolerance{.relative = 1e-3};
  });
}

TEST(Golden, FunctionApproximation) {
  expect_golden("function-approximation", [](const std::string& pointer) {
    if (pointer.find("numpy") != std::string::npos || pointer.ends_with("/mse") ||
        pointer.starts_with("/values/features") || pointer.starts_with("/values/labels") ||
        pointer.starts_with("/values/initial"))
      return Tolerance{.relative = 1e-9};
    return Tolerance{.relative = 1e-4, .absolute = 1e-6};
  });
}

TEST(Golden, Circles) {
  const Json reference = golden("circles");
  expect_golden("circles", [&](const std::string& pointer) {
    if (pointer.starts_with("/values/features")) return Tolerance{.relative = 1e-9};
    if (pointer.starts_with("/values")) return Tolerance{.relative = 1e-5};
    if (pointer.ends_with("/accuracy")) return Tolerance{.absolute = 0.01};
    if (pointer.ends_with("/loss_after")) return Tolerance{.relative = 2e-2};
    if (pointer.starts_with("/final")) return Tolerance{.relative = 5e-3, .absolute = 5e-3};
    const Json& checkpoint = reference.at(Json::json_pointer(pointer).parent_pointer());
    return Tolerance{.relative = checkpoint.at("epoch") <= 100 ? 1e-5 : 2e-2};
  });
}

TEST(Golden, MnistCnn) {
  SKIP_WITHOUT_DATA();
  expect_golden_and_rows("mnist-cnn", 1, [](const std::string& pointer) {
    if (pointer.starts_with("/values") || pointer == "/checkpoints/0/loss")
      return Tolerance{.relative = 1e-5, .absolute = 1e-7};
    if (pointer.ends_with("/test_accuracy")) return Tolerance{.absolute = 0.01};
    if (pointer.ends_with("/test_correct")) return Tolerance{.absolute = 10};
    if (pointer.find("loss") == std::string::npos) return Tolerance{.relative = 2e-2, .absolute = 2e-3};
    return Tolerance{.relative = 2e-2};
  });
}

TEST(Golden, Cats) {
  SKIP_WITHOUT_DATA();
  if (!can_run(*find("cats"))) GTEST_SKIP() << "this build reads no HDF5";
  expect_golden_and_rows("cats", 1000, [](const std::string&) { return Tolerance{.relative = 1e-9}; });
}

TEST(Golden, CatsModule) {
  SKIP_WITHOUT_DATA();
  if (!can_run(*find("cats-module"))) GTEST_SKIP() << "this build reads no HDF5";
  expect_golden_and_rows("cats-module", 100, [](const std::string& pointer) {
    if (pointer.starts_with("/values") || pointer == "/checkpoints/0/loss")
      return Tolerance{.relative = 1e-5};
    if (pointer.ends_with("_accuracy")) return Tolerance{.absolute = 0.01};
    return Tolerance{.relative = 2e-2};
  });
}

/// The epochs of a run's checkpoints.
std::vector<int64_t> epochs_of(const Json& result, const std::string& run = "") {
  std::vector<int64_t> epochs;
  for (const Json& checkpoint : result.at("checkpoints")) {
    if (run.empty() || checkpoint.at("run") == run) epochs.push_back(checkpoint.at("epoch").get<int64_t>());
  }
  return epochs;
}

TEST(AnyEpochs, CheckpointsFollowTheTable) {
  RunOptions options = find("slope")->options();
  options.epochs = 13;
  EXPECT_EQ(epochs_of(run_json(*find("slope"), options)), (std::vector<int64_t>{0, 10, 12}));
  options.epochs = 1;
  EXPECT_EQ(epochs_of(run_json(*find("slope"), options)), (std::vector<int64_t>{0}));
  options.epochs = 11;
  EXPECT_EQ(epochs_of(run_json(*find("slope"), options)), (std::vector<int64_t>{0, 10}));

  options = find("gradient-1d")->options();
  options.epochs = 3;
  EXPECT_EQ(epochs_of(run_json(*find("gradient-1d"), options)), (std::vector<int64_t>{0, 1, 2}));

  options = find("spiral")->options();
  options.epochs = 120;  // linear max(1, N/100), numpy N, torch max(1, N/10)
  const Json spiral = run_json(*find("spiral"), options);
  EXPECT_EQ(epochs_of(spiral, "linear"), (std::vector<int64_t>{0}));
  EXPECT_EQ(epochs_of(spiral, "numpy"), (std::vector<int64_t>{0, 100, 119}));
  EXPECT_EQ(epochs_of(spiral, "torch"), (std::vector<int64_t>{0, 10, 11}));

  options = find("damped-sine")->options();
  EXPECT_EQ(epochs_of(run_json(*find("damped-sine"), options), "flipped").back(), 13999);  // the notebook's
  options.epochs = 102;
  const Json sine = run_json(*find("damped-sine"), options);
  EXPECT_EQ(epochs_of(sine, "damped"), (std::vector<int64_t>{0, 100, 101}));
  EXPECT_EQ(epochs_of(sine, "flipped"), (std::vector<int64_t>{0, 100, 101}));

  options = find("backprop-mlp")->options();
  options.epochs = 11;
  EXPECT_EQ(epochs_of(run_json(*find("backprop-mlp"), options), "2-10-5-2"), (std::vector<int64_t>{0, 10}));

  options = find("network-weights")->options();
  options.epochs = 13;  // 2-2-2-2-1: N, 12-layer: max(1, N/6)
  const Json weights = run_json(*find("network-weights"), options);
  EXPECT_EQ(epochs_of(weights, "2-2-2-2-1"), (std::vector<int64_t>{0, 1, 2, 3, 4, 5, 10, 12}));
  EXPECT_EQ(epochs_of(weights, "12-layer"), (std::vector<int64_t>{0, 1}));

  options = find("function-approximation")->options();  // numpy N, torch max(1, N/3), and 101 at N = 301
  EXPECT_EQ(epochs_of(run_json(*find("function-approximation"), options), "torch").back(), 100);
  options.epochs = 2;
  const Json surface = run_json(*find("function-approximation"), options);
  EXPECT_EQ(epochs_of(surface, "numpy"), (std::vector<int64_t>{0, 1}));
  EXPECT_EQ(epochs_of(surface, "torch"), (std::vector<int64_t>{0}));

  options = find("circles")->options();
  options.epochs = 502;  // first-2: 100, the others N
  const Json circles = run_json(*find("circles"), options);
  EXPECT_EQ(epochs_of(circles, "first-2").back(), 99);
  EXPECT_EQ(epochs_of(circles, "hidden-5"), (std::vector<int64_t>{0, 500, 501}));

  options = find("torch-mlp")->options();
  options.epochs = 12;  // linear 2N, train 4N
  const Json mlp = run_json(*find("torch-mlp"), options);
  EXPECT_EQ(epochs_of(mlp, "manual"), (std::vector<int64_t>{0, 10, 11}));
  EXPECT_EQ(epochs_of(mlp, "linear"), (std::vector<int64_t>{0, 10, 20, 23}));
  EXPECT_EQ(epochs_of(mlp, "train"), (std::vector<int64_t>{0, 10, 20, 30, 39, 40, 47}));
}

TEST(AnySeed, RunsGiveTheSameNumbersTwice) {
  for (const Lesson& lesson : all()) {
    for (const uint32_t seed : {0U, 1U, 4294967295U}) {
      RunOptions options = quick_options(lesson);
      options.seed = seed;
      options.epochs = is_slow(lesson) ? 2 : 12;
      const Json first = run_json(lesson, options);
      EXPECT_EQ(to_line(first), to_line(run_json(lesson, options))) << lesson.name << ", seed " << seed;
      EXPECT_EQ(first.at("seed"), seed);
      EXPECT_EQ(first.at("epochs"), options.epochs);
    }
  }
}

TEST(AnySeed, KeysAreThoseOfTheGolden) {
  for (const Lesson& lesson : all()) {
    if (lesson.name == "spiral" && !spiral_is_there()) continue;
    if (is_slow(lesson)) continue;  // their keys are compared where they run over the real data
    RunOptions options = lesson.options();
    const Json reference = golden(lesson.name);
    options.seed = 77;
    options.epochs = reference.at("epochs").get<int64_t>();
    const Json result = run_json(lesson, options);
    for (const char* part : {"final", "values"}) {
      std::vector<std::string> ours, theirs;
      for (const auto& [key, value] : result.at(part).items()) ours.push_back(key);
      for (const auto& [key, value] : reference.at(part).items()) theirs.push_back(key);
      EXPECT_EQ(ours, theirs) << lesson.name << " " << part;
    }
    ASSERT_EQ(result.at("checkpoints").size(), reference.at("checkpoints").size()) << lesson.name;
  }
}

}  // namespace
}  // namespace gradus::lessons
