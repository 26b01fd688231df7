#include "lessons/circles_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "gradus/view/data_figures.hpp"
#include "lessons/shown_epochs.hpp"

namespace gradus::lessons::rings {
namespace {

constexpr double edge = 4.4;        // of the plane that is drawn, to all sides
constexpr int64_t every_third = 3;  // points that are drawn in three dimensions: enough to see them
const std::vector<std::string> classes = {"disc", "ring"};

void label_plane(plot::Axes& axes) {
  axes.x = {.label = "$x$", .min = -edge, .max = edge};
  axes.y = {.label = "$y$", .min = -edge, .max = edge};
  axes.equal_aspect = true;
}

plot::Figure data_figure(const Story& story) {
  plot::Figure figure({.title = "A disc inside a ring", .width = 680, .height = 640});
  view::scatter_by_class(figure.axes(), story.points.x, story.points.y, {.class_names = classes});
  label_plane(figure.axes());
  return figure;
}

plot::Figure losses_figure(const Story& story) {
  plot::Figure figure({.title = "Loss by hidden units", .width = 900, .height = 520});
  plot::Axes& axes = figure.axes();
  axes.x.label = "epoch";
  axes.y = {.label = "binary cross-entropy (logarithmic)", .scale = plot::Scale::log};
  for (size_t i = 0; i < story.nets.size(); ++i) {
    const Trained& net = story.nets[i];
    std::vector<double> epochs, losses;
    for (const size_t e : thinned(net.losses.size(), 800)) {
      epochs.push_back(static_cast<double>(e));
      losses.push_back(net.losses[e]);
    }
    const bool alone = epochs.size() == 1;
    axes.line(epochs, losses,
              {.label = fmt::format("{} unit{}", net.units, net.units == 1 ? "" : "s"),
               .color = plot::cycle_color(i),
               .marker = alone ? std::optional(plot::cycle_marker(i)) : std::nullopt});
  }
  return figure;
}

/// The points over what a net makes of their plane.
void draw_net(plot::Axes& axes, const Story& story, const Probability& probability) {
  constexpr view::Interval side = {-4.05, 4.05};
  view::decision_regions(axes, {probability, view::Output::probabilities}, story.points.x, story.points.y,
                         {.class_names = classes,
                          .resolution = 101,
                          .x_range = side,
                          .y_range = side,
                          .legend = plot::Legend::none});
  axes.x.label = "$x$";
  axes.y.label = "$y$";
  axes.x.ticks = axes.y.ticks = {-4, -2, 0, 2, 4};
  axes.equal_aspect = true;
}

/// The line where a unit is half on, as far as it lies in the plane that is drawn.
void draw_unit(plot::Axes& axes, double w1, double w2, double b) {
  const double length = std::hypot(w1, w2);
  if (!(length > 0) || std::abs(b) / length > 2 * edge) return;
  // from the foot of the perpendicular from the origin to both sides
  std::vector<double> xs, ys;
  for (int step = -50; step <= 50; ++step) {
    const double along = 3 * edge * step / 50;
    xs.push_back((-b * w1 / length - along * w2) / length);
    ys.push_back((-b * w2 / length + along * w1) / length);
  }
  axes.line(xs, ys, {.color = plot::colors::dark_grey, .width = 1.6});
}

plot::Figure lines_figure(const Story& story) {
  plot::Figure figure({.title = "Where hidden units are half on, and what the net makes of it",
                       .width = 1240,
                       .height = 380,
                       .columns = static_cast<int>(story.nets.size())});
  for (size_t i = 0; i < story.nets.size(); ++i) {
    const Trained& net = story.nets[i];
    plot::Axes& axes = figure.axes(0, static_cast<int>(i));
    draw_net(axes, story, net.probability);
    for (plot::Trace& trace : axes.traces) {
      if (auto* scatter = std::get_if<plot::Scatter>(&trace)) {
        scatter->options.size = 2.5;  // the panels are small
        scatter->options.edge.reset();
      }
    }
    axes.title =
        fmt::format("{} unit{}: {:.1f} % right", net.units, net.units == 1 ? "" : "s", 100 * net.accuracy);
    axes.x.label = i == 0 ? "$x$" : "";
    axes.y.label = "";
    for (int64_t unit = 0; unit < net.units; ++unit) {
      draw_unit(axes, net.weight[unit][0].item(), net.weight[unit][1].item(), net.bias[unit].item());
    }
  }
  return figure;
}

/// Numbers with as many digits as a picture can show.
std::vector<double> rounded(std::vector<double> values) {
  for (double& value : values) value = std::round(value * 1e3) / 1e3;
  return values;
}

/// The points as three of the hidden units see them: inside the unit cube.
void draw_cube(plot::Axes3D& axes, const Story& story, const Trained& net,
               const std::array<int64_t, 3>& units) {
  const std::vector<int64_t> labels = story.points.y.to_vector<int64_t>();
  for (size_t c = 0; c < classes.size(); ++c) {
    std::array<std::vector<double>, 3> at;
    for (size_t axis = 0; axis < 3; ++axis) {
      const std::vector<double> seen = net.hidden.select(1, units[axis]).to_vector();
      int64_t of_class = 0;
      for (size_t i = 0; i < seen.size(); ++i) {
        if (labels[i] == static_cast<int64_t>(c) && of_class++ % every_third == 0)
          at[axis].push_back(seen[i]);
      }
    }
    axes.scatter(rounded(at[0]), rounded(at[1]), rounded(at[2]),
                 {.label = classes[c],
                  .color = plot::cycle_color(c),
                  .marker = plot::cycle_marker(c),
                  .size = 4,
                  .opacity = 0.7});
  }
  const auto label = [&](plot::Axis& axis, size_t i) {
    axis = {.label = fmt::format("$a_{}$", units[i] + 1), .min = -0.03, .max = 1.03, .ticks = {0, 0.5, 1}};
  };
  label(axes.x, 0), label(axes.y, 1), label(axes.z, 2);
  axes.box = {.x = 1, .y = 1, .z = 1};
}

const Trained& net_with(const Story& story, int64_t units) {
  return *std::find_if(story.nets.begin(), story.nets.end(),
                       [&](const Trained& net) { return net.units == units; });
}

plot::Figure cube_figure(const Story& story) {
  const Trained& net = net_with(story, 3);
  plot::Figure figure({.title = "What three hidden units see", .width = 820, .height = 680});
  plot::Axes3D& axes = figure.axes3d();
  axes.view = {.elev = 22, .azim = -35};
  draw_cube(axes, story, net, {0, 1, 2});
  axes.plane(net.out_weight[0][0].item(), net.out_weight[0][1].item(), net.out_weight[0][2].item(),
             -net.out_bias[0].item(),
             {.label = "where $p = 0.5$", .color = plot::colors::green, .opacity = 0.3});
  return figure;
}

plot::Figure triples_figure(const Story& story) {
  const Trained& net = net_with(story, 5);
  plot::Figure figure({.title = "Five hidden units, three at a time",
                       .width = 1500,
                       .height = 660,
                       .rows = 2,
                       .columns = 5,
                       .font_size = 12});
  int place = 0;
  for (int64_t a = 0; a < net.units; ++a) {
    for (int64_t b = a + 1; b < net.units; ++b) {
      for (int64_t c = b + 1; c < net.units; ++c, ++place) {
        plot::Axes3D& axes = figure.axes3d(place / 5, place % 5);
        axes.title = fmt::format("units {}, {}, {}", a + 1, b + 1, c + 1);
        draw_cube(axes, story, net, {a, b, c});
        axes.legend = plot::Legend::none;
      }
    }
  }
  return figure;
}

plot::Figure widths_figure(const Story& story, const Widths& widths) {
  plot::Figure figure(
      {.title = "ReLU or sigmoid, one to eight units", .width = 1120, .height = 500, .columns = 2});
  plot::Axes &loss = figure.axes(0, 0), &regions = figure.axes(0, 1);
  std::vector<double> units;
  for (size_t i = 0; i < widths.relu.size(); ++i) units.push_back(static_cast<double>(i + 1));
  loss.title = "loss after training";
  loss.x = {.label = "hidden units", .ticks = units};
  loss.y = {.label = "binary cross-entropy (logarithmic)", .scale = plot::Scale::log};
  loss.line(units, widths.relu,
            {.label = "ReLU", .color = plot::colors::vermillion, .marker = plot::Marker::square});
  loss.line(units, widths.sigmoid,
            {.label = "sigmoid", .color = plot::colors::blue, .marker = plot::Marker::circle});
  draw_net(regions, story, widths.shown);
  regions.title =
      fmt::format("{} ReLU units: {:.1f} % right", widths.shown_units, 100 * widths.shown_accuracy);
  return figure;
}

plot::Figure polar_figure(const Story& story) {
  plot::Figure figure({.title = "The same points in polar coordinates", .width = 900, .height = 520});
  plot::Axes& axes = figure.axes();
  const Tensor x = story.points.x.select(1, 0), y = story.points.x.select(1, 1);
  view::scatter_by_class(axes, stack({atan2(y, x), square(x) + square(y)}, 1), story.points.y,
                         {.class_names = classes, .legend = plot::Legend::right});
  axes.x = {.label = "angle, in radians",
            .min = -std::numbers::pi,
            .max = std::numbers::pi,
            .ticks = {-std::numbers::pi, 0, std::numbers::pi},
            .tick_labels = {"$-\\pi$", "0", "$\\pi$"}};
  axes.y = {.label = "squared radius $x^2 + y^2$", .min = -0.5, .max = 17};
  const Polar& line = story.polar;
  const auto height = [&](double angle) {
    return -(line.intercept + line.of_angle * angle) / line.of_square;
  };
  axes.line(
      {-std::numbers::pi, std::numbers::pi}, {height(-std::numbers::pi), height(std::numbers::pi)},
      {.label = "logistic regression", .color = plot::colors::dark_grey, .style = plot::LineStyle::dashed});
  return figure;
}

}  // namespace

void add_circles_pictures(const Story& told, const std::function<Widths()>& widths, Result& result) {
  const auto story = std::make_shared<const Story>(told);
  result.add_picture("data", "A thousand points in a disc and a thousand in a ring around it.",
                     [=] { return data_figure(*story); });
  result.add_picture(
      "loss-by-units",
      "One unit and two hardly learn, three and five do: the loss keeps falling once the disc can be "
      "closed in.",
      [=] { return losses_figure(*story); });
  result.add_picture("hidden-lines",
                     "Each hidden unit draws a line. One leaves more than half of the ring on the wrong "
                     "side, two leave the ends "
                     "of a strip or wedge, three make a triangle, and five round it off.",
                     [=] { return lines_figure(*story); });
  result.add_picture(
      "hidden-3d",
      "The points as the three units see them, each coordinate from 0 to 1. The disc lies in one "
      "corner of the cube, and a plane cuts it off: this is the output's work.",
      [=] { return cube_figure(*story); });
  result.add_picture(
      "hidden-5-triples",
      "Five units make a cube of five dimensions. Seen from any three of them, the disc lies around "
      "one corner and the ring around others.",
      [=] { return triples_figure(*story); });
  result.add_picture(
      "relu-widths",
      "Left: the loss that nets of one to eight units reach; a ReLU unit that is off for every point gets "
      "no gradient and stays off. Right: the smallest of the ReLU nets that has every point right, or the "
      "largest if none has. Its border is made of straight pieces.",
      [=] { return widths_figure(*story, widths()); });
  result.add_picture("polar",
                     "With squared radius and angle as coordinates, a straight line parts the classes.",
                     [=] { return polar_figure(*story); });
}

}  // namespace gradus::lessons::rings
