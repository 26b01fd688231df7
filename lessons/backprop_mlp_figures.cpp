#include "lessons/backprop_mlp_figures.hpp"

#include "lessons/blobs.hpp"

namespace gradus::lessons::backprop {
namespace {

constexpr double box_width = 1.7, box_height = 0.7;

plot::Axes& diagram(plot::Figure& figure, double right, double top) {
  plot::Axes& axes = figure.axes();
  axes.hidden = true;
  axes.x = {.min = -1.2, .max = right};
  axes.y = {.min = -1, .max = top};
  return axes;
}

/// A box with a formula, and the shape of its tensor below.
void draw_stage(plot::Axes& axes, double x, double y, const Stage& stage, plot::Color fill) {
  axes.box(x, y, box_width, box_height, stage.formula, {.fill = fill, .text_size = 1.25});
  axes.text(x, y - box_height / 2 - 0.17, stage.shape, {.color = plot::colors::dark_grey, .size = 1.05});
}

plot::Color pale(plot::Color color) { return plot::mix(color, plot::colors::white, 0.22); }

plot::Figure forward_figure(const std::vector<Stage>& tensors, const std::vector<Stage>& weights) {
  constexpr double step = 2.4;
  plot::Figure figure({.title = "Forward: a thousand pictures of 28 x 28 pixels through a 784-100-2 net",
                       .width = 1200,
                       .height = 420});
  plot::Axes& axes = diagram(figure, 4 * step + 1.2, 2.6);
  for (size_t i = 0; i + 1 < tensors.size(); ++i) {
    const double x = step * static_cast<double>(i);
    axes.arrow(x + box_width / 2, 0, x + step - box_width / 2, 0, {.color = plot::colors::dark_grey});
  }
  for (size_t i = 0; i < weights.size(); ++i) {
    const size_t layer = i / 2;
    const double to = step * static_cast<double>(1 + 2 * layer), x = to + (i % 2 == 0 ? -0.95 : 0.95);
    axes.arrow(x, 1.55 - box_height / 2 - 0.35, to + (i % 2 == 0 ? -0.35 : 0.35), box_height / 2,
               {.color = plot::colors::grey});
    draw_stage(axes, x, 1.75, weights[i], pale(plot::colors::orange));
  }
  for (size_t i = 0; i < tensors.size(); ++i) {
    draw_stage(axes, step * static_cast<double>(i), 0, tensors[i],
               pale(i % 2 == 1 ? plot::colors::blue : plot::colors::green));
  }
  return figure;
}

plot::Figure backward_figure() {
  constexpr double step = 2.9;
  plot::Figure figure({.title = "Backward: a batch of 100 points through the 2-10-2 net, from right to left",
                       .width = 1200,
                       .height = 460});
  plot::Axes& axes = diagram(figure, 3 * step + 1.3, 2.5);
  const auto arrow_left = [&](double from, double to) {
    axes.arrow(from - 1.05, 1.6, to - from + 2.1 + from - 1.05, 1.6, {.color = plot::colors::vermillion});
  };
  struct Place {
    double x, y;
    Stage stage;
    plot::Color color;
  };
  const Place places[] = {
      {3 * step, 1.6, {"$2 (A_o - Y) / n$", "(100, 2)"}, plot::colors::grey},
      {2 * step, 1.6, {"$\\delta_o = \\ldots \\cdot A_o (1 - A_o)$", "(100, 2)"}, plot::colors::vermillion},
      {1 * step, 1.6, {"$\\delta_o W_o$", "(100, 10)"}, plot::colors::grey},
      {0 * step, 1.6, {"$\\delta_1 = \\ldots \\cdot A_1 (1 - A_1)$", "(100, 10)"}, plot::colors::vermillion},
      {2 * step, -0.2, {"$\\partial L / \\partial W_o = \\delta_o^T A_1$", "(2, 10)"}, plot::colors::orange},
      {0 * step, -0.2, {"$\\partial L / \\partial W_1 = \\delta_1^T X$", "(10, 2)"}, plot::colors::orange}};
  for (int i = 3; i > 0; --i) arrow_left(i * step, (i - 1) * step);
  for (const double x : {2 * step, 0 * step}) {
    axes.arrow(x, 1.6 - box_height / 2 - 0.35, x, -0.2 + box_height / 2, {.color = plot::colors::grey});
  }
  for (const Place& place : places) {
    axes.box(place.x, place.y, 2.1, box_height, place.stage.formula,
             {.fill = pale(place.color), .text_size = 1.25});
    axes.text(place.x, place.y - box_height / 2 - 0.17, place.stage.shape,
              {.color = plot::colors::dark_grey, .size = 1.05});
  }
  return figure;
}

/// A column for each net: training and validation.
plot::Figure curves_figure(const char* title, const std::vector<Curves>& nets, const plot::Axis& y,
                           std::vector<double> Curves::*train, std::vector<double> Curves::*valid) {
  plot::Figure figure(
      {.title = title, .width = 1150, .height = 470, .columns = static_cast<int>(nets.size())});
  for (size_t i = 0; i < nets.size(); ++i) {
    plot::Axes& axes = figure.axes(0, static_cast<int>(i));
    axes.title = nets[i].name;
    axes.y = y;
    draw_epochs(axes, nets[i].*train, "training points");
    draw_epochs(axes, nets[i].*valid, "validation points");
    if (i > 0) axes.legend = plot::Legend::none;
  }
  return figure;
}

}  // namespace

void add_backprop_pictures(const std::vector<Stage>& tensors, const std::vector<Stage>& weights,
                           const std::vector<Curves>& nets, Result& result) {
  result.add_picture("blobs", "A thousand points of two classes in two round clouds.",
                     [] { return blobs_figure(blobs()); });
  result.add_picture("forward",
                     "Each layer multiplies by its weights, adds its bias, and puts a sigmoid on top. Below "
                     "each tensor stands its shape: rows are examples, and stay.",
                     [=] { return forward_figure(tensors, weights); });
  result.add_picture("backward",
                     "The error goes back through the same layers. What arrives at a layer, times what went "
                     "into it, is the gradient of its weights.",
                     backward_figure);
  result.add_picture(
      "loss",
      "The small net learns from the first epoch on; the one with two hidden layers stands on a plateau "
      "first, because its small weights let hardly any error through.",
      [=] {
        return curves_figure("Mean squared error", nets,
                             {.label = "mean squared error", .min = 0, .max = 0.27}, &Curves::train_loss,
                             &Curves::valid_loss);
      });
  result.add_picture("accuracy",
                     "Both nets end with 97 to 98 of 100 points right, which is as far as the clouds can be "
                     "told apart.",
                     [=] {
                       return curves_figure("Accuracy", nets, {.label = "right, in %", .min = 45, .max = 101},
                                            &Curves::train_accuracy, &Curves::valid_accuracy);
                     });
}

}  // namespace gradus::lessons::backprop
