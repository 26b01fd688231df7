// Figures for paper on a dark ground.
#include <algorithm>
#include <cmath>

#include "gradus/plot/pixels/picture.hpp"
#include "gradus/plot/pixels/raster.hpp"
#include "gradus/plot/scene/dark_colors.hpp"
#include "gradus/plot/scene/scene.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

constexpr ColorMap dark_maps[] = {ColorMap::blues_dark, ColorMap::greys_dark, ColorMap::balance_dark,
                                  ColorMap::viridis_dark};

// How much light a colour sends, and how two of them stand out from each other, by the web's guidelines (WCAG
// 2).
double light_of(Color color) {
  const auto part = [](int channel) {
    const double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(color.red) + 0.7152 * part(color.green) + 0.0722 * part(color.blue);
}

double contrast(Color a, Color b) {
  const double x = light_of(a), y = light_of(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

ColorMap map_of(const Figure& figure, std::size_t trace) {
  return std::visit(
      [](const auto& t) {
        if constexpr (requires { ColorMap{t.options.map}; }) return t.options.map;
        return ColorMap::black_white;
      },
      figure.axes().traces.at(trace));
}

TEST(DarkMaps, BeginAtTheGroundAndGrowLighter) {
  const Color ground = theme_of(Style::dark).background;
  for (const ColorMap map : {ColorMap::blues_dark, ColorMap::greys_dark}) {
    EXPECT_LT(contrast(map_color(map, 0), ground), 1.25);
    for (int k = 0; k < 50; ++k) {
      EXPECT_LT(light_of(map_color(map, k / 50.0)), light_of(map_color(map, (k + 1) / 50.0)));
    }
  }
  const ColorMap both = ColorMap::balance_dark;
  EXPECT_LT(contrast(map_color(both, 0.5), ground), 1.25);
  for (int k = 0; k < 25; ++k) {
    EXPECT_LT(light_of(map_color(both, 0.5 + k / 50.0)), light_of(map_color(both, 0.5 + (k + 1) / 50.0)));
    EXPECT_LT(light_of(map_color(both, 0.5 - k / 50.0)), light_of(map_color(both, 0.5 - (k + 1) / 50.0)));
  }
  EXPECT_GT(map_color(both, 0.2).blue, map_color(both, 0.2).red);
  EXPECT_LT(map_color(both, 0.8).blue, map_color(both, 0.8).red);
}

// Thin things in viridis can be seen everywhere.
TEST(DarkMaps, LinesStandOut) {
  for (int k = 0; k <= 100; ++k) {
    EXPECT_GT(contrast(map_color(ColorMap::viridis_dark, k / 100.0), theme_of(Style::dark).background), 3)
        << k;
  }
}

TEST(DarkMaps, NumbersCanBeReadOnEveryColour) {
  for (const ColorMap map : {ColorMap::viridis, ColorMap::blues, ColorMap::greys, ColorMap::balance,
                             ColorMap::black_white, dark_maps[0], dark_maps[1], dark_maps[2], dark_maps[3]}) {
    for (int k = 0; k <= 200; ++k) {
      const Color cell = map_color(map, k / 200.0);
      EXPECT_GT(contrast(readable_on(cell), cell), 4) << static_cast<int>(map) << " at " << k;
    }
  }
  for (const Style style : {Style::paper, Style::dark}) {
    const Theme& theme = theme_of(style);
    for (int k = 0; k <= 200; ++k) {
      const Color shade = readable_shade(map_color(ColorMap::balance, k / 200.0), theme);
      EXPECT_GE(contrast(shade, theme.background), 3.5) << k;
    }
  }
}

TEST(DarkStyle, TakesMapsForADarkGround) {
  Figure figure;
  Axes& axes = figure.axes();
  axes.heatmap(1, 2, {0, 1}, {.map = ColorMap::balance});
  axes.heatmap(1, 2, {0, 1}, {.map = ColorMap::blues});
  axes.heatmap(1, 2, {0, 1}, {.map = ColorMap::greys});
  axes.heatmap(1, 2, {0, 1});
  axes.contours({0, 1}, {0, 1}, {0, 1, 2, 3});
  axes.contours({0, 1}, {0, 1}, {0, 1, 2, 3}, {.filled = true});
  axes.scatter({0, 1}, {0, 1}, {.values = {0, 1}});
  const auto dark = on_dark_ground(figure);
  EXPECT_EQ(map_of(*dark, 0), ColorMap::balance_dark);
  EXPECT_EQ(map_of(*dark, 1), ColorMap::blues_dark);
  EXPECT_EQ(map_of(*dark, 2), ColorMap::greys_dark);
  EXPECT_EQ(map_of(*dark, 3), ColorMap::viridis);
  EXPECT_EQ(map_of(*dark, 4), ColorMap::viridis_dark);
  EXPECT_EQ(map_of(*dark, 5), ColorMap::viridis);
  EXPECT_EQ(map_of(*dark, 6), ColorMap::viridis_dark);
  EXPECT_EQ(map_of(figure, 0), ColorMap::balance);  // the caller's stays as it is
}

// A digit in ink stays ink, a photograph what it is; weights as pictures are data.
TEST(DarkStyle, LeavesPicturesAsTheyAre) {
  Figure figure({.columns = 2});
  figure.axes(0, 0).image(1, 2, 1, {0, 1}, {.map = ColorMap::greys});
  figure.axes(0, 0).image(1, 2, 3, {1, 0, 0, 0, 1, 0});
  figure.axes(0, 1).image(1, 3, 1, {-1, 0, 1}, {.map = ColorMap::balance});
  const auto pixels = [&](Style style, std::size_t plot, std::size_t trace) {
    figure.set_style(style);
    const Scene scene = make_scene(figure);
    const auto& images = std::get<Images>(scene.panels[plot].axes->traces[trace]);
    return pictures_of(images, scene.panels[plot], *scene.theme, 1)[0].raster.bytes;
  };
  EXPECT_EQ(pixels(Style::paper, 0, 0), pixels(Style::dark, 0, 0));
  EXPECT_EQ(pixels(Style::paper, 0, 1), pixels(Style::dark, 0, 1));
  EXPECT_NE(pixels(Style::paper, 1, 0), pixels(Style::dark, 1, 0));
}

TEST(DarkStyle, SharesOneMap) {
  Figure figure({.columns = 3, .style = Style::dark, .shared_colors = true});
  figure.axes(0, 0).heatmap(1, 2, {0, 1}, {.map = ColorMap::greys});
  figure.axes(0, 1).image(1, 2, 1, {0, 1}, {.map = ColorMap::greys});
  figure.axes(0, 2).scatter({0, 1}, {0, 1}, {.values = {0, 1}, .map = ColorMap::greys});
  EXPECT_EQ(make_scene(figure).color_bar->map, ColorMap::greys);
}

}  // namespace
}  // namespace gradus::plot
