// Four measures of an iris in a plane, and where each of them points in it.
//   example_pca [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/view/pca_figures.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  data::StandardScaler scaler;  // else the column that varies most in centimetres would count most
  const Tensor x = scaler.fit_transform(iris.x);

  learn::PCA pca({.n_components = 2});
  const Tensor plane = pca.fit_transform(x);  // [150, 2]
  const Tensor lost = x - pca.inverse_transform(plane);
  std::cout << "two of 4 components hold " << 100 * pca.explained_variance_ratio().sum().item()
            << " % of the variance; without the others a measure is off by "
            << sqrt(mean(square(lost))).item() << " standard deviations\n";

  plot::Figure figure =
      view::biplot(pca, x, iris.y, {.feature_names = iris.feature_names, .class_names = iris.class_names});
  figure.axes().x.max = 5;  // room for the names
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "pca.png");
}
