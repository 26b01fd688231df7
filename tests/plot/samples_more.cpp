#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "samples.hpp"

namespace gradus::plot {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A mean with its spread, an area under a curve, an annotation.
Figure spread(Style style) {
  Figure figure({.title = "Spread and areas", .width = 1000, .height = 420, .columns = 2, .style = style});
  const std::vector<double> epochs = linspace(1, 60, 60);
  Axes& curves = figure.axes(0, 0);
  curves.title = "Five runs: mean and range";
  curves.x.label = "epoch";
  curves.y.label = "loss";
  for (int k = 0; k < 2; ++k) {
    std::vector<double> mean, low, high;
    for (const double e : epochs) {
      mean.push_back((1.1 - 0.3 * k) * std::exp(-e / (16 + 8 * k)) + 0.1 + 0.12 * k);
      low.push_back(mean.back() - 0.15 * std::exp(-e / 40));
      high.push_back(k == 1 && e > 25 && e < 30 ? nan : mean.back() + 0.2 * std::exp(-e / 40));
    }
    curves.line(epochs, mean, {.label = k == 0 ? "SGD" : "Adam"});
    curves.band(epochs, low, high, {.edge_width = k == 1 ? 0.8 : 0});
  }
  Axes& areas = figure.axes(0, 1);
  areas.title = "Area under a curve";
  areas.x.label = "false positive rate";
  areas.y.label = "true positive rate";
  const std::vector<double> rate = linspace(0, 1, 80);
  std::vector<double> hits, zero(rate.size(), 0);
  for (const double r : rate) hits.push_back(std::pow(r, 0.25));
  areas.line(rate, hits, {.label = "network"});
  areas.band(rate, zero, hits, {.label = "AUC = 0.80", .opacity = 0.15});
  areas.diagonal(1, 0, {.label = "chance"});
  areas.fill({0.72, 0.95, 0.95, 0.72, nan, 0.5, 0.6, 0.55}, {0.3, 0.3, 0.5, 0.5, nan, 0.1, 0.1, 0.25},
             {.label = "filled", .color = colors::green, .edge = colors::green});
  areas.annotate("threshold 0.5", 0.08, 0.53, 0.35, 0.42);
  return figure;
}

Figure points(Style style) {
  Figure figure({.width = 1060, .height = 420, .columns = 2, .style = style});
  Draws draws;
  std::vector<double> x, y, value, size, opacity;
  for (int i = 0; i < 80; ++i) {
    x.push_back(draws.uniform() * 10), y.push_back(draws.normal());
    value.push_back(i == 7 ? nan : x.back() + y.back());
    size.push_back(4 + 16 * draws.uniform()), opacity.push_back(0.2 + 0.8 * draws.uniform());
  }
  Axes& colored = figure.axes(0, 0);
  colored.title = "Colour and size by value";
  colored.x.label = "$x$";
  colored.y.label = "$y$";
  colored.scatter(x, y,
                  {.edge = colors::white, .sizes = size, .values = value, .color_bar_label = "$x + y$"});
  Axes& classes = figure.axes(0, 1);
  classes.title = "Opacity and colour of each point";
  std::vector<Color> own;
  own.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) own.push_back(cycle_color(i % 3));
  classes.scatter(
      x, y, {.label = "classes", .marker = Marker::square, .size = 9, .opacities = opacity, .colors = own});
  classes.scatter({1, 5, 9}, {2.8, 2.9, 2.8},
                  {.label = "crosses", .marker = Marker::cross, .sizes = {6, 10, 14}});
  return figure;
}

Figure bars(Style style) {
  Figure figure({.title = "Bars", .width = 1060, .height = 760, .rows = 2, .columns = 2, .style = style});
  const std::vector<std::string> names = {"logistic", "tree", "forest", "network"};
  Axes& groups = figure.axes(0, 0);
  groups.title = "Beside each other, with errors";
  groups.y.label = "accuracy";
  groups.bar_groups(names, {{"train", {0.71, 0.99, 0.98, 0.97}, {0.02, 0.005, 0.01, 0.02}, {}},
                            {"test", {0.7, 0.83, 0.91, 0.94}, {0.03, 0.04, 0.02, 0.02}, {}}});
  Axes& stacked = figure.axes(0, 1);
  stacked.title = "Stacked";
  stacked.bar_groups(names,
                     {{"right", {70, 83, 91, 94}, {}, {}},
                      {"unsure", {12, 4, 3, 2}, {}, {}},
                      {"wrong", {18, 13, 6, 4}, {}, {}}},
                     {.stacked = true});
  Axes& lying = figure.axes(1, 0);
  lying.title = "Importance";
  lying.bar_groups({"petal length", "petal width", "sepal length", "sepal width"},
                   {{"", {0.44, 0.42, 0.11, 0.03}, {0.05, 0.04, 0.02, 0.01}, {}}}, {.horizontal = true});
  Axes& log = figure.axes(1, 1);
  log.title = "On a logarithmic axis";
  log.y.scale = Scale::log;
  log.bars({1, 2, 3, 4}, {3, 40, 900, 20000}, {.label = "parameters", .edge = colors::black});
  return figure;
}

