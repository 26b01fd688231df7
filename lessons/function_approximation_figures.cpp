#include "lessons/function_approximation_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "lessons/growing_curve.hpp"
#include "lessons/shown_epochs.hpp"

namespace gradus::lessons::approximation {
namespace {

constexpr size_t most_frames = 40;
constexpr size_t landscape_places = 25;  // each of the two weights takes so many values
constexpr plot::View from_the_side = {.elev = 20, .azim = -35};  // as in the notebook

std::vector<double> evenly(double low, double high, size_t count) {
  std::vector<double> values(count);
  for (size_t i = 0; i < count; ++i) {
    values[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  return values;
}

void label_surface(plot::Axes3D& axes) {
  axes.view = from_the_side;
  axes.x = {.label = "$x$", .ticks = {-1, 0, 1}};
  axes.y = {.label = "$y$", .ticks = {-0.5, 0, 0.5}};
  axes.z = {.label = "$z$", .min = -1.1, .max = 1.1};
}

plot::Figure surface_figure(const Story& story) {
  plot::Figure figure({.title = "$z = y^2 - x^2$ over twelve by twelve places", .width = 760, .height = 560});
  plot::Axes3D& axes = figure.axes3d();
  label_surface(axes);
  axes.surface(story.places, story.places, story.heights, {.map = plot::ColorMap::viridis, .opacity = 0.85});
  std::vector<double> xs, ys;
  for (const double y : story.places) {
    for (const double x : story.places) {
      xs.push_back(x);
      ys.push_back(y);
    }
  }
  axes.scatter(xs, ys, story.heights, {.color = plot::colors::dark_grey, .size = 3});
  return figure;
}

plot::Figure tanh_figure() {
  const std::vector<double> x = evenly(-3, 3, 121);
  std::vector<double> value, slope, published;
  for (const double at : x) {
    value.push_back(std::tanh(at));
    slope.push_back(1 - std::pow(std::tanh(at), 2));
    published.push_back(1 - std::pow(std::tanh(std::tanh(at)), 2));
  }
  plot::Figure figure({.title = "The activation and its slope", .width = 1000, .height = 420, .columns = 2});
  plot::Axes &f = figure.axes(0, 0), &df = figure.axes(0, 1);
  f.title = "$F(x) = \\tanh x$";
  f.x = {.label = "$x$", .min = -3, .max = 3};
  f.line(x, value, {.color = plot::colors::blue, .width = 2});
  df.title = "$F'(x) = 1 - \\tanh^2 x$";
  df.x = {.label = "$x$", .min = -3, .max = 3};
  df.y = {.min = 0, .max = 1.35};
  df.legend = plot::Legend::top_right;
  df.line(x, slope, {.label = "at $x$", .color = plot::colors::blue, .width = 2});
  df.line(x, published,
          {.label = "as published, at $\\tanh x$",
           .color = plot::colors::grey,
           .style = plot::LineStyle::dashed});
  return figure;
}

/// Where the units of a layer stand in the diagram.
double height_of(size_t unit, size_t units) {
  return static_cast<double>(units - 1) / 2 - static_cast<double>(unit);
}

plot::Figure architecture_figure(const std::vector<Weights>& layers) {
  plot::Figure figure({.title = "The net by hand after training: 2-12-2-1", .width = 1000, .height = 560});
  plot::Axes& axes = figure.axes();
  axes.hidden = true;
  axes.x = {.min = -0.5, .max = 3.5};
  axes.y = {.min = -7.2, .max = 6.6};
  double largest = 0;
  for (const Weights& layer : layers) {
    for (const std::vector<double>& row : layer) {
      for (const double w : row) largest = std::max(largest, std::abs(w));
    }
  }
  for (size_t l = 0; l < layers.size(); ++l) {
    const size_t outs = layers[l].size(), ins = layers[l].front().size();
    const double left = static_cast<double>(l);
    for (size_t o = 0; o < outs; ++o) {
      for (size_t i = 0; i < ins; ++i) {
        const double w = layers[l][o][i], part = largest > 0 ? std::abs(w) / largest : 0;
        axes.line({left, left + 1}, {height_of(i, ins), height_of(o, outs)},
                  {.color = w < 0 ? plot::colors::vermillion : plot::colors::blue,
                   .width = 0.4 + 4 * part,
                   .opacity = 0.25 + 0.65 * part});
      }
    }
  }
  const std::vector<std::string> names = {"inputs $x, y$", "$W_1 x + b_1$, tanh", "$W_2 a_1 + b_2$, tanh",
                                          "$W_3 a_2 + b_3$, tanh"};
  for (size_t l = 0; l <= layers.size(); ++l) {
    const size_t units = l == 0 ? layers[0].front().size() : layers[l - 1].size();
    std::vector<double> xs(units, static_cast<double>(l)), ys;
    for (size_t u = 0; u < units; ++u) ys.push_back(height_of(u, units));
    axes.scatter(xs, ys,
                 {.color = plot::colors::white,
                  .marker = plot::Marker::circle,
                  .size = 19,
                  .edge = plot::colors::dark_grey,
                  .edge_width = 1.3});
    axes.text(static_cast<double>(l), -6.8, names[std::min(l, names.size() - 1)]);
  }
  return figure;
}

/// Truth and a net's surface in one box; the latter changes.
plot::Surface& draw_surfaces(plot::Axes3D& axes, const Story& story) {
  label_surface(axes);
  axes.title = "truth and net";
  axes.legend = plot::Legend::top_left;
  axes.surface(story.places, story.places, story.heights,
               {.label = "truth", .color = plot::colors::vermillion, .opacity = 0.5});
  return axes.surface(story.places, story.places, story.heights,
                      {.label = "net", .color = plot::colors::blue, .opacity = 0.5});
}

plot::Animation training_figure(const std::string& title, const Story& story, const Course& course) {
  plot::Animation animation(plot::Figure({.title = title, .width = 1120, .height = 480, .columns = 2}),
                            {.frames_per_second = 6});
  plot::Figure& figure = animation.figure();
  plot::Axes& error = figure.axes(0, 0);
  error.title = "mean squared error";
  GrowingCurve curve(error, course.errors);
  plot::Surface& net = draw_surfaces(figure.axes3d(0, 1), story);
  for (const size_t i : thinned(course.moments.size(), most_frames)) {
    const Moment& moment = course.moments[i];
    curve.show(moment.epoch);
    net.z = moment.surface;
    figure.set_title(fmt::format("{}, epoch {}", title, moment.epoch));
    animation.add_frame(fmt::format("epoch {}", moment.epoch));
  }
  return animation;
}

/// The error for these weights of the last layer, all else as it is at that moment.
double error_with(const Moment& moment, const std::vector<double>& heights, double w1, double w2) {
  double sum = 0;
  for (size_t i = 0; i < heights.size(); ++i) {
    const double z = w1 * moment.into_last[2 * i] + w2 * moment.into_last[2 * i + 1] + moment.last_bias;
    sum += std::pow(std::tanh(z) - heights[i], 2);
  }
  return sum / static_cast<double>(heights.size());
}

/// All that one of the two weights takes on, with room around.
std::vector<double> window(const Course& course, size_t weight) {
  double low = course.moments.front().last_weights[weight], high = low;
  for (const Moment& moment : course.moments) {
    low = std::min(low, moment.last_weights[weight]);
    high = std::max(high, moment.last_weights[weight]);
  }
  return evenly(low - 1.5, high + 1.5, landscape_places);
}

plot::Animation landscape_figure(const Story& story) {
  const Course& course = story.by_hand;
  const std::vector<double> w1 = window(course, 0), w2 = window(course, 1);
  plot::Animation animation(plot::Figure({.title = " ", .width = 1120, .height = 500, .columns = 2}),
                            {.frames_per_second = 6});
  plot::Figure& figure = animation.figure();
  plot::Axes3D& ground = figure.axes3d(0, 0);
  ground.title = "error over the weights of layer 3";
  ground.view = {.elev = 35, .azim = -50};
  ground.x.label = "$w_1$";
  ground.y.label = "$w_2$";
  ground.z = {.label = "MSE", .min = 0};
  plot::Surface& surface = ground.surface(w1, w2, std::vector<double>(w1.size() * w2.size(), 0.0),
                                          {.map = plot::ColorMap::viridis, .opacity = 0.75});
  plot::Line3D& pin = ground.line({0, 0}, {0, 0}, {0, 1}, {.color = plot::colors::dark_grey});
  plot::Scatter3D& here = ground.scatter({0}, {0}, {0},
                                         {.color = plot::colors::vermillion,
                                          .marker = plot::Marker::circle,
                                          .size = 9,
                                          .edge = plot::colors::white});
  plot::Surface& net = draw_surfaces(figure.axes3d(0, 1), story);
  for (const size_t i : thinned(course.moments.size(), most_frames)) {
    const Moment& moment = course.moments[i];
    surface.z.clear();
    for (const double second : w2) {
      for (const double first : w1) surface.z.push_back(error_with(moment, story.heights, first, second));
    }
    const auto [at1, at2] = moment.last_weights;
    const double error = error_with(moment, story.heights, at1, at2);
    here.x = {at1}, here.y = {at2}, here.z = {error + 0.02};  // in front of the ground, not half in it
    pin.x = {at1, at1}, pin.y = {at2, at2};
    net.z = moment.surface;
    figure.set_title(fmt::format("The ground under the last layer, epoch {}", moment.epoch));
    animation.add_frame(fmt::format("epoch {}", moment.epoch));
  }
  return animation;
}

}  // namespace

void add_function_approximation_pictures(const Story& told, Result& result) {
  const auto story = std::make_shared<const Story>(told);
  result.add_picture("surface",
                     "The saddle to be learned: it rises along y and falls along x. Dots are the examples.",
                     [=] { return surface_figure(*story); });
  result.add_picture(
      "tanh",
      "Left: tanh, from -1 to 1. Right: its slope, one at zero and next to nothing beyond three. "
      "The dashed line is what the notebook draws.",
      tanh_figure);
  result.add_picture(
      "architecture",
      "Every line is a weight of the trained net: blue ones are positive, red ones negative, and "
      "thicker ones larger.",
      [=] { return architecture_figure(story->trained); });
  result.add_picture(
      "training",
      "The error of the net by hand falls in two steps, and its surface bends from a plain into the "
      "saddle.",
      [=] { return training_figure("The net by hand", *story, story->by_hand); });
  result.add_picture(
      "landscape",
      "Left: the error over the two weights of the last layer, everything else as it is at that "
      "epoch, and where training is. The layers before it change the ground until it has a deep "
      "place.",
      [=] { return landscape_figure(*story); });
  result.add_picture("modules", "The net of modules, 2-14-2-1, on the same places.",
                     [=] { return training_figure("The net of modules", *story, story->modules); });
}

}  // namespace gradus::lessons::approximation
