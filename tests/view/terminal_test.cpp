// The live view: texts, when it draws, and what it leaves on the screen.
#include "gradus/view/terminal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "gradus/core/ops/random.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/optim/sgd.hpp"
#include "gradus/train/trainer.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Numbers = std::vector<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

/// For each column of dots, the rows from above that are set: a picture of braille characters read back.
std::vector<std::vector<int>> dots_of(const std::string& text) {
  const std::vector<std::string> lines = lines_of(text);
  std::vector<std::vector<int>> columns;
  for (size_t row = 0; row < lines.size(); ++row) {
    const std::string mark = "┤";
    const std::string cells = lines[row].substr(lines[row].find(mark) + mark.size());
    columns.resize(2 * (cells.size() / 3));
    for (size_t cell = 0; cell < cells.size() / 3; ++cell) {
      const auto byte = [&](size_t i) { return static_cast<unsigned char>(cells[3 * cell + i]); };
      const int bits = (byte(1) & 0x03) << 6 | (byte(2) & 0x3F);
      const int order[8] = {0, 1, 2, 6, 3, 4, 5, 7};  // dots 1 2 3 7, then 4 5 6 8
      for (int dot = 0; dot < 8; ++dot) {
        if (bits >> order[dot] & 1) {
          columns[2 * cell + static_cast<size_t>(dot / 4)].push_back(4 * static_cast<int>(row) + dot % 4);
        }
      }
    }
  }
  return columns;
}

/// A file in memory that a view writes to, and a clock that a test moves.
struct Screen {
  char* bytes = nullptr;
  size_t size = 0;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{open_memstream(&bytes, &size), &std::fclose};
  double time = 100;

  ~Screen() {
    file.reset();
    std::free(bytes);
  }
  LiveOptions options(bool terminal) {
    return {.stream = file.get(), .terminal = terminal, .columns = 100, .clock = [this] { return time; }};
  }
  std::string text() {
    std::fflush(file.get());
    return {bytes, size};
  }
};

TEST(TerminalText, BarsAndTimes) {
  EXPECT_EQ(progress_bar(0.5, 8), "[####----]");
  EXPECT_EQ(progress_bar(7, 3), "[###]");
  EXPECT_EQ(progress_bar(nan, 3), "[---]");
  EXPECT_EQ(duration_text(7.9), "0:07");
  EXPECT_EQ(duration_text(754), "12:34");
  EXPECT_EQ(duration_text(3723), "1:02:03");
  EXPECT_EQ(duration_text(-1), "0:00");
}

TEST(TerminalText, ACurveIsWhereItsValuesAre) {
  Numbers values;
  for (int i = 0; i < 32; ++i) values.push_back(31 - i);
  const std::string text = curve_text(values, {.columns = 20, .rows = 8});  // 16 characters: 32 dots, 32 high
  EXPECT_EQ(text.substr(0, 7), "31 ┤\xE2");
  EXPECT_EQ(lines_of(text).size(), 8U);
  const auto columns = dots_of(text);
  ASSERT_EQ(columns.size(), 32U);
  for (int i = 0; i < 32; ++i) EXPECT_EQ(columns[static_cast<size_t>(i)], (std::vector<int>{i}));
}

TEST(TerminalText, SteepPiecesAreClosedAndGapsAreLeft) {
  Numbers values(32, 0);
  values[10] = nan;
  for (size_t i = 20; i < 32; ++i) values[i] = 9;
  const auto columns = dots_of(curve_text(values, {.columns = 19 + 2, .rows = 2}));  // "9 ┤": 18 characters
  int empty = 0, longest = 0;
  for (const auto& column : columns) {
    if (column.empty()) ++empty;
    longest = std::max(longest, static_cast<int>(column.size()));
  }
  EXPECT_EQ(columns.front(), (std::vector<int>{7}));
  EXPECT_EQ(columns.back(), (std::vector<int>{0}));
  EXPECT_GT(empty, 0);
  EXPECT_LT(empty, 4);
  EXPECT_GT(longest, 3);
}

TEST(TerminalText, CurvesHaveLogarithmsAndLimits) {
  const Numbers values = {1000, 0, 10, 1};
  EXPECT_EQ(curve_text(values, {.columns = 20, .rows = 3, .log = true}).substr(0, 4), "1000");
  EXPECT_EQ(curve_text(Numbers{1, nan}, {.rows = 3}), "\n\n\n");
  EXPECT_EQ(message_of([] {
              curve_text(Numbers{1, 2}, {.columns = 19});
            }),
            "curve_text: 19 columns and 6 rows; 20 and 1 are the least");
  Numbers many(5000, 2);
  many[4000] = 3;
  EXPECT_EQ(dots_of(curve_text(many, {.columns = 30, .rows = 1})).size(), 2U * (30 - 1 - 2));
}

