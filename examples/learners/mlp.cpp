// Handwritten digits by a network, which ends when rows that it does not learn from no longer gain.
//   example_mlp [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>
#include <numeric>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData digits = data::load_digits();
  const auto [x, x_test, y, y_test] =
      data::train_test_split(digits.x / 16, digits.y, {.test_size = 0.3, .stratify = true}, 0);

  learn::MLPClassifier model({.hidden_layer_sizes = {64, 32}, .early_stopping = true, .seed = 1});
  model.fit(x, y);
  std::cout << model << ": " << model.loss_curve().size() << " epochs, accuracy "
            << model.score(x_test, y_test) << "\n";

  plot::Figure figure({.width = 960, .height = 420, .columns = 2});
  plot::Axes& loss = figure.axes(0, 0);
  loss.x.label = "epoch";
  loss.y = {.label = "cross-entropy", .scale = plot::Scale::log};
  std::vector<double> epochs(model.loss_curve().size());
  std::iota(epochs.begin(), epochs.end(), 1);
  loss.line(epochs, model.loss_curve(), {.label = "learned from"});
  loss.line(epochs, model.validation_losses(), {.label = "watched"});
  plot::Axes& mistakes = figure.axes(0, 1);
  mistakes.x.label = "predicted";
  mistakes.y.label = "true";
  const Tensor table = metrics::confusion_matrix(y_test, model.predict(x_test));
  mistakes.heatmap(10, 10, table.reshape({-1}).to_vector(),
                   {.numbers = true, .map = plot::ColorMap::blues, .color_bar = false});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "mlp.png");
}
