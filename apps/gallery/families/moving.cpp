#include <fmt/format.h>

#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Animations.
namespace gradus::gallery {
namespace {

using plot::Animation;
using plot::Figure;

Drawing descent() {
  Animation animation(Figure({.title = "Gradient descent", .width = 960, .height = 420, .columns = 2}));
  plot::Axes &curve = animation.figure().axes(0, 0), &plane = animation.figure().axes(0, 1);
  const auto loss = [](double x, double y) { return x * x / 4 + y * y; };
  curve.x = {.label = "step", .min = 0, .max = 30};
  curve.y = {.label = "loss", .scale = plot::Scale::log};
  double x = -3.5, y = 1.7;
  plot::Line& line = curve.line({0}, {loss(x, y)}, {.label = "$\\eta = 0.2$", .width = 2});
  const std::vector<double> xs = spread(-4, 4, 61), ys = spread(-2, 2, 41);
  plane.x.label = "$w_1$";
  plane.y.label = "$w_2$";
  plane.contours(xs, ys, over_grid(xs, ys, loss), {.filled = true, .width = 0.5});
  plot::Line& path = plane.line(
      {x}, {y},
      {.label = "path", .color = plot::colors::vermillion, .width = 2, .marker = plot::Marker::circle});
  animation.add_frame("start");
  for (int step = 1; step <= 30; ++step) {
    x -= 0.2 * x / 2, y -= 0.2 * 2 * y;
    line.x.push_back(step), line.y.push_back(loss(x, y));
    path.x.push_back(x), path.y.push_back(y);
    animation.add_frame(fmt::format("step {}", step));
  }
  return animation;
}

// A curve and two surfaces, one of which moves towards the other.
Drawing learning() {
  Animation animation(
      Figure({.title = "Learning $z = y^2 - x^2$", .width = 1280, .height = 720, .columns = 2}));
  plot::Axes& curve = animation.figure().axes(0, 0);
  plot::Axes3D& box = animation.figure().axes3d(0, 1);
  curve.x = {.label = "epoch", .min = 0, .max = 300};
  curve.y = {.label = "mean squared error", .min = 0};
  box.x.label = "$x$";
  box.y.label = "$y$";
  box.z.label = "$z$";
  const std::vector<double> grid = spread(-2, 2, 50);
  const auto truth = [](double x, double y) { return y * y - x * x; };
  const std::vector<double> heights = over_grid(grid, grid, truth);
  plot::Line& line = curve.line({0}, {1}, {.label = "train", .width = 2});
  line.x.clear(), line.y.clear();
  box.surface(grid, grid, heights, {.label = "truth", .opacity = 0.6});
  plot::Surface& guess = box.surface(grid, grid, heights, {.label = "prediction", .opacity = 0.6});
  for (int frame = 0; frame < 30; ++frame) {
    const double epoch = 10.0 * frame, known = 1 - std::exp(-epoch / 70);
    guess.z = over_grid(grid, grid, [&](double x, double y) {
      return known * truth(x, y) + (1 - known) * std::sin(1.5 * x + 0.8 * y);
    });
    double error = 0;
    for (size_t i = 0; i < heights.size(); ++i)
      error += (guess.z[i] - heights[i]) * (guess.z[i] - heights[i]);
    line.x.push_back(epoch), line.y.push_back(error / static_cast<double>(heights.size()));
    animation.add_frame(fmt::format("epoch {:.0f}", epoch));
  }
  return animation;
}

}  // namespace

Family moving() {
  return {"Animations",
          {{"descent", "Loss and path of gradient descent, step by step.", descent},
           {"learning", "A surface that learns another one, with its loss.", learning}}};
}

}  // namespace gradus::gallery