TEST(LiveLine, GivesUpWhatMattersLeast) {
  const LiveState state{.epoch = 3,
                        .epochs = 4,
                        .epoch_part = 0.5,
                        .loss = 0.25,
                        .values = {{"val_loss", 0.5}, {"accuracy", 0.75}},
                        .lr = 0.01};
  EXPECT_EQ(
      live_line(state, {.elapsed = 5, .left = 65}, 110),
      "epoch 3/4  [###############---------]  loss 0.25  val_loss 0.5  accuracy 0.75  rate 0.01  1:05 left");
  EXPECT_EQ(live_line(state, {.elapsed = 5}, 60),
            "epoch 3/4  loss 0.25  val_loss 0.5  accuracy 0.75  in 0:05");
  EXPECT_EQ(live_line(state, {.elapsed = 5}, 22), "epoch 3/4  loss 0.25");
  EXPECT_EQ(live_line(state, {.elapsed = 5}, 7), "epoch 3");
}

TEST(LiveView, IsOneLineThatIsDrawnAnewInATerminal) {
  Screen screen;
  LiveView live(screen.options(true));
  live.show({.epoch = 1, .epochs = 10, .loss = 4});
  live.show({.epoch = 2, .epochs = 10, .loss = 3});  // too early
  screen.time += 2;
  live.show({.epoch = 3, .epochs = 10, .loss = 2});
  const std::string text = screen.text();
  EXPECT_EQ(text.find("loss 3"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 2);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_NE(text.find("loss 2  0:04 left\033[K"), std::string::npos) << text;
  live.end();
  live.end();
  const std::string all = screen.text();
  EXPECT_EQ(all.substr(all.size() - 11), "in 0:02\033[K\n") << all;
  EXPECT_EQ(live.losses(), (Numbers{4, 3, 2}));
}

TEST(LiveView, DrawsTheCurveInPlace) {
  Screen screen;
  LiveOptions options = screen.options(true);
  options.curve = true;
  options.curve_options = {.columns = 30, .rows = 3};
  LiveView live(options);
  for (int64_t epoch = 1; epoch <= 2; ++epoch) {
    screen.time += 1;
    live.show({.epoch = epoch, .epochs = 2, .loss = 1.0 / static_cast<double>(epoch)});
  }
  const std::string text = screen.text();
  EXPECT_NE(text.find("\r\033[3A"), std::string::npos);  // back over the three lines of the first picture
  EXPECT_NE(text.find("0.5 ┤"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6);
}

TEST(LiveView, WritesALineNowAndThenElsewhere) {
  Screen screen;
  LiveView live(screen.options(false));
  for (int64_t epoch = 1; epoch <= 13; ++epoch) {
    screen.time += 1;
    live.show({.epoch = epoch, .epochs = 20, .epoch_part = 0.5, .loss = 8});
    live.show({.epoch = epoch, .epochs = 20, .loss = 8});
  }
  live.end();
  const std::vector<std::string> lines = lines_of(screen.text());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].substr(0, 10), "epoch 5/20");
  EXPECT_EQ(lines[1].substr(0, 11), "epoch 10/20");
  EXPECT_EQ(lines[2].substr(0, 11), "epoch 13/20");
  EXPECT_EQ(screen.text().find('\r'), std::string::npos);
  EXPECT_EQ(screen.text().find('\033'), std::string::npos);
}

TEST(LiveView, FollowsATrainer) {
  manual_seed(1);
  nn::Sequential model{nn::Linear(2, 1)};
  const Tensor x = randn({8, 2}), y = randn({8, 1});
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  train::Trainer trainer(model, nn::mse_loss, sgd, {.epochs = 4, .metrics = {train::mean_absolute_error()}});
  Screen screen;
  LiveView live(screen.options(false));
  live.watch(trainer);
  const train::History& history = trainer.fit({x, y, {.batch_size = 4}}, {x, y});
  EXPECT_EQ(live.losses(), history.values("loss"));
  const std::string text = screen.text();
  EXPECT_EQ(lines_of(text).size(), 1U);  // no time has passed: the last one alone
  EXPECT_EQ(text, live_line({.epoch = 4,
                             .epochs = 4,
                             .loss = history.values("loss")[3],
                             .values = {{"val_loss", history.values("val_loss")[3]},
                                        {"mae", history.values("mae")[3]},
                                        {"val_mae", history.values("val_mae")[3]}},
                             .lr = 0.1},
                            {.elapsed = 0}, 400) +
                      "\n");
}

}  // namespace
}  // namespace gradus::view
