#include <cmath>

#include "gradus/plot/gnuplot.hpp"
#include "gradus/plot/scene/scene.hpp"
#include "png_pixels.hpp"
#include "samples.hpp"
#include "support.hpp"

// What gnuplot makes of traces, pixel by pixel.
namespace gradus::plot {
namespace {

// A figure with one plot, drawn; colours at places given in data units.
class Drawn {
 public:
  explicit Drawn(const Figure& figure) : scene_(make_scene(figure)), pixels_(draw(figure)) {}

  Color at(double x, double y) const {
    const Panel& panel = scene_.panels[0];
    return pixels_.at(static_cast<std::size_t>(panel.to_x(x)), static_cast<std::size_t>(panel.to_y(y)));
  }

 private:
  static PngPixels draw(const Figure& figure) {
    const Folder folder;
    write_image(figure, folder / "a.png");
    return PngPixels(content_of(folder / "a.png"));
  }

  Scene scene_;
  PngPixels pixels_;
};

int distance(Color a, Color b) {
  return std::abs(int{a.red} - b.red) + std::abs(int{a.green} - b.green) + std::abs(int{a.blue} - b.blue);
}

class Pixels : public testing::Test {
 protected:
  void SetUp() override {
    if (!gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
    axes().x = {.min = 0, .max = 10};
    axes().y = {.min = 0, .max = 10};
  }
  Axes& axes() { return figure_.axes(); }

  Figure figure_{{.width = 400, .height = 400}};
};

TEST_F(Pixels, AreasAreFilledBetweenTheirGaps) {
  const double nan = std::nan("");
  axes().band({1, 2, 3, 4, 5, 6}, {1, 1, 1, nan, 1, 1}, {5, 5, 5, 5, 5, 5},
              {.color = colors::blue, .opacity = 0.5});
  axes().fill({7, 9, 9, 7, nan, 7, 9, 9, 7}, {1, 1, 3, 3, nan, 6, 6, 8, 8},
              {.color = colors::green, .opacity = 1});
  const Drawn drawn(figure_);
  EXPECT_LE(distance(drawn.at(2, 3), mix(colors::blue, colors::white, 0.5)), 6);
  EXPECT_LE(distance(drawn.at(5.5, 3), mix(colors::blue, colors::white, 0.5)), 6);
  EXPECT_EQ(drawn.at(4, 3), colors::white);
  EXPECT_EQ(drawn.at(2, 6), colors::white);
  EXPECT_EQ(drawn.at(8, 2), colors::green);
  EXPECT_EQ(drawn.at(8, 7), colors::green);
  EXPECT_EQ(drawn.at(8, 4.5), colors::white);  // nothing joins the two
}

TEST_F(Pixels, BarsBoxesAndPointsStandWhereTheyShould) {
  axes().bars({2}, {3}, {.color = colors::blue, .base = {1}});
  axes().bars({7}, {4}, {.color = colors::green, .horizontal = true});
  axes().box_plot(6, {1, 2, 3, 4, 5}, {.color = colors::purple, .width = 2});
  axes().histogram({8.1, 8.2, 9.5}, {.color = colors::orange, .edges = {8, 9, 10}, .opacity = 1});
  axes().scatter({5, 9}, {9, 9}, {.sizes = {4, 40}, .colors = {colors::black, colors::vermillion}});
  const Drawn drawn(figure_);
  EXPECT_EQ(drawn.at(2, 3.8), colors::blue);
  EXPECT_EQ(drawn.at(2, 0.5), colors::white);
  EXPECT_EQ(drawn.at(3.5, 7), colors::green);
  EXPECT_EQ(drawn.at(6.5, 2.5), mix(colors::purple, colors::white, 0.35));
  EXPECT_EQ(drawn.at(8.5, 1.8), colors::orange);
  EXPECT_EQ(drawn.at(9.5, 1.8), colors::white);
  EXPECT_EQ(drawn.at(9, 9.3), colors::vermillion);
  EXPECT_EQ(drawn.at(5, 9.3), colors::white);
}

TEST_F(Pixels, ALineCrossesThePlotWithBothEndsOutside) {
  axes().line({-5, 15}, {-5, 15}, {.color = colors::blue, .width = 4});
  axes().line({5, 5}, {-20, 30}, {.color = colors::green, .width = 4});
  const Drawn drawn(figure_);
  EXPECT_EQ(drawn.at(2, 2), colors::blue);
  EXPECT_EQ(drawn.at(5, 8), colors::green);
}

TEST_F(Pixels, TheDarkStyleShowsNamedColoursInItsOwn) {
  axes().bars({2}, {8}, {.color = colors::blue, .width = 2});
  axes().bars({5}, {8}, {.color = rgb(0x123456), .width = 2});
  axes().bars({8}, {8}, {.color = colors::dark_grey, .width = 2});
  figure_.set_style(Style::dark);
  const Drawn drawn(figure_);
  EXPECT_EQ(drawn.at(2, 4), theme_of(Style::dark).cycle[0]);
  EXPECT_EQ(drawn.at(5, 4), rgb(0x123456));
  EXPECT_EQ(drawn.at(8, 4), theme_of(Style::dark).cycle[6]);
}

TEST_F(Pixels, PicturesLieUpright) {
  axes() = {};
  axes().image(2, 2, 3, {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0});
  const Drawn drawn(figure_);
  EXPECT_EQ(drawn.at(0, 0), rgb(0xFF0000));
  EXPECT_EQ(drawn.at(1, 0), rgb(0x00FF00));
  EXPECT_EQ(drawn.at(0, 1), rgb(0x0000FF));
  EXPECT_EQ(drawn.at(1, 1), colors::black);
}

TEST_F(Pixels, FilledContoursLieUprightAndLinesAreOnTheirLevel) {
  const std::vector<double> grid = linspace(0, 10, 11);
  std::vector<double> z;
  for (const double y : grid) {
    for (std::size_t i = 0; i < grid.size(); ++i) z.push_back(y);
  }
  axes().contours(grid, grid, z, {.levels = {5}, .filled = true, .width = 0});
  axes().contours(grid, grid, z, {.levels = {7}, .color = colors::black, .width = 3});
  const Drawn drawn(figure_);
  EXPECT_EQ(drawn.at(5, 2), map_color(ColorMap::viridis, 0.25));
  EXPECT_EQ(drawn.at(5, 9), map_color(ColorMap::viridis, 0.75));
  EXPECT_EQ(drawn.at(5, 7), colors::black);
}

}  // namespace
}  // namespace gradus::plot
