#include "lessons/rate_schedules_figures.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>
#include <string>

#include "gradus/gradus.hpp"

namespace gradus::lessons {
namespace {

constexpr plot::LineStyle styles[] = {plot::LineStyle::solid, plot::LineStyle::dashed,
                                      plot::LineStyle::dotted, plot::LineStyle::dash_dotted};

/// One of the columns of all runs over the epochs.
void draw_curves(plot::Axes& axes, const std::vector<ScheduleRun>& runs,
                 const std::vector<double> ScheduleRun::*column) {
  axes.x.label = "epoch";
  axes.legend = plot::Legend::right;
  for (size_t i = 0; i < runs.size(); ++i) {
    const std::vector<double>& values = runs[i].*column;
    std::vector<double> epochs(values.size());
    std::iota(epochs.begin(), epochs.end(), 1);
    const auto marker = epochs.size() == 1 ? std::optional(plot::cycle_marker(i)) : std::nullopt;
    axes.line(
        epochs, values,
        {.label = runs[i].name, .width = 1.8, .style = styles[i % std::size(styles)], .marker = marker});
  }
}

plot::Figure rates_figure(const std::vector<ScheduleRun>& runs) {
  plot::Figure figure({.title = "The rate at the end of each epoch", .width = 960, .height = 500});
  plot::Axes& axes = figure.axes();
  axes.y.label = "learning rate";
  draw_curves(axes, runs, &ScheduleRun::rates);
  return figure;
}

plot::Figure losses_figure(const std::vector<ScheduleRun>& runs) {
  plot::Figure figure(
      {.title = "Training with a fifth of the labels drawn by lot", .width = 960, .height = 500});
  plot::Axes& axes = figure.axes();
  axes.y.label = "mean cross-entropy of the epoch";
  draw_curves(axes, runs, &ScheduleRun::losses);
  return figure;
}

plot::Figure held_out_figure(const std::vector<ScheduleRun>& runs) {
  plot::Figure figure({.title = "On digits that it was not shown, with their true labels",
                       .width = 1150,
                       .height = 460,
                       .columns = 2});
  std::vector<double> places(runs.size()), losses, wrong;
  std::iota(places.begin(), places.end(), 0);
  std::vector<std::string> names;
  for (const ScheduleRun& run : runs) {
    losses.push_back(run.test_loss);
    wrong.push_back(100 * (1 - run.test_accuracy));
    names.push_back(run.name);
  }
  const auto draw = [&](plot::Axes& axes, const char* label, const std::vector<double>& heights) {
    axes.y = {.label = label, .min = 0};
    axes.x = {
        .min = -0.6, .max = static_cast<double>(runs.size()) - 0.4, .ticks = places, .tick_labels = names};
    axes.bars(places, heights, {.color = plot::colors::blue, .width = 0.6});
  };
  draw(figure.axes(0, 0), "cross-entropy", losses);
  draw(figure.axes(0, 1), "wrong, %", wrong);
  return figure;
}

/// The path of noisy steps in a valley w1^2 / 2 + 3 w2^2.
struct Path {
  std::vector<double> x, y;
};

template <class RateOf>
Path walk(int steps, RateOf rate_of) {
  random::NumpyRandom rng(5);
  const std::vector<double> chance = rng.randn(2 * steps);
  Path path{{-4.5}, {1.6}};
  for (int t = 0; t < steps; ++t) {
    const double x = path.x.back(), y = path.y.back(), rate = rate_of(t);
    const size_t at = 2 * static_cast<size_t>(t);
    path.x.push_back(x - rate * (x + 2 * chance[at]));
    path.y.push_back(y - rate * (6 * y + 2 * chance[at + 1]));
  }
  return path;
}

void draw_valley(plot::Axes& axes, const char* title, const Path& path, size_t count) {
  axes.title = title;
  axes.x = {.label = "$w_1$", .min = -5.2, .max = 2.2};
  axes.y = {.label = "$w_2$", .min = -2, .max = 2};
  constexpr double levels[] = {0.25, 1, 2.5, 5, 9, 14};
  for (const double level : levels) {
    std::vector<double> x, y;
    for (int i = 0; i <= 72; ++i) {
      const double angle = 2 * std::numbers::pi * i / 72;
      x.push_back(std::sqrt(2 * level) * std::cos(angle));
      y.push_back(std::sqrt(level / 3) * std::sin(angle));
    }
    axes.line(x, y, {.color = plot::colors::light_grey, .width = 1});
  }
  const auto end = static_cast<std::ptrdiff_t>(count);
  const std::vector<double> x(path.x.begin(), path.x.begin() + end), y(path.y.begin(), path.y.begin() + end);
  axes.line(x, y,
            {.color = plot::colors::blue, .width = 1.2, .marker = plot::Marker::circle, .marker_size = 3.5});
  axes.scatter({x.back()}, {y.back()},
               {.color = plot::colors::vermillion, .marker = plot::Marker::circle, .size = 9});
}

plot::Animation valley_animation() {
  constexpr int steps = 120, steps_a_frame = 6;
  constexpr double rate = 0.25;
  const Path paths[] = {walk(steps, [](int) { return rate; }), walk(steps, [](int t) {
                          return rate / 2 * (1 + std::cos(std::numbers::pi * t / steps));
                        })};
  const char* titles[] = {"constant rate", "cosine"};
  plot::Animation animation(plot::Figure({.title = "The same valley, the same chance in every step",
                                          .width = 1150,
                                          .height = 420,
                                          .columns = 2}),
                            {.frames_per_second = 5});
  for (int t = 0; t <= steps; t += steps_a_frame) {
    for (int column = 0; column < 2; ++column) {
      plot::Axes& axes = animation.figure().axes(0, column);
      axes.traces.clear();
      draw_valley(axes, titles[column], paths[column], static_cast<size_t>(t) + 1);
    }
    animation.add_frame("step " + std::to_string(t));
  }
  return animation;
}

}  // namespace

void add_rate_schedule_pictures(const std::vector<ScheduleRun>& runs, Result& result) {
  result.add_picture("rates",
                     "Eight ways to spend thirty epochs: constant, small, in steps, falling evenly on a "
                     "logarithmic scale, along a cosine with and without a warm-up, one cycle up and down, "
                     "and down whenever the loss has stopped falling.",
                     [runs] { return rates_figure(runs); });
  result.add_picture("losses",
                     "The constant rate soon stops getting better and is thrown about. Each schedule's loss "
                     "falls when its rate falls.",
                     [runs] { return losses_figure(runs); });
  result.add_picture("held-out",
                     "The loss and the share of errors on test digits: highest with the constant rate, which "
                     "never comes to rest.",
                     [runs] { return held_out_figure(runs); });
  result.add_picture("valley",
                     "Noisy steps in a narrow valley. With a constant rate the point wanders about the goal; "
                     "with a rate that falls it comes to rest there, under the same chance.",
                     valley_animation);
}

}  // namespace gradus::lessons
