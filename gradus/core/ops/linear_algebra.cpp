#include "gradus/core/ops/linear_algebra.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/mixed_precision.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/matmul.hpp"

namespace gradus {
namespace {

/// The product of all sizes but the last: the rows of a batch of rows.
int64_t row_count(const Shape& shape) { return Shape(std::span(shape.begin(), shape.end() - 1)).numel(); }

[[noreturn]] void fail_inner(const char* op, const Shape& x, const Shape& y, int64_t a, int64_t b) {
  fail(fmt::format("{}: inner dimensions differ: {} x {}, {} != {}", op, to_string(x), to_string(y), a, b));
}

/// A matrix operand: a tensor of two or three dimensions, read as it lies or transposed.
struct Side {
  const Tensor& tensor;
  bool transposed = false;

  int64_t rows() const { return tensor.shape()[tensor.dim() - (transposed ? 1 : 2)]; }
  int64_t columns() const { return tensor.shape()[tensor.dim() - (transposed ? 2 : 1)]; }
  kernels::Matrix matrix() const {
    const int last = tensor.dim() - 1;
    const int64_t row = tensor.strides()[last - 1], column = tensor.strides()[last];
    return transposed ? kernels::Matrix{tensor.impl()->data, column, row}
                      : kernels::Matrix{tensor.impl()->data, row, column};
  }
  int64_t batch_stride() const {
    return tensor.dim() == 3 && tensor.shape()[0] > 1 ? tensor.strides()[0] : 0;
  }
};

/// Values of the product; nothing is recorded. Both sides have the same batch, or none.
Tensor product_values(const Side& x, const Side& y, const Tensor& bias = {}) {
  const DType type = x.tensor.dtype();
  const int64_t batch = x.tensor.dim() == 3 ? x.tensor.shape()[0] : 1;
  const kernels::ProductSizes sizes{batch,       x.rows(),         y.columns(),
                                    x.columns(), x.batch_stride(), y.batch_stride()};
  const bool reads_x = kernels::readable(type, x.matrix(), sizes.m, sizes.k, sizes);
  const bool reads_y = kernels::readable(type, y.matrix(), sizes.k, sizes.n, sizes);
  if (!reads_x || !reads_y) [[unlikely]] {
    const NoGrad guard;
    const Tensor dense_x = reads_x ? x.tensor : x.tensor.clone(),
                 dense_y = reads_y ? y.tensor : y.tensor.clone();
    return product_values({dense_x, x.transposed}, {dense_y, y.transposed}, bias);
  }
  const Shape shape = x.tensor.dim() == 3 ? Shape{batch, sizes.m, sizes.n} : Shape{sizes.m, sizes.n};
  Tensor out = make_tensor("matmul", shape, type);
  kernels::matmul(type, out.impl()->data, x.matrix(), y.matrix(), sizes,
                  bias.defined() ? bias.impl()->data : nullptr);
  return out;
}

Tensor rounded_product(const Side& x, const Side& y, const Tensor& bias = {});

/// x y with recorded gradients. A transposed side is read so, without a view of its own.
Tensor product(const Side& x, const Side& y) {
  if (detail::autocasts(x.tensor, y.tensor)) [[unlikely]] {
    return rounded_product(x, y);
  }
  Tensor out = product_values(x, y);
  if (tracks(x.tensor, y.tensor)) {
    record(
        x.tensor.dim() == 3 ? "BmmBackward0" : "MmBackward0", out,
        [sx = SavedTensor::input(x.tensor), tx = x.transposed, sy = SavedTensor::input(y.tensor),
         ty = y.transposed](const Tensor& g, Gradients& to) {
          if (to.wants(0)) {
            const Tensor b = sy.get(to);
            to.give(0, tx ? product({b, ty}, {g, true}) : product({g}, {b, !ty}));
          }
          if (to.wants(1)) {
            const Tensor a = sx.get(to);
            to.give(1, ty ? product({g, true}, {a, tx}) : product({a, !tx}, {g}));
          }
        },
        x.tensor, y.tensor);
  }
  return out;
}

/// The gradients of x y + bias, as products of the rounded operands.
struct RoundedGradient {
  SavedTensor x, y;
  detail::RoundedMatrices rounded_x, rounded_y;
  bool x_transposed, y_transposed, biased;

