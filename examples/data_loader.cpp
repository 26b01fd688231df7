// A dataset of one's own in two methods, batches of it made by worker threads, and a place inside a pass that
// is gone on from.
#include <cmath>
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

/// Short pieces of waves: sample i is eight values of a sine, and its frequency.
struct Waves : data::Dataset {
  int64_t size() const override { return 2000; }

  data::Sample get(int64_t i) const override {
    const double frequency = 0.5 + static_cast<double>(i % 100) / 100;
    const Tensor x = sin(arange(8, {.dtype = float32}) * frequency) + 0.01 * randn({8});
    return {x, tensor({frequency})};
  }
};

int main() try {
  manual_seed(1);
  data::DataLoader loader(Waves(), {.batch_size = 50, .shuffle = true, .num_workers = 2});
  nn::Sequential model{nn::Linear(8, 32), nn::Tanh(), nn::Linear(32, 1)};
  optim::Adam adam(model.parameters(), {.lr = 0.01});

  for (int epoch = 0; epoch < 8; ++epoch) {
    double sum = 0;
    for (const data::Batch& batch : loader) {
      Tensor loss = nn::mse_loss(model(batch.x), batch.y);
      adam.zero_grad();
      loss.backward();
      adam.step();
      sum += loss.item();
    }
    std::cout << "epoch " << epoch + 1 << "  loss " << sum / static_cast<double>(loader.size()) << '\n';
  }

  // Where a pass is, as plain data: another loader, or another process, goes on with the same batches.
  data::Batch batch;
  loader.start();
  for (int i = 0; i < 10; ++i) loader.next(batch);
  const data::LoaderState place = loader.state();
  loader.next(batch);
  const double expected = batch.x.sum().item();

  data::DataLoader another(Waves(),
                           {.batch_size = 50, .shuffle = true});  // without workers: the same numbers
  another.load_state(place);
  another.start();
  another.next(batch);
  std::cout << "batch 11 is " << (batch.x.sum().item() == expected ? "the same" : "another") << '\n';
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
