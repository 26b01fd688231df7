// Draws what a small network has learned of two moons, in the folder that is given.
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/plot/html.hpp>
#include <gradus/view/classifier_figures.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const data::Points moons = data::make_moons({.n_samples = 300, .noise = 0.2}, 0);
  const Tensor x = moons.x.to(DType::float32), y = moons.y;
  manual_seed(2);
  nn::Sequential net{nn::Linear(2, 16), nn::Tanh(), nn::Linear(16, 2)};
  optim::Adam adam(net.parameters(), {.lr = 0.02});
  for (int epoch = 0; epoch < 300; ++epoch) {
    adam.zero_grad();
    nn::cross_entropy(net(x), y).backward();
    adam.step();
  }

  plot::Figure figure({.width = 1150, .height = 500, .columns = 2});
  view::decision_regions(figure.axes(0, 0), net, x, y,
                         {.class_names = {"upper", "lower"}, .mark_wrong = true});
  view::probability_surface(figure.axes3d(0, 1), net, x, y, {.class_names = {"upper", "lower"}});
  figure.axes3d(0, 1).view = {.elev = 38, .azim = 60};
  figure.axes3d(0, 1).legend = plot::Legend::none;  // the left one says it for both
  plot::write_html(figure, folder + "/moons.html", {.library = "plotly.min.js"});
  if (plot::gnuplot_available()) plot::write_image(figure, folder + "/moons.png");
  std::cout << "moons in " << folder << "\n";
}
