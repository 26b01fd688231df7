#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/optim/sgd.hpp"
#include "gradus/train/trainer.hpp"
#include "tests/message_of.hpp"

namespace gradus::train {

/// Points of the plane and on which side of a line they are, the same for everybody.
struct Points {
  Tensor x, y;

  explicit Points(int64_t n = 50, uint64_t seed = 7) {
    Generator generator(seed);
    x = randn({n, 2}, {}, generator);
    y = (x.select(1, 0) > x.select(1, 1)).to(int64);
  }
};

inline nn::Sequential small_net(uint64_t seed = 1) {
  manual_seed(seed);
  return nn::Sequential{nn::Linear(2, 8), nn::ReLU(), nn::Linear(8, 2)};
}

/// The bytes of all weights and buffers.
inline std::string bytes_of(const nn::Module& model) {
  std::string bytes;
  for (const nn::NamedTensor& entry : model.state_dict()) {
    const Tensor dense = entry.tensor.contiguous();
    bytes.append(reinterpret_cast<const char*>(dense.impl()->data),
                 static_cast<size_t>(dense.numel() * item_size(dense.dtype())));
  }
  return bytes;
}

/// The values of all epochs, without the times.
inline std::vector<std::vector<std::pair<std::string, double>>> values_of(const History& history) {
  std::vector<std::vector<std::pair<std::string, double>>> all;
  for (const EpochRecord& record : history.epochs) all.push_back(record.values);
  return all;
}

}  // namespace gradus::train
