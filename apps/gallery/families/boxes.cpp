#include <algorithm>
#include <array>

#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Plots in three dimensions.
namespace gradus::gallery {
namespace {

using plot::Axes3D;
using plot::Figure;

void name_axes(Axes3D& axes) {
  axes.x.label = "$x$";
  axes.y.label = "$y$";
  axes.z.label = "$z$";
}

double hills(double x, double y) { return 0.6 * x * x + y * y + 2 * std::sin(2 * x) * std::cos(y); }

Drawing surface() {
  Figure figure({.title = "Descent on a loss", .width = 760, .height = 540});
  Axes3D& axes = figure.axes3d();
  axes.x.label = "$w_1$";
  axes.y.label = "$w_2$";
  axes.z.label = "$L(w_1, w_2)$";
  axes.view = {.elev = 40, .azim = -50};
  const std::vector<double> grid = spread(-3, 3, 50);
  axes.surface(grid, grid, over_grid(grid, grid, hills),
               {.map = plot::ColorMap::viridis, .color_bar = true, .color_bar_label = "loss"});
  std::vector<double> px, py, pz;
  double x = -2.6, y = 2.7;
  for (int i = 0; i < 40; ++i) {
    px.push_back(x), py.push_back(y), pz.push_back(hills(x, y));
    const double dx = 1.2 * x + 4 * std::cos(2 * x) * std::cos(y),
                 dy = 2 * y - 2 * std::sin(2 * x) * std::sin(y);
    x -= 0.05 * dx, y -= 0.05 * dy;
  }
  axes.line(px, py, pz,
            {.label = "path",
             .color = plot::colors::vermillion,
             .width = 2,
             .marker = plot::Marker::circle,
             .marker_size = 5});
  return figure;
}

Drawing translucent() {
  Figure figure({.title = "Two surfaces that cut each other", .width = 760, .height = 540});
  Axes3D& axes = figure.axes3d();
  name_axes(axes);
  const std::vector<double> grid = spread(-2, 2, 50);
  axes.surface(grid, grid, over_grid(grid, grid, [](double x, double y) { return y * y - x * x; }),
               {.label = "truth", .opacity = 0.6});
  axes.surface(grid, grid,
               over_grid(grid, grid,
                         [](double x, double y) {
                           return 2.1 * y * std::tanh(1.1 * y) - 1.5 * x * std::tanh(x) +
                                  0.4 * std::sin(2 * x);
                         }),
               {.label = "prediction", .opacity = 0.6});
  return figure;
}

Drawing points_in_space() {
  Figure figure({.title = "Three clouds", .width = 760, .height = 540});
  Axes3D& axes = figure.axes3d();
  name_axes(axes);
  random::NumpyRandom rng(8);
  for (int k = 0; k < 3; ++k) {
    axes.scatter(rng.normal(3 * std::cos(2.1 * k), 0.8, 60), rng.normal(3 * std::sin(2.1 * k), 0.8, 60),
                 rng.normal(1.5 * k, 0.8, 60),
                 {.label = "class " + std::to_string(k), .size = 8, .edge = plot::colors::white});
  }
  return figure;
}

Drawing values_in_space() {
  Figure figure({.title = "A colour for each point", .width = 760, .height = 540});
  Axes3D& axes = figure.axes3d();
  name_axes(axes);
  axes.view = {.elev = 22, .azim = -60};
  const std::vector<double> turn = spread(0, 6 * pi, 240);
  const auto at = [&](auto f) { return each(turn, f); };
  axes.scatter(at([](double t) { return (1 + t / 20) * std::cos(t); }),
               at([](double t) { return (1 + t / 20) * std::sin(t); }), turn,
               {.values = turn, .color_bar_label = "angle", .marker = plot::Marker::circle, .size = 6});
  axes.line({0, 0}, {0, 0}, {0, 6 * pi}, {.width = 2, .style = plot::LineStyle::dashed, .opacity = 0.7});
  return figure;
}

Drawing plane_and_normal() {
  Figure figure({.title = "Classes, their plane and its normal", .width = 760, .height = 540});
  Axes3D& axes = figure.axes3d();
  axes.x.label = "$x_1$";
  axes.y.label = "$x_2$";
  axes.z.label = "$x_3$";
  axes.view = {.elev = 20, .azim = 35};
  std::array<std::vector<double>, 2> xs, ys, zs, opacities;
  for (int i = 0; i < 125; ++i) {
    const int row = i / 5 % 5, layer = i / 25;
    const double x = i % 5, y = row, z = layer, height = x + y - z - 2.5;
    const size_t side = height > 0 ? 1 : 0;
    xs[side].push_back(x), ys[side].push_back(y), zs[side].push_back(z);
    opacities[side].push_back(std::max(0.15, 1 - std::abs(height) / 6));
  }
  for (size_t side = 0; side < 2; ++side) {
    axes.scatter(xs[side], ys[side], zs[side],
                 {.label = side == 1 ? "above" : "below",
                  .size = 8,
                  .opacities = opacities[side],
                  .edge = plot::colors::white});
  }
  axes.plane(1, 1, -1, 2.5, {.label = "plane", .color = plot::colors::green});
  axes.arrows({2}, {2}, {1.5}, {1}, {1}, {-1},
              {.label = "normal", .color = plot::colors::purple, .width = 2.2, .head = 16});
  return figure;
}

Drawing wireframe() {
  Figure figure({.title = "A wireframe with a text", .width = 760, .height = 540});
  Axes3D& axes = figure.axes3d();
  name_axes(axes);
  axes.view = {.elev = 35, .azim = -130};
  const std::vector<double> grid = spread(0, 2 * pi, 31);
  axes.wireframe(grid, grid,
                 over_grid(grid, grid, [](double x, double y) { return std::sin(x) * std::cos(y); }),
                 {.label = "$\\sin x \\cos y$"});
  axes.text(pi / 2, pi, -1.15, "a valley", {.color = plot::colors::vermillion});
  return figure;
}

}  // namespace

Family boxes() {
  return {"Three dimensions",
          {{"surface", "A surface in the colours of its heights, with a path on it.", surface},
           {"two-surfaces", "Translucent surfaces: depth is right in every pixel.", translucent},
           {"clouds", "Points of three classes, far ones behind near ones.", points_in_space},
           {"helix", "Points coloured by value around a dashed line.", values_in_space},
           {"plane", "Points that fade towards a plane, and an arrow.", plane_and_normal},
           {"wireframe", "A grid of lines, and a text in front of it.", wireframe}}};
}

}  // namespace gradus::gallery
