#include "gradus/nn/losses/margin.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::nn {

using detail::at_least_zero;

namespace {

void check_same_type(const char* op, const Tensor& x, const Tensor& y) {
  detail::check_defined(op, x);
  detail::check_defined(op, y);
  if (x.dtype() != y.dtype() || !is_floating_point(x.dtype())) {
    fail(fmt::format("{}: the inputs are {} and {}; both must be of one floating-point type", op,
                     name(x.dtype()), name(y.dtype())));
  }
}

/// x where the targets are `label`, 0 elsewhere.
Tensor where_target(const Tensor& target, int label, const Tensor& x) {
  return where(target.detach() == label, x, zeros_like(x));
}

}  // namespace

Tensor hinge_loss(const Tensor& input, const Tensor& target, const LossOptions& options) {
  const Tensor y = detail::as_type_of("hinge_loss", input, target);
  detail::check_broadcast("hinge_loss", input, target);
  return detail::reduce(at_least_zero(1 - y * input), options.reduction);
}

Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target,
                            const HingeEmbeddingLossOptions& options) {
  const Tensor y = detail::as_type_of("hinge_embedding_loss", input, target);
  detail::check_broadcast("hinge_embedding_loss", input, target);
  // What is neither 1 nor -1 counts as both, as in PyTorch.
  const Tensor zero = zeros({}, {.dtype = input.dtype()});
  const Tensor near = where(y.detach() != -1, input, zero);
  const Tensor far = where(y.detach() != 1, at_least_zero(options.margin - input), zero);
  return detail::reduce(near + far, options.reduction);
}

Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           const MarginRankingLossOptions& options) {
  constexpr const char* op = "margin_ranking_loss";
  check_same_type(op, input1, input2);
  const Tensor y = detail::as_type_of(op, input1, target);
  if (input1.dim() != input2.dim() || input1.dim() != target.dim()) {
    fail(fmt::format("{}: inputs {} and {} and target {} must have as many dimensions", op,
                     to_string(input1.shape()), to_string(input2.shape()), to_string(target.shape())));
  }
  detail::check_broadcast(op, input1, input2);
  const Tensor difference = input1 - input2;
  detail::check_broadcast(op, difference, target);
  return detail::reduce(at_least_zero(options.margin - y * difference), options.reduction);
}

Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             const CosineEmbeddingLossOptions& options) {
  constexpr const char* op = "cosine_embedding_loss";
  constexpr double eps = 1e-12;  // keeps vectors of length 0 out of trouble
  check_same_type(op, input1, input2);
  const Tensor y = detail::as_type_of(op, input1, target);
  const bool fits = input1.shape() == input2.shape() && (input1.dim() == 1 || input1.dim() == 2) &&
                    target.dim() == input1.dim() - 1 &&
                    (target.dim() == 0 || target.shape()[0] == input1.shape()[0]);
  if (!fits) {
    fail(fmt::format("{}: inputs [n, d] and target [n], or [d] and [], are needed, not {}, {} and {}", op,
                     to_string(input1.shape()), to_string(input2.shape()), to_string(target.shape())));
  }
  const ReduceOptions along{.dim = -1};
  const Tensor lengths = (sum(square(input1), along) + eps) * (sum(square(input2), along) + eps);
  const Tensor cosine = sum(input1 * input2, along) / sqrt(lengths);
  const Tensor losses =
      where_target(y, 1, 1 - cosine) + where_target(y, -1, at_least_zero(cosine - options.margin));
  return detail::reduce(losses, options.reduction);
}

namespace {

/// (sum |x|^p)^(1/p) along the last dimension.
Tensor norm_of_rows(const Tensor& x, double p) {
  const ReduceOptions rows{.dim = -1};
  if (p == 2) return sqrt(sum(square(x), rows));
  if (p == 1) return sum(abs(x), rows);
  return pow(sum(pow(abs(x), p), rows), 1 / p);
}

}  // namespace

Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginLossOptions& options) {
  constexpr const char* op = "triplet_margin_loss";
  check_same_type(op, anchor, positive);
  check_same_type(op, anchor, negative);
  if (anchor.dim() != positive.dim() || anchor.dim() != negative.dim()) {
    fail(fmt::format("{}: as many dimensions are needed in all, not {}, {} and {}", op,
                     to_string(anchor.shape()), to_string(positive.shape()), to_string(negative.shape())));
  }
  if (!(options.p > 0)) fail(fmt::format("{}: p = {} is not positive", op, options.p));
  detail::check_broadcast(op, anchor, positive);
  detail::check_broadcast(op, anchor, negative);
  const auto distance = [&](const Tensor& x, const Tensor& y) {
    return norm_of_rows(x - y + options.eps, options.p);
  };
  const Tensor near = distance(anchor, positive);
  Tensor far = distance(anchor, negative);
  if (options.swap) far = minimum(far, distance(positive, negative));
  return detail::reduce(at_least_zero(near - far + options.margin), options.reduction);
}

}  // namespace gradus::nn
