// What train::Trainer costs beside a loop that a user writes.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/rows.hpp"
#include "bench/uniform.hpp"
#include "gradus/gradus.hpp"

namespace bench {
namespace {

using namespace gradus;

constexpr int64_t samples = 1000, batch = 20, epochs = 40;
constexpr int64_t steps = epochs * samples / batch;

/// Two classes in the plane and a 2-16-2 net.
struct Small {
  Tensor x, y;
  nn::Sequential net;
  std::unique_ptr<optim::SGD> sgd;

  Small() {
    Uniform uniform(5);
    std::vector<float> points;
    std::vector<int64_t> labels;
    for (int64_t i = 0; i < samples; ++i) {
      const float a = uniform.next(), b = uniform.next();
      points.insert(points.end(), {a, b});
      labels.push_back(a > b ? 1 : 0);
    }
    x = from_data(points, {samples, 2});
    y = from_data(labels, {samples});
    manual_seed(1);
    net.append(nn::Linear(2, 16)).append(nn::ReLU()).append(nn::Linear(16, 2));
    sgd = std::make_unique<optim::SGD>(net.parameters(), optim::SGDOptions{.lr = 0.01, .momentum = 0.9});
  }

  Tensor step(const Tensor& inputs, const Tensor& targets) {
    Tensor loss = nn::cross_entropy(net(inputs), targets);
    sgd->zero_grad();
    loss.backward();
    sgd->step();
    return loss;
  }
};

template <class Step>
double loop(const Small& small, Step&& step) {
  double mean = 0;
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    double total = 0;
    for (int64_t i = 0; i < samples; i += batch) {
      total += step(small.x.slice(0, i, i + batch), small.y.slice(0, i, i + batch)).item();
    }
    mean = total * static_cast<double>(batch) / static_cast<double>(samples);
  }
  return mean;
}

Work by_loop() {
  return [small = std::make_shared<Small>()] {
    return loop(*small, [&](const Tensor& x, const Tensor& y) { return small->step(x, y); });
  };
}

Work by_captured_loop() {
  return [small = std::make_shared<Small>()] {
    auto step = capture([&](const Tensor& x, const Tensor& y) { return small->step(x, y); });
    return loop(*small, step);
  };
}

Work by_trainer(bool captured) {
  return [small = std::make_shared<Small>(), captured] {
    train::Trainer trainer(small->net, nn::cross_entropy, *small->sgd,
                           {.epochs = epochs, .capture = captured});
    return trainer.fit({small->x, small->y, {.batch_size = batch}}).epochs.back().at("loss");
  };
}

/// The net of MNIST with Adam after a step, and a checkpoint of it: 2.6 MB.
struct Saved {
  nn::Sequential net{nn::Linear(784, 256), nn::ReLU(), nn::Linear(256, 64), nn::ReLU(), nn::Linear(64, 10)};
  optim::Adam adam{net.parameters()};
  train::Trainer trainer{net, nn::cross_entropy, adam};
  std::string path = std::filesystem::temp_directory_path() / fmt::format("gradus-bench-{}", ::getpid());

  Saved() {
    trainer.fit({ones({2, 784}), zeros({2}, {.dtype = int64})});
    trainer.save(path);
  }
  ~Saved() { std::filesystem::remove(path); }
  Saved(const Saved&) = delete;
  Saved& operator=(const Saved&) = delete;
};

Work write_checkpoint() {
  return [saved = std::make_shared<Saved>()] {
    saved->trainer.save(saved->path);
    return 0.0;
  };
}

Work read_checkpoint() {
  return [saved = std::make_shared<Saved>()] {
    saved->trainer.load(saved->path);
    return 0.0;
  };
}

}  // namespace

std::vector<Row> trainer_rows() {
  constexpr const char* bare = "bare loop";
  constexpr const char* bare_captured = "bare loop, captured";
  constexpr const char* with = "Trainer";
  constexpr const char* with_captured = "Trainer, captured";
  return {
      {.key = "trainer",
       .name = "one step of a 2-16-2 net, batch 20, through train::Trainer",
       .variants = {{bare, by_loop, steps},
                    {with, [] { return by_trainer(false); }, steps},
                    {bare_captured, by_captured_loop, steps},
                    {with_captured, [] { return by_trainer(true); }, steps}},
       .bars = {{Bar::Kind::at_most, with, bare, 1.05}, {Bar::Kind::at_most, with_captured, bare, 1}}},
      {.key = "checkpoint",
       .name = "checkpoint of the MNIST net with Adam, processor time",
       .variants = {{"written", write_checkpoint}, {"read", read_checkpoint}},
       .bars = {{Bar::Kind::nanoseconds, "written", "", 20e6}, {Bar::Kind::nanoseconds, "read", "", 20e6}}}};
}

}  // namespace bench
