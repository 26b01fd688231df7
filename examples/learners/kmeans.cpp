// Groups of irises that nobody named, and how many there may be.
//   example_kmeans [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/view/cluster_figures.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  const Tensor petals = iris.x.slice(1, 2, 4);  // length and width

  learn::KMeans clusters({.n_clusters = 3, .seed = 0});
  clusters.fit(petals);
  std::cout << clusters << ": inertia " << clusters.inertia() << " after " << clusters.n_iter()
            << " iterations, silhouette " << metrics::silhouette_score(petals, clusters.labels()) << "\n"
            << clusters.cluster_centers() << "\n";

  plot::Figure figure({.width = 1000, .height = 380, .columns = 2});
  view::elbow(figure.axes(0, 0), view::fit_elbow(petals, {.to = 8}));
  view::cluster_regions(figure.axes(0, 1), clusters, petals,
                        {.feature_names = {"petal length (cm)", "petal width (cm)"}, .equal_aspect = false});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "kmeans.png");
}
