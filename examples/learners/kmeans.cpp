// Groups of irises that nobody named, and how many there may be.
//   example_kmeans [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();

  std::vector<double> counts, inertias;
  for (int64_t k = 1; k <= 8; ++k) {
    learn::KMeans clusters({.n_clusters = k, .seed = 0});
    clusters.fit(iris.x);
    counts.push_back(static_cast<double>(k));
    inertias.push_back(clusters.inertia());
  }
  learn::KMeans clusters({.n_clusters = 3, .seed = 0});
  clusters.fit(iris.x);
  std::cout << clusters << ": inertia " << clusters.inertia() << " after " << clusters.n_iter()
            << " iterations, silhouette " << metrics::silhouette_score(iris.x, clusters.labels()) << "\n";

  plot::Figure figure({.width = 940, .height = 400, .columns = 2});
  plot::Axes& elbow = figure.axes(0, 0);
  elbow.x.label = "clusters";
  elbow.y.label = "inertia (cm$^2$)";
  elbow.line(counts, inertias, {.marker = plot::Marker::circle});
  plot::Axes& plane = figure.axes(0, 1);
  plane.x.label = "sepal length (cm)";
  plane.y.label = "petal length (cm)";
  const std::vector<int64_t> labels = clusters.labels().to_vector<int64_t>();
  const std::vector<double> across = iris.x.select(1, 0).to_vector(), up = iris.x.select(1, 2).to_vector();
  for (int64_t c = 0; c < 3; ++c) {
    std::vector<double> xs, ys;
    for (size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] == c) xs.push_back(across[i]), ys.push_back(up[i]);
    }
    plane.scatter(xs, ys, {.label = "cluster " + std::to_string(c), .opacity = 0.7});
  }
  const Tensor centers = clusters.cluster_centers();
  plane.scatter(centers.select(1, 0).to_vector(), centers.select(1, 2).to_vector(),
                {.label = "centre", .color = plot::colors::black, .marker = plot::Marker::cross, .size = 12});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "kmeans.png");
}