  void operator()(const Tensor& g, Gradients& to) const {
    const Tensor a = x.get(to), b = y.get(to);
    if (GradMode::is_enabled()) {  // to be differentiated again
      const Autocast guard;
      if (to.wants(0))
        to.give(0, x_transposed ? product({b, y_transposed}, {g, true}) : product({g}, {b, !y_transposed}));
      if (to.wants(1))
        to.give(1, y_transposed ? product({g, true}, {a, x_transposed}) : product({a, !x_transposed}, {g}));
    } else {
      const detail::RoundedMatrices r(g);
      using detail::rounded_product;
      if (to.wants(0)) {
        to.give(0, x_transposed ? rounded_product({rounded_y, y_transposed}, {r, true})
                                : rounded_product({r}, {rounded_y, !y_transposed}));
      }
      if (to.wants(1)) {
        to.give(1, y_transposed ? rounded_product({r, true}, {rounded_x, x_transposed})
                                : rounded_product({rounded_x, !x_transposed}, {r}));
      }
    }
    if (biased && to.wants(2)) to.give(2, sum(g, {.dim = 0}));
  }
};

/// x y + bias under Autocast.
Tensor rounded_product(const Side& x, const Side& y, const Tensor& bias) {
  const detail::RoundedMatrices rx(x.tensor), ry(y.tensor);
  Tensor out = detail::rounded_product({rx, x.transposed}, {ry, y.transposed}, bias);
  const auto formula = [&] {
    return RoundedGradient{SavedTensor::input(x.tensor),
                           SavedTensor::input(y.tensor),
                           rx,
                           ry,
                           x.transposed,
                           y.transposed,
                           bias.defined()};
  };
  if (bias.defined() && tracks(x.tensor, y.tensor, bias)) {
    record("AddmmBackward0", out, formula(), x.tensor, y.tensor, bias);
  } else if (tracks(x.tensor, y.tensor)) {
    record(x.tensor.dim() == 3 ? "BmmBackward0" : "MmBackward0", out, formula(), x.tensor, y.tensor);
  }
  return out;
}

/// Any number of batch dimensions: broadcast, made one, and put back.
Tensor batched_product(const Tensor& x, const Tensor& y) {
  const auto batch_of = [](const Tensor& a) {
    return Shape(std::span(a.shape().begin(), a.shape().end() - 2));
  };
  Shape batch = detail::broadcast_shapes("matmul", batch_of(x), batch_of(y));
  const auto flat = [&](const Tensor& a) {
    Shape whole = batch;
    whole.push_back(a.size(-2));
    whole.push_back(a.size(-1));
    return reshape(expand(a, whole), {batch.numel(), a.size(-2), a.size(-1)});
  };
  const Tensor a = flat(x), b = flat(y);
  Shape shape = batch;
  shape.push_back(x.size(-2));
  shape.push_back(y.size(-1));
  return reshape(product({a}, {b}), shape);
}

void check_product_types(const char* op, const Tensor& x, const Tensor& y) {
  if (x.dtype() != y.dtype()) {
    fail(fmt::format("{}: {} x {} do not multiply; convert one with to()", op, name(x.dtype()),
                     name(y.dtype())));
  }
  if (x.dtype() == DType::bool_)
    fail(fmt::format("{}: bool matrices do not multiply; convert them to int64", op));
}

}  // namespace

Tensor matmul(const Tensor& x, const Tensor& y) {
  check_product_types("matmul", detail::defined("matmul", x), detail::defined("matmul", y));
  if (x.dim() == 0 || y.dim() == 0) {
    fail(fmt::format("matmul: {} x {}: both need at least one dimension; use * for numbers",
                     to_string(x.shape()), to_string(y.shape())));
  }
  const int64_t inner_x = x.shape().back(), inner_y = y.size(y.dim() == 1 ? -1 : -2);
  if (inner_x != inner_y) fail_inner("matmul", x.shape(), y.shape(), inner_x, inner_y);
  if (x.dim() == 2 && y.dim() == 2) return product({x}, {y});
  if (x.dim() == 1) return squeeze(matmul(unsqueeze(x, 0), y), y.dim() == 1 ? 0 : -2);
  if (y.dim() == 1) return squeeze(matmul(x, unsqueeze(y, 1)), -1);
  if (y.dim() == 2) {  // a batch of rows is one tall matrix
    Shape shape = x.shape();
    shape[shape.rank() - 1] = y.shape()[1];
    return reshape(product({reshape(x, {row_count(x.shape()), inner_x})}, {y}), shape);
  }
  return batched_product(x, y);
}

namespace {

/// The elements of a tensor without gaps: its own, or those of a copy that lives as long as this.
class DenseElements {
 public:
  explicit DenseElements(const Tensor& x) : data_(x.impl()->data) {
    if (x.impl()->dense) [[likely]]
      return;
    copy_ = detail::dense_values(x);
    data_ = copy_.impl()->data;
  }
  const void* data() const { return data_; }

