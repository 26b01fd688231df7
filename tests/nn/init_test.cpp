// Every draw against PyTorch's (tests/golden/init.json), and what the functions refuse.
#include "gradus/nn/init.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "tests/message_of.hpp"

namespace gradus::nn {
namespace {

using nlohmann::json;

init::KaimingOptions kaiming(const json& o) {
  const std::string kind = o["nonlinearity"];
  init::KaimingOptions options{.a = o["a"], .nonlinearity = init::Nonlinearity::linear};
  if (o["mode"] == "fan_out") options.mode = init::FanMode::fan_out;
  if (kind == "leaky_relu") options.nonlinearity = init::Nonlinearity::leaky_relu;
  if (kind == "relu") options.nonlinearity = init::Nonlinearity::relu;
  if (kind == "tanh") options.nonlinearity = init::Nonlinearity::tanh;
  if (kind == "sigmoid") options.nonlinearity = init::Nonlinearity::sigmoid;
  if (kind == "selu") options.nonlinearity = init::Nonlinearity::selu;
  return options;
}

void fill(const std::string& name, const json& o, Tensor& x) {
  if (name == "uniform_") return init::uniform_(x, o["low"], o["high"]);
  if (name == "normal_") return init::normal_(x, o["mean"], o["std"]);
  if (name == "constant_") return init::constant_(x, o["value"]);
  if (name == "zeros_") return init::zeros_(x);
  if (name == "ones_") return init::ones_(x);
  if (name == "eye_") return init::eye_(x);
  if (name == "xavier_uniform_") return init::xavier_uniform_(x, o["gain"]);
  if (name == "xavier_normal_") return init::xavier_normal_(x, o["gain"]);
  if (name == "kaiming_uniform_") return init::kaiming_uniform_(x, kaiming(o));
  if (name == "kaiming_normal_") return init::kaiming_normal_(x, kaiming(o));
  if (name == "orthogonal_") return init::orthogonal_(x, o["gain"]);
  if (name == "sparse_") return init::sparse_(x, o["sparsity"], o["std"]);
  if (name == "trunc_normal_") {
    return init::trunc_normal_(x, {.mean = o.value("mean", 0.0),
                                   .std = o.value("std", 1.0),
                                   .a = o.value("a", -2.0),
                                   .b = o.value("b", 2.0)});
  }
  throw std::runtime_error("no function " + name);
}

/// Exact but for functions whose roundings are the mathematics library's.
double tolerance(const std::string& name, bool wide) {
  if (name == "orthogonal_" || name == "trunc_normal_") return wide ? 1e-13 : 2e-6;
  return wide ? 1e-15 : 0;
}

TEST(Init, DrawsWhatPyTorchDraws) {
  std::ifstream file(GRADUS_GOLDEN_DIR "/init.json");
  const json golden = json::parse(file);
  EXPECT_GT(golden["cases"].size(), 100u);
  for (const json& one : golden["cases"]) {
    const std::string name = one["name"];
    SCOPED_TRACE(name + one["options"].dump() + one["shape"].dump() + one["dtype"].dump());
    const bool wide = one["dtype"] == "float64";
    Tensor x = full(Shape(std::span<const int64_t>(one["shape"].get<std::vector<int64_t>>())), 77.0,
                    {.dtype = wide ? float64 : float32, .requires_grad = true});
    manual_seed(golden["seed"]);
    fill(name, one["options"], x);
    EXPECT_TRUE(x.is_leaf() && x.requires_grad());
    const auto found = x.to_vector();
    ASSERT_EQ(found.size(), one["data"].size());
    for (size_t i = 0; i < found.size(); ++i) {
      const double expected = one["data"][i];
      EXPECT_LE(std::fabs(found[i] - expected), tolerance(name, wide) * std::fmax(1, std::fabs(expected)))
          << "element " << i << ": " << found[i] << " instead of " << expected;
    }
  }
}

TEST(Init, AnOrthogonalMatrixIsOrthogonal) {
  manual_seed(5);
  Tensor x = zeros({40, 60}, {.dtype = float64});
  init::orthogonal_(x);
  EXPECT_TRUE(allclose(matmul(x, x.t()), eye(40, {.dtype = float64}), 0, 1e-14));
}

TEST(Init, NothingToFillIsFine) {
  Tensor x = zeros({0, 3});
  init::kaiming_uniform_(x);
  init::kaiming_normal_(x);
  init::orthogonal_(x);
  init::eye_(x);
  init::sparse_(x, 0.5);
  init::trunc_normal_(x);
  EXPECT_EQ(x.numel(), 0);
}

TEST(Init, RefusesNonsense) {
  Tensor vector = zeros({3}), whole = tensor({{1, 2}}), matrix = zeros({2, 2});
  EXPECT_EQ(message_of([&] { init::eye_(vector); }), "eye_: a matrix is needed");
  EXPECT_EQ(message_of([&] { init::orthogonal_(vector); }),
            "orthogonal_: a tensor of two dimensions or more is needed");
  EXPECT_EQ(message_of([&] { init::orthogonal_(whole); }),
            "orthogonal_: a dense floating-point tensor is needed");
  EXPECT_EQ(message_of([&] { init::sparse_(matrix, 1.5); }), "sparse_: sparsity = 1.5 is not in [0, 1]");
  EXPECT_EQ(message_of([&] { init::trunc_normal_(matrix, {.std = 0}); }),
            "trunc_normal_: std = 0 is not positive");
  EXPECT_EQ(message_of([&] { init::trunc_normal_(matrix, {.a = 2, .b = 1}); }),
            "trunc_normal_: nothing lies between 2 and 1");
}

}  // namespace
}  // namespace gradus::nn
