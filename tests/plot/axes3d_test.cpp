#include "gradus/plot/axes3d.hpp"

#include <cmath>
#include <limits>

#include "gradus/plot/gnuplot/facet_raster.hpp"
#include "gradus/plot/scene/box.hpp"
#include "gradus/plot/scene/scene3d.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The pixel of a raster at a place of the box: red, green, blue, opacity.
std::array<int, 4> pixel_at(const Panel& panel, const Vec3& place) {
  const ClearRaster raster = rasterize(facets_of(panel), panel.plot, 1);
  const Seen seen = panel.box.projection.see(place);
  const auto column = static_cast<std::size_t>(seen.x - panel.plot.left);
  const auto row = raster.height - 1 - static_cast<std::size_t>(seen.y - panel.plot.top);
  std::array<int, 4> pixel{};
  for (std::size_t i = 0; i < 4; ++i) {
    pixel[i] = static_cast<std::uint8_t>(raster.bytes.at(4 * (row * raster.width + column) + i));
  }
  return pixel;
}

// Axes whose ranges are 0 to 1, so that values are places.
Axes3D& unit_axes(Figure& figure) {
  Axes3D& axes = figure.axes3d();
  for (Axis* axis : {&axes.x, &axes.y, &axes.z}) axis->min = 0, axis->max = 1;
  return axes;
}

TEST(Axes3D, StandsBesideFlatAxes) {
  Figure figure({.columns = 2});
  figure.axes(0, 0).line({0, 1}, {0, 1});
  Scatter3D& points = figure.axes3d(0, 1).scatter({1}, {2}, {3});
  for (int i = 0; i < 100; ++i) figure.axes3d(0, 1).line({0, 1}, {0, 1}, {0, 1});
  EXPECT_EQ(points.z, (std::vector<double>{3}));  // the reference stays good
  EXPECT_FALSE(figure.is_3d(0, 0));
  EXPECT_TRUE(figure.is_3d(0, 1));
  EXPECT_EQ(error_of([&] { figure.axes(0, 1); }),
            "Figure::axes: the plot (0, 1) has three dimensions; use axes3d");
  EXPECT_EQ(error_of([&] { figure.axes3d(0, 0); }),
            "Figure::axes3d: the plot (0, 0) has 1 traces in two dimensions already");
  const Figure& fixed = figure;
  EXPECT_EQ(error_of([&] { fixed.axes3d(0, 0); }),
            "Figure::axes3d: the plot (0, 0) has two dimensions; use axes");
  EXPECT_TRUE(contains(error_of([&] { figure.axes3d(1, 0); }), "outside the grid of 1 x 2"));
}

TEST(Axes3D, WrongShapesNameWhatIsWrong) {
  Axes3D axes;
  EXPECT_EQ(error_of([&] {
              axes.scatter({1, 2}, {1}, {1});
            }),
            "scatter: x and y have different lengths: 2 != 1");
  EXPECT_EQ(error_of([&] { axes.line({1}, {1}, {1, 2}); }), "line: x and z have different lengths: 1 != 2");
  EXPECT_EQ(error_of([&] {
              axes.surface({0, 1}, {0, 1, 2}, {1, 2, 3});
            }),
            "surface: z holds 3 values for a grid of 3 x 2 points");
  EXPECT_EQ(error_of([&] {
              axes.wireframe({0, 0}, {0, 1}, {1, 2, 3, 4});
            }),
            "wireframe: x does not rise at place 1: 0 after 0");
  EXPECT_EQ(error_of([&] {
              axes.surface({0}, {0, 1}, {1, 2});
            }),
            "surface: x has 1 coordinates; a grid needs two");
  EXPECT_EQ(error_of([&] { axes.arrows({1}, {1}, {1}, {1}, {1}, {}); }),
            "arrows: x and dz have different lengths: 1 != 0");
  EXPECT_EQ(error_of([&] { axes.plane(0, 0, 0, 1); }), "plane: a, b and c are all zero; they are its normal");
  EXPECT_EQ(error_of([&] {
              axes.scatter({1, 2}, {1, 2}, {1, 2}, {.opacities = {1}});
            }),
            "scatter: opacities holds 1 entries for 2 points");
  EXPECT_TRUE(axes.traces.empty());  // a call that throws leaves nothing behind
}

