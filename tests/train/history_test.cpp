#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/base/file.hpp"
#include "gradus/train/history.hpp"
#include "gradus/train/progress.hpp"
#include "tests/scratch.hpp"

namespace gradus::train {
namespace {

History two_epochs() {
  return {
      .epochs = {{.epoch = 1, .step = 10, .lr = 0.1, .seconds = 0.5, .values = {{"loss", 0.75}}},
                 {.epoch = 2,
                  .step = 20,
                  .lr = 0.05,
                  .seconds = 0.25,
                  .values = {{"loss", 1.0 / 3}, {"a \"b\", c", -std::numeric_limits<double>::infinity()}}}},
      .best_epoch = 2,
      .stopped = Stop::early};
}

class HistoryFiles : public Scratch {};

TEST_F(HistoryFiles, AreCsvWithAHeaderAndALineAnEpoch) {
  write_csv(two_epochs(), path("history.csv"));
  EXPECT_EQ(read_file("", path("history.csv")),
            "epoch,step,lr,seconds,loss,\"a \"\"b\"\", c\"\n"
            "1,10,0.1,0.5,0.75,\n"
            "2,20,0.05,0.25,0.3333333333333333,-inf\n");
  EXPECT_EQ(to_csv({}), "epoch,step,lr,seconds\n");
}

TEST_F(HistoryFiles, AreJsonLines) {
  write_json_lines(two_epochs(), path("history.jsonl"));
  EXPECT_EQ(read_file("", path("history.jsonl")),
            "{\"epoch\":1,\"step\":10,\"lr\":0.1,\"seconds\":0.5,\"loss\":0.75}\n"
            "{\"epoch\":2,\"step\":20,\"lr\":0.05,\"seconds\":0.25,\"loss\":0.3333333333333333,"
            "\"a \\\"b\\\", c\":\"-inf\"}\n");
  EXPECT_EQ(to_json_lines({}), "");
}

TEST_F(HistoryFiles, AreWrittenWholeOrNotAtAll) {
  History history = two_epochs();
  for (int i = 0; i < 4; ++i) history.epochs.push_back(history.epochs[0]);  // more than a block
  expect_careful_writer("write_csv", [&](const std::string& to) { write_csv(history, to); });
  expect_careful_writer("write_json_lines", [&](const std::string& to) { write_json_lines(history, to); });
}

TEST(History, GivesOneNumberAnEpoch) {
  const History history = two_epochs();
  EXPECT_EQ(history.values("loss"), (std::vector<double>{0.75, 1.0 / 3}));
  EXPECT_TRUE(std::isnan(history.values("a \"b\", c")[0]));
  EXPECT_EQ(history.epochs[0].at("loss"), 0.75);
  EXPECT_EQ(message_of([&] { (void)history.values("lss"); }),
            "history: there is no value 'lss'; there are: loss, a \"b\", c");
  EXPECT_EQ(message_of([&] { (void)history.epochs[0].at("accuracy"); }),
            "history: there is no value 'accuracy'; there are: loss");
}

TEST(History, ProgressKeepsEveryBitAsJson) {
  detail::Progress progress{.epoch = 2,
                            .step = 20,
                            .last_loss = 1.0 / 3,
                            .pass = {.batches = 3, .rows = 60, .loss = 0.1 + 0.2, .metrics = {1e-300, 5}},
                            .best = std::numeric_limits<double>::infinity(),
                            .reference = 0.3,
                            .waited = 1,
                            .history = two_epochs()};
  progress.history.stopped = Stop::none;  // what ended an earlier run is not of this one
  const std::string text = detail::from_progress(progress).dump();
  EXPECT_EQ(detail::to_progress(nlohmann::json::parse(text)), progress);
}

}  // namespace
}  // namespace gradus::train
