// Thirteen measures of a wine on two axes, and how much of the variance these hold.
//   example_pca [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData wine = data::load_wine();
  data::StandardScaler scaler;  // else the column with the largest numbers would be the first component
  const Tensor x = scaler.fit_transform(wine.x);

  learn::PCA pca;
  const Tensor z = pca.fit_transform(x);
  const std::vector<double> shares = pca.explained_variance_ratio().to_vector();
  std::cout << "two of 13 components hold " << 100 * (shares[0] + shares[1]) << " % of the variance\n";

  plot::Figure figure({.width = 960, .height = 420, .columns = 2});
  plot::Axes& plane = figure.axes(0, 0);
  plane.x.label = "first component";
  plane.y.label = "second component";
  plane.legend = plot::Legend::below;
  for (int64_t c = 0; c < 3; ++c) {
    const Tensor own = z.index({wine.y == c});
    plane.scatter(own.select(1, 0).to_vector(), own.select(1, 1).to_vector(),
                  {.label = "grower " + std::to_string(c + 1), .opacity = 0.8});
  }
  plot::Axes& scree = figure.axes(0, 1);
  scree.x.label = "component";
  scree.y = {.label = "share of variance", .min = 0};
  scree.legend = plot::Legend::below;
  std::vector<double> numbers, sums;
  for (const double share : shares) {
    numbers.push_back(static_cast<double>(numbers.size() + 1));
    sums.push_back((sums.empty() ? 0 : sums.back()) + share);
  }
  scree.bars(numbers, shares, {.label = "of one"});
  scree.line(numbers, sums, {.label = "of all so far", .marker = plot::Marker::circle});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "pca.png");
}
