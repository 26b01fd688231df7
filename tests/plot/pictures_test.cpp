#include "gradus/plot/pixels/picture.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/plot/html.hpp"
#include "gradus/plot/scene/image_grid.hpp"
#include "gradus/plot/scene/notes.hpp"
#include "png_pixels.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

using Json = nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The colour of a raster, its first row below.
Color at(const Raster& raster, double across, double up) {
  const auto column = static_cast<std::size_t>(across * static_cast<double>(raster.width));
  const auto row = static_cast<std::size_t>(up * static_cast<double>(raster.height));
  const std::size_t i = 3 * (row * raster.width + column);
  const auto part = [&](std::size_t k) { return static_cast<std::uint8_t>(raster.bytes.at(i + k)); };
  return {part(0), part(1), part(2)};
}

template <class Add>
Raster raster_of(const Add& add, std::size_t which = 0) {
  Figure figure({.width = 300, .height = 300});
  const auto& trace = add(figure.axes());
  const Scene scene = make_scene(figure);
  return pictures_of(trace, scene.panels[0], *scene.theme, 1).at(which).raster;
}

TEST(Pictures, RegionsFadeWithTheirShade) {
  const Raster raster = raster_of([](Axes& axes) -> Regions& {
    return axes.regions({0, 1}, {0, 1}, {1, 1, 1, 1}, {.strength = 0.5, .shade = {0, 1, 0, 1}});
  });
  const Color full = mix(cycle_color(1), colors::white, 0.5);
  const auto near = [](Color a, Color b) {
    return std::abs(int{a.red} - b.red) + std::abs(int{a.blue} - b.blue);
  };
  EXPECT_LT(near(at(raster, 0.003, 0.5), colors::white), 6);
  EXPECT_LT(near(at(raster, 0.997, 0.5), full), 6);
  EXPECT_LT(near(at(raster, 0.5, 0.2), mix(full, colors::white, 0.5)), 6);
}

TEST(Pictures, RegionsHaveGapsWhereShadeOrClassIsNotKnown) {
  const auto corner = [](std::vector<double> classes, std::vector<double> shade) {
    return at(raster_of([&](Axes& axes) -> Regions& {
                return axes.regions({0, 1, 2}, {0, 1, 2}, classes, {.shade = shade});
              }),
              0.01, 0.01);
  };
  const std::vector<double> ones(9, 1);
  EXPECT_EQ(corner({nan, nan, 1, nan, nan, 1, 1, 1, 1}, ones), colors::white);
  EXPECT_EQ(corner(ones, {nan, 1, 1, 1, 1, 1, 1, 1, 1}), colors::white);
  EXPECT_NE(corner(ones, ones), colors::white);
}

TEST(Pictures, FilledContoursChangeColorAtTheirLevels) {
  const Raster raster = raster_of([](Axes& axes) -> Contours& {
    return axes.contours({0, 1, 4}, {0, 1}, {0, 1, 4, 0, 1, 4}, {.levels = {1, 3}, .filled = true});
  });
  EXPECT_EQ(at(raster, 0.1, 0.5), at(raster, 0.24, 0.5));
  EXPECT_EQ(at(raster, 0.26, 0.5), at(raster, 0.74, 0.1));  // the grid's places are not evenly spaced
  EXPECT_NE(at(raster, 0.24, 0.5), at(raster, 0.26, 0.5));
  EXPECT_EQ(at(raster, 0.26, 0.5), map_color(ColorMap::viridis, 0.5));
  EXPECT_NE(at(raster, 0.74, 0.5), at(raster, 0.76, 0.5));
}

TEST(Pictures, ImagesShowTheirChannels) {
  const std::vector<double> pixels = {1, 0, 0, 0, 1, 0, 0, 0, 1, nan, 0, 0};
  const Raster raster = raster_of([&](Axes& axes) -> Images& { return axes.image(2, 2, 3, pixels); });
  EXPECT_EQ(at(raster, 0.2, 0.2), rgb(0xFF0000));  // the first row of data comes first
  EXPECT_EQ(at(raster, 0.7, 0.2), rgb(0x00FF00));
  EXPECT_EQ(at(raster, 0.2, 0.7), rgb(0x0000FF));
  EXPECT_EQ(at(raster, 0.7, 0.7), theme_of(Style::paper).missing);
}

TEST(Pictures, RangesOfImagesAreCommonOrTheirOwn) {
  const std::vector<double> pixels = {0, 1, 2, 4};
  const auto second = [&](bool each) {
    return raster_of([&](Axes& axes) -> Images& { return axes.images(2, 1, 2, 1, pixels, {.each = each}); },
                     1);
  };
  EXPECT_EQ(at(second(false), 0.2, 0.5), rgb(0x808080));
  EXPECT_EQ(at(second(true), 0.2, 0.5), colors::black);
  EXPECT_EQ(at(second(true), 0.8, 0.5), colors::white);
}

TEST(Pictures, SmoothImagesPassSoftly) {
  const Raster raster = raster_of([](Axes& axes) -> Images& {
    return axes.image(1, 2, 1, {0, 1}, {.smooth = true});
  });
  EXPECT_NEAR(at(raster, 0.5, 0.5).red, 128, 3);
  EXPECT_EQ(at(raster, 0.1, 0.5), colors::black);
}

