// Every layer against PyTorch's: text, state after construction, calls with gradients, buffers
// (golden/layers.json).
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "../core/golden_tensor.hpp"
#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/io/json.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/registry.hpp"

namespace gradus::nn {
namespace {

using nlohmann::json;
using test::read_tensor;

template <class L>
std::function<std::unique_ptr<Layer>()> make(auto... arguments) {
  return [=] { return std::make_unique<L>(arguments...); };
}

template <class L>
void add_norms(std::map<std::string, std::function<std::unique_ptr<Layer>()>>& all, const std::string& name) {
  all[name] = make<L>(4);
  all[name + " options"] = make<L>(4, BatchNormLayerOptions{.eps = 1e-3, .momentum = 0.4, .affine = false});
  all[name + " average"] = make<L>(4, BatchNormLayerOptions{.momentum = std::nullopt});
  all[name + " untracked"] = make<L>(4, BatchNormLayerOptions{.track_running_stats = false});
}

using Makers = std::map<std::string, std::function<std::unique_ptr<Layer>()>>;

void add_convolutions(Makers& all) {
  using Conv = ConvLayerOptions;
  using Transpose = ConvTransposeLayerOptions;
  all["Conv1d"] = make<Conv1d>(4, 3, 3);
  all["Conv1d options"] =
      make<Conv1d>(4, 6, 3, Conv{.stride = 2, .padding = 2, .dilation = 2, .groups = 2, .bias = false});
  all["Conv1d same"] = make<Conv1d>(4, 6, 4, Conv{.padding = "same"});
  all["Conv1d circular"] = make<Conv1d>(4, 2, 3, Conv{.padding = 2, .padding_mode = PaddingMode::circular});
  all["Conv2d"] = make<Conv2d>(4, 8, 3);
  all["Conv2d options"] = make<Conv2d>(
      4, 8, Spatial{2, 3}, Conv{.stride = {2, 1}, .padding = {1, 2}, .dilation = {1, 2}, .groups = 4});
  all["Conv2d same"] = make<Conv2d>(4, 2, Spatial{2, 3}, Conv{.padding = "same", .bias = false});
  all["Conv2d valid"] = make<Conv2d>(4, 2, 2, Conv{.padding = "valid"});
  all["Conv2d reflect"] =
      make<Conv2d>(4, 2, 3, Conv{.padding = {1, 2}, .padding_mode = PaddingMode::reflect});
  all["Conv2d replicate"] =
      make<Conv2d>(4, 2, 3, Conv{.stride = 2, .padding = 1, .padding_mode = PaddingMode::replicate});
  all["Conv2d circular same"] =
      make<Conv2d>(4, 2, Spatial{2, 3}, Conv{.padding = "same", .padding_mode = PaddingMode::circular});
  all["ConvTranspose1d"] =
      make<ConvTranspose1d>(4, 2, 3, Transpose{.stride = 2, .padding = 1, .output_padding = 1});
  all["ConvTranspose2d"] = make<ConvTranspose2d>(4, 3, 3);
  all["ConvTranspose2d options"] = make<ConvTranspose2d>(4, 6, Spatial{2, 3},
                                                         Transpose{.stride = {2, 1},
                                                                   .padding = {1, 0},
                                                                   .output_padding = {1, 0},
                                                                   .groups = 2,
                                                                   .bias = false,
                                                                   .dilation = {1, 2}});
}

void add_pools(Makers& all) {
  all["MaxPool1d"] = make<MaxPool1d>(3, MaxPoolOptions{.stride = 2, .padding = 1});
  all["MaxPool2d"] = make<MaxPool2d>(2);
  all["MaxPool2d options"] = make<MaxPool2d>(
      Spatial{3, 2},
      MaxPoolOptions{.stride = {2, 1}, .padding = {1, 0}, .dilation = {1, 2}, .ceil_mode = true});
  all["AvgPool1d"] = make<AvgPool1d>(2, AvgPoolOptions{.padding = 1});
  all["AvgPool2d"] = make<AvgPool2d>(
      3, AvgPoolOptions{.stride = 2, .padding = 1, .ceil_mode = true, .count_include_pad = false});
  all["AdaptiveAvgPool1d"] = make<AdaptiveAvgPool1d>(4);
  all["AdaptiveAvgPool2d"] = make<AdaptiveAvgPool2d>(Spatial{3, -1});
  all["AdaptiveMaxPool1d"] = make<AdaptiveMaxPool1d>(4);
  all["AdaptiveMaxPool2d"] = make<AdaptiveMaxPool2d>(2);
}

void add_activations(Makers& all) {
  all["ReLU"] = make<ReLU>();
  all["ReLU6"] = make<ReLU6>();
  all["Sigmoid"] = make<Sigmoid>();
  all["LogSigmoid"] = make<LogSigmoid>();
  all["Tanh"] = make<Tanh>();
  all["Tanhshrink"] = make<Tanhshrink>();
  all["SiLU"] = make<SiLU>();
  all["Mish"] = make<Mish>();
  all["Softsign"] = make<Softsign>();
  all["Hardsigmoid"] = make<Hardsigmoid>();
  all["Hardswish"] = make<Hardswish>();
  all["SELU"] = make<SELU>();
  all["LeakyReLU"] = make<LeakyReLU>();
  all["LeakyReLU 0.2"] = make<LeakyReLU>(0.2);
  all["ELU"] = make<ELU>();
  all["ELU 0.5"] = make<ELU>(0.5);
  all["CELU"] = make<CELU>();
  all["Softshrink"] = make<Softshrink>();
  all["Hardshrink"] = make<Hardshrink>();
  all["GELU"] = make<GELU>();
  all["GELU tanh"] = make<GELU>(Approximate::tanh);
  all["Softplus"] = make<Softplus>();
  all["Softplus options"] = make<Softplus>(SoftplusOptions{.beta = 2.5, .threshold = 0.5});
  all["Hardtanh"] = make<Hardtanh>();
  all["Hardtanh options"] = make<Hardtanh>(HardtanhOptions{.min_val = -0.5, .max_val = 2});
  all["PReLU"] = make<PReLU>();
  all["PReLU channels"] = make<PReLU>(PReLUOptions{.num_parameters = 4, .init = 0.1});
  all["GLU"] = make<GLU>();
  all["Threshold"] = make<Threshold>(0.1, 20);
  all["Softmax"] = make<Softmax>(-1);
  all["LogSoftmax"] = make<LogSoftmax>(0);
}

void add_others(Makers& all) {
  all["Linear"] = make<Linear>(4, 3);
  all["Linear no bias"] = make<Linear>(4, 3, LinearOptions{.bias = false});
  add_norms<BatchNorm1d>(all, "BatchNorm1d");
  add_norms<BatchNorm1d>(all, "BatchNorm1d of signals");
  add_norms<BatchNorm2d>(all, "BatchNorm2d");
  all["LayerNorm"] = make<LayerNorm>(4);
  all["LayerNorm options"] =
      make<LayerNorm>(Shape{5, 4}, LayerNormOptions{.eps = 0.01, .elementwise_affine = false});
  all["LayerNorm of planes"] = make<LayerNorm>(Shape{5, 4});
  all["GroupNorm"] = make<GroupNorm>(2, 4);
  all["GroupNorm options"] = make<GroupNorm>(4, 4, GroupNormOptions{.eps = 0.5, .affine = false});
  all["Dropout"] = make<Dropout>();
  all["Dropout 0.25"] = make<Dropout>(0.25);
  all["Dropout 1"] = make<Dropout>(1.0);
  all["Dropout2d"] = make<Dropout2d>(0.3);
  all["Embedding"] = make<Embedding>(5, 3);
  all["Embedding padding"] = make<Embedding>(10, 2, EmbeddingLayerOptions{.padding_idx = -8});
  all["Flatten"] = make<Flatten>();
  all["Flatten options"] = make<Flatten>(FlattenOptions{2, 3});
  all["Unflatten"] = make<Unflatten>(1, Shape{2, 2});
  all["Identity"] = make<Identity>();
  all["LeNet"] = [] {
    return std::make_unique<Sequential>(Sequential{Conv2d(4, 6, 3, {.padding = 1}), BatchNorm2d(6), ReLU(),
                                                   MaxPool2d(2), Dropout(0.2), Flatten(), Linear(24, 5),
                                                   LogSoftmax(1)});
  };
  all["named"] = [] {
    auto net = std::make_unique<Sequential>();
    net->append("hidden", Linear(4, 3)).append("act", GELU());
    net->append("inner", Sequential{LayerNorm(3), Linear(3, 2)});
    return net;
  };
}

const Makers& makers() {
  static const Makers all = [] {
    Makers result;
    add_convolutions(result);
    add_pools(result);
    add_activations(result);
    add_others(result);
    return result;
  }();
  return all;
}

const json& cases() {
  static const json content = test::read_golden("layers.json").at("cases");
  return content;
}

/// Close to PyTorch's float64 numbers; undefined for null.
void expect_close(const Tensor& found, const json& golden, const std::string& what,
                  double tolerance = 1e-10) {
  const Tensor expected = read_tensor(golden);
  ASSERT_EQ(found.defined(), expected.defined()) << what;
  if (!found.defined()) return;
  ASSERT_EQ(found.shape(), expected.shape()) << what;
  ASSERT_EQ(found.dtype(), expected.dtype()) << what;
  const auto a = found.to_vector(), b = expected.to_vector();
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_LE(std::fabs(a[i] - b[i]), tolerance * std::fmax(1, std::fabs(b[i]))) << what << " element " << i;
  }
}

class GoldenLayer : public testing::TestWithParam<size_t> {
 protected:
  const json& golden() const { return cases().at(GetParam()); }
  std::unique_ptr<Layer> made() const {
    manual_seed(golden()["seed"].get<uint64_t>());
    return makers().at(golden()["name"])();
  }
};

INSTANTIATE_TEST_SUITE_P(PyTorch, GoldenLayer, testing::Range(size_t{0}, cases().size()), [](const auto& at) {
  std::string name = cases().at(at.param)["name"];
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

TEST_P(GoldenLayer, PrintsAndStartsAsPyTorchs) {
  const auto layer = made();
  EXPECT_EQ(to_string(*layer), golden()["text"].get<std::string>());
  const StateDict state = layer->state_dict();
  const json& expected = golden()["state"];
  ASSERT_EQ(state.size(), expected.size());
  for (size_t i = 0; i < state.size(); ++i) {
    EXPECT_EQ(state[i].name, expected[i][0].get<std::string>());
    const Tensor value = read_tensor(expected[i][1]);
    EXPECT_EQ(state[i].tensor.dtype(), value.dtype()) << state[i].name;
    EXPECT_EQ(state[i].tensor.shape(), value.shape()) << state[i].name;
    EXPECT_EQ(state[i].tensor.to_vector(), value.to_vector()) << state[i].name << ": every bit";
  }
}

TEST_P(GoldenLayer, ComputesAsPyTorchs) {
  const auto layer = made();
  layer->to(float64);
  for (const json& call : golden()["calls"]) {
    layer->train(call["training"]);
    layer->zero_grad();
    Tensor x = read_tensor(call["input"]);
    if (x.dtype() == float64) x.requires_grad_();
    manual_seed(call["seed"].get<uint64_t>());
    const Tensor y = (*layer)(x);
    expect_close(y.detach(), call["output"], "output");
    if (y.requires_grad()) y.backward(read_tensor(call["upstream"]));
    // PyTorch rounds the slope of its hardsigmoid to float32.
    expect_close(x.grad(), call["grad_input"], "gradient of the input",
                 golden()["name"] == "Hardsigmoid" ? 1e-8 : 1e-10);
    const auto parameters = layer->parameters();
    ASSERT_EQ(parameters.size(), call["grads"].size());
    for (size_t i = 0; i < parameters.size(); ++i)
      expect_close(parameters[i].grad(), call["grads"][i], "gradient");
    const StateDict buffers = layer->named_buffers();
    ASSERT_EQ(buffers.size(), call["buffers"].size());
    for (size_t i = 0; i < buffers.size(); ++i)
      expect_close(buffers[i].tensor, call["buffers"][i], buffers[i].name);
  }
}

TEST_P(GoldenLayer, AFloat32CallIsCloseAndAStrangeInputIsAnErrorAtMost) {
  const auto layer = made();
  const json& call = golden()["calls"][0];
  layer->train(call["training"]);
  Tensor x = read_tensor(call["input"]);
  if (x.dtype() == float64) x = x.to(float32);
  manual_seed(call["seed"].get<uint64_t>());
  if (golden()["name"].get<std::string>().find("ropout") == std::string::npos &&
      golden()["name"] != "LeNet") {
    const auto found = (*layer)(x).to_vector(), expected = read_tensor(call["output"]).to_vector();
    for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 2e-5) << i;
  }
  for (const Tensor& strange : {Tensor(), zeros({}), zeros({0}), zeros({2, 0}), zeros({1, 2, 3, 4, 5}),
                                zeros({2, 2}, {.dtype = bool_})}) {
    try {
      (*layer)(strange);
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(": "), std::string::npos);
    }
  }
}

TEST_P(GoldenLayer, IsMadeFromItsDescription) {
  const auto layer = made();
  manual_seed(5);
  const Value architecture = describe(*layer);
  const auto twin = build(io::parse_json(io::to_json(architecture)));
  EXPECT_TRUE(default_generator() == Generator(5)) << "draws nothing";
  EXPECT_EQ(describe(*twin), architecture);
  EXPECT_EQ(to_string(*twin), to_string(*layer));
  twin->load_state_dict(layer->state_dict());
  layer->eval();
  twin->eval();
  const Tensor x = read_tensor(golden()["calls"][0]["input"]);
  const Tensor given = x.dtype() == float64 ? x.to(float32) : x;
  EXPECT_EQ((*layer)(given).to_vector(), dynamic_cast<Layer&>(*twin)(given).to_vector());
}

TEST_P(GoldenLayer, ACloneIsEqual) {
  const auto layer = made();
  layer->eval();
  const auto copy = clone(*layer);
  EXPECT_EQ(to_string(*copy), to_string(*layer));
  Tensor x = read_tensor(golden()["calls"][0]["input"]);
  if (x.dtype() == float64) x = x.to(float32);
  EXPECT_EQ((*copy)(x).to_vector(), (*layer)(x).to_vector());
}

TEST(GoldenLayers, EveryMakerHasItsCase) { EXPECT_EQ(makers().size(), cases().size()); }

}  // namespace
}  // namespace gradus::nn
