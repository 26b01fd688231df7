// Trainings as the lessons do them, from the smallest to MNIST's.
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <string>

#include "bench/rivals.hpp"
#include "bench/rows.hpp"
#include "bench/uniform.hpp"
#include "gradus/io/file.hpp"

namespace bench {
namespace {

constexpr const char* rival = "libtorch";

/// How gradus does it.
struct Way {
  const char* name;
  Work (*train)(const Training&);
  double tolerance;  ///< of its number: float32 Adam over many steps, or products of bfloat16
};
constexpr Way eager{"gradus, eager", &train, 2e-2};
constexpr Way by_trainer{"gradus, Trainer and DataLoader", &train_through_trainer, 5e-2};
constexpr Way by_loader{"gradus, eager, own loader", &train, 5e-2};  // the orders differ
constexpr Way bfloat16{"gradus, eager, products of bfloat16", &train_autocast, 0.3};

/// gradus and libtorch side by side; the training is made when it is first run.
Row row(const std::string& key, const std::string& name, Training (*make)(), double bar,
        const Way& ours = eager) {
  Row row{.key = key, .name = name};
  const auto once = [make]() -> const Training& {
    static std::map<Training (*)(), Training> made;
    const auto place = made.find(make);
    return place != made.end() ? place->second : made.emplace(make, make()).first->second;
  };
  row.variants.push_back({ours.name, [once, run = ours.train] { return run(once()); }});
  if (const Libtorch* torch = libtorch())
    row.variants.push_back({rival, [once, torch] { return torch->train(once()); }});
  row.bars = {{Bar::Kind::faster, ours.name, rival, bar}};
  row.tolerance = ours.tolerance;
  return row;
}

/// y = b^2 - a^2 on a grid of 12 x 12, one sample a step.
Training paraboloid() {
  Training t;
  t.widths = {2, 12, 2, 1};
  t.output = Training::Activation::tanh;
  t.lr = 0.005;
  t.batch = 1;
  t.epochs = 4;
  constexpr int64_t side = 12;
  t.samples = side * side;
  const auto place = [](int64_t k) { return -1.0F + 2.0F * static_cast<float>(k) / (side - 1); };
  for (int64_t i = 0; i < t.samples; ++i) {
    const float a = place(i % side), b = place(i / side);
    t.x.insert(t.x.end(), {a, b});
    t.y.push_back(b * b - a * a);
  }
  return t;
}

/// A disc inside a ring.
Training circles() {
  Training t;
  t.widths = {2, 3, 1};
  t.hidden = t.output = Training::Activation::sigmoid;
  t.loss = Training::Loss::binary_cross_entropy;
  t.adam = true;
  t.lr = 1e-3;
  t.samples = 2000;
  t.epochs = 1000;
  Uniform uniform(2);
  for (int64_t i = 0; i < t.samples; ++i) {
    const bool ring = i % 2 == 1;
    const float radius = uniform.next() + (ring ? 3.0F : 0.0F);
    const float angle = 2 * std::numbers::pi_v<float> * uniform.next();
    t.x.insert(t.x.end(), {radius * std::cos(angle), radius * std::sin(angle)});
    t.y.push_back(ring ? 1.0F : 0.0F);
  }
  return t;
}

/// y = sin(3x) exp(-x/8).
Training damped_sine() {
  Training t;
  t.widths = {1, 10, 1};
  t.hidden = Training::Activation::sigmoid;
  t.adam = true;
  t.lr = 1e-2;
  t.samples = 200;
  t.epochs = 2000;
  for (int64_t i = 0; i < t.samples; ++i) {
    const float x = -10.0F + 0.1F * static_cast<float>(i);
    t.x.push_back(x);
    t.y.push_back(std::sin(3 * x) * std::exp(-x / 8));
  }
  return t;
}

/// Three arms of 350 points.
Training spiral() {
  Training t;
  t.widths = {2, 100, 3};
  t.hidden = Training::Activation::relu;
  t.loss = Training::Loss::cross_entropy;
  t.adam = true;
  t.lr = 1e-2;
  t.samples = 1050;
  t.epochs = 100;
  t.class_weights = {1 / 350.0F, 1 / 350.0F, 1 / 350.0F};
  Uniform uniform(3);
  for (int64_t i = 0; i < t.samples; ++i) {
    const int64_t arm = i % 3;
    const float radius = uniform.next();
    const float angle = 4 * radius + 2.0944F * static_cast<float>(arm) + 0.3F * uniform.next();
    t.x.insert(t.x.end(), {2 * radius * std::cos(angle), 2 * radius * std::sin(angle)});
    t.labels.push_back(arm);
  }
  return t;
}

/// An IDX file of bytes below GRADUS_DATA without its head, or nothing when there is none.
std::string idx_bytes(const char* name, size_t head) {
  const char* folder = std::getenv("GRADUS_DATA");
  if (!folder) return {};
  try {
    return gradus::io::read_unpacked("bench", std::string(folder) + "/mnist/" + name).substr(head);
  } catch (const std::exception&) {
    return {};
  }
}

/// MNIST's first pictures and labels; made-up ones of the same size where GRADUS_DATA has no mnist folder.
void put_pictures(Training& t, int64_t samples) {
  constexpr size_t pixels = 784;
  t.samples = samples;
  const std::string pictures = idx_bytes("train-images-idx3-ubyte.gz", 16);
  const std::string labels = idx_bytes("train-labels-idx1-ubyte.gz", 8);
  const auto count = static_cast<size_t>(samples);
  const bool found = pictures.size() >= count * pixels && labels.size() >= count;
  Uniform uniform(4);
  for (size_t i = 0; i < count; ++i) t.labels.push_back(found ? labels[i] : static_cast<int64_t>(i % 10));
  t.x.resize(count * pixels);
  for (size_t i = 0; i < t.x.size(); ++i)
    t.x[i] = found ? static_cast<float>(static_cast<unsigned char>(pictures[i])) / 255.0F : uniform.next();
}

/// An epoch of MNIST.
Training mnist() {
  Training t;
  t.widths = {784, 256, 64, 10};
  t.hidden = Training::Activation::relu;
  t.loss = Training::Loss::cross_entropy;
  t.adam = true;
  t.lr = 1e-4;
  t.batch = 128;
  put_pictures(t, 60000);
  return t;
}

/// The same through the library's own loader, shuffled.
Training mnist_by_loader() {
  Training t = mnist();
  t.loader = true;
  return t;
}

/// 6400 pictures through two convolutions and two linear layers.
Training lenet() {
  Training t;
  t.convolutions = {.side = 28, .channels = {32, 64}};
  t.widths = {t.convolutions.outputs(), 128, 10};
  t.hidden = Training::Activation::relu;
  t.loss = Training::Loss::cross_entropy;
  t.adam = true;
  t.lr = 1e-3;
  t.batch = 64;
  put_pictures(t, 6400);
  return t;
}

}  // namespace

std::vector<Row> training_rows() {
  std::vector<Row> rows = {
      row("paraboloid", "2-12-2-1 net, one sample a step (paraboloid)", paraboloid, 60),
      row("circles", "circles: 2-3-1, 2000 points, Adam, 1000 epochs", circles, 4),
      row("damped-sine", "damped sine: 1-10-1, 200 points, Adam, 2000 epochs", damped_sine, 8),
      row("spiral", "spiral: 2-100-3, 1050 points, Adam, 100 epochs", spiral, 2),
      row("mnist", "mnist: 784-256-64-10, batch 128, Adam, float32, an epoch", mnist, 1.6),
      row("mnist-loader", "mnist: the same, shuffled by each library's own loader", mnist_by_loader, 1,
          by_loader),
      row("mnist-trainer", "mnist: the same, gradus through its Trainer", mnist_by_loader, 1, by_trainer),
      row("mnist-bfloat16", "mnist: the same, libtorch in float32", mnist, 2.5, bfloat16),
      row("lenet", "LeNet-like: conv 32, conv 64, linear 128, batch 64, Adam, 6400 pictures", lenet, 1.4),
  };
  for (Row& each : rows) each.least_rounds = 3;
  return rows;
}

}  // namespace bench
