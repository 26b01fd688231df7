#include "lessons/damped_sine_figures.hpp"

#include <memory>

#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::lessons::damped {
namespace {

constexpr double edge = 10;  // of the curve, to both sides

void label_curve(plot::Axes& axes) {
  axes.x = {.label = "$x$", .min = -edge, .max = edge};
  axes.y = {.label = "$y$", .min = -4.6, .max = 4.6};
}

void draw_data(plot::Axes& axes, const Fitted& fitted) {
  axes.line(fitted.x.to_vector(), fitted.y.to_vector(),
            {.label = "curve", .color = plot::colors::grey, .width = 1.4});
}

plot::Figure data_figure(const char* title, const Fitted& fitted) {
  plot::Figure figure({.title = title, .width = 860, .height = 480});
  plot::Axes& axes = figure.axes();
  label_curve(axes);
  axes.line(fitted.x.to_vector(), fitted.y.to_vector(), {.color = plot::colors::blue, .width = 1.2});
  axes.scatter(fitted.x.to_vector(), fitted.y.to_vector(),
               {.color = plot::colors::blue, .marker = plot::Marker::circle, .size = 4});
  return figure;
}

/// A curve of many points as one of at most about a thousand.
void draw_losses(plot::Axes& axes, const std::vector<double>& losses) {
  const size_t every = losses.size() / 1000 + 1;
  std::vector<double> epochs, shown;
  for (size_t i = 0; i < losses.size(); i += every) {
    epochs.push_back(static_cast<double>(i));
    shown.push_back(losses[i]);
  }
  const bool alone = shown.size() == 1;
  axes.line(epochs, shown,
            {.color = plot::colors::vermillion,
             .width = 1.3,
             .marker = alone ? std::optional(plot::Marker::circle) : std::nullopt});
}

plot::Figure fit_figure(const char* title, const Fitted& fitted) {
  plot::Figure figure({.title = title, .width = 1200, .height = 480, .columns = 2});
  plot::Axes &fit = figure.axes(0, 0), &loss = figure.axes(0, 1);
  fit.title = "curve and network";
  label_curve(fit);
  draw_data(fit, fitted);
  fit.line(fitted.x.to_vector(), fitted.net(fitted.x).to_vector(),
           {.label = "network", .color = plot::colors::vermillion, .width = 2});
  loss.title = "loss";
  loss.x.label = "epoch";
  loss.y = {.label = "mean squared error (logarithmic)", .scale = plot::Scale::log};
  draw_losses(loss, fitted.losses);
  return figure;
}

plot::Figure staircase_figure(const char* title, const Fitted& fitted) {
  plot::Figure figure({.title = title, .width = 980, .height = 560});
  plot::Axes& axes = figure.axes();
  axes.x = {.label = "$x$", .min = -edge, .max = edge};
  axes.y.label = "$y$";
  bool named = false;
  for (const double at : fitted.thresholds) {
    if (at <= -edge || at >= edge) continue;
    axes.vline(at, {.label = named ? "" : "thresholds $-b_i / w_i$",
                    .color = plot::colors::grey,
                    .style = plot::LineStyle::dotted});
    named = true;
  }
  const Tensor fine = linspace(-edge, edge, 4001);
  draw_data(axes, fitted);
  axes.line(fine.to_vector(), fitted.steps(fine).to_vector(),
            {.label = "units off or on", .color = plot::colors::blue, .width = 1.6});
  axes.line(fine.to_vector(), fitted.net(fine).to_vector(),
            {.label = "units as they are", .color = plot::colors::vermillion, .width = 1.8});
  return figure;
}

plot::Figure widths_figure(const Fitted& fitted, const Widths& widths) {
  plot::Figure figure(
      {.title = "How many units, and which error", .width = 1200, .height = 480, .columns = 2});
  plot::Axes &loss = figure.axes(0, 0), &fit = figure.axes(0, 1);
  std::vector<double> units, losses;
  for (const Width& width : widths.by_units) {
    units.push_back(static_cast<double>(width.units));
    losses.push_back(width.loss);
  }
  loss.title = "loss after training";
  loss.x = {.label = "hidden units", .ticks = units};
  loss.y = {.label = "mean squared error", .min = 0};
  loss.line(units, losses, {.color = plot::colors::blue, .marker = plot::Marker::circle});
  fit.title = "ten units, trained on relative errors";
  label_curve(fit);
  draw_data(fit, fitted);
  fit.line(fitted.x.to_vector(), widths.relative.to_vector(),
           {.label = "network", .color = plot::colors::vermillion, .width = 2});
  return figure;
}

}  // namespace

void add_damped_sine_pictures(const Fitted& as_is, const Fitted& flipped,
                              const std::function<Widths()>& widths, Result& result) {
  const auto one = std::make_shared<const Fitted>(as_is), other = std::make_shared<const Fitted>(flipped);
  result.add_picture("data", "A sine that dies away to the right, at two hundred places.",
                     [=] { return data_figure("A damped sine", *one); });
  result.add_picture(
      "fit",
      "Left: ten sigmoids follow the large swings on the left and give up on the small ones on the right. "
      "Right: the loss falls in stages, one for each swing that a unit has found.",
      [=] { return fit_figure("Ten hidden units", *one); });
  result.add_picture(
      "staircase",
      "With units that are only off or on the output is a staircase: each threshold that is passed adds or "
      "takes away one output weight. The sigmoids make slopes of the steps.",
      [=] { return staircase_figure("What the network is made of", *one); });
  result.add_picture("flipped-data", "The same curve the other way round: large swings on the right.",
                     [=] { return data_figure("The curve flipped", *other); });
  result.add_picture(
      "flipped-fit",
      "Now the right side is fitted: it was never the side that mattered, but the size of the swings.",
      [=] { return fit_figure("The flipped curve, ten hidden units", *other); });
  result.add_picture("flipped-staircase",
                     "The thresholds have moved to the right, where most error was to be saved.",
                     [=] { return staircase_figure("The flipped curve as a staircase", *other); });
  result.add_picture(
      "widths",
      "Left: the loss that one to ten hidden units reach. Right: when errors count in proportion to the "
      "size of the swings, the small ones at the right end are fitted like the large ones at the left; ten "
      "units do not suffice for the middle.",
      [=] { return widths_figure(*one, widths()); });
}

}  // namespace gradus::lessons::damped
