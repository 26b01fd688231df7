#include "apps/gallery/families/families.hpp"
#include "gradus/data/generators.hpp"
#include "gradus/learn/kmeans.hpp"
#include "gradus/view/cluster_figures.hpp"

// Groups of rows.
namespace gradus::gallery {
namespace {

data::Points four_blobs() {
  return data::make_blobs({.n_samples = 160, .centers = 4, .cluster_std = {1.1}}, 3);
}

learn::KMeans fitted(const Tensor& x, int64_t clusters) {
  learn::KMeans learner({.n_clusters = clusters, .seed = 0});
  learner.fit(x);
  return learner;
}

Drawing regions() {
  const Tensor x = four_blobs().x;
  return view::cluster_regions(fitted(x, 4), x, {.title = "Four clusters, their centres and spokes"});
}

Drawing many_regions() {
  const Tensor x = data::make_blobs({.n_samples = 300, .centers = 12, .cluster_std = {1.0}}, 5).x;
  return view::cluster_regions(fitted(x, 12), x, {.title = "Twelve clusters", .spokes = false});
}

Drawing elbow() {
  const view::Elbow curve = view::fit_elbow(four_blobs().x);
  return view::elbow(curve, {.title = "How many clusters?"});
}

Drawing silhouette() {
  const Tensor x = four_blobs().x;
  return view::silhouette(x, fitted(x, 4).labels(), {.title = "How well rows fit into their clusters"});
}

}  // namespace

Family clusters() {
  return {"Clusters",
          {{"cluster-regions",
            "view::cluster_regions: areas of k-means, with a spoke from each row to its centre.", regions},
           {"many-clusters", "The same for more clusters than the cycle has colours.", many_regions},
           {"elbow", "view::elbow: inertia by the number of clusters, and where it bends.", elbow},
           {"silhouette", "view::silhouette: each row's silhouette, cluster by cluster.", silhouette}}};
}

}  // namespace gradus::gallery
