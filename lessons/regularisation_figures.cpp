#include "lessons/regularisation_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

#include "gradus/gradus.hpp"

namespace gradus::lessons {
namespace {

std::vector<double> counted_from_one(size_t n) {
  std::vector<double> numbers(n);
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

/// The newest fit that is no later than this epoch: a training that has ended stays where it is.
const FitMoment& fit_at(const ReinedTraining& training, int64_t epoch) {
  const auto later = std::ranges::find_if(training.fits, [&](const FitMoment& f) { return f.epoch > epoch; });
  return later == training.fits.begin() ? *later : *(later - 1);
}

void draw_fit(plot::Axes& axes, const RegularisationRun& run, const ReinedTraining& training, int64_t epoch) {
  std::vector<double> truth;
  truth.reserve(run.places.size());
  for (const double x : run.places) truth.push_back(std::sin(3 * x));
  axes.title = training.name;
  axes.x = {.label = "$x$", .min = -1.05, .max = 1.05};
  axes.y = {.label = "$y$", .min = -2, .max = 2};
  axes.line(run.places, truth,
            {.label = "sin $3x$", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
  axes.line(run.places, fit_at(training, epoch).y,
            {.label = "network", .color = plot::colors::vermillion, .width = 2});
  axes.scatter(
      run.train.x.to_vector(), run.train.y.to_vector(),
      {.label = "training points", .color = plot::colors::blue, .marker = plot::Marker::circle, .size = 6});
}

plot::Animation fits_animation(const RegularisationRun& run) {
  plot::Animation animation(
      plot::Figure(
          {.title = "The same network on four reins", .width = 1050, .height = 720, .rows = 2, .columns = 2}),
      {.frames_per_second = 5});
  for (const FitMoment& moment : run.trainings.front().fits) {
    for (size_t i = 0; i < run.trainings.size(); ++i) {
      plot::Axes& axes = animation.figure().axes(static_cast<int>(i / 2), static_cast<int>(i % 2));
      axes.traces.clear();
      draw_fit(axes, run, run.trainings[i], moment.epoch);
      if (i > 0) axes.legend = plot::Legend::none;
    }
    animation.add_frame(fmt::format("epoch {}", moment.epoch));
  }
  return animation;
}

plot::Figure curves_figure(const RegularisationRun& run) {
  plot::Figure figure({.title = "Training error and validation error",
                       .width = 1050,
                       .height = 720,
                       .rows = 2,
                       .columns = 2});
  double greatest = 0;
  for (const ReinedTraining& training : run.trainings) {
    greatest = std::max({greatest, std::ranges::max(training.validation), std::ranges::max(training.losses)});
  }
  for (size_t i = 0; i < run.trainings.size(); ++i) {
    const ReinedTraining& training = run.trainings[i];
    plot::Axes& axes = figure.axes(static_cast<int>(i / 2), static_cast<int>(i % 2));
    const std::vector<double> epochs = counted_from_one(training.losses.size());
    const auto marker = epochs.size() == 1 ? std::optional(plot::Marker::circle) : std::nullopt;
    axes.title = training.name;
    axes.x = {.label = "epoch", .min = 0, .max = static_cast<double>(run.trainings.front().losses.size())};
    axes.y = {.label = "mean squared error", .min = 0.015, .max = 1.2 * greatest, .scale = plot::Scale::log};
    axes.legend = i == 3 ? plot::Legend::top_right : plot::Legend::none;  // where there is room
    axes.line(epochs, training.losses, {.label = "training", .color = plot::colors::blue, .marker = marker});
    axes.line(epochs, training.validation,
              {.label = "validation", .color = plot::colors::vermillion, .marker = marker});
    axes.hline(0.09, {.label = "the noise itself", .style = plot::LineStyle::dotted});
    const auto best = static_cast<size_t>(training.best_epoch);
    axes.scatter({epochs[best]}, {training.validation[best]},
                 {.label = "best validation",
                  .color = plot::colors::black,
                  .marker = plot::Marker::circle,
                  .size = 7});
  }
  return figure;
}

plot::Figure weights_figure(const RegularisationRun& run) {
  plot::Figure figure(
      {.title = "All magnitudes, from the largest to the smallest", .width = 860, .height = 500});
  plot::Axes& axes = figure.axes();
  axes.x.label = "weight number";
  axes.y = {.label = "magnitude (logarithmic)", .min = 1e-7, .max = 20, .scale = plot::Scale::log};
  for (const ReinedTraining& training : run.trainings) {
    std::vector<double> sorted = training.magnitudes;
    std::ranges::sort(sorted, std::greater<>());
    axes.line(counted_from_one(sorted.size()), sorted, {.label = training.name, .width = 2});
  }
  return figure;
}

plot::Figure strength_figure(const RegularisationRun& run) {
  plot::Figure figure({.title = "How much weight decay", .width = 860, .height = 480});
  plot::Axes& axes = figure.axes();
  std::vector<double> strengths, train, test;
  for (const StrengthPoint& point : run.strengths) {
    strengths.push_back(point.strength);
    train.push_back(point.train);
    test.push_back(point.test);
  }
  axes.x = {.label = "weight decay (logarithmic)", .scale = plot::Scale::log};
  axes.y = {.label = "mean squared error (logarithmic)", .scale = plot::Scale::log};
  axes.line(strengths, train,
            {.label = "training points", .color = plot::colors::blue, .marker = plot::Marker::circle});
  axes.line(strengths, test,
            {.label = "test points", .color = plot::colors::vermillion, .marker = plot::Marker::square});
  axes.hline(0.09, {.label = "the noise itself", .style = plot::LineStyle::dotted});
  return figure;
}

}  // namespace

void add_regularisation_pictures(const RegularisationRun& run, Result& result) {
  result.add_picture(
      "fits",
      "Left alone the network bends through single points. Stopped early, with weight decay or "
      "with its magnitudes penalised it stays near the sine.",
      [run] { return fits_animation(run); });
  result.add_picture(
      "curves",
      "The training error goes on falling below what the noise allows, and the validation error "
      "rises meanwhile; on a rein the two stay together.",
      [run] { return curves_figure(run); });
  result.add_picture("weights",
                     "Weight decay makes all weights smaller; the penalty on magnitudes leaves some twenty "
                     "and pulls the rest to next to nothing.",
                     [run] { return weights_figure(run); });
  result.add_picture("strength",
                     "Too little decay and the noise is learned, too much and nothing is: the test error is "
                     "lowest in between, while the training error only rises.",
                     [run] { return strength_figure(run); });
}

}  // namespace gradus::lessons