TEST(Axes3D, NothingFiniteIsAnError) {
  Axes3D axes;
  EXPECT_TRUE(contains(error_of([&] {
                         axes.scatter({1, nan}, {1, 2}, {nan, 2});
                       }),
                       "no point of x, y and z is finite"));
  EXPECT_TRUE(contains(error_of([&] {
                         axes.surface({0, 1}, {0, 1}, {nan, nan, nan, nan});
                       }),
                       "surface: no point of z is finite"));
  EXPECT_TRUE(contains(error_of([&] { axes.text(nan, 0, 0, "x"); }), "text: x is nan"));
  EXPECT_EQ(error_of([&] { axes.surface({0, 1}, {0, 1}, {nan, nan, nan, 1}); }), "");
}

TEST(Axes3D, OptionsThatMakeNoSenseAreErrors) {
  Figure figure;
  Axes3D& axes = figure.axes3d();
  axes.scatter({1}, {1}, {1});
  axes.view.elev = 91;
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "axes3d: elev is 91"));
  axes.view = {.elev = 0, .azim = nan};
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "axes3d: azim is nan"));
  axes.view = {};
  axes.box.z = 0;
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "axes3d: box is 0"));
  axes.box.z = 1;
  axes.z.scale = Scale::log;
  axes.plane(0, 0, 1, 1);
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "a plane needs linear axes"));
}

TEST(Projection, LooksAsMatplotlibDoes) {
  const BoxShape cube{1, 1, 1};
  Projection front({.elev = 0, .azim = -90}, cube);  // from the end of -y: x to the right, z up
  front.put(100, 100, 100);
  EXPECT_GT(front.see({1, 0.5, 0.5}).x, front.see({0, 0.5, 0.5}).x);
  EXPECT_LT(front.see({0.5, 0.5, 1}).y, front.see({0.5, 0.5, 0}).y);
  EXPECT_LT(front.see({0.5, 0, 0.5}).distance, front.see({0.5, 1, 0.5}).distance);
  Projection above({.elev = 90, .azim = -90}, cube);  // x to the right, y up
  above.put(100, 100, 100);
  EXPECT_LT(above.see({0.5, 1, 0.5}).y, above.see({0.5, 0, 0.5}).y);
  EXPECT_NEAR(above.see({0.5, 0.5, 0.5}).x, 100, 1e-9);
  EXPECT_NEAR(above.see({0.5, 0.5, 0.5}).y, 100, 1e-9);
}

TEST(Box, WallsAreBehindFromEverySide) {
  for (const double elev : {-60.0, -1.0, 0.0, 20.0, 89.0}) {
    for (int turn = 0; turn < 12; ++turn) {
      const double azim = -170 + 45 * turn;
      Figure figure({.width = 400, .height = 300});
      Axes3D& axes = unit_axes(figure);
      axes.view = {elev, azim};
      axes.scatter({0.5}, {0.5}, {0.5});
      const Scene scene = make_scene(figure);
      const BoxView& box = scene.panels[0].box;
      const double middle = box.projection.see({0.5, 0.5, 0.5}).distance;
      for (std::size_t wall = 0; wall < 3; ++wall) {
        double distance = 0;
        for (const Seen& corner : box.walls[wall]) distance += corner.distance / 4;
        EXPECT_GE(distance, middle - 1e-9) << elev << ' ' << azim << ' ' << wall;
      }
    }
  }
}

TEST(Box, LabelsStayInsideTheirPlot) {
  Figure figure({.width = 900, .height = 420, .columns = 2});
  for (int c = 0; c < 2; ++c) {
    Axes3D& axes = figure.axes3d(0, c);
    axes.view = c == 0 ? View{} : View{10, 130};
    axes.x.label = "a rather long name for x";
    axes.y.label = "another for y";
    axes.z.label = "loss $L(w_1, w_2)$";
    axes.line({0, 1e6}, {-1e-3, 1e-3}, {-500, 700});
  }
  const Scene scene = make_scene(figure);
  for (const Panel& panel : scene.panels) {
    EXPECT_GE(panel.box.labels.size(), 9u);
    for (const BoxLabel& label : panel.box.labels) {
      EXPECT_GE(label.x - label.width / 2, panel.plot.left - 2) << label.text;
      EXPECT_LE(label.x + label.width / 2, panel.plot.right + 2) << label.text;
      EXPECT_GE(label.y - label.height / 2, panel.plot.top - 2) << label.text;
      EXPECT_LE(label.y + label.height / 2, panel.plot.bottom + 2) << label.text;
    }
  }
  EXPECT_LE(scene.panels[0].plot.right, scene.panels[1].plot.left);
}

