#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/flowers.hpp"
#include "apps/gallery/families/numbers.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/view/pca_figures.hpp"

// Principal components.
namespace gradus::gallery {
namespace {

learn::PCA fitted(const Tensor& x) {
  learn::PCA pca;
  pca.fit(x);
  return pca;
}

Drawing scree() {
  return view::scree(fitted(flowers().x), {.title = "How much each component holds", .level = 0.95});
}

Drawing biplot() {
  const Flowers data = flowers();
  return view::biplot(
      fitted(data.x), data.x, data.y,
      {.title = "Rows and features", .feature_names = data.features, .class_names = data.kinds});
}

Drawing planes() {
  const Flowers data = flowers();
  return view::component_planes(fitted(data.x),
                                {.title = "What components are made of", .feature_names = data.features});
}

// Bumps of light somewhere in pictures of 16 x 16 pixels.
Drawing picture_components() {
  constexpr int side = 16;
  random::NumpyRandom rng(12);
  std::vector<double> x;
  for (int i = 0; i < 200; ++i) {
    const double r = rng.uniform(4, 12), c = rng.uniform(4, 12), light = rng.uniform(0.5, 1);
    for (int k = 0; k < side * side; ++k) {
      const int row = k / side;
      const double down = row - r, across = k % side - c;
      x.push_back(light * std::exp(-(down * down + across * across) / 14));
    }
  }
  return view::component_planes(
      fitted(from_data(x, {200, side * side})),
      {.title = "Components of pictures", .most = 10, .rows = side, .columns = side, .across = 5});
}

Drawing projection() {
  const Flowers data = flowers();
  return view::projection(fitted(data.x), data.x, data.y,
                          {.title = "The plane of two components", .class_names = data.kinds});
}

Drawing box_projection() {
  const Flowers data = flowers();
  return view::projection(fitted(data.x), data.x, data.y,
                          {.title = "The box of three", .components = {0, 1, 2}, .class_names = data.kinds});
}

}  // namespace

Family components() {
  return {
      "Principal components",
      {{"scree", "view::scree: the share of each component, and of all so far.", scree},
       {"biplot", "view::biplot: rows in the plane of two components, and the features as arrows.", biplot},
       {"component-planes", "view::component_planes: the weight of each feature in each component.", planes},
       {"component-pictures", "The same where features are the pixels of pictures.", picture_components},
       {"projection", "view::projection: rows in the plane of two components, by class.", projection},
       {"box-projection", "The same in the box of three.", box_projection}}};
}

}  // namespace gradus::gallery
