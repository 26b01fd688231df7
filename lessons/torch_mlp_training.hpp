#pragma once

#include <array>
#include <functional>
#include <tuple>
#include <vector>

#include "gradus/core/tensor/named_tensor.hpp"
#include "gradus/data/loader.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/optim/optimizer.hpp"
#include "gradus/train/loss.hpp"
#include "lessons/labelled_set.hpp"

/// A network of two layers in the steps in which one comes to a framework: tensors, an optimiser, parameters,
/// layers, and a training loop that is a part of the library.
namespace gradus::lessons::two_layers {

/// The points that networks learn from, and those that they are judged by.
struct Clouds {
  LabelledSet train, valid;
};

/// What an epoch came to.
struct Epoch {
  float loss = 0;            ///< of its last batch
  double loss_sum = 0;       ///< of all its batches
  double loss_mean = 0;      ///< over its points
  int64_t correct = 0;       ///< points put into their class, each before the step it took part in
  float valid_loss = 0;      ///< after the epoch
  float valid_accuracy = 0;  ///< from 0 to 1
};

/// Told of every epoch, counted from 0.
using Watch = std::function<void(int64_t epoch, const Epoch&)>;
/// Any network: outputs for points.
using Forward = std::function<Tensor(const Tensor& x)>;

/// 2-10-2 of four tensors, drawn from the default generator, that ask for gradients.
struct TensorNet {
  Tensor w1, b1, w2, b2;
  TensorNet();
  Tensor operator()(const Tensor& x) const;
  std::vector<Tensor> parameters() const { return {w1, b1, w2, b2}; }
  StateDict state_dict() const { return {{"W1", w1}, {"b1", b1}, {"W2", w2}, {"b2", b2}}; }
};

/// The same as a layer that knows its parameters.
struct ParameterNet : nn::Layer {
  Tensor &w1, &b1, &w2, &b2;
  ParameterNet();
  Tensor forward(const Tensor& x) override;
};

/// The same of layers: two Linear, each followed by a sigmoid.
struct Model : nn::Layer {
  Model(int64_t inputs, int64_t hidden, int64_t classes);
  nn::Linear &layer1, &layer2;
  Tensor forward(const Tensor& x) override;

  // What store::save_model() writes of a layer that is not the library's.
  auto arguments() const { return std::tuple(inputs_, hidden_, classes_); }
  static constexpr std::array argument_names{"inputs", "hidden", "classes"};

 private:
  int64_t inputs_, hidden_, classes_;
};

/// The update of plain descent, written out.
void train_by_hand(const TensorNet& net, const Clouds& data, int64_t epochs, const Watch& watch);
/// The same loop with an optimiser.
void train_with(optim::Optimizer& optimizer, const Forward& net, const Clouds& data, int64_t epochs,
                const Watch& watch);
/// train::Trainer with Adam.
void train_with_trainer(nn::Layer& model, const train::Loss& loss, const Clouds& data, int64_t epochs,
                        const Watch& watch);

/// The library's loader over training points, in new random batches each epoch.
data::DataLoader batches_of(const LabelledSet& set);

/// Loss and accuracy in evaluation.
struct Judgement {
  float loss, accuracy;
};
Judgement judged(const Forward& net, const LabelledSet& set);

/// What models give that were saved and reloaded, for the same points.
struct Reloaded {
  Tensor whole;       ///< architecture and weights, from a model folder
  Tensor state_dict;  ///< weights only, from a safetensors file, in a model made anew
};
Reloaded save_and_reload(const Model& model, const Tensor& x);

}  // namespace gradus::lessons::two_layers
