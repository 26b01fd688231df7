// Sixteen typical digits, found in batches of a hundred.
//   example_mini_batch_kmeans [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>
#include <numeric>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData digits = data::load_digits();

  learn::MiniBatchKMeans batches({.n_clusters = 16, .batch_size = 100, .seed = 0});
  batches.fit(digits.x);
  learn::KMeans all({.n_clusters = 16, .n_init = 3, .seed = 0});
  all.fit(digits.x);
  std::cout << "inertia " << batches.inertia() << " from " << batches.n_steps() << " batches, "
            << all.inertia() << " from all rows at once\n";

  plot::Figure figure({.width = 900, .height = 400, .columns = 2});
  std::vector<double> steps(batches.loss_curve().size());
  std::iota(steps.begin(), steps.end(), 1);
  figure.axes(0, 0).x.label = "batch";
  figure.axes(0, 0).y.label = "mean squared distance of its rows";
  figure.axes(0, 0).line(steps, batches.loss_curve());
  figure.axes(0, 1).title = "the centres";
  figure.axes(0, 1).images(16, 8, 8, 1, batches.cluster_centers().reshape({-1}).to_vector(),
                           {.across = 4, .frame = true});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "mini_batch_kmeans.png");
}
