// Numbers in lines of equal height.
#include "gradus/plot/scene/contour_numbers.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "gradus/plot/gnuplot/script.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/pixels/picture.hpp"
#include "gradus/plot/scene/contour.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "samples.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

// Hills and hollows on a square of 4 x 4.
Figure hills(ContourOptions options) {
  const std::vector<double> grid = linspace(-2, 2, 61);
  std::vector<double> z;
  for (const double y : grid) {
    for (const double x : grid) z.push_back(3 * (x * x - y * y) * std::exp(-x * x / 2 - y * y / 3));
  }
  Figure figure({.width = 700, .height = 600});
  options.numbers = true;
  figure.axes().contours(grid, grid, z, std::move(options));
  return figure;
}

std::vector<LineNumber> numbers_of(const Figure& figure) {
  const Scene scene = make_scene(figure);
  const Panel& panel = scene.panels[0];
  return line_numbers(std::get<Contours>(panel.axes->traces[0]), panel, scene.options->font_size);
}

// Whether a place is in the box of a number.
bool covers(const LineNumber& number, double x, double y) {
  const Segment seen = number.seen({x, y, x, y});
  return std::abs(seen.x0) < number.width / 2 && std::abs(seen.y0) < number.height / 2;
}

TEST(ContourNumbers, SayTheHeightsOfTheirLines) {
  const Figure figure = hills({.levels = {-1, -0.5, 0.25, 1}});
  const Scene scene = make_scene(figure);
  const Panel& panel = scene.panels[0];
  const std::vector<LineNumber> numbers = numbers_of(figure);
  EXPECT_GE(numbers.size(), 6u);  // two hills and two hollows
  const std::vector<std::string> texts = {"−1", "−0.5", "0.25", "1"};
  for (const LineNumber& number : numbers) {
    EXPECT_EQ(number.text, texts[number.level]);
    const double x = panel.from_x(number.x), y = panel.from_y(number.y);
    const double z = 3 * (x * x - y * y) * std::exp(-x * x / 2 - y * y / 3);
    EXPECT_NEAR(z, (std::vector{-1.0, -0.5, 0.25, 1.0}[number.level]), 0.12);
  }
}

TEST(ContourNumbers, RoundTheirsAsTold) {
  for (const LineNumber& number : numbers_of(hills({.levels = {0.5}, .decimals = 3}))) {
    EXPECT_EQ(number.text, "0.500");
  }
  const auto chosen = numbers_of(hills({.count = 5}));  // as the ticks of an axis
  ASSERT_FALSE(chosen.empty());
  for (const LineNumber& number : chosen) EXPECT_TRUE(contains("−2 −1 0 1 2", number.text));
}

// In boxes inside the plot, each away from the others, with no line through it.
TEST(ContourNumbers, MeetNothing) {
  for (const int count : {4, 10, 20, 40}) {
    const Figure figure = hills({.label = "hills", .count = count});
    const Scene scene = make_scene(figure);
    const Panel& panel = scene.panels[0];
    const auto& contours = std::get<Contours>(panel.axes->traces[0]);
    const std::vector<LineNumber> numbers = numbers_of(figure);
    EXPECT_GE(numbers.size(), 4u) << count;
    const Marks marks = marks_in(contours, Look{}, *scene.theme, panel, scene.options->font_size);
    for (const LineNumber& number : numbers) {
      for (const Segment& side : number.sides()) {
        EXPECT_GT(side.x0, panel.plot.left);
        EXPECT_LT(side.x0, panel.plot.right);
        EXPECT_GT(side.y0, panel.plot.top);
        EXPECT_LT(side.y0, panel.plot.bottom);
        for (const LineNumber& other : numbers) {
          EXPECT_FALSE(&other != &number && covers(other, side.x0, side.y0)) << count;
        }
      }
      for (const Mark& mark : marks) {
        for (std::size_t i = 0; i + 1 < mark.x.size(); ++i) {
          // In the middle of each piece, a little inside of the box.
          const double x = panel.to_x((mark.x[i] + mark.x[i + 1]) / 2),
                       y = panel.to_y((mark.y[i] + mark.y[i + 1]) / 2);
          if (!std::isfinite(x) || !std::isfinite(y)) continue;
          LineNumber core = number;
          core.width -= 2, core.height -= 2;
          EXPECT_FALSE(covers(core, x, y)) << count;
        }
      }
    }
  }
}

TEST(ContourNumbers, ReadFromTheLeft) {
  for (const LineNumber& number : numbers_of(hills({.count = 20}))) {
    EXPECT_LE(std::abs(number.angle), 1.5708);
  }
}

TEST(ContourNumbers, NeedRoom) {
  Figure small({.width = 120, .height = 110});
  small.axes().contours({0, 1, 2}, {0, 1, 2}, {0, 0, 0, 0, 1, 0, 0, 0, 0},
                        {.levels = {0.9}, .numbers = true});
  EXPECT_TRUE(numbers_of(small).empty());
  Figure none = hills({});
  std::get<Contours>(none.axes().traces[0]).options.numbers = false;
  EXPECT_TRUE(numbers_of(none).empty());
}

TEST(ContourNumbers, LeaveAGapOfTheirLengthInTheirLine) {
  Figure figure({.width = 600, .height = 300});
  figure.axes().contours({0, 10}, {0, 2}, {0, 0, 2, 2}, {.levels = {1}, .numbers = true});
  const Scene scene = make_scene(figure);
  const Panel& panel = scene.panels[0];
  const auto numbers = numbers_of(figure);
  ASSERT_EQ(numbers.size(), 1u);
  EXPECT_NEAR(numbers[0].x, (panel.plot.left + panel.plot.right) / 2, 2);
  EXPECT_NEAR(numbers[0].y, (panel.plot.top + panel.plot.bottom) / 2, 0.1);
  EXPECT_EQ(numbers[0].angle, 0);
  const Mark line = marks_in(std::get<Contours>(panel.axes->traces[0]), Look{}, *scene.theme, panel, 14)[0];
  ASSERT_EQ(line.x.size(), 5u);
  EXPECT_TRUE(std::isnan(line.x[2]));
  EXPECT_NEAR(panel.to_x(line.x[3]) - panel.to_x(line.x[1]), numbers[0].width, 1e-6);
}

TEST(ContourNumbers, ReachBothRenderersTurned) {
  const Figure figure = hills({.count = 8});
  const std::size_t wanted = numbers_of(figure).size();
  std::size_t notes = 0, turned = 0;
  const Json json = Json::parse(plotly_json(figure));
  for (const Json& note : json["layout"]["annotations"]) {
    if (!note.contains("textangle") || note["xref"] != "x") continue;
    ++notes;
    if (note["textangle"] != 0) ++turned;
  }
  EXPECT_EQ(notes, wanted);
  EXPECT_GT(turned, 0u);
  const std::string script = gnuplot_script(make_scene(figure), ImageFormat::png, 1).commands;
  std::size_t labels = 0;
  for (std::size_t at = script.find("set label"); at != std::string::npos;
       at = script.find("set label", at + 1))
    ++labels;
  EXPECT_EQ(labels, wanted);
}

TEST(ContourNumbers, OptionsAreChecked) {
  Axes axes;
  EXPECT_TRUE(contains(error_of([&] {
                         axes.contours({0, 1}, {0, 1}, {1, 2, 3, 4}, {.numbers = true, .decimals = 40});
                       }),
                       "contours: decimals is 40"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.contours({0, 1}, {0, 1}, {1, 2, 3, 4}, {.numbers = true, .number_size = 0});
                       }),
                       "contours: number_size is 0"));
}

}  // namespace
}  // namespace gradus::plot
