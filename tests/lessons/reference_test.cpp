// What of a stored result a longer run is held against.
#include "lessons/page/reference.hpp"

#include <gtest/gtest.h>

namespace gradus::lessons {
namespace {

Json checkpoint(int epoch, double loss) { return Json({{"run", "a"}, {"epoch", epoch}, {"loss", loss}}); }

class ComparablePart : public testing::Test {
 protected:
  ComparablePart() {
    lesson.alike_from_start = true;
    run.lesson = &lesson;
    run.options.seed = 3;
    run.options.epochs = 9;
    stored["seed"] = 3;
    stored["epochs"] = 5;
    stored["values"]["n"] = 2;
    stored["checkpoints"] = Json::array({checkpoint(0, 1), checkpoint(4, 0.5)});
    ours["checkpoints"] = Json::array({checkpoint(0, 1), checkpoint(8, 0.25)});
  }

  Json part() const { return comparable_part(run, ours, stored); }

  Lesson lesson;
  lessons::Run run;
  Json stored = Json::object(), ours = Json::object();
};

TEST_F(ComparablePart, OfALongerRunIsItsBeginning) {
  const Json found = part();
  ASSERT_EQ(found.at("checkpoints").size(), 2U);
  EXPECT_EQ(found.at("checkpoints")[0], stored.at("checkpoints")[0]);
  EXPECT_TRUE(found.at("checkpoints")[1].is_null());
  EXPECT_EQ(found.at("values"), stored.at("values"));
  EXPECT_FALSE(found.contains("final"));
}

TEST_F(ComparablePart, OfTheSameRunIsAllOfIt) {
  run.options.epochs = 5;
  EXPECT_EQ(part(), stored);
}

TEST_F(ComparablePart, OfOtherRunsIsNothing) {
  run.options.epochs = 4;
  EXPECT_TRUE(part().is_null());
  run.options.epochs = 9;
  lesson.alike_from_start = false;
  EXPECT_TRUE(part().is_null());
  lesson.alike_from_start = true;
  run.options.seed = 4;
  EXPECT_TRUE(part().is_null());
}

}  // namespace
}  // namespace gradus::lessons
