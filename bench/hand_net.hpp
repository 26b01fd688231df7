#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace bench {

/// The 2-2-2-2-1 net as somebody would write it by hand for this one shape: three tanh layers of two neurons,
/// a linear output, squared error, SGD with momentum, one sample a step, float32.
class HandNet {
 public:
  static constexpr float learning_rate = 0.005F;
  static constexpr float momentum = 0.3F;
  static constexpr size_t hidden_layers = 3;

  /// The number of weights and biases, in the order of a state dict: weight then bias, layer by layer.
  static constexpr size_t parameters = hidden_layers * 6 + 3;

  explicit HandNet(const std::array<float, parameters>& start) {
    size_t next = 0;
    for (Layer& layer : hidden_) {
      for (auto& row : layer.weight) {
        for (Slot& weight : row) weight.value = start[next++];
      }
      for (Slot& bias : layer.bias) bias.value = start[next++];
    }
    for (Slot& weight : out_weight_) weight.value = start[next++];
    out_bias_.value = start[next];
  }

  /// One step on one sample: forward, loss, backward, update. Returns the loss before the update.
  float step(const std::array<float, 2>& x, float y) {
    std::array<std::array<float, 2>, hidden_layers + 1> activation;
    activation[0] = x;
    for (size_t l = 0; l < hidden_layers; ++l) {
      for (size_t i = 0; i < 2; ++i) {
        float sum = hidden_[l].bias[i].value;
        for (size_t j = 0; j < 2; ++j) sum += hidden_[l].weight[i][j].value * activation[l][j];
        activation[l + 1][i] = std::tanh(sum);
      }
    }
    const std::array<float, 2>& last = activation[hidden_layers];
    const float output = out_weight_[0].value * last[0] + out_weight_[1].value * last[1] + out_bias_.value;
    const float error = output - y;

    const float output_gradient = 2.0F * error;
    std::array<float, 2> gradient;
    for (size_t j = 0; j < 2; ++j) {
      gradient[j] = output_gradient * out_weight_[j].value;
      out_weight_[j].update(output_gradient * last[j]);
    }
    out_bias_.update(output_gradient);

    for (size_t l = hidden_layers; l-- > 0;) {
      Layer& layer = hidden_[l];
      std::array<float, 2> below = {0.0F, 0.0F};
      for (size_t i = 0; i < 2; ++i) {
        const float a = activation[l + 1][i];
        const float before_tanh = gradient[i] * (1.0F - a * a);
        for (size_t j = 0; j < 2; ++j) {
          below[j] += before_tanh * layer.weight[i][j].value;
          layer.weight[i][j].update(before_tanh * activation[l][j]);
        }
        layer.bias[i].update(before_tanh);
      }
      gradient = below;
    }
    return error * error;
  }

 private:
  struct Slot {
    float value = 0.0F;
    float velocity = 0.0F;

    void update(float gradient) {
      velocity = momentum * velocity + gradient;
      value -= learning_rate * velocity;
    }
  };
  struct Layer {
    std::array<std::array<Slot, 2>, 2> weight;
    std::array<Slot, 2> bias;
  };

  std::array<Layer, hidden_layers> hidden_;
  std::array<Slot, 2> out_weight_;
  Slot out_bias_;
};

}  // namespace bench
