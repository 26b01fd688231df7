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

constexpr const char* ours = "gradus, eager";
constexpr const char* rival = "libtorch";

/// gradus and libtorch side by side; the training is made when it is first run.
Row row(const std::string& key, const std::string& name, Training (*make)(), double bar) {
  Row row{.key = key, .name = name};
  const auto once = [make]() -> const Training& {
    static std::map<Training (*)(), Training> made;
    const auto place = made.find(make);
    return place != made.end() ? place->second : made.emplace(make, make()).first->second;
  };
  row.variants.push_back({ours, [once] { return train(once()); }});
  if (const Libtorch* torch = libtorch())
    row.variants.push_back({rival, [once, torch] { return torch->train(once()); }});
  row.bars = {{Bar::Kind::faster, ours, rival, bar}};
  row.tolerance = 2e-2;  // float32 Adam over many steps
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
    return gradus::io::read_file("bench", std::string(folder) + "/mnist/" + name).substr(head);
  } catch (const std::exception&) {
    return {};
  }
}

/// An epoch of MNIST; of made-up pictures of the same size where GRADUS_DATA has no mnist folder.
Training mnist() {
  Training t;
  constexpr int64_t pixels = 784;
  t.widths = {pixels, 256, 64, 10};
  t.hidden = Training::Activation::relu;
  t.loss = Training::Loss::cross_entropy;
  t.adam = true;
  t.lr = 1e-4;
  t.samples = 60000;
  t.batch = 128;
  const std::string pictures = idx_bytes("train-images-idx3-ubyte.gz", 16);
  const std::string labels = idx_bytes("train-labels-idx1-ubyte.gz", 8);
  const bool found = pictures.size() == static_cast<size_t>(t.samples * pixels) &&
                     labels.size() == static_cast<size_t>(t.samples);
  Uniform uniform(4);
  for (int64_t i = 0; i < t.samples; ++i) {
    const auto k = static_cast<size_t>(i);
    t.labels.push_back(found ? labels[k] : i % 10);
  }
  t.x.resize(static_cast<size_t>(t.samples * pixels));
  for (size_t i = 0; i < t.x.size(); ++i)
    t.x[i] = found ? static_cast<float>(static_cast<unsigned char>(pictures[i])) / 255.0F : uniform.next();
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
  };
  for (Row& each : rows) each.least_rounds = 3;
  return rows;
}

}  // namespace bench
