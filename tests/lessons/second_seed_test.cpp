// network-weights, function-approximation and circles with another seed and other epochs than their goldens
// have.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "lessons/registry.hpp"

namespace gradus::lessons {
namespace {

TEST(SecondSeed, NetworksGivePyTorchsNumbers) {
  std::ifstream stream(fmt::format("{}/networks.json", GRADUS_GOLDEN_DIR));
  const Json cases = Json::parse(stream);
  ASSERT_EQ(cases.size(), 3U);
  for (const Json& reference : cases) {
    const Lesson& lesson = *find(reference.at("lesson").get<std::string>());
    RunOptions options = lesson.options();
    options.seed = reference.at("seed").get<uint32_t>();
    options.epochs = reference.at("epochs").get<int64_t>();
    EXPECT_NE(options.seed, lesson.seed);
    const Comparison found = compare(to_json(lesson, options, lesson.run(options)), reference);
    EXPECT_TRUE(found.unequal.empty()) << lesson.name << " " << found.unequal.front();
    // float32, over a few thousand steps.
    EXPECT_LE(found.largest_difference, 1e-4) << lesson.name << " " << found.where;
    EXPECT_GT(found.compared, 200) << lesson.name;
  }
}

TEST(SecondSeed, ByHandItIsNumPysToTheLastDigits) {
  std::ifstream stream(fmt::format("{}/networks.json", GRADUS_GOLDEN_DIR));
  for (const Json& reference : Json::parse(stream)) {
    if (reference.at("lesson") != "function-approximation") continue;
    const Lesson& lesson = *find("function-approximation");
    RunOptions options = lesson.options();
    options.seed = reference.at("seed").get<uint32_t>();
    options.epochs = reference.at("epochs").get<int64_t>();
    const Json ours = to_json(lesson, options, lesson.run(options));
    const Comparison found = compare(ours.at("final").at("numpy"), reference.at("final").at("numpy"));
    EXPECT_TRUE(found.unequal.empty());
    EXPECT_LE(found.largest_difference, 1e-9) << found.where;
    EXPECT_GT(found.compared, 50);
  }
}

}  // namespace
}  // namespace gradus::lessons