Figure distributions(Style style) {
  Figure figure(
      {.title = "Distributions", .width = 1060, .height = 760, .rows = 2, .columns = 2, .style = style});
  Draws draws;
  std::vector<double> a, b;
  for (int i = 0; i < 400; ++i) a.push_back(draws.normal()), b.push_back(2 + 0.7 * draws.normal());
  Axes& two = figure.axes(0, 0);
  two.title = "Two classes";
  two.y.label = "samples";
  const std::vector<double> edges = linspace(-3, 5, 33);
  two.histogram(a, {.label = "benign", .edges = edges, .opacity = 0.6});
  two.histogram(b, {.label = "malignant", .edges = edges, .opacity = 0.6});
  Axes& outline = figure.axes(0, 1);
  outline.title = "Density and share so far";
  outline.histogram(a, {.label = "density", .density = true});
  outline.histogram(a, {.label = "so far", .bins = 60, .density = true, .cumulative = true, .outline = true});
  Axes& boxes = figure.axes(1, 0);
  boxes.title = "Box plots";
  std::vector<Values> groups;
  for (int k = 0; k < 4; ++k) {
    std::vector<double> values;
    for (int i = 0; i < 60; ++i) values.push_back(k + (1 + 0.3 * k) * draws.normal());
    groups.emplace_back(std::move(values));
  }
  boxes.box_plots({"first", "second", "third", "fourth"}, groups, {.mean = true});
  Axes& lying = figure.axes(1, 1);
  lying.title = "Lying";
  lying.box_plots({"first", "second", "third", "fourth"}, groups,
                  {.color = colors::grey, .horizontal = true});
  return figure;
}

Figure contours(Style style) {
  Figure figure({.width = 1060, .height = 420, .columns = 2, .style = style});
  const std::vector<double> xs = linspace(-2, 2, 61), ys = linspace(-1, 3, 51);
  std::vector<double> z;
  for (const double y : ys) {
    for (const double x : xs) z.push_back(std::log10(1 + (1 - x) * (1 - x) + 20 * (y - x * x) * (y - x * x)));
  }
  Axes& lines = figure.axes(0, 0);
  lines.title = "Lines of equal loss";
  lines.x.label = "$w_1$";
  lines.y.label = "$w_2$";
  lines.contours(xs, ys, z, {.color_bar = true, .color_bar_label = "$\\log_{10}(1 + L)$"});
  lines.line({-1.5, -1.2, -0.5, 0.3, 0.8, 1}, {2.5, 1.2, 0.1, 0, 0.6, 1},
             {.label = "descent", .marker = Marker::circle});
  Axes& filled = figure.axes(0, 1);
  filled.title = "The areas between them";
  z[20 * xs.size() + 10] = nan;
  filled.contours(xs, ys, z, {.filled = true, .width = 0.6, .color_bar = true});
  return figure;
}

Figure shades(Style style) {
  Figure figure(
      {.title = "Probability as shade", .width = 1000, .height = 460, .columns = 2, .style = style});
  const std::vector<double> grid = linspace(-3, 3, 80);
  Draws draws;
  for (int k = 2; k <= 3; ++k) {
    const auto scores = [&](double x, double y) {
      std::vector<double> p = {std::exp(1.6 * x + 0.5 * y), std::exp(-1.5 * x + std::sin(2 * y)),
                               k == 3 ? std::exp(-2 * y) : 0};
      const double sum = p[0] + p[1] + p[2];
      for (double& v : p) v /= sum;
      return p;
    };
    std::vector<double> classes, sure, xs[3], ys[3];
    for (const double y : grid) {
      for (const double x : grid) {
        const std::vector<double> p = scores(x, y);
        const auto best = std::max_element(p.begin(), p.end());
        classes.push_back(static_cast<double>(best - p.begin()));
        sure.push_back((*best * k - 1) / (k - 1));
      }
    }
    Axes& axes = figure.axes(0, k - 2);
    axes.regions(grid, grid, classes, {.strength = 0.65, .shade = sure});
    for (int i = 0; i < 120; ++i) {
      const double x = 1.3 * draws.normal(), y = 1.3 * draws.normal();
      if (std::abs(x) > 3 || std::abs(y) > 3) continue;
      const std::vector<double> p = scores(x, y);
      const auto best = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
      xs[best].push_back(x), ys[best].push_back(y);
    }
    for (std::size_t c = 0; c < static_cast<std::size_t>(k); ++c) {
      axes.scatter(xs[c], ys[c], {.label = "class " + std::to_string(c), .edge = colors::white});
    }
    axes.equal_aspect = true;
    axes.legend = Legend::right;
  }
  return figure;
}

