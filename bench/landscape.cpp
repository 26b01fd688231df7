// One neuron's loss landscape with gradus. 400 copies of the first layer, each with its own first neuron,
// side by side are one layer of 800 neurons; all that follows takes the grid as one more dimension.
#include "bench/landscape.hpp"

#include <memory>
#include <numeric>
#include <span>

#include "bench/training.hpp"
#include "bench/uniform.hpp"
#include "gradus/gradus.hpp"
#include "gradus/view/loss_landscape.hpp"

namespace bench {

Landscape make_landscape() {
  Landscape l;
  Uniform uniform(1);
  for (int64_t i = 0; i < Landscape::samples; ++i) {
    const float a = uniform.next(), b = uniform.next();
    l.x.insert(l.x.end(), {a, b});
    l.y.push_back((a > 0.5F) != (b > 0.5F) ? 1.0F : 0.0F);
  }
  for (size_t i = 0; i < Landscape::layers; ++i) {
    const int64_t in = Landscape::widths[i], out = Landscape::widths[i + 1];
    const std::vector<float> start = start_weights(in, out, static_cast<int64_t>(i));
    l.weights.emplace_back(start.begin(), start.begin() + in * out);
    l.biases.emplace_back(start.begin() + in * out, start.end());
  }
  for (int64_t i = 0; i < Landscape::points; ++i) {
    const auto place = [](int64_t k) { return -4.0F + 8.0F * static_cast<float>(k) / (Landscape::side - 1); };
    l.neuron.push_back(l.weights[0][0] + place(i / Landscape::side));
    l.neuron.push_back(l.weights[0][1] + place(i % Landscape::side));
  }
  return l;
}

namespace {

using namespace gradus;

struct Grid {
  Tensor x, y, neuron;
  std::vector<Tensor> weights, biases;

  explicit Grid(const Landscape& l)
      : x(from_data(std::span<const float>(l.x), {Landscape::samples, 2})),
        y(from_data(std::span<const float>(l.y), {Landscape::samples, 1, 1})),
        neuron(from_data(std::span<const float>(l.neuron), {Landscape::points, 1, 2})) {
    for (size_t i = 0; i < Landscape::layers; ++i) {
      const int64_t in = Landscape::widths[i], out = Landscape::widths[i + 1];
      weights.push_back(from_data(std::span<const float>(l.weights[i]), {out, in}));
      biases.push_back(from_data(std::span<const float>(l.biases[i]), {out}));
    }
  }

  Tensor losses() const {
    const NoGrad guard;
    constexpr int64_t points = Landscape::points, samples = Landscape::samples;
    const Tensor other = expand(weights[0].slice(0, 1, 2), {points, 1, 2});
    const Tensor wide = cat({neuron, other}, 1).reshape({2 * points, 2});
    const Tensor bias = expand(biases[0], {points, 2}).reshape({2 * points});
    Tensor h = tanh(linear(x, wide, bias)).reshape({samples, points, 2});
    for (size_t i = 1; i + 1 < Landscape::layers; ++i) h = tanh(linear(h, weights[i], biases[i]));
    const Tensor output = linear(h, weights.back(), biases.back());
    return mean(square(output - y), {.dim = 0});
  }
};

}  // namespace

Work batched_landscape(const Landscape& landscape) {
  return [grid = std::make_shared<Grid>(landscape)] { return sum(grid->losses()).item(); };
}

namespace {

struct Viewed {
  nn::Sequential model;
  Tensor x, y;

  explicit Viewed(const Landscape& l)
      : x(from_data(std::span<const float>(l.x), {Landscape::samples, 2})),
        y(from_data(std::span<const float>(l.y), {Landscape::samples, 1})) {
    const NoGrad guard;
    for (size_t i = 0; i < Landscape::layers; ++i) {
      const int64_t in = Landscape::widths[i], out = Landscape::widths[i + 1];
      nn::Linear layer(in, out);
      layer.weight().copy_(from_data(std::span<const float>(l.weights[i]), {out, in}));
      layer.bias().copy_(from_data(std::span<const float>(l.biases[i]), {out}));
      model.append(std::move(layer));
      if (i + 1 < Landscape::layers) model.append(nn::Tanh());
    }
  }

  double total() {
    const auto plane = view::weight_plane(model, {"0.weight", {0, 0}}, {"0.weight", {0, 1}});
    const auto landscape =
        view::loss_landscape(model, nn::mse_loss, x, y, plane,
                             {.resolution = Landscape::side, .first_reach = 4, .second_reach = 4});
    return std::accumulate(landscape.losses.begin(), landscape.losses.end(), 0.0);
  }
};

}  // namespace

Work viewed_landscape(const Landscape& landscape) {
  return [viewed = std::make_shared<Viewed>(landscape)] { return viewed->total(); };
}

}  // namespace bench
