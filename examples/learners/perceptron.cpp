// The perceptron's line after every tenth epoch, and how much faster it arrives when columns are scaled.
//   example_perceptron [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>
#include <numeric>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  const Tensor x = iris.x.slice(0, 0, 100).slice(1, 0, 2),
               y = iris.y.slice(0, 0, 100);  // sepals of two kinds

  plot::Figure figure({.width = 900, .height = 400, .columns = 2});
  plot::Axes& plane = figure.axes(0, 0);
  plane.x = {.label = "sepal length (cm)", .min = 4, .max = 7.4};
  plane.y = {.label = "sepal width (cm)", .min = 1.8, .max = 4.6};
  const auto draw_line = [&](const learn::Perceptron& model, const plot::LineOptions& look) {
    const std::vector<double> w = model.coef().to_vector();
    const double b = model.intercept().item(), left = *plane.x.min, right = *plane.x.max;
    plane.line({left, right}, {-(w[0] * left + b) / w[1], -(w[0] * right + b) / w[1]}, look);
  };

  learn::Perceptron model({.n_iter_no_change = 30, .seed = 1});
  model.observe([&](const learn::Progress& now) {
    const auto& learner = dynamic_cast<const learn::Perceptron&>(now.learner);
    if (now.epoch % 10 == 0) draw_line(learner, {.color = plot::colors::grey, .width = 1, .opacity = 0.6});
  });
  model.fit(x, y);
  data::StandardScaler scaler;
  learn::Perceptron scaled({.seed = 1});
  scaled.fit(scaler.fit_transform(x), y);
  std::cout << model.loss_curve().size() << " epochs, accuracy " << model.score(x, y)
            << "\nscaled: " << scaled.loss_curve().size() << " epochs, accuracy "
            << scaled.score(scaler.transform(x), y) << "\n";

  draw_line(model, {.label = "at the end", .color = plot::colors::black, .width = 2});
  for (int64_t c : {0, 1}) {
    const Tensor rows = x.slice(0, 50 * c, 50 * c + 50);
    plane.scatter(rows.select(1, 0).to_vector(), rows.select(1, 1).to_vector(),
                  {.label = iris.class_names[static_cast<size_t>(c)]});
  }
  plane.legend = plot::Legend::below;
  plot::Axes& loss = figure.axes(0, 1);
  loss.x.label = "epoch";
  loss.y.label = "mean loss";
  for (const auto& [learner, name] : {std::pair{&model, "columns as they are"}, {&scaled, "scaled"}}) {
    std::vector<double> epochs(learner->loss_curve().size());
    std::iota(epochs.begin(), epochs.end(), 1);
    loss.line(epochs, learner->loss_curve(), {.label = name});
  }
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "perceptron.png");
}
