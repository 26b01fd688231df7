// Kernels in pieces: the same bits whatever the number of threads, at sizes around those where work is cut.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>

#include "gradus/base/random/generator.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/convolution.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/cumulative.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/order.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/elementwise.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus {
namespace {

/// The bytes of a dense copy.
std::string bytes_of(const Tensor& x) {
  const Tensor dense = x.contiguous();
  std::string bytes(static_cast<size_t>(dense.numel() * item_size(dense.dtype())), '\0');
  if (!bytes.empty()) std::memcpy(bytes.data(), dense.impl()->data, bytes.size());
  return bytes;
}

/// Expects that the work gives the same bytes on 1, 2, 3 and 7 threads.
void expect_same_bits(const std::string& what, const std::function<Tensor()>& work) {
  const int before = num_threads();
  set_num_threads(1);
  const std::string expected = bytes_of(work());
  for (const int threads : {2, 3, 7}) {
    set_num_threads(threads);
    EXPECT_EQ(bytes_of(work()), expected) << what << " on " << threads << " threads";
  }
  set_num_threads(before);
}

std::string named(const std::string& what, const Tensor& x) { return what + " " + to_string(x.shape()); }

class SameBits : public testing::Test {
 protected:
  void SetUp() override { manual_seed(7); }
};

TEST_F(SameBits, DenseElementwise) {
  for (const int64_t n : {(1 << 14) - 1, 1 << 14, (1 << 14) + 1, (1 << 16) + 1, 3 * (1 << 16) + 5}) {
    for (const DType type : {float32, float64}) {
      const Tensor x = randn({n}, {.dtype = type}), y = randn({n}, {.dtype = type});
      expect_same_bits(named("tanh", x), [&] { return tanh(x); });
      expect_same_bits(named("relu", x), [&] { return relu(x); });
      expect_same_bits(named("x * 3", x), [&] { return x * 3; });
      expect_same_bits(named("add", x), [&] { return x + y; });
      expect_same_bits(named("pow", x), [&] { return pow(x * x, y); });
      expect_same_bits(named("less", x), [&] { return x < y; });
      expect_same_bits(named("where", x), [&] { return where(x < y, x, y); });
      expect_same_bits(named("to int64", x), [&] { return (x * 10).to(int64); });
      expect_same_bits(named("add_", x), [&] { return x.clone().add_(y); });
    }
  }
}

TEST_F(SameBits, StridedElementwise) {
  const Tensor x = randn({300, 301}), y = randn({301, 300}), row = randn({300}), column = randn({301, 1});
  expect_same_bits("a transposed side", [&] { return x.t() + y; });
  expect_same_bits("a row for all", [&] { return y * row; });
  expect_same_bits("a column for all", [&] { return y - column; });
  expect_same_bits("exp of a transposed", [&] { return exp(x.t()); });
  expect_same_bits("every third column", [&] { return abs(randn({1, 1}) * 0 + x.slice(1, 0, 301, 3)); });
  expect_same_bits("copy of a permuted", [&] { return x.reshape({30, 10, 301}).permute({2, 0, 1}).clone(); });
  expect_same_bits("two long rows", [&] { return x.reshape({2, 45150}) + randn({2, 1}) * 0; });
  expect_same_bits("where of a transposed", [&] { return where(y < 0, x.t(), y); });
}

TEST_F(SameBits, OverlappingArraysKeepTheOrderOfOneThread) {
  const int64_t n = 4 << 16;
  expect_same_bits("running sums", [&] {
    Tensor x = ones({n}, {.dtype = float64});
    kernels::binary(kernels::BinaryOp::add, float64, x.data<double>() + 1, x.data<double>() + 1,
                    x.data<double>(), n - 1);
    return x;
  });
  expect_same_bits("running sums, strided", [&] {
    Tensor x = ones({n, 2}, {.dtype = float64});
    const Strides strides{2};
    double* data = x.data<double>();
    kernels::binary(kernels::BinaryOp::add, float64, Shape{n - 1}, {data + 2, &strides}, {data + 2, &strides},
                    {data, &strides});
    return x;
  });
}

TEST_F(SameBits, RowsAndColumns) {
  for (const Shape& shape :
       {Shape{1000, 70}, Shape{70, 1000}, Shape{3, 100000}, Shape{100000, 3}, Shape{257, 255}}) {
    for (const DType type : {float32, float64}) {
      const Tensor x = randn(shape, {.dtype = type}), g = randn(shape, {.dtype = type});
      for (const int64_t axis : {0, 1}) {
        const std::string name = named("axis " + std::to_string(axis) + " of", x);
        expect_same_bits("sum " + name, [&] { return sum(x, {.dim = axis}); });
        expect_same_bits("amax " + name, [&] { return amax(x, {.dim = axis}); });
        expect_same_bits("amin " + name, [&] { return amin(x, {.dim = axis}); });
        expect_same_bits("argmax " + name, [&] { return argmax(x, axis); });
        expect_same_bits("all " + name, [&] { return all(x < 3, {.dim = axis}); });
        expect_same_bits("any " + name, [&] { return any(x < -4, {.dim = axis}); });
        for (const auto& [op, f] :
             {std::pair("softmax ", &softmax), std::pair("log_softmax ", &log_softmax)}) {
          expect_same_bits(op + name, [&, f = f] { return f(x, axis); });
          expect_same_bits(op + name + ", gradient", [&, f = f] {
            Tensor leaf = x.clone();
            leaf.requires_grad_();
            f(leaf, axis).backward(g);
            return leaf.grad();
          });
        }
      }
    }
  }
}

TEST_F(SameBits, ProductsOfFloat64AndIntegers) {
  const Tensor x = randn({600, 300}, {.dtype = float64}), y = randn({300, 700}, {.dtype = float64});
  expect_same_bits("float64", [&] { return matmul(x, y); });
  expect_same_bits("float64, transposed", [&] { return matmul(y.t(), x.t()); });
  const Tensor a = randn({40, 50, 60}, {.dtype = float64}), b = randn({40, 60, 30}, {.dtype = float64});
  expect_same_bits("float64, a batch", [&] { return matmul(a, b); });
  const Tensor i = randint(-9, 9, {200, 30, 20}), j = randint(-9, 9, {200, 20, 25});
  expect_same_bits("int64, a batch", [&] { return matmul(i, j); });
}

TEST_F(SameBits, Activations) {
  for (const int64_t n : {(1 << 14) + 1, 3 * (1 << 16) + 5}) {
    for (const DType type : {float32, float64}) {
      const Tensor x = randn({n}, {.dtype = type}), g = randn({n}, {.dtype = type});
      const std::vector<std::pair<std::string, std::function<Tensor(const Tensor&)>>> functions{
          {"leaky_relu", [](const Tensor& t) { return leaky_relu(t); }},
          {"elu", [](const Tensor& t) { return elu(t); }},
          {"gelu", [](const Tensor& t) { return gelu(t); }},
          {"silu", [](const Tensor& t) { return silu(t); }},
          {"softplus", [](const Tensor& t) { return softplus(t); }},
          {"logsigmoid", [](const Tensor& t) { return logsigmoid(t); }},
          {"hardtanh", [](const Tensor& t) { return hardtanh(t); }}};
      for (const auto& [name, f] : functions) {
        expect_same_bits(named(name, x), [&, call = &f] { return (*call)(x); });
        expect_same_bits(named(name + ", gradient", x), [&, call = &f] {
          Tensor leaf = x.clone();
          leaf.requires_grad_();
          (*call)(leaf).backward(g);
          return leaf.grad();
        });
      }
    }
  }
}

TEST_F(SameBits, LinesInOrder) {
  for (const Shape& shape : {Shape{700, 300}, Shape{3, 70000}, Shape{70000, 3}, Shape{200000}}) {
    const Tensor x = randn(shape), whole = (x * 50).to(int64);
    for (int64_t axis = 0; axis < x.dim(); ++axis) {
      const std::string name = named("axis " + std::to_string(axis) + " of", x);
      expect_same_bits("cumsum " + name, [&] { return cumsum(x, axis); });
      expect_same_bits("cumprod " + name, [&] { return cumprod(x, axis); });
      expect_same_bits("logcumsumexp " + name, [&] { return logcumsumexp(x, axis); });
      expect_same_bits("cummax " + name, [&] { return cummax(x, axis).indices; });
      expect_same_bits("sort " + name, [&] { return sort(x, {.dim = axis}).values; });
      expect_same_bits("stable order " + name, [&] { return sort(whole, {.dim = axis}).indices; });
      expect_same_bits("topk " + name, [&] { return topk(x, 2, {.dim = axis}).indices; });
    }
  }
  const Tensor edges = sort(randn({300, 50})).values, sought = randn({300, 400});
  expect_same_bits("searchsorted", [&] { return searchsorted(edges, sought); });
  expect_same_bits("searchsorted, one sequence", [&] { return searchsorted(edges[0], sought); });
}

TEST_F(SameBits, ConvolutionsByProducts) {
  const DType type = float64;
  const Tensor x = randn({8, 6, 20, 20}, {.dtype = type}), w = randn({10, 3, 3, 3}, {.dtype = type}),
               b = randn({10}, {.dtype = type});
  expect_same_bits("conv2d", [&] { return conv2d(x, w, b, {.groups = 2}); });
  for (const int which : {0, 1, 2}) {
    expect_same_bits("gradient " + std::to_string(which), [&] {
      std::vector<Tensor> leaves{x.clone(), w.clone(), b.clone()};
      for (Tensor& leaf : leaves) leaf.requires_grad_();
      conv2d(leaves[0], leaves[1], leaves[2], {.padding = 1, .groups = 2}).sum().backward();
      return leaves[static_cast<size_t>(which)].grad();
    });
  }
}

TEST_F(SameBits, AReplayUsesThreadsToo) {
  const int before = num_threads();
  const Tensor x = randn({500, 400}), y = randn({500, 400});
  Tensor sums;
  kernels::Recording recording;
  set_num_threads(1);
  std::vector<Tensor> kept;
  {
    const kernels::RecordingScope scope(recording);
    kept.push_back(tanh(x));
    kept.push_back(kept[0] * y);
    kept.push_back(sum(kept[1], {.dim = 0}));
  }
  const std::string expected = bytes_of(kept[2]);
  kept[2].zero_();
  set_num_threads(3);
  recording.replay();
  EXPECT_EQ(bytes_of(kept[2]), expected);
  set_num_threads(before);
}

}  // namespace
}  // namespace gradus
