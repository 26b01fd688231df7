#include "lessons/torch_mlp_figures.hpp"

#include <cmath>
#include <memory>
#include <utility>

#include "lessons/blobs.hpp"

namespace gradus::lessons::two_layers {
namespace {

constexpr const char* floor_label = "least possible, $\\log(1 + e^{-1})$";

/// The least cross-entropy of two outputs that lie between 0 and 1.
double loss_floor() { return std::log1p(std::exp(-1.0)); }

/// One number of each epoch.
template <class Of>
void draw(plot::Axes& axes, const std::vector<Epoch>& epochs, Of of, plot::LineOptions options) {
  std::vector<double> x, y;
  for (const Epoch& epoch : epochs) {
    x.push_back(static_cast<double>(x.size() + 1));
    y.push_back(of(epoch));
  }
  if (x.size() == 1) options.marker = plot::Marker::circle;
  axes.line(std::move(x), std::move(y), std::move(options));
}

double last_loss(const Epoch& epoch) { return static_cast<double>(epoch.loss); }
double mean_loss(const Epoch& epoch) { return epoch.loss_mean; }
double valid_loss(const Epoch& epoch) { return static_cast<double>(epoch.valid_loss); }
double valid_accuracy(const Epoch& epoch) { return static_cast<double>(epoch.valid_accuracy); }
double train_accuracy(const Epoch& epoch) {
  constexpr double training_points = 670;
  return static_cast<double>(epoch.correct) / training_points;
}

plot::Figure loss_figure(const char* title, const std::vector<Epoch>& epochs) {
  plot::Figure figure({.title = title, .width = 780, .height = 500});
  plot::Axes& axes = figure.axes();
  axes.x.label = "epoch";
  axes.y = {.label = "cross-entropy", .min = 0.28, .max = 0.8};
  axes.legend = plot::Legend::top_right;
  axes.hline(loss_floor(), {.label = floor_label});
  draw(axes, epochs, last_loss, {.label = "last batch", .color = plot::colors::sky, .width = 1.2});
  draw(axes, epochs, mean_loss, {.label = "training points", .color = plot::colors::blue, .width = 2});
  draw(axes, epochs, valid_loss,
       {.label = "validation points", .color = plot::colors::vermillion, .width = 2});
  return figure;
}

/// Loss to the left, accuracy to the right.
plot::Figure pair_figure(const char* title) {
  plot::Figure figure({.title = title, .width = 1150, .height = 480, .columns = 2});
  plot::Axes &loss = figure.axes(0, 0), &accuracy = figure.axes(0, 1);
  loss.title = "loss";
  accuracy.title = "accuracy";
  loss.x.label = accuracy.x.label = "epoch";
  loss.y = {.label = "cross-entropy", .min = 0, .max = 0.85};
  accuracy.y = {.label = "share that is right", .min = 0.45, .max = 1.01};
  accuracy.legend = plot::Legend::none;
  return figure;
}

void draw_pair(plot::Figure& figure, const std::vector<Epoch>& epochs, const std::string& label,
               const plot::LineOptions& look) {
  plot::LineOptions train = look, valid = look;
  train.label = "training points" + label;
  train.color = plot::colors::blue;
  valid.label = "validation points" + label;
  valid.color = plot::colors::vermillion;
  draw(figure.axes(0, 0), epochs, mean_loss, train);
  draw(figure.axes(0, 0), epochs, valid_loss, valid);
  draw(figure.axes(0, 1), epochs, train_accuracy, train);
  draw(figure.axes(0, 1), epochs, valid_accuracy, valid);
}

plot::Figure linear_figure(const std::vector<Epoch>& epochs) {
  plot::Figure figure = pair_figure("Linear layers and Adam at a rate of 0.01");
  figure.axes(0, 0).hline(loss_floor(), {.label = floor_label});
  draw_pair(figure, epochs, "", {.width = 1.8});
  return figure;
}

plot::Figure train_valid_figure(const Trainings& trainings) {
  plot::Figure figure = pair_figure("The trainer's loop, as published and corrected");
  figure.axes(0, 0).hline(loss_floor(), {.label = floor_label});
  draw_pair(figure, trainings.logits, ", no last sigmoid", {.width = 2});
  draw_pair(figure, trainings.trainer, ", as published", {.width = 1.4, .style = plot::LineStyle::dashed});
  return figure;
}

}  // namespace

void add_torch_mlp_pictures(const Trainings& trainings, Result& result) {
  const auto shared = std::make_shared<const Trainings>(trainings);
  result.add_picture("blobs",
                     "A thousand points of two classes in two round clouds: 670 of them are learned from.",
                     [] { return blobs_figure(blobs()); });
  result.add_picture(
      "loss-manual",
      "Plain descent at a rate of 0.1. The loss of the last batch, which is all that the notebook draws, "
      "jumps with the ten points that happen to be in it; the means fall smoothly.",
      [shared] { return loss_figure("Tensors and an update by hand", shared->manual); });
  result.add_picture(
      "loss-adam",
      "Adam at 0.015 from the same weights: after a few epochs the loss is nearly as low as outputs "
      "between 0 and 1 allow.",
      [shared] { return loss_figure("The same tensors with Adam", shared->adam); });
  result.add_picture(
      "loss-parameter", "Adam at 0.001, fifteen times slower: after fifty epochs the loss is still falling.",
      [shared] { return loss_figure("Parameters of a layer, Adam at a lower rate", shared->parameter); });
  result.add_picture(
      "linear",
      "With layers of the library, sixteen hidden units and a rate of 0.01 all is learned in ten epochs. "
      "The loss stays near a third, though nearly all points are right.",
      [shared] { return linear_figure(shared->linear); });
  result.add_picture(
      "train-valid",
      "Dashed: as published, a sigmoid before the cross-entropy keeps the loss above 0.313, however sure "
      "the network is. Solid: without it the loss falls to a tenth of that.",
      [shared] { return train_valid_figure(*shared); });
}

}  // namespace gradus::lessons::two_layers
