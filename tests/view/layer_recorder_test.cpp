// What a recorder notes of layers, against the model itself.
#include "gradus/view/layer_recorder.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/optim/sgd.hpp"
#include "gradus/train/trainer.hpp"
#include "gradus/view/layer_outputs.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Names = std::vector<std::string>;

template <class T>
Names names(const std::vector<T>& layers) {
  Names found;
  for (const T& layer : layers) found.push_back(layer.name);
  return found;
}

double length(const std::vector<Tensor>& tensors) {
  double squares = 0;
  for (const Tensor& tensor : tensors) {
    for (const double value : tensor.to_vector()) squares += value * value;
  }
  return std::sqrt(squares);
}

struct Fixture {
  nn::Sequential model;
  Tensor x, y;

  Fixture() {
    manual_seed(5);
    model.append(nn::Linear(3, 4)).append(nn::BatchNorm1d(4)).append(nn::Tanh()).append(nn::Dropout(0.5));
    model.append(nn::Linear(4, 2));
    x = randn({8, 3});
    y = randn({8, 2});
  }
};

TEST(LayerOutputs, AreWhatEachLayerGot) {
  Fixture f;
  f.model[1].eval();
  Generator before = default_generator();
  const LayerOutputs outputs = layer_outputs(f.model, f.x);
  EXPECT_EQ(before.random32(), default_generator().random32());
  EXPECT_TRUE(f.model.is_training());
  EXPECT_FALSE(f.model[1].is_training());
  ASSERT_EQ(outputs.layers.size(), 5U);
  EXPECT_EQ(outputs.layers[2].name(), "2: Tanh");
  EXPECT_EQ(outputs.layers[2].output.to_vector(), tanh(outputs.layers[1].output).to_vector());
  EXPECT_EQ(outputs.layers[3].output.to_vector(), outputs.layers[2].output.to_vector());  // no holes
  EXPECT_EQ(outputs.output.to_vector(), outputs.layers[4].output.to_vector());
  EXPECT_FALSE(outputs.output.requires_grad());
}

TEST(LayerRecorder, KeepsMeanGradientNormsByHand) {
  Fixture f;
  LayerRecorder recorder(static_cast<nn::Module&>(f.model));
  EXPECT_EQ(names(recorder.gradients()), (Names{"0: Linear", "1: BatchNorm1d", "4: Linear"}));
  recorder.note(0);
  std::vector<double> first, last;
  for (int step = 0; step < 2; ++step) {
    f.model.zero_grad();
    nn::mse_loss(f.model(f.x), f.y).backward();
    recorder.note_gradients();
    const std::vector<Tensor> p = f.model.parameters();
    first.push_back(length({p[0].grad(), p[1].grad()}));
    last.push_back(length({p[4].grad(), p[5].grad()}));
  }
  recorder.note(1);
  EXPECT_TRUE(std::isnan(recorder.gradients()[0].norms[0]));
  EXPECT_NEAR(recorder.gradients()[0].norms[1], (first[0] + first[1]) / 2, 1e-6);
  EXPECT_NEAR(recorder.gradients()[2].norms[1], (last[0] + last[1]) / 2, 1e-6);
}

TEST(LayerRecorder, FollowsATrainerWithoutTouchingIt) {
  const auto train = [](bool recorded) {
    Fixture f;
    optim::SGD sgd(f.model.parameters(), {.lr = 0.1});
    train::Trainer trainer(f.model, nn::mse_loss, sgd, {.epochs = 3});
    LayerRecorder recorder(f.model, {.probe = f.x.slice(0, 0, 4)});
    if (recorded) recorder.watch(trainer);
    trainer.fit({f.x, f.y, {.batch_size = 4}});
    std::vector<std::vector<double>> numbers;
    for (const auto& [name, tensor] : f.model.state_dict()) numbers.push_back(tensor.to_vector());
    if (!recorded) return numbers;
    EXPECT_EQ(recorder.times(), (std::vector<double>{0, 1, 2, 3}));
    EXPECT_EQ(names(recorder.activations()), (Names{"0: Linear", "1: BatchNorm1d", "2: Tanh", "4: Linear"}));
    EXPECT_EQ(recorder.weights()[0].values[3], f.model.parameters()[0].detach().to_vector<float>());
    EXPECT_EQ(recorder.activations()[3].values[3],
              layer_outputs(f.model, f.x.slice(0, 0, 4)).output.to_vector<float>());
    EXPECT_GT(recorder.gradients()[0].norms[2], 0);
    return numbers;
  };
  EXPECT_EQ(train(true), train(false));
}