TEST(Box, AnEndlessNameLeavesRoomForTheBox) {
  Figure figure({.width = 300, .height = 240});
  figure.axes3d().x.label = figure.axes3d().z.label = std::string(300, 'x');
  figure.axes3d().scatter({0, 1}, {0, 1}, {0, 1});
  EXPECT_GT(make_scene(figure).panels[0].box.projection.scale(), 60);
}

TEST(Box, TooSmallAFigureIsAnError) {
  Figure figure({.width = 60, .height = 60, .columns = 2});
  figure.axes3d().x.label = "a name that needs a lot of room";
  figure.axes3d().scatter({0, 1}, {0, 1}, {0, 1});
  EXPECT_TRUE(contains(error_of([&] { make_scene(figure); }), "leave no room"));
}

TEST(Facets, NearerThingsHideFartherOnesWhateverTheirOrder) {
  for (const bool far_first : {true, false}) {
    Figure figure({.width = 300, .height = 300});
    Axes3D& axes = unit_axes(figure);
    axes.view = {.elev = 0, .azim = -90};
    const auto wall = [&](double y, Color color) {
      axes.plane(0, 1, 0, y, {.color = color, .opacity = 1, .edge_width = 0});
    };
    if (far_first) wall(0.8, rgb(0x0000FF));
    wall(0.2, rgb(0xFF0000));
    if (!far_first) wall(0.8, rgb(0x0000FF));
    EXPECT_EQ(pixel_at(make_scene(figure).panels[0], {0.5, 0.2, 0.5}), (std::array{255, 0, 0, 255}));
  }
}

TEST(Facets, TranslucentSurfacesLetThroughInOrderOfDepth) {
  Figure figure({.width = 300, .height = 300});
  Axes3D& axes = unit_axes(figure);
  axes.view = {.elev = 0, .azim = -90};
  axes.plane(0, 1, 0, 0.2, {.color = rgb(0xFF0000), .opacity = 0.5, .edge_width = 0});
  axes.plane(0, 1, 0, 0.8, {.color = rgb(0x0000FF), .opacity = 0.5, .edge_width = 0});
  // Half of the nearer, a quarter of the farther, a quarter of nothing.
  EXPECT_EQ(pixel_at(make_scene(figure).panels[0], {0.5, 0.5, 0.5}), (std::array{170, 0, 85, 191}));
}

TEST(Facets, PointsBehindASurfaceAreHiddenAndThoseInFrontAreNot) {
  Figure figure({.width = 300, .height = 300});
  Axes3D& axes = unit_axes(figure);
  axes.view = {.elev = 0, .azim = -90};
  axes.scatter({0.3, 0.7}, {0.9, 0.1}, {0.5, 0.5}, {.color = rgb(0x00FF00), .size = 12});
  axes.plane(0, 1, 0, 0.5, {.color = rgb(0xFF0000), .opacity = 1, .edge_width = 0});
  const Scene scene = make_scene(figure);
  EXPECT_EQ(pixel_at(scene.panels[0], {0.3, 0.9, 0.5})[0], 255);
  EXPECT_EQ(pixel_at(scene.panels[0], {0.7, 0.1, 0.5})[1], 255);
}

