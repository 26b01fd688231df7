#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Several plots in one figure.
namespace gradus::gallery {
namespace {

using plot::Axes;
using plot::Figure;

Drawing spans() {
  Figure figure({.title = "A wide plot with an inset, two below",
                 .width = 900,
                 .height = 620,
                 .rows = 2,
                 .columns = 2});
  figure.span(0, 0, {.columns = 2});
  const std::vector<double> epochs = spread(0, 200, 201), late = spread(100, 200, 101);
  const auto loss = [](double e) { return 2 * std::exp(-e / 12) + 0.02 * std::sin(e) * std::exp(-e / 90); };
  Axes& wide = figure.axes(0, 0);
  wide.x.label = "epoch";
  wide.y.label = "loss";
  wide.line(epochs, each(epochs, loss), {.label = "train", .width = 2});
  Axes& inset = figure.inset(0, 0, {.left = 0.4, .bottom = 0.36, .width = 0.55, .height = 0.46});
  inset.title = "the last hundred";
  inset.line(late, each(late, loss), {.color = plot::colors::vermillion});
  Axes& points = figure.axes(1, 0);
  points.x.label = "epoch";
  points.scatter(late, each(late, loss), {.size = 3.5});
  Axes& bars = figure.axes(1, 1);
  bars.x = {.label = "fold", .ticks = {1, 2, 3, 4}};
  bars.y = {.label = "errors", .min = 0};
  bars.bars({1, 2, 3, 4}, {3, 1, 2, 2});
  return figure;
}

Drawing shared_colors() {
  Figure figure(
      {.title = "One range of colours", .width = 1060, .height = 400, .columns = 3, .shared_colors = true});
  const std::vector<double> grid = spread(-1, 1, 41);
  figure.axes(0, 0).contours(grid, grid, over_grid(grid, grid, [](double x, double y) { return x * y; }),
                             {.filled = true, .width = 0.5});
  figure.axes(0, 0).title = "contours";
  figure.axes(0, 1).heatmap(2, 3, {-1, 0, 1, 2, 3, 1.5}, {.numbers = true, .color_bar_label = "loss"});
  figure.axes(0, 1).title = "heat map";
  figure.axes3d(0, 2).surface(
      grid, grid, over_grid(grid, grid, [](double x, double y) { return 2 * (x * x + y * y) - 1; }),
      {.map = plot::ColorMap::viridis});
  figure.axes3d(0, 2).title = "surface";
  return figure;
}

Drawing equal_aspect() {
  Figure figure({.width = 900, .height = 420, .columns = 2});
  const std::vector<double> turn = spread(0, 2 * pi, 200);
  const std::vector<double> x = each(turn, [](double t) { return std::cos(t); }),
                            y = each(turn, [](double t) { return std::sin(t); });
  for (int column = 0; column < 2; ++column) {
    Axes& axes = figure.axes(0, column);
    axes.title = column == 0 ? "A circle as the room allows" : "Units equally long, grid, $y$ turned over";
    axes.line(x, y, {.width = 2});
    axes.equal_aspect = column == 1;
    axes.x.grid = axes.y.grid = axes.y.reversed = column == 1;
  }
  return figure;
}

}  // namespace

Family grids() {
  return {"Grids of plots",
          {{"spans", "A plot over two columns with an inset, and two more.", spans},
           {"shared-colors", "Three kinds of plot with one colour bar.", shared_colors},
           {"equal-aspect", "Equal units, a grid and an axis that is turned over.", equal_aspect}}};
}

}  // namespace gradus::gallery
