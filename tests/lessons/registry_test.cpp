#include "lessons/registry.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace gradus::lessons {
namespace {

TEST(Registry, NamesAreUniqueAndFound) {
  std::set<std::string_view> names;
  for (const Lesson& lesson : all()) {
    EXPECT_TRUE(names.insert(lesson.name).second) << lesson.name;
    EXPECT_EQ(find(lesson.name), &lesson);
  }
  EXPECT_EQ(find("no-such-lesson"), nullptr);
}

TEST(Registry, EveryLessonHasItsWords) {
  for (const Lesson& lesson : all()) {
    EXPECT_FALSE(lesson.title.empty());
    EXPECT_FALSE(lesson.summary.empty());
    EXPECT_FALSE(lesson.notebook.empty());
    EXPECT_FALSE(lesson.spread.empty());
    const Page page = lesson.page();
    EXPECT_FALSE(page.about.empty()) << lesson.name;
    EXPECT_FALSE(page.mathematics.empty()) << lesson.name;
    EXPECT_FALSE(page.numbers.empty()) << lesson.name;
    EXPECT_FALSE(page.questions.empty()) << lesson.name;
  }
}

TEST(Registry, FiguresAreThoseOfTheTable) {
  const std::map<std::string_view, std::vector<std::string>> table = {
      {"gradient-1d", {"gradient", "descent"}},
      {"slope", {"data", "predictions"}},
      {"spiral", {"linear-regions", "numpy-regions", "modules-regions", "activations", "confusion"}},
      {"tensors", {"graph"}},
      {"weight-angles", {"angles"}}};
  for (const Lesson& lesson : all()) {
    RunOptions options = lesson.options();
    options.epochs = 1;
    std::vector<std::string> ids;
    bool has_cover = false;
    for (const Picture& picture : lesson.run(options).pictures) {
      ids.push_back(picture.id);
      has_cover = has_cover || picture.id == lesson.cover;
      EXPECT_FALSE(picture.caption.empty());
      EXPECT_NO_THROW(picture.draw()) << lesson.name << " " << picture.id;
    }
    ASSERT_TRUE(table.contains(lesson.name)) << lesson.name;
    EXPECT_EQ(ids, table.at(lesson.name)) << lesson.name;
    EXPECT_TRUE(has_cover) << lesson.name;
  }
}

TEST(Registry, EveryRowOfATablePointsAtANumber) {
  for (const Lesson& lesson : all()) {
    RunOptions options = lesson.options();
    const Json numbers = to_json(lesson, options, lesson.run(options));
    for (const PrintedNumber& row : lesson.page().numbers) {
      EXPECT_TRUE(numbers.contains(Json::json_pointer(row.pointer))) << lesson.name << " " << row.pointer;
    }
  }
}

}  // namespace
}  // namespace gradus::lessons