TEST(Facets, AdjacentTrianglesShowNoSeams) {
  Figure figure({.width = 400, .height = 400});
  Axes3D& axes = unit_axes(figure);
  axes.view = {.elev = 90, .azim = -77};
  std::vector<double> grid, z;
  for (int i = 0; i < 30; ++i) grid.push_back(i / 29.0);
  z.assign(900, 0.5);
  axes.surface(grid, grid, z, {.opacity = 0.5});
  const Panel panel = make_scene(figure).panels[0];
  const ClearRaster raster = rasterize(facets_of(panel), panel.plot, 1);
  const Seen middle = panel.box.projection.see({0.5, 0.5, 0.5});
  const auto row = raster.height - 1 - static_cast<std::size_t>(middle.y - panel.plot.top);
  const auto center = static_cast<std::size_t>(middle.x - panel.plot.left);
  for (std::size_t column = center - 60; column < center + 60; ++column) {
    EXPECT_EQ(static_cast<std::uint8_t>(raster.bytes[4 * (row * raster.width + column) + 3]), 128) << column;
  }
}

TEST(Facets, NanLeavesAGapAndRangesCutOff) {
  Figure figure({.width = 300, .height = 300});
  Axes3D& axes = unit_axes(figure);
  axes.view = {.elev = 90, .azim = -90};
  axes.surface({0, 0.4, 0.6, 1}, {0, 0.4, 0.6, 1},
               {0.5, 0.5, 0.5, 0.5, 0.5, nan, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
  axes.scatter({0.5}, {0.5}, {7});  // outside
  const Panel panel = make_scene(figure).panels[0];
  EXPECT_EQ(pixel_at(panel, {0.5, 0.5, 0.5})[3], 0);
  EXPECT_EQ(pixel_at(panel, {0.8, 0.8, 0.5})[3], 255);
  const std::vector<Facet> facets = facets_of(panel);
  EXPECT_EQ(facets.size(), 10u);  // five whole cells of nine
}

TEST(Facets, PlanesAreCutToTheBox) {
  Figure figure;
  Axes3D& axes = unit_axes(figure);
  const Plane& across = axes.plane(1, 1, 1, 1.5);
  const Plane& outside = axes.plane(1, 1, 1, 9);
  const Panel panel = make_scene(figure).panels[0];
  const std::vector<Vec3> outline = plane_outline(panel, across);
  EXPECT_EQ(outline.size(), 6u);
  for (const Vec3& corner : outline) EXPECT_NEAR(corner.x + corner.y + corner.z, 1.5, 1e-12);
  EXPECT_TRUE(plane_outline(panel, outside).empty());
  EXPECT_EQ(error_of([&] { facets_of(panel); }), "");
}

TEST(Facets, HugeAndTinyNumbersDraw) {
  Figure figure({.width = 200, .height = 200});
  Axes3D& axes = unit_axes(figure);
  axes.scatter({1e300, 0.5}, {-1e300, 0.5}, {1e308, 0.5}, {.sizes = {1, 1000}});
  axes.line({-1e300, 1e300, 0.5}, {0.5, 0.5, nan}, {0.5, 0.5, 0.5}, {.style = LineStyle::dotted});
  axes.arrows({0.1}, {0.1}, {0.1}, {0}, {0}, {0});
  axes.arrows({0.1}, {0.1}, {0.1}, {1e308}, {1e308}, {1e308});
  axes.plane(1e300, 1e-300, 1, 1e300);
  const Panel panel = make_scene(figure).panels[0];
  EXPECT_EQ(error_of([&] { rasterize(facets_of(panel), panel.plot, 1); }), "");
}

TEST(Scene3D, ColorsOfPointsComeFromValuesOrClasses) {
  Axes3D axes;
  const Scatter3D& valued = axes.scatter({0, 1, 2}, {0, 0, 0}, {0, 0, 0}, {.values = {5, nan, 7}});
  EXPECT_EQ(color_range(valued), (std::pair{5.0, 7.0}));
  EXPECT_EQ(
      point_colors(valued, colors::black, colors::grey),
      (std::vector<Color>{map_color(ColorMap::viridis, 0), colors::grey, map_color(ColorMap::viridis, 1)}));
  ASSERT_TRUE(color_bar_of(axes));
  EXPECT_EQ(color_bar_of(axes)->max, 7);
  const Scatter3D& classes =
      axes.scatter({0, 1}, {0, 0}, {0, 0}, {.colors = {cycle_color(0), cycle_color(1)}});
  EXPECT_EQ(point_colors(classes, colors::black, colors::grey)[1], cycle_color(1));
}

}  // namespace
}  // namespace gradus::plot
