// Tensors as text against PyTorch's: tests/golden/tensor_rules.json.
#include <gtest/gtest.h>

#include <sstream>

#include "../golden_tensor.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

TEST(Print, AsPyTorchDoes) {
  const nlohmann::json cases = read_golden("tensor_rules.json")["prints"];
  EXPECT_GT(cases.size(), 150u);
  for (const auto& entry : cases) {
    Tensor x = read_tensor(entry);
    if (entry["requires_grad"] == true) x.requires_grad_();
    EXPECT_EQ(to_string(x), entry["text"]);
  }
}

TEST(Print, NamesTheRecordedOperation) {
  const nlohmann::json cases = read_golden("tensor_rules.json")["recorded"];
  for (const auto& entry : cases) {
    const Tensor x = arange(entry["n"].get<double>(), {.requires_grad = true});
    EXPECT_EQ(to_string(x * 1.5), entry["text"]);
  }
  const Tensor x = tensor({1.0, 2.0}, {.requires_grad = true});
  EXPECT_EQ(to_string(exp(x)), "tensor([2.7183, 7.3891], grad_fn=<ExpBackward0>)");
  EXPECT_EQ(to_string(x + x), "tensor([2., 4.], grad_fn=<AddBackward0>)");
  const NoGrad guard;
  EXPECT_EQ(to_string(x + x), "tensor([2., 4.])");
}

TEST(Print, ViewsPrintWhatTheyShow) {
  const Tensor x = arange(6).reshape({2, 3});
  EXPECT_EQ(to_string(x.t()), "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])");
  EXPECT_EQ(to_string(expand(tensor({7}), {2, 1})), "tensor([[7],\n        [7]])");
}

TEST(Print, TheUndefinedTensor) { EXPECT_EQ(to_string(Tensor()), "tensor(undefined)"); }

TEST(Print, ToAStream) {
  std::ostringstream stream;
  stream << tensor({1.5});
  EXPECT_EQ(stream.str(), "tensor([1.5000])");
}

TEST(Print, TheDefaultTypeIsNotNamed) {
  set_default_dtype(float64);
  const std::string as_default = to_string(tensor({1.5}));
  const std::string other = to_string(tensor({1.5}, {.dtype = float32}));
  set_default_dtype(float32);
  EXPECT_EQ(as_default, "tensor([1.5000])");
  EXPECT_EQ(other, "tensor([1.5000], dtype=float32)");
}

TEST(Print, DoesNotRecordOrChange) {
  const Tensor x = tensor({1.0, 2.0}, {.requires_grad = true});
  const Tensor y = x * 2;
  const uint32_t version = y.version();
  to_string(y);
  EXPECT_EQ(y.version(), version);
  EXPECT_TRUE(y.requires_grad());
}

}  // namespace
}  // namespace gradus::test
