// The width of an iris's petals from their length, with the line and what it leaves over as a picture.
//   example_linear_regression [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  const Tensor length = iris.x.slice(1, 2, 3), width = iris.x.select(1, 3);  // [150, 1], [150]

  learn::LinearRegression line;
  line.fit(length, width);
  std::cout << "width = " << line.coef().item() << " * length + " << line.intercept().item() << "\n"
            << "R^2 " << line.score(length, width) << "\n";

  const Tensor ends = tensor({0.8, 7.1}).reshape({2, 1}), said = line.predict(length);
  const std::vector<double> across = length.reshape({-1}).to_vector();
  plot::Figure figure({.width = 900, .height = 380, .columns = 2});
  plot::Axes& fit = figure.axes(0, 0);
  fit.x.label = "petal length (cm)";
  fit.y.label = "petal width (cm)";
  fit.scatter(across, width.to_vector(), {.opacity = 0.6});
  fit.line(ends.reshape({-1}).to_vector(), line.predict(ends).to_vector(), {.label = "least squares"});
  plot::Axes& left = figure.axes(0, 1);
  left.x.label = "predicted width (cm)";
  left.y.label = "true minus predicted (cm)";
  left.scatter(said.to_vector(), (width - said).to_vector(), {.opacity = 0.6});
  left.hline(0);
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "linear_regression.png");
}
