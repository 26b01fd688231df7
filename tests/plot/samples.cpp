#include "samples.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace gradus::plot {
namespace {

Figure slope(Style style) {
  Figure figure({.title = "A line through noise", .width = 900, .height = 520, .style = style});
  Draws draws;
  std::vector<double> x, y;
  for (int i = 0; i < 60; ++i) {
    x.push_back(-4 + 8 * draws.uniform());
    y.push_back(3 * x.back() + draws.normal());
  }
  Axes& axes = figure.axes();
  axes.x.label = "input $x$";
  axes.y.label = "$y = 3x + \\epsilon$";
  axes.scatter(x, y, {.label = "data", .opacity = 0.7});
  axes.line({-4, 4}, {-12, 12}, {.label = "$\\hat y = 2.9986 x$"});
  return figure;
}

Figure losses(Style style) {
  Figure figure({.width = 960, .height = 420, .columns = 2, .style = style});
  const std::vector<double> epochs = linspace(0, 100, 101);
  std::vector<double> train, valid, wild;
  for (const double e : epochs) {
    train.push_back(1.2 * std::exp(-e / 25) + 0.08);
    valid.push_back(1.25 * std::exp(-e / 20) + 0.12 + 0.00002 * e * e);
    wild.push_back(e > 40 && e < 55 ? std::numeric_limits<double>::quiet_NaN() : 0.5 * std::exp(-e / 12));
  }
  Axes& plain = figure.axes(0, 0);
  plain.title = "Linear";
  plain.x.label = "epoch";
  plain.y.label = "loss";
  plain.y.grid = true;
  plain.line(epochs, train, {.label = "train"});
  plain.line(epochs, valid, {.label = "validation", .style = LineStyle::dashed});
  plain.vline(44, {.label = "best epoch"});
  Axes& log = figure.axes(0, 1);
  log.title = "Logarithmic, with a gap where the loss is NaN";
  log.x.label = "epoch";
  log.y.label = "loss";
  log.y.scale = Scale::log;
  log.line(epochs, wild, {.label = "$\\eta = 10^{-2}$", .marker = Marker::circle, .marker_size = 4});
  return figure;
}

Figure graph(Style style) {
  Figure figure({.width = 860, .height = 420, .style = style});
  Axes& axes = figure.axes();
  axes.hidden = true;
  axes.title = "$L = (w x + b - y)^2$";
  const auto leaf = [&](double x, double y, const char* text) {
    axes.box(x, y, 1.5, 0.8, text,
             {.fill = mix(colors::sky, colors::white, 0.25), .text_color = colors::black});
  };
  leaf(0, 3, "$w$\n1.000");
  leaf(0, 1.5, "$x$\n2.000");
  leaf(2.6, 0.4, "$b$\n0.500");
  axes.box(2.6, 2.25, 1.6, 0.8, "$w x$\nMulBackward");
  axes.box(5.2, 1.6, 1.6, 0.8, "$w x + b$\nAddBackward");
  axes.box(7.8, 1.6, 1.6, 0.8, "$L$\nPowBackward");
  const ArrowOptions look{.color = style == Style::dark ? colors::light_grey : colors::dark_grey};
  axes.arrow(0.75, 3, 1.8, 2.4, look);
  axes.arrow(0.75, 1.5, 1.8, 2.1, look);
  axes.arrow(3.4, 2.25, 4.4, 1.75, look);
  axes.arrow(3.35, 0.4, 4.4, 1.4, look);
  axes.arrow(6, 1.6, 7, 1.6, look);
  axes.text(6.5, 1.75, "$\\partial L / \\partial u$", {.size = 0.85, .vertical = VAlign::bottom});
  return figure;
}

Figure gradient(Style style) {
  Figure figure({.width = 1000, .height = 440, .columns = 2, .style = style});
  const std::vector<double> xs = linspace(-7, 7, 200);
  std::vector<double> ys;
  for (const double x : xs) ys.push_back(x * x);
  Axes& arrows = figure.axes(0, 0);
  arrows.title = "Gradient of $f(x) = x^2$";
  arrows.x.label = "$x$";
  arrows.y.label = "$f(x)$";
  arrows.line(xs, ys, {.label = "$f$"});
  std::vector<double> at, height, dx, dy;
  for (int x = -6; x <= 6; ++x) {
    at.push_back(x);
    height.push_back(x * x);
    dx.push_back(0.25 * x);
    dy.push_back(0);
  }
  arrows.arrows(at, height, dx, dy, {.label = "$\\nabla f$"});
  Axes& descent = figure.axes(0, 1);
  descent.title = "Descent from $x_0 = -6$, $\\eta = 0.1$";
  descent.x.label = "$x$";
  descent.line(xs, ys, {.label = "$f(x)$", .color = colors::grey});
  std::vector<double> px, py;
  for (double x = -6; px.size() < 20; x -= 0.2 * x) {
    px.push_back(x);
    py.push_back(x * x);
  }
  descent.line(px, py, {.label = "steps", .color = colors::vermillion, .marker = Marker::circle});
  descent.text(-6, 36, "start", {.horizontal = HAlign::left, .vertical = VAlign::bottom, .boxed = true});
  return figure;
}

void spiral(Axes& axes, const char* title, int points, Draws& draws, bool key) {
  axes.title = title;
  axes.x.label = "$x_1$";
  axes.y.label = "$x_2$";
  axes.equal_aspect = true;
  axes.legend = key ? Legend::right : Legend::none;
  const std::vector<double> grid = linspace(-1.2, 1.2, 120);
  std::vector<int> classes;
  for (const double y : grid) {
    for (const double x : grid) {
      const double turn = std::atan2(y, x) - 4 * std::hypot(x, y);
      const double wrapped = turn - 2 * std::numbers::pi * std::floor(turn / (2 * std::numbers::pi));
      classes.push_back(static_cast<int>(wrapped / (2 * std::numbers::pi) * 3) % 3);
    }
  }
  axes.regions(grid, grid, classes, {.labels = {"red", "green", "blue"}});
  for (int c = 0; c < 3; ++c) {
    std::vector<double> xs, ys;
    for (int i = 0; i < points; ++i) {
      const double r = 0.05 + 1.05 * (i + 0.5) / points;
      const double turn = 4 * r + (c + 0.5) * 2 * std::numbers::pi / 3 + 0.15 * draws.normal();
      xs.push_back(r * std::cos(turn));
      ys.push_back(r * std::sin(turn));
    }
    axes.scatter(xs, ys, {.label = "class " + std::to_string(c), .size = 6, .edge = colors::white});
  }
}

Figure regions(Style style) {
  Figure figure({.title = "Decision regions", .width = 1040, .height = 480, .columns = 2, .style = style});
  Draws draws;
  spiral(figure.axes(0, 0), "train", 150, draws, false);
  spiral(figure.axes(0, 1), "test", 40, draws, true);
  return figure;
}

Figure activations(Style style) {
  Figure figure({.width = 1100, .height = 340, .columns = 3, .style = style});
  const std::vector<double> xs = linspace(-6, 6, 301);
  const char* names[] = {"Sigmoid", "Tanh", "ReLU"};
  for (int k = 0; k < 3; ++k) {
    std::vector<double> value, slope;
    for (const double x : xs) {
      const double s = 1 / (1 + std::exp(-x)), t = std::tanh(x);
      value.push_back(k == 0 ? s : k == 1 ? t : std::max(0.0, x));
      slope.push_back(k == 0 ? s * (1 - s) : k == 1 ? 1 - t * t : x > 0 ? 1 : 0);
    }
    Axes& axes = figure.axes(0, k);
    axes.title = names[k];
    axes.x.label = "$z$";
    axes.line(xs, value, {.label = "$\\sigma(z)$"});
    axes.line(xs, slope, {.label = "$\\sigma'(z)$", .style = LineStyle::dashed});
    axes.hline(0, {.style = LineStyle::dotted});
  }
  return figure;
}

Figure confusion(Style style) {
  Figure figure({.width = 620, .height = 520, .style = style});
  Axes& axes = figure.axes();
  axes.title = "Confusion matrix (test)";
  axes.x.label = "predicted";
  axes.y.label = "true";
  axes.heatmap(3, 3, {148, 1, 2, 4, 139, 7, 0, 3, 146},
               {.row_labels = {"red", "green", "blue"},
                .column_labels = {"red", "green", "blue"},
                .numbers = true,
                .map = ColorMap::blues,
                .color_bar_label = "samples"});
  return figure;
}

Figure markers(Style style) {
  Figure figure({.title = "Markers, bars and hostile text",
                 .width = 1100,
                 .height = 460,
                 .columns = 2,
                 .style = style});
  Axes& axes = figure.axes(0, 0);
  axes.title = "`ls` 'q' \"d\" @_^{} \\n <b>&amp;</b> $$(rm) %g 50%";
  axes.x.label = "every marker of the cycle";
  axes.x.tick_labels = {"one & two", "<script>", "50 %", "_under^"};
  axes.x.ticks = {1, 3, 5, 7};
  for (int k = 0; k < 8; ++k) {
    axes.scatter({k * 1.0, k * 1.0, k * 1.0}, {0, 1, 2 + 0.1 * k},
                 {.label = "class " + std::to_string(k), .size = 9, .edge = colors::black});
  }
  Axes& bars = figure.axes(0, 1);
  bars.title = "Accuracy by model";
  bars.x.ticks = {0, 1, 2, 3};
  bars.x.tick_labels = {"logistic regression", "perceptron", "two hidden layers", "gradient boosting"};
  bars.y.label = "accuracy (%)";
  bars.bars({0, 1, 2, 3}, {49.9, 52.5, 97.1, 88.0}, {.label = "test"});
  bars.hline(33.3, {.label = "chance"});
  return figure;
}

Figure surfaces(Style style) {
  Figure figure(
      {.title = "Learning $z = y^2 - x^2$", .width = 1100, .height = 480, .columns = 2, .style = style});
  const std::vector<double> epochs = linspace(1, 300, 300), grid = linspace(-2, 2, 40);
  std::vector<double> loss, truth, guess, bowl;
  for (const double e : epochs) loss.push_back(2 * std::exp(-e / 60) + 0.1);
  Axes& curve = figure.axes(0, 0);
  curve.x.label = "epoch";
  curve.y.label = "mean squared error";
  curve.line(epochs, loss, {.label = "train"});
  for (const double y : grid) {
    for (const double x : grid) {
      truth.push_back(y * y - x * x);
      guess.push_back(2.1 * y * std::tanh(1.1 * y) - 1.5 * x * std::tanh(x) + 0.4 * std::sin(2 * x));
    }
  }
  Axes3D& box = figure.axes3d(0, 1);
  box.x.label = "$x$";
  box.y.label = "$y$";
  box.z.label = "$z$";
  box.surface(grid, grid, truth, {.label = "truth", .opacity = 0.6});
  box.surface(grid, grid, guess, {.label = "prediction", .opacity = 0.6});
  return figure;
}

void descent(Axes3D& axes) {
  axes.title = "Descent on a loss";
  axes.x.label = "$w_1$";
  axes.y.label = "$w_2$";
  axes.z.label = "loss $L(w_1, w_2)$";
  axes.view = {.elev = 40, .azim = -50};
  const auto height = [](double x, double y) {
    return 0.6 * x * x + y * y + 2 * std::sin(2 * x) * std::cos(y);
  };
  const std::vector<double> grid = linspace(-3, 3, 40);
  std::vector<double> z, px, py, pz;
  for (const double y : grid) {
    for (const double x : grid) z.push_back(height(x, y));
  }
  axes.surface(grid, grid, z, {.map = ColorMap::viridis, .color_bar = true, .color_bar_label = "loss"});
  double x = -2.6, y = 2.7;
  for (int i = 0; i < 40; ++i) {
    px.push_back(x), py.push_back(y), pz.push_back(height(x, y));
    const double dx = 1.2 * x + 4 * std::cos(2 * x) * std::cos(y),
                 dy = 2 * y - 2 * std::sin(2 * x) * std::sin(y);
    x -= 0.05 * dx, y -= 0.05 * dy;
  }
  axes.line(
      px, py, pz,
      {.label = "path", .color = colors::vermillion, .width = 2, .marker = Marker::circle, .marker_size = 5});
}

void halves(Axes3D& axes) {
  axes.title = "Classes and their plane";
  axes.x.label = "$x_1$";
  axes.y.label = "$x_2$";
  axes.z.label = "$x_3$";
  axes.view = {.elev = 20, .azim = 35};
  std::vector<double> xs[2], ys[2], zs[2], opacities[2];
  for (int i = 0; i < 125; ++i) {
    const double x = i % 5, y = i / 5 % 5, z = i / 25, height = x + y - z - 2.5;
    const std::size_t side = height > 0 ? 1 : 0;
    xs[side].push_back(x), ys[side].push_back(y), zs[side].push_back(z);
    opacities[side].push_back(std::max(0.15, 1 - std::abs(height) / 6));
  }
  for (std::size_t side = 0; side < 2; ++side) {
    axes.scatter(xs[side], ys[side], zs[side],
                 {.label = side == 1 ? "above" : "below",
                  .size = 8,
                  .opacities = opacities[side],
                  .edge = colors::white});
  }
  axes.plane(1, 1, -1, 2.5, {.label = "plane", .color = colors::green});
  axes.arrows({2}, {2}, {1.5}, {1}, {1}, {-1},
              {.label = "normal", .color = colors::purple, .width = 2.2, .head = 16});
}

Figure boxes(Style style) {
  Figure figure({.title = "Boxes", .width = 1100, .height = 900, .rows = 2, .columns = 2, .style = style});
  descent(figure.axes3d(0, 0));
  halves(figure.axes3d(0, 1));
  Axes3D& wire = figure.axes3d(1, 0);
  wire.view = {.elev = 35, .azim = -130};
  wire.x.label = "a longer name";
  const std::vector<double> grid = linspace(0, 2 * std::numbers::pi, 30);
  std::vector<double> waves, sx, sy, sz;
  for (const double y : grid) {
    for (const double x : grid) waves.push_back(1000 * std::sin(x) * std::cos(y));
  }
  wire.wireframe(grid, grid, waves, {.label = "wireframe", .color = colors::grey});
  for (int i = 0; i < 200; ++i) {
    sx.push_back(3 + 2 * std::cos(0.1 * i)), sy.push_back(3 + 2 * std::sin(0.1 * i)),
        sz.push_back(-900 + 9 * i);
  }
  wire.scatter(sx, sy, sz, {.values = sz, .color_bar_label = "height", .size = 5});
  Axes3D& marks = figure.axes3d(1, 1);
  marks.view = {.elev = 12, .azim = -75};
  marks.x.label = "`ls` 'q' @_^{} <b>";
  for (int k = 0; k < 8; ++k) {
    marks.scatter({1.0 * k, 1.0 * k, 1.0 * k}, {0, 1, 2}, {0, 0.5 * k, 2},
                  {.label = "class " + std::to_string(k), .size = 10, .edge = colors::black});
  }
  marks.line({0, 7, 7, 0}, {0, 0, 2, 2}, {0, 1, 2, 3},
             {.width = 2, .style = LineStyle::dashed, .opacity = 0.5});
  marks.text(3, 1, 3, "a text, $x^2$", {.color = colors::vermillion});
  return figure;
}

}  // namespace

double Draws::uniform() {
  state_ = state_ * 6364136223846793005u + 1442695040888963407u;
  return static_cast<double>(state_ >> 11) / 9007199254740992.0;
}

double Draws::normal() {
  return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform());
}

std::vector<double> linspace(double from, double to, int count) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) values.push_back(from + (to - from) * i / (count - 1));
  return values;
}

NamedFigures sample_figures(Style style) {
  NamedFigures figures = {{"slope", slope(style)},         {"losses", losses(style)},
                          {"graph", graph(style)},         {"gradient", gradient(style)},
                          {"regions", regions(style)},     {"activations", activations(style)},
                          {"confusion", confusion(style)}, {"markers", markers(style)},
                          {"surfaces", surfaces(style)},   {"boxes", boxes(style)}};
  for (auto& more : more_sample_figures(style)) figures.push_back(std::move(more));
  return figures;
}

}  // namespace gradus::plot
