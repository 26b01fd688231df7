#pragma once

#include <cstdint>
#include <vector>

#include "bench/side_by_side.hpp"

namespace bench {

/// A network of linear layers, perhaps with convolutions before them, and how it learns, said once for all
/// libraries; float32.
struct Training {
  enum class Activation : uint8_t { none, tanh, sigmoid, relu };
  enum class Loss : uint8_t { squared_error, binary_cross_entropy, cross_entropy };

  /// Square pictures of one channel go through convolutions of 3 x 3, each followed by relu and the maximum
  /// of 2 x 2, before the linear layers.
  struct Convolutions {
    int64_t side = 0;
    std::vector<int64_t> channels;  ///< of each convolution; none: the network starts with linear layers

    /// The numbers that are left of a picture.
    int64_t outputs() const {
      int64_t left = side;
      for (size_t i = 0; i < channels.size(); ++i) left = (left - 2) / 2;
      return left * left * channels.back();
    }
  };
  Convolutions convolutions;
  std::vector<int64_t> widths;  ///< of the linear layers, from the inputs to the outputs
  Activation hidden = Activation::tanh;
  Activation output = Activation::none;
  Loss loss = Loss::squared_error;
  bool adam = false;  ///< otherwise descent with momentum
  double lr = 0.01;
  double momentum = 0;

  int64_t samples = 0;
  std::vector<float> x;              ///< [samples, widths.front()], or a picture a sample
  std::vector<float> y;              ///< [samples, widths.back()]
  std::vector<int64_t> labels;       ///< [samples], for the cross-entropy
  std::vector<float> class_weights;  ///< for the cross-entropy, or none

  int64_t batch = 0;    ///< samples a step, in order; all of them when 0
  int64_t epochs = 1;   ///< in one run
  bool loader = false;  ///< batches come from the library's own loader, shuffled; the number is the mean loss
  int64_t told = 0;     ///< the epoch whose last loss is the run's number; the last when 0

  /// The numbers of a sample.
  int64_t inputs() const {
    return convolutions.channels.empty() ? widths.front() : convolutions.side * convolutions.side;
  }
  int64_t batch_size() const { return batch == 0 ? samples : batch; }
  int64_t steps() const { return epochs * ((samples + batch_size() - 1) / batch_size()); }
};

/// The start of layer l of `widths`: weight [out, in], then bias [out], evenly spread within 1 / sqrt(in).
std::vector<float> start_weights(int64_t in, int64_t out, int64_t layer);

/// Trains from the start; its number is a step's loss.
Work train(const Training& training);
/// The same with captured steps; the first two of a run warm up and record.
Work train_captured(const Training& training);
/// The same through train::Trainer, for one epoch of a training with a loader.
Work train_through_trainer(const Training& training);
/// The same with products of bfloat16.
Work train_autocast(const Training& training);

}  // namespace bench
