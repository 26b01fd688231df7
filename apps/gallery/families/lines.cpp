#include <array>
#include <limits>

#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Lines, points and arrows.
namespace gradus::gallery {
namespace {

using plot::Axes;
using plot::Figure;

Drawing line_styles() {
  Figure figure({.title = "Lines", .width = 760, .height = 440});
  Axes& axes = figure.axes();
  axes.x.label = "$x$";
  axes.y.label = "$\\sin(x) + k$";
  const std::vector<double> xs = spread(0, 2 * pi, 121);
  const std::array<plot::LineStyle, 4> styles = {plot::LineStyle::solid, plot::LineStyle::dashed,
                                                 plot::LineStyle::dotted, plot::LineStyle::dash_dotted};
  const std::array<const char*, 4> names = {"solid", "dashed", "dotted", "dash-dotted"};
  for (size_t k = 0; k < 4; ++k) {
    const auto height = static_cast<double>(k);
    axes.line(xs, each(xs, [&](double x) { return std::sin(x) + height; }),
              {.label = names[k], .width = 2, .style = styles[k]});
  }
  const std::vector<double> few = spread(0, 2 * pi, 16);
  std::vector<double> ys = each(few, [](double x) { return std::sin(x) + 4; });
  ys[6] = std::numeric_limits<double>::quiet_NaN();
  axes.line(few, ys, {.label = "with markers and a gap", .width = 2, .marker = plot::Marker::circle});
  axes.legend = plot::Legend::right;
  return figure;
}

Drawing bands() {
  Figure figure({.title = "Five runs: mean and range", .width = 720, .height = 440});
  Axes& axes = figure.axes();
  axes.x.label = "epoch";
  axes.y.label = "loss";
  axes.y.min = 0;
  const std::vector<double> epochs = spread(1, 60, 60);
  for (int k = 0; k < 2; ++k) {
    const std::vector<double> mean = each(
        epochs, [&](double e) { return (1.1 - 0.3 * k) * std::exp(-e / (16 + 8 * k)) + 0.15 + 0.12 * k; });
    const std::vector<double> wide = each(epochs, [&](double e) { return 0.12 * std::exp(-e / 50); });
    std::vector<double> low = mean, high = mean;
    for (size_t i = 0; i < mean.size(); ++i) low[i] -= wide[i], high[i] += 1.4 * wide[i];
    axes.line(epochs, mean, {.label = k == 0 ? "SGD" : "Adam", .width = 2});
    axes.band(epochs, low, high, {.edge_width = k == 1 ? 0.8 : 0});
  }
  return figure;
}

Drawing markers() {
  Figure figure({.title = "The markers of the cycle", .width = 760, .height = 420});
  Axes& axes = figure.axes();
  axes.x.label = "$x_1$";
  axes.y.label = "$x_2$";
  random::NumpyRandom rng(1);
  for (int k = 0; k < 8; ++k) {
    const int row = k / 4;
    axes.scatter(rng.normal(3 * (k % 4), 0.5, 12), rng.normal(3 * row, 0.5, 12),
                 {.label = "class " + std::to_string(k), .size = 9});
  }
  axes.legend = plot::Legend::right;
  return figure;
}

Drawing bubbles() {
  Figure figure({.title = "Colour and size of each point", .width = 720, .height = 440});
  Axes& axes = figure.axes();
  axes.x.label = "$x$";
  axes.y.label = "$y$";
  random::NumpyRandom rng(2);
  const std::vector<double> x = rng.uniform(0, 10, 90), y = rng.randn(90);
  std::vector<double> value = x;
  for (size_t i = 0; i < x.size(); ++i) value[i] += y[i];
  axes.scatter(x, y,
               {.opacity = 0.85,
                .edge = plot::colors::white,
                .sizes = rng.uniform(5, 22, 90),
                .values = value,
                .color_bar_label = "$x + y$"});
  return figure;
}

Drawing log_axes() {
  Figure figure({.width = 960, .height = 400, .columns = 2});
  Axes& half = figure.axes(0, 0);
  half.title = "Logarithmic $y$";
  half.x.label = "epoch";
  half.y = {.label = "loss", .scale = plot::Scale::log, .grid = true};
  const std::vector<double> epochs = spread(0, 100, 101);
  half.line(epochs, each(epochs, [](double e) { return std::exp(-e / 9) + 1e-4; }),
            {.label = "$\\eta = 10^{-1}$", .width = 2});
  half.line(epochs, each(epochs, [](double e) { return std::exp(-e / 30); }),
            {.label = "$\\eta = 10^{-2}$", .width = 2, .style = plot::LineStyle::dashed});
  Axes& both = figure.axes(0, 1);
  both.title = "Both logarithmic";
  both.x = {.label = "parameters", .scale = plot::Scale::log, .grid = true};
  both.y = {.label = "test loss", .scale = plot::Scale::log, .grid = true};
  const std::vector<double> exponents = spread(3, 9, 13);
  const std::vector<double> sizes = each(exponents, [](double e) { return std::pow(10, e); });
  random::NumpyRandom rng(3);
  both.scatter(sizes,
               each(sizes, [&](double n) { return 9 * std::pow(n, -0.076) * (1 + 0.03 * rng.randn()); }),
               {.label = "models", .size = 8});
  both.line(sizes, each(sizes, [](double n) { return 9 * std::pow(n, -0.076); }),
            {.label = "$9 N^{-0.076}$", .style = plot::LineStyle::dashed});
  return figure;
}

Drawing symlog_axes() {
  Figure figure({.width = 960, .height = 400, .columns = 2});
  Axes& curves = figure.axes(0, 0);
  curves.title = "Linear around 0, then logarithmic";
  curves.x.label = "$x$";
  curves.y = {.label = "$f(x)$", .scale = plot::Scale::symlog, .grid = true};
  const std::vector<double> x = spread(-10, 10, 401);
  curves.line(x, each(x, [](double v) { return std::sinh(v); }), {.label = "$\\sinh x$"});
  curves.line(x, each(x, [](double v) { return v * v * v; }),
              {.label = "$x^3$", .style = plot::LineStyle::dashed});
  Axes& sizes = figure.axes(0, 1);
  sizes.title = "Amounts of very different sizes";
  sizes.y = {.label = "gain", .scale = plot::Scale::symlog, .linthresh = 10, .grid = true};
  sizes.bar_groups({"north", "south", "east", "west"},
                   {{"last year", {12000, -350, 4, 90}}, {"this year", {8000, 25, -8, -2400}}});
  return figure;
}

Drawing reference_lines() {
  Figure figure({.title = "Lines across the plot", .width = 720, .height = 440});
  Axes& axes = figure.axes();
  axes.x = {.label = "predicted", .min = -3, .max = 3};
  axes.y = {.label = "true", .min = -3, .max = 3};
  random::NumpyRandom rng(4);
  const std::vector<double> x = rng.randn(60);
  axes.scatter(x, each(x, [&](double v) { return v + 0.4 * rng.randn(); }),
               {.label = "samples", .opacity = 0.8});
  axes.diagonal(1, 0, {.label = "$y = x$"});
  axes.hline(2, {.label = "$y = 2$", .style = plot::LineStyle::dotted});
  axes.vline(-2,
             {.label = "$x = -2$", .color = plot::colors::vermillion, .style = plot::LineStyle::dash_dotted});
  return figure;
}

Drawing arrows() {
  Figure figure({.title = "Gradient of $f(x, y) = x^2/4 + y^2$", .width = 620, .height = 460});
  Axes& axes = figure.axes();
  axes.x.label = "$x$";
  axes.y.label = "$y$";
  axes.equal_aspect = true;
  const std::vector<double> grid = spread(-2, 2, 41);
  axes.contours(grid, grid, over_grid(grid, grid, [](double x, double y) { return x * x / 4 + y * y; }),
                {.count = 8, .width = 1});
  std::vector<double> x, y, dx, dy;
  for (const double b : spread(-1.75, 1.75, 8)) {
    for (const double a : spread(-1.75, 1.75, 8)) {
      x.push_back(a), y.push_back(b);
      dx.push_back(0.16 * a / 2), dy.push_back(0.16 * 2 * b);
    }
  }
  axes.arrows(x, y, dx, dy, {.label = "$\\nabla f$", .width = 1.4, .head = 7});
  axes.legend = plot::Legend::right;
  return figure;
}

}  // namespace

Family lines() {
  return {"Lines, points and arrows",
          {{"lines", "Solid, dashed, dotted lines, with markers, and with a gap where a number is NaN.",
            line_styles},
           {"bands", "A band in the colour of the line before it: the spread around a mean.", bands},
           {"markers", "Classes differ by marker as well as by colour.", markers},
           {"bubbles", "A colour and a size for each point, with a bar for the colours.", bubbles},
           {"log-axes", "Logarithmic axes with minor ticks and a grid.", log_axes},
           {"symlog-axes", "Numbers of both signs and very different sizes.", symlog_axes},
           {"reference-lines", "Level, upright and slanting lines across the whole plot.", reference_lines},
           {"arrows", "A field of arrows over contour lines.", arrows}}};
}

}  // namespace gradus::gallery