Figure pictures(Style style) {
  Figure figure({.title = "Pictures", .width = 1060, .height = 560, .rows = 2, .columns = 2, .style = style});
  std::vector<double> digits, filters, photo;
  std::vector<std::string> names;
  for (int k = 0; k < 10; ++k) {
    for (int r = 0; r < 16; ++r) {
      for (int c = 0; c < 16; ++c) {
        const double d = std::hypot(r - 7.5, (c - 7.5) * (1 + 0.1 * k));
        digits.push_back(std::max(0.0, 1 - std::abs(d - 4 - 0.3 * k) / 1.5));
      }
    }
    names.push_back("class " + std::to_string(k));
  }
  figure.axes(0, 0).images(10, 16, 16, 1, digits, {.labels = names, .across = 5});
  figure.axes(0, 0).title = "Ten of one channel";
  for (int k = 0; k < 16; ++k) {
    for (int i = 0; i < 25; ++i) {
      filters.push_back(std::sin(0.5 * k + (i % 5) * std::cos(0.4 * k) + (i / 5) * std::sin(0.4 * k)) *
                        (1 + 0.1 * k));
    }
  }
  figure.axes(0, 1).images(16, 5, 5, 1, filters,
                           {.across = 8,
                            .map = ColorMap::balance,
                            .min = -2,
                            .max = 2,
                            .frame = true,
                            .color_bar = true,
                            .color_bar_label = "weight"});
  figure.axes(0, 1).title = "Filters";
  for (int r = 0; r < 24; ++r) {
    for (int c = 0; c < 36; ++c) {
      photo.push_back(c / 35.0), photo.push_back(r / 23.0), photo.push_back(0.5 + 0.5 * std::sin(0.5 * c));
    }
  }
  Axes& shown = figure.axes(1, 0);
  shown.image(24, 36, 3, photo);
  shown.title = "Three channels, with axes";
  shown.hidden = false;
  figure.axes(1, 1).image(24, 36, 3, photo, {.smooth = true});
  figure.axes(1, 1).title = "The same, smooth";
  return figure;
}

// A plot over two columns with an inset, and two below it.
Figure grid(Style style) {
  Figure figure(
      {.title = "Spans and an inset", .width = 900, .height = 640, .rows = 2, .columns = 2, .style = style});
  figure.span(0, 0, {.columns = 2});
  const std::vector<double> epochs = linspace(0, 200, 201);
  std::vector<double> loss, late, end;
  for (const double e : epochs) {
    loss.push_back(2 * std::exp(-e / 12) + 0.02 * std::sin(e) * std::exp(-e / 90));
    if (e >= 100) late.push_back(e), end.push_back(loss.back());
  }
  Axes& wide = figure.axes(0, 0);
  wide.x.label = "epoch";
  wide.y.label = "loss";
  wide.line(epochs, loss, {.label = "train"});
  Axes& inset = figure.inset(0, 0, {.left = 0.4, .bottom = 0.36, .width = 0.55, .height = 0.46});
  inset.title = "the last hundred";
  inset.line(late, end, {.color = colors::vermillion});
  figure.axes(1, 0).scatter(late, end, {.label = "end", .size = 3});
  figure.axes(1, 1).bars({1, 2, 3}, {3, 1, 2});
  return figure;
}

// Three plots with one colour bar, one of them three-dimensional.
Figure shared(Style style) {
  Figure figure({.title = "One range of colours",
                 .width = 1060,
                 .height = 400,
                 .columns = 3,
                 .style = style,
                 .shared_colors = true});
  const std::vector<double> grid = linspace(-1, 1, 30);
  std::vector<double> low, high;
  for (const double y : grid) {
    for (const double x : grid) low.push_back(x * y), high.push_back(2 * (x * x + y * y) - 1);
  }
  figure.axes(0, 0).contours(grid, grid, low, {.filled = true, .width = 0.5});
  figure.axes(0, 0).title = "contours";
  figure.axes(0, 1).heatmap(2, 3, {-1, 0, 1, 2, 3, 1.5}, {.numbers = true, .color_bar_label = "loss"});
  figure.axes(0, 1).title = "heat map";
  figure.axes3d(0, 2).surface(grid, grid, high, {.map = ColorMap::viridis});
  figure.axes3d(0, 2).title = "surface";
  return figure;
}

}  // namespace

NamedFigures more_sample_figures(Style style) {
  return {{"spread", spread(style)},     {"points", points(style)},
          {"bars", bars(style)},         {"distributions", distributions(style)},
          {"contours", contours(style)}, {"shades", shades(style)},
          {"pictures", pictures(style)}, {"grid", grid(style)},
          {"shared", shared(style)}};
}

}  // namespace gradus::plot