TEST(LayerRecorder, PicksEvenlyOfManyValues) {
  nn::Sequential model{nn::Linear(10, 10)};
  {
    const NoGrad guard;
    model.parameters()[0].copy_(arange(100).reshape({10, 10}));
  }
  LayerRecorder recorder(model, {.most_values = 9});
  recorder.note(1);
  EXPECT_EQ(recorder.weights()[0].values[0], (std::vector<float>{0, 12, 24, 36, 48, 60, 72, 84, 96}));
}

TEST(LayerRecorder, SaysWhatDoesNotFit) {
  Fixture f;
  LayerRecorder recorder(f.model);
  EXPECT_EQ(message_of([&] { weight_distributions(recorder); }), "weight_distributions: nothing was noted");
  recorder.note(2);
  EXPECT_EQ(message_of([&] { recorder.note(2); }), "LayerRecorder: time 2 does not come after 2");
  EXPECT_EQ(message_of([&] { activation_distributions(recorder); }),
            "activation_distributions: the recorder has none; give it a probe for activations");
  EXPECT_EQ(message_of([&] { gradient_norms(recorder); }),
            "gradient_norms: no gradients were noted; call note_gradients() after backward()");
  EXPECT_EQ(message_of([&] { weight_distributions(recorder, {.layers = {"7"}}); }),
            "weight_distributions: no layer \"7\" was noted; there are 0: Linear, 1: BatchNorm1d, 4: Linear");
  EXPECT_EQ(message_of([&] { weight_distributions(recorder, {.kind = Distribution::heat}); }),
            "weight_distributions: heat needs two moments; bands and ridge do with one");
  EXPECT_EQ(message_of([&] { LayerRecorder(static_cast<nn::Module&>(f.model), {.probe = f.x}); }),
            "LayerRecorder: a probe needs a model that is a Layer");
}

/// A recorder of one layer whose weights are 0 ... 99 and then twice that.
LayerRecorder counted(nn::Sequential& model) {
  LayerRecorder recorder(model);
  const NoGrad guard;
  for (const double factor : {1.0, 2.0}) {
    model.parameters()[0].copy_(factor * arange(101).reshape({101, 1}));
    recorder.note(factor);
  }
  return recorder;
}

TEST(Distributions, BandsHoldTheMiddleOfTheValues) {
  nn::Sequential model{nn::Linear(1, 101)};
  const plot::Figure figure = weight_distributions(counted(model));
  const auto& widest = std::get<plot::Band>(figure.axes().traces[0]);
  EXPECT_EQ(widest.x, (std::vector<double>{1, 2}));
  EXPECT_EQ(widest.low, (std::vector<double>{1, 2}));
  EXPECT_EQ(widest.high, (std::vector<double>{99, 198}));
  EXPECT_EQ(std::get<plot::Line>(figure.axes().traces[3]).y, (std::vector<double>{50, 100}));
}

TEST(Distributions, HeatAndRidgeShowSharesOfTheValues) {
  nn::Sequential model{nn::Linear(1, 101)};
  const LayerRecorder recorder = counted(model);
  const plot::Figure heat = weight_distributions(recorder, {.kind = Distribution::heat, .bins = 4});
  const auto& z = std::get<plot::Contours>(heat.axes().traces[0]).z;  // moments along, bins up
  ASSERT_EQ(z.size(), 8U);
  EXPECT_NEAR(z[0], 0.5, 0.02);  // half of the first moment lies below a quarter of the whole range
  EXPECT_NEAR(z[1], 0.25, 0.02);
  EXPECT_EQ(z[6], 0);  // nothing of the first in the upper half
  EXPECT_NEAR(z[7], 0.25, 0.02);
  const plot::Figure ridge = weight_distributions(recorder, {.kind = Distribution::ridge, .bins = 4});
  EXPECT_EQ(ridge.axes().traces.size(), 2U);
  const auto& back = std::get<plot::Fill>(ridge.axes().traces[0]);
  EXPECT_EQ(back.y.front(), 1);         // the first moment stands behind
  EXPECT_NEAR(back.y[1], 1 + 3, 1e-9);  // and its first bin is the highest of all
}

}  // namespace
}  // namespace gradus::view
