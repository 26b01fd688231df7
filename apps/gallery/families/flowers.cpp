#include "apps/gallery/families/flowers.hpp"

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::gallery {

Flowers flowers() {
  random::NumpyRandom rng(11);
  std::vector<double> x;
  std::vector<int64_t> y;
  for (int i = 0; i < 150; ++i) {
    const int kind = i % 3;
    const double size = kind + 0.35 * rng.randn(), form = rng.randn();
    for (const double value :
         {3 + 1.6 * size + 0.1 * form, 1 + 0.8 * size - 0.15 * form, 5 + 0.9 * size + 0.45 * form,
          3 - 0.3 * size + 0.6 * form, 9 + 0.5 * size - 0.5 * form}) {
      x.push_back(value + 0.15 * rng.randn());
    }
    y.push_back(kind);
  }
  return {.x = from_data(x, {150, 5}),
          .y = from_data(y, {150}),
          .features = {"petal length", "petal width", "sepal length", "sepal width", "height"},
          .kinds = {"small", "middle", "large"}};
}

}  // namespace gradus::gallery
