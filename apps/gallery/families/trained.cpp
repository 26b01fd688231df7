#include "apps/gallery/families/trained.hpp"

#include <cmath>

#include "apps/gallery/families/numbers.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/data/dataset.hpp"
#include "gradus/data/generators.hpp"
#include "gradus/data/loader.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/schedule_decay.hpp"
#include "gradus/train/trainer.hpp"

namespace gradus::gallery {
namespace {

nn::Sequential seeded_circles() {
  manual_seed(7);
  return nn::Sequential{nn::Linear(2, 4), nn::Tanh(), nn::Linear(4, 3), nn::Tanh(), nn::Linear(3, 2)};
}

data::Points circle_rows(int64_t seed) {
  data::Points points = data::make_circles({.n_samples = 160, .noise = 0.09, .factor = 0.45}, seed);
  points.x = points.x.to(DType::float32);
  return points;
}

/// A picture of 12 x 12 pixels with a bar of light.
void add_bar(std::vector<float>& pixels, int direction, random::NumpyRandom& rng) {
  const double turn = direction * pi / 4, across = rng.uniform(-2, 2);
  for (int k = 0; k < 144; ++k) {
    const int row = k / 12;
    const double x = k % 12 - 5.5, y = 5.5 - row;
    const double beside = std::sin(turn) * x - std::cos(turn) * y - across;
    pixels.push_back(static_cast<float>(std::exp(-beside * beside / 1.5) + 0.08 * rng.randn()));
  }
}

}  // namespace

Circles::Circles() : Circles(circle_rows(1), circle_rows(2)) {}

Circles::Circles(const data::Points& rows, const data::Points& valid)
    : model(seeded_circles()), x(rows.x), y(rows.y), recorder(model, {.probe = x}) {
  optim::Adam adam(model.parameters(), {.lr = 0.03});
  optim::StepLR schedule(adam, 20, 0.5);
  data::DataLoader loader(data::TensorDataset(x, y), {.batch_size = 32, .shuffle = true});
  train::Trainer trainer(model, nn::cross_entropy, adam,
                         {.epochs = 60, .schedule = &schedule, .metrics = {train::accuracy()}});
  recorder.watch(trainer);
  path.note(model);
  trainer.on(train::Moment::epoch, [&](const train::Event& event) { path.note(event.model); });
  history = trainer.fit(loader, {valid.x, valid.y});
}

Circles& circles() {
  static Circles made;
  return made;
}

BarPictures::BarPictures() {
  manual_seed(3);
  model = nn::Sequential{nn::Conv2d(1, 8, 5), nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(),
                         nn::Linear(8 * 4 * 4, 4)};
  random::NumpyRandom rng(9);
  std::vector<float> pixels;
  std::vector<int64_t> directions;
  for (int i = 0; i < 96; ++i) {
    directions.push_back(i % 4);
    add_bar(pixels, i % 4, rng);
  }
  x = from_data(pixels, {96, 1, 12, 12});
  y = from_data(directions, {96});
  optim::Adam adam(model.parameters(), {.lr = 0.01});
  for (int step = 0; step < 80; ++step) {
    adam.zero_grad();
    nn::cross_entropy(model(x), y).backward();
    adam.step();
  }
}

BarPictures& bar_pictures() {
  static BarPictures made;
  return made;
}

}  // namespace gradus::gallery
