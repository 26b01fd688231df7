// Adaline by full batches, with rates that are too small, right and too large.
//   example_adaline [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>
#include <numeric>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  data::StandardScaler scaler;
  const Tensor x = scaler.fit_transform(iris.x.slice(0, 0, 100)), y = iris.y.slice(0, 0, 100);

  plot::Figure figure({.width = 720, .height = 400});
  plot::Axes& axes = figure.axes();
  axes.legend = plot::Legend::below;
  axes.x.label = "epoch";
  axes.y = {.label = "mean squared error", .scale = plot::Scale::log};
  for (const auto& [rate, name] : {std::pair{0.005, "0.005: slow"}, {0.1, "0.1"}, {0.33, "0.33: too far"}}) {
    learn::Adaline model({.eta0 = rate, .max_iter = 30, .batch_size = std::nullopt, .n_iter_no_change = 30});
    model.fit(x, y);
    std::cout << model << ": accuracy " << model.score(x, y) << "\n";
    std::vector<double> epochs(model.loss_curve().size());
    std::iota(epochs.begin(), epochs.end(), 1);
    axes.line(epochs, model.loss_curve(), {.label = std::string("eta0 = ") + name});
  }
  learn::Adaline online({.max_iter = 1});  // one row at a time, and one look at each
  online.fit(x, y);
  std::cout << online << ": accuracy " << online.score(x, y) << "\n";
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "adaline.png");
}