 private:
  Tensor copy_;
  const void* data_;
};

/// All gradients of a small layer by one kernel.
void small_gradient(const kernels::LinearSizes& sizes, const Tensor& g, const Tensor& x, const Tensor& weight,
                    Gradients& to) {
  Tensor gx, gw, gb;
  if (to.wants(0)) gx = make_like(x);
  if (to.wants(1)) gw = to.room(1, weight.shape(), weight.dtype());
  if (to.wants(2)) gb = to.room(2, {sizes.out}, g.dtype());
  const auto data = [](const Tensor& tensor) -> void* {
    return tensor.defined() ? tensor.impl()->data : nullptr;
  };
  kernels::small_linear_gradient(g.dtype(), data(gx), data(gw), data(gb), DenseElements(g).data(),
                                 DenseElements(x).data(), DenseElements(weight).data(), sizes);
  if (gx.defined()) to.give(0, std::move(gx));
  if (gw.defined()) to.give(1, std::move(gw));
  if (gb.defined()) to.give(2, std::move(gb));
}

}  // namespace

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  check_product_types("linear", detail::defined("linear", x), detail::defined("linear", weight));
  if (weight.dim() != 2 || x.dim() == 0) {
    fail(fmt::format(
        "linear: input {} and weight {}: a weight has two dimensions [out, in], an input at least one",
        to_string(x.shape()), to_string(weight.shape())));
  }
  const int64_t in = x.shape().back(), out_features = weight.shape()[0];
  if (in != weight.shape()[1]) {
    fail(fmt::format("linear: input {} has {} features, weight {} takes {}", to_string(x.shape()), in,
                     to_string(weight.shape()), weight.shape()[1]));
  }
  if (bias.defined() && (bias.dim() != 1 || bias.shape()[0] != out_features || bias.dtype() != x.dtype())) {
    fail(fmt::format("linear: bias {} {} does not fit weight {} {}", name(bias.dtype()),
                     to_string(bias.shape()), name(weight.dtype()), to_string(weight.shape())));
  }
  if (x.dim() != 2) {
    Shape shape = x.shape();
    shape[shape.rank() - 1] = out_features;
    return reshape(linear(reshape(x, {row_count(x.shape()), in}), weight, bias), shape);
  }
  if (!bias.defined()) return product({x}, {weight, true});
  if (detail::autocasts(x, weight)) [[unlikely]] {
    return rounded_product({x}, {weight, true}, bias);
  }
  const kernels::LinearSizes sizes{x.shape()[0], in, out_features};
  const bool small = is_floating_point(x.dtype()) && kernels::is_small(sizes);
  Tensor out = small ? make_tensor("linear", {sizes.n, out_features}, x.dtype())
                     : product_values({x}, {weight, true}, detail::dense_values(bias));
  if (small) {
    if (detail::capture_log) [[unlikely]] {
      detail::capture_log->used(bias);  // x and the weight are seen by defined()
    }
    kernels::small_linear(x.dtype(), out.impl()->data, DenseElements(x).data(), DenseElements(weight).data(),
                          DenseElements(bias).data(), sizes);
  }
  if (tracks(x, weight, bias)) {
    record(
        "AddmmBackward0", out,
        [sizes, sx = SavedTensor::input(x), sw = SavedTensor::input(weight)](const Tensor& g, Gradients& to) {
          const Tensor input = sx.get(to), matrix = sw.get(to);
          if (!GradMode::is_enabled() && kernels::is_small(sizes)) {
            return small_gradient(sizes, g, input, matrix, to);
          }
          if (to.wants(0)) to.give(0, product({g}, {matrix}));
          if (to.wants(1)) to.give(1, product({g, true}, {input}));
          if (to.wants(2)) to.give(2, sum(g, {.dim = 0}));
        },
        x, weight, bias);
  }
  return out;
}

Tensor outer(const Tensor& x, const Tensor& y) {
  if (detail::defined("outer", x).dim() != 1 || detail::defined("outer", y).dim() != 1) {
    fail(fmt::format("outer: two vectors are needed, not {} and {}", to_string(x.shape()),
                     to_string(y.shape())));
  }
  return unsqueeze(x, 1) * unsqueeze(y, 0);
}

}  // namespace gradus
