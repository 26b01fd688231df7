#include "lessons/optimisers_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "lessons/shown_epochs.hpp"

namespace gradus::lessons::descents {
namespace {

constexpr size_t grid = 121, most_frames = 45;
constexpr int bands = 10;
constexpr double left = -2, right = 2, bottom = -1, top = 3;

std::vector<double> evenly(double low, double high, size_t count) {
  std::vector<double> values(count);
  for (size_t i = 0; i < count; ++i) {
    values[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  return values;
}

/// Bands of equal logarithm, darker where the ground is lower.
void draw_ground(plot::Axes& axes, const Story& story) {
  const std::vector<double> xs = evenly(left, right, grid), ys = evenly(bottom, top, grid);
  std::vector<double> band;
  band.reserve(grid * grid);
  for (const double y : ys) {
    for (const double x : xs) {
      const double height = 4 + 1.6 * std::log10(story.loss(x, y) + 1e-3);
      band.push_back(std::clamp(std::floor(height), 0.0, bands - 1.0));
    }
  }
  std::vector<plot::Color> colors;
  colors.reserve(bands);
  for (int k = 0; k < bands; ++k) colors.push_back(plot::map_color(plot::ColorMap::blues, 0.75 - 0.075 * k));
  axes.regions(xs, ys, band, {.colors = colors, .strength = 0.8});
  axes.x = {.label = "$x$", .min = left, .max = right};
  axes.y = {.label = "$y$", .min = bottom, .max = top};
  axes.scatter({story.minimum[0]}, {story.minimum[1]},
               {.label = "minimum", .color = plot::colors::black, .marker = plot::Marker::star, .size = 11});
}

plot::Color color_of(size_t rival) {
  constexpr std::array<plot::Color, 4> colors = {plot::colors::purple, plot::colors::vermillion,
                                                 plot::colors::orange, plot::colors::green};
  return colors[rival % colors.size()];
}

std::string label_of(const Path& path) { return fmt::format("{}, rate {:g}", path.title, path.rate); }

plot::Figure surface_figure(const Story& story) {
  plot::Figure figure({.title = "The valley, and the four ways", .width = 900, .height = 620});
  plot::Axes3D& axes = figure.axes3d();
  axes.view = {.elev = 45, .azim = -115};
  axes.x = {.label = "$x$", .min = left, .max = right};
  axes.y = {.label = "$y$", .min = bottom, .max = top};
  axes.z = {.label = "$\\log_{10}(f + 0.01)$"};
  const std::vector<double> xs = evenly(left, right, 61), ys = evenly(bottom, top, 61);
  const auto height = [&](double x, double y) { return std::log10(story.loss(x, y) + 0.01); };
  std::vector<double> zs;
  zs.reserve(xs.size() * ys.size());
  for (const double y : ys) {
    for (const double x : xs) zs.push_back(height(x, y));
  }
  axes.surface(xs, ys, zs, {.map = plot::ColorMap::blues, .opacity = 0.8});
  for (size_t i = 0; i < story.paths.size(); ++i) {
    const Path& path = story.paths[i];
    std::vector<double> z;
    for (size_t k = 0; k < path.x.size(); ++k) z.push_back(height(path.x[k], path.y[k]) + 0.03);
    axes.line(path.x, path.y, z, {.label = path.title, .color = color_of(i), .width = 2.2});
  }
  return figure;
}

plot::Animation paths_figure(const Story& story) {
  plot::Animation animation(plot::Figure({.title = " ", .width = 1200, .height = 560, .columns = 2}),
                            {.frames_per_second = 6});
  plot::Figure& figure = animation.figure();
  plot::Axes &ground = figure.axes(0, 0), &loss = figure.axes(0, 1);
  draw_ground(ground, story);
  ground.title = "paths";
  ground.legend = plot::Legend::none;
  loss.title = "loss";
  const size_t places = story.paths.front().x.size();
  loss.x = {.label = "step", .min = 0, .max = static_cast<double>(places - 1)};
  loss.y = {.label = "loss (logarithmic)", .min = 1e-6, .max = 20, .scale = plot::Scale::log};
  loss.legend = plot::Legend::bottom_left;
  std::vector<plot::Line*> ways, curves;
  std::vector<plot::Scatter*> ends;
  for (size_t i = 0; i < story.paths.size(); ++i) {
    const Path& path = story.paths[i];
    ways.push_back(&ground.line({path.x[0]}, {path.y[0]}, {.color = color_of(i), .width = 2}));
    ends.push_back(&ground.scatter(
        {path.x[0]}, {path.y[0]},
        {.color = color_of(i), .marker = plot::cycle_marker(i), .size = 9, .edge = plot::colors::white}));
    curves.push_back(
        &loss.line({0}, {path.losses[0]}, {.label = label_of(path), .color = color_of(i), .width = 1.8}));
  }
  for (const size_t step : thinned(places, most_frames)) {
    for (size_t i = 0; i < story.paths.size(); ++i) {
      const Path& path = story.paths[i];
      const auto upto = [&](const std::vector<double>& all) {
        return std::vector<double>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(step) + 1);
      };
      ways[i]->x = upto(path.x), ways[i]->y = upto(path.y);
      ends[i]->x = {path.x[step]}, ends[i]->y = {path.y[step]};
      curves[i]->y = upto(path.losses);
      curves[i]->x.clear();
      for (size_t k = 0; k <= step; ++k) curves[i]->x.push_back(static_cast<double>(k));
    }
    figure.set_title(fmt::format("Four ways down one valley, step {}", step));
    animation.add_frame(fmt::format("step {}", step));
  }
  return animation;
}

plot::Figure rates_figure(const std::vector<RateScan>& scans) {
  plot::Figure figure({.title = "What each makes of its rate", .width = 900, .height = 520});
  plot::Axes& axes = figure.axes();
  axes.x = {.label = "rate (logarithmic)", .scale = plot::Scale::log};
  axes.y = {
      .label = "loss after the last step (logarithmic)", .min = 1e-8, .max = 100, .scale = plot::Scale::log};
  axes.legend = plot::Legend::right;
  for (size_t i = 0; i < scans.size(); ++i) {
    std::vector<double> shown = scans[i].losses;
    for (double& loss : shown) loss = std::max(loss, 1e-8);
    axes.line(scans[i].rates, shown,
              {.label = scans[i].title, .color = plot::cycle_color(i), .marker = plot::cycle_marker(i)});
  }
  return figure;
}

}  // namespace

void add_optimisers_pictures(const Story& told, const std::function<std::vector<RateScan>()>& scan_rates,
                             Result& result) {
  const auto story = std::make_shared<const Story>(told);
  result.add_picture(
      "surface",
      "The valley with its height on a logarithmic scale, and the ways of the four optimisers on it.",
      [=] { return surface_figure(*story); });
  result.add_picture(
      "paths",
      "Left: the four ways from above, darker where the ground is lower. Gradient descent creeps "
      "along the floor, momentum swings into the bend, RMSprop walks with even steps, Adam runs "
      "ahead and settles. Right: the loss of each.",
      [=] { return paths_figure(*story); });
  result.add_picture(
      "rates",
      "The loss that each ends with, for rates from 0.0001 to 1. A line that breaks off has flown "
      "away. Adam and RMSprop take a wide range of rates, gradient descent and momentum a narrow one.",
      [=] { return rates_figure(scan_rates()); });
}

}  // namespace gradus::lessons::descents