TEST(Pictures, GridsStandInRows) {
  const Images images{
      5, 4, 2, 1, std::vector<double>(40, 1), {.labels = {"a", "b", "c", "d", "e"}, .across = 3, .gap = 0.5}};
  const ImageGrid grid(images);
  EXPECT_DOUBLE_EQ(grid.left(4), 2.5);
  EXPECT_DOUBLE_EQ(grid.top(4), 4 + 1 + grid.head() - 0.5);
  EXPECT_DOUBLE_EQ(grid.width(), 8);
  Figure figure({.width = 400, .height = 300});
  figure.axes().images(5, 4, 2, 1, images.pixels, images.options);
  const Scene scene = make_scene(figure);
  const Panel& panel = scene.panels[0];
  const std::vector<Note> notes = notes_of(images, panel, *scene.theme, 14);
  ASSERT_EQ(notes.size(), 5u);
  EXPECT_GT(panel.to_y(notes[0].y), panel.plot.top);
  EXPECT_NEAR(panel.to_x(1) - panel.to_x(0), panel.to_y(1) - panel.to_y(0), 1e-9);
}

TEST(Pictures, ImagesThatDoNotFitAreErrors) {
  Axes axes;
  EXPECT_EQ(error_of([&] {
              axes.image(2, 2, 1, {1, 2, 3});
            }),
            "images: 3 values for 1 pictures of 2 x 2 pixels and 1 channels");
  EXPECT_TRUE(contains(error_of([&] { axes.image(1, 1, 2, {1, 2}); }), "images: 2 channels"));
  EXPECT_TRUE(contains(error_of([&] { axes.image(0, 2, 1, {}); }), "images: 0 values"));
  constexpr std::size_t half = std::size_t{1} << 63;  // four of them are 0
  EXPECT_TRUE(contains(error_of([&] { axes.images(half, 2, 2, 1, {1}); }), "images: 1 values"));
  EXPECT_TRUE(contains(error_of([&] { axes.image(1, 1, 1, {nan}); }), "images: no point"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.image(1, 1, 1, {1}, {.labels = {"a", "b"}});
                       }),
                       "labels holds 2 entries for 1 pictures"));
  EXPECT_TRUE(contains(error_of([&] { axes.images(2, 1, 1, 1, {1, nan}, {.each = true}); }), "picture 1"));
  EXPECT_TRUE(axes.traces.empty());
}

// Red, green; blue, white: written and read back, each way round.
TEST(Png, KeepsEveryPixel) {
  const std::string bytes("\xFF\0\0\0\xFF\0\0\0\xFF\xFF\xFF\xFF", 12);
  const Raster raster{2, 2, bytes};
  const auto first = [&](bool turned, bool mirrored) {
    return PngPixels(png_of(raster, turned, mirrored)).at(0, 0);
  };
  EXPECT_EQ(first(false, false), rgb(0xFF0000));
  EXPECT_EQ(first(false, true), rgb(0x00FF00));
  EXPECT_EQ(first(true, false), rgb(0x0000FF));
  EXPECT_EQ(first(true, true), colors::white);
}

// More colours than a palette holds, and fewer.
TEST(Png, KeepsEveryColour) {
  for (const std::size_t colors : {1u, 2u, 3u, 17u, 256u, 257u, 4000u}) {
    Raster raster{40, 100, {}};
    for (std::size_t i = 0; i < 4000; ++i) {
      const std::size_t k = i % colors;
      for (const std::size_t part : {k % 251, k / 16, std::size_t{7}})
        raster.bytes += static_cast<char>(part);
    }
    const PngPixels pixels(png_of(raster, false, false));
    for (std::size_t i = 0; i < 4000; ++i) {
      const std::size_t k = i % colors;
      const Color wanted{static_cast<std::uint8_t>(k % 251), static_cast<std::uint8_t>(k / 16), 7};
      ASSERT_EQ(pixels.at(i % 40, i / 40), wanted) << colors << " colours, pixel " << i;
    }
  }
}

TEST(Png, StandsInThePageUprightOnEitherAxis) {
  for (const bool reversed : {false, true}) {
    Figure figure;
    figure.axes().contours({0, 1}, {0, 1}, {0, 0, 1, 1}, {.levels = {0.5}, .filled = true, .width = 0});
    figure.axes().y.reversed = reversed;
    const Json image = Json::parse(plotly_json(figure))["layout"]["images"].at(0);
    const std::string source = image["source"], head = "data:image/png;base64,";
    ASSERT_EQ(source.substr(0, head.size()), head);
    const PngPixels pixels(from_base64(source.substr(head.size())));
    const Color low = map_color(ColorMap::viridis, 0.25), high = map_color(ColorMap::viridis, 0.75);
    EXPECT_EQ(pixels.at(5, 0), reversed ? low : high);  // the top row of the picture
    EXPECT_EQ(image["y"], reversed ? 0 : 1);
    EXPECT_EQ(image["xref"], "x");
  }
}

}  // namespace
}  // namespace gradus::plot
