#include <algorithm>
#include <limits>

#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Areas over the plane.
namespace gradus::gallery {
namespace {

using plot::Axes;
using plot::Figure;

Drawing regions() {
  Figure figure({.title = "Areas of classes", .width = 960, .height = 440, .columns = 2});
  const std::vector<double> grid = spread(-3, 3, 121);
  const auto softmax = [](double x, double y) {
    std::vector<double> p = {std::exp(1.6 * x + 0.5 * y), std::exp(-1.5 * x + std::sin(2 * y)),
                             std::exp(-2 * y)};
    const double sum = p[0] + p[1] + p[2];
    for (double& v : p) v /= sum;
    return p;
  };
  std::vector<double> classes, sure;
  for (const double y : grid) {
    for (const double x : grid) {
      const std::vector<double> p = softmax(x, y);
      const auto best = std::max_element(p.begin(), p.end());
      classes.push_back(static_cast<double>(best - p.begin()));
      sure.push_back((3 * *best - 1) / 2);
    }
  }
  for (int column = 0; column < 2; ++column) {
    Axes& axes = figure.axes(0, column);
    axes.title = column == 0 ? "One strength" : "Faded by probability";
    axes.x.label = "$x_1$";
    axes.y.label = "$x_2$";
    axes.equal_aspect = true;
    axes.regions(grid, grid, classes,
                 {.labels = {"first", "second", "third"},
                  .strength = column == 0 ? 0.28 : 0.65,
                  .shade = column == 0 ? std::vector<double>{} : sure});
    random::NumpyRandom rng(5);
    std::vector<std::vector<double>> xs(3), ys(3);
    for (int i = 0; i < 110; ++i) {
      const double x = rng.uniform(-2.9, 2.9), y = rng.uniform(-2.9, 2.9);
      const std::vector<double> p = softmax(x, y);
      const auto best = static_cast<size_t>(std::max_element(p.begin(), p.end()) - p.begin());
      xs[best].push_back(x), ys[best].push_back(y);
    }
    for (size_t k = 0; k < 3; ++k) {
      axes.scatter(xs[k], ys[k], {.label = "class " + std::to_string(k), .edge = plot::colors::white});
    }
    axes.legend = column == 1 ? plot::Legend::right : plot::Legend::none;
  }
  return figure;
}

double rosenbrock(double x, double y) {
  return std::log10(1 + (1 - x) * (1 - x) + 20 * (y - x * x) * (y - x * x));
}

Drawing contour_lines() {
  Figure figure({.title = "Lines of equal loss", .width = 680, .height = 460});
  Axes& axes = figure.axes();
  axes.x.label = "$w_1$";
  axes.y.label = "$w_2$";
  const std::vector<double> xs = spread(-2, 2, 81), ys = spread(-1, 3, 81);
  axes.contours(xs, ys, over_grid(xs, ys, rosenbrock),
                {.color_bar = true, .color_bar_label = "$\\log_{10}(1 + L)$"});
  axes.line(
      {-1.5, -1.2, -0.5, 0.3, 0.8, 1}, {2.5, 1.2, 0.1, 0, 0.6, 1},
      {.label = "descent", .color = plot::colors::vermillion, .width = 2, .marker = plot::Marker::circle});
  return figure;
}

Drawing contour_numbers() {
  Figure figure({.title = "Contours with numbers", .width = 1120, .height = 460, .columns = 2});
  const std::vector<double> xs = spread(-2.5, 2.5, 81), ys = spread(-2.5, 2.5, 81);
  const std::vector<double> waves = over_grid(xs, ys, [](double x, double y) {
    return (1 - x / 2 + std::pow(x, 5) + y * y * y) * std::exp(-x * x - y * y);
  });
  Axes& lines = figure.axes(0, 0);
  lines.x.label = "$w_1$";
  lines.y.label = "$w_2$";
  lines.contours(xs, ys, waves, {.count = 12, .numbers = true});
  Axes& areas = figure.axes(0, 1);
  areas.x.label = "$w_1$";
  areas.contours(xs, ys, over_grid(xs, ys, rosenbrock),
                 {.filled = true,
                  .width = 0.6,
                  .numbers = true,
                  .decimals = 1,
                  .color_bar_label = "$\\log_{10}(1 + L)$"});
  return figure;
}

Drawing filled_contours() {
  Figure figure({.title = "Filled contours with a hole where the loss is NaN", .width = 680, .height = 460});
  Axes& axes = figure.axes();
  axes.x.label = "$w_1$";
  axes.y.label = "$w_2$";
  const std::vector<double> xs = spread(-2, 2, 81), ys = spread(-1, 3, 81);
  axes.contours(xs, ys,
                over_grid(xs, ys,
                          [](double x, double y) {
                            return std::hypot(x + 1.4, y - 2.4) < 0.25
                                       ? std::numeric_limits<double>::quiet_NaN()
                                       : rosenbrock(x, y);
                          }),
                {.filled = true, .width = 0.5, .color_bar = true, .color_bar_label = "$\\log_{10}(1 + L)$"});
  return figure;
}

Drawing heat_map() {
  Figure figure({.title = "A matrix with numbers", .width = 620, .height = 480});
  Axes& axes = figure.axes();
  axes.x.label = "predicted";
  axes.y.label = "true";
  const std::vector<std::string> names = {"setosa", "versicolor", "virginica", "other"};
  axes.heatmap(4, 4, {48, 1, 1, 0, 2, 41, 7, 0, 0, 6, 43, 1, 1, 0, 2, 47},
               {.row_labels = names,
                .column_labels = names,
                .numbers = true,
                .map = plot::ColorMap::blues,
                .color_bar_label = "rows"});
  return figure;
}

Drawing color_maps() {
  Figure figure({.title = "Colour maps", .width = 860, .height = 420, .rows = 5});
  const std::vector<std::pair<const char*, plot::ColorMap>> maps = {
      {"viridis", plot::ColorMap::viridis},
      {"blues", plot::ColorMap::blues},
      {"greys", plot::ColorMap::greys},
      {"balance", plot::ColorMap::balance},
      {"black_white", plot::ColorMap::black_white}};
  for (size_t i = 0; i < maps.size(); ++i) {
    Axes& axes = figure.axes(static_cast<int>(i), 0);
    // Names under the last one only.
    std::vector<std::string> places(24);
    if (i + 1 == maps.size()) places.front() = "least", places.back() = "most";
    axes.heatmap(
        1, 24, spread(0, 1, 24),
        {.row_labels = {maps[i].first}, .column_labels = places, .map = maps[i].second, .color_bar = false});
  }
  return figure;
}

Drawing fills() {
  Figure figure({.title = "Area under a curve", .width = 640, .height = 460});
  Axes& axes = figure.axes();
  axes.x = {.label = "false positive rate", .min = -0.02, .max = 1.02};
  axes.y = {.label = "true positive rate", .min = -0.02, .max = 1.02};
  const std::vector<double> rate = spread(0, 1, 100),
                            hits = each(rate, [](double r) { return std::pow(r, 0.25); });
  axes.line(rate, hits, {.label = "network", .width = 2});
  axes.band(rate, std::vector<double>(rate.size(), 0), hits, {.label = "area 0.80", .opacity = 0.15});
  axes.diagonal(1, 0, {.label = "chance"});
  axes.fill({0.62, 0.9, 0.9, 0.62}, {0.42, 0.42, 0.56, 0.56},
            {.label = "an outline", .color = plot::colors::green, .edge = plot::colors::green});
  axes.legend = plot::Legend::bottom_right;
  return figure;
}

}  // namespace

Family areas() {
  return {
      "Areas",
      {{"regions", "Areas of classes, of one strength and faded by probability.", regions},
       {"contour-lines", "Lines of equal height, coloured through a map.", contour_lines},
       {"contour-numbers", "Numbers in the lines, which give way to them.", contour_numbers},
       {"filled-contours", "The areas between such lines; what is not known stays empty.", filled_contours},
       {"heat-map", "Cells of a matrix with their numbers.", heat_map},
       {"color-maps", "The maps from numbers to colours; in the dark style they begin dark.", color_maps},
       {"fills", "The area under a curve, and the inside of an outline.", fills}}};
}

}  // namespace gradus::gallery
