#include "gradus/core/ops/dropout.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/kernels/random.hpp"

namespace gradus {
namespace {

/// x with a mask of `drawn` shape, which broadcasts with x.
Tensor masked(const char* op, const Tensor& x, const Shape& drawn, const DropoutOptions& options,
              Generator& generator) {
  if (!(options.p >= 0 && options.p <= 1)) {
    fail(fmt::format("{}: a probability lies in [0, 1], p is {}", op, options.p));
  }
  if (!is_floating_point(x.dtype())) {
    fail(fmt::format("{}: floating point is needed, the input is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  if (!options.training || options.p == 0 || x.numel() == 0) return x;
  Tensor mask = make_tensor(op, drawn, x.dtype());
  kernels::fill_dropout_mask(x.dtype(), mask.impl()->data, mask.numel(), options.p, generator);
  return x * mask;
}

}  // namespace

Tensor dropout(const Tensor& x, const DropoutOptions& options, Generator& generator) {
  return masked("dropout", x, detail::defined("dropout", x).shape(), options, generator);
}

Tensor dropout2d(const Tensor& x, const DropoutOptions& options, Generator& generator) {
  const int rank = detail::defined("dropout2d", x).dim();
  if (rank != 3 && rank != 4) {
    fail(fmt::format("dropout2d: input {}: four dimensions are needed, or three without samples",
                     to_string(x.shape())));
  }
  Shape drawn = x.shape();
  drawn[rank - 1] = drawn[rank - 2] = 1;
  return masked("dropout2d", x, drawn, options, generator);
}

}  // namespace gradus
