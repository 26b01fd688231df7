// The width of an iris's petals from their length: the line, and how far off it is for each flower.
//   example_linear_regression [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/view/regressor_figures.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  const Tensor length = iris.x.slice(1, 2, 3), width = iris.x.select(1, 3);  // [150, 1], [150]

  learn::LinearRegression line;
  line.fit(length, width);
  std::cout << "width = " << line.coef().item() << " * length + " << line.intercept().item() << "\n"
            << "R^2 " << line.score(length, width) << "\n";

  const plot::Figure figure = view::fit(
      line, length, width,
      {.feature_names = {"petal length (cm)"}, .target_name = "petal width (cm)", .residuals = true});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "linear_regression.png");
}
