#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

namespace gradus::test {
namespace {

using Json = nlohmann::json;

size_t lines_in(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// One sentence on standard error, nothing on standard output.
void expect_complaint(const CommandResult& result, int exit_code, const std::string& part) {
  EXPECT_EQ(result.exit_code, exit_code);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(lines_in(result.error), 1u) << result.error;
  EXPECT_TRUE(result.error.starts_with("gradus: ")) << result.error;
  EXPECT_NE(result.error.find(part), std::string::npos) << result.error;
}

TEST(Command, HasHelpEverywhere) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--help"}, {"lessons", "--help"}, {"run", "--help"}, {"info", "--help"}, {"-h"}}) {
    const CommandResult result = gradus_command(words);
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_NE(result.out.find("gradus"), std::string::npos);
    EXPECT_EQ(result.error, "");
  }
}

TEST(Command, TellsItsVersion) {
  const CommandResult result = gradus_command({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, GRADUS_VERSION "\n");
}

TEST(Command, WrongUsageSuggestsTheNearestName) {
  expect_complaint(gradus_command({}), 2, "name a command");
  expect_complaint(gradus_command({"rnu"}), 2, "did you mean \"run\"?");
  expect_complaint(gradus_command({"run"}), 2, "name a lesson");
  expect_complaint(gradus_command({"run", "slop"}), 2, "did you mean \"slope\"?");
  expect_complaint(gradus_command({"run", "slope", "--epoch", "3"}), 2, "did you mean \"--epochs\"?");
  expect_complaint(gradus_command({"run", "slope", "--epoch=3"}), 2, "did you mean \"--epochs\"?");
  expect_complaint(gradus_command({"run", "slope", "--formats", "tiff"}), 2,
                   "known are \"png\", \"svg\", \"pdf\", \"gif\", \"html\"");
  expect_complaint(gradus_command({"run", "slope", "--seed"}), 2, "--seed needs a value");
  expect_complaint(gradus_command({"run", "slope", "--out", ""}), 2, "--out");
  expect_complaint(gradus_command({"run", "slope", "--all"}), 2, "not both");
  expect_complaint(gradus_command({"info", "slope"}), 2, "too many");
}

TEST(Command, ChecksNumbers) {
  for (const char* value : {"0", "-1", "ten", "1.5", "", "1000000000001", "99999999999999999999"}) {
    expect_complaint(gradus_command({"run", "slope", "--epochs", value, "--json"}), 2, "--epochs");
  }
  for (const char* value : {"-1", "4294967296", "x"}) {
    expect_complaint(gradus_command({"run", "slope", "--seed", value, "--json"}), 2, "from 0 to 4294967295");
  }
  expect_complaint(gradus_command({"run", "slope", "--jobs", "0"}), 2, "--jobs");
  expect_complaint(gradus_command({"lessons", "--seed", "-3"}), 2, "--seed");
}

TEST(Command, SaysThatItsOutputWentNowhere) {
  for (const char* lesson : {"slope", "weight-angles"}) {
    for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--json"}}) {
      std::vector<std::string> words = {"run", lesson};
      words.insert(words.end(), more.begin(), more.end());
      const TemporaryFolder folder;
      if (more.empty()) words.insert(words.end(), {"--out", folder / "book", "--formats", "html"});
      const CommandResult result = gradus_command(words, {}, {.out = "/dev/full"});
      EXPECT_EQ(result.exit_code, 1);
      EXPECT_NE(result.error.find("gradus: cannot write to standard output"), std::string::npos);
    }
  }
}

TEST(Command, ListsTheLessons) {
  const CommandResult text = gradus_command({"lessons"});
  EXPECT_EQ(text.exit_code, 0);
  const CommandResult json = gradus_command({"lessons", "--json", "--seed", "1"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_EQ(json.error, "");
  const Json list = Json::parse(json.out).at("lessons");
  for (const char* name : {"slope", "tensors", "weight-angles", "gradient-1d", "spiral"}) {
    EXPECT_NE(text.out.find(name), std::string::npos);
    EXPECT_TRUE(
        std::any_of(list.begin(), list.end(), [&](const Json& each) { return each["lesson"] == name; }));
  }
}

TEST(Command, SaysWhatItRunsOn) {
  EXPECT_EQ(gradus_command({"info"}).exit_code, 0);
  const CommandResult json = gradus_command({"info", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  const Json info = Json::parse(json.out);
  for (const char* key :
       {"version", "cpu_features", "libraries", "bfloat16_products", "threads", "devices"}) {
    EXPECT_TRUE(info.contains(key)) << key;
  }
}

}  // namespace
}  // namespace gradus::test
