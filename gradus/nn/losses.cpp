#include "gradus/nn/losses.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/kernels/index.hpp"

namespace gradus::nn {
namespace {

Tensor values_of(const Tensor& x) { return x.is_contiguous() ? x : x.detach().contiguous(); }

/// The gradient of the mean squared error as recorded operations, for second derivatives.
Tensor recorded_mse_gradient(const Tensor& g, const Tensor& difference, Reduction reduction) {
  const double scale = reduction == Reduction::mean ? 2.0 / static_cast<double>(difference.numel()) : 2.0;
  return g * difference * scale;
}

}  // namespace

Tensor mse_loss(const Tensor& input, const Tensor& target, const LossOptions& options) {
  if (!input.defined() || !target.defined()) fail("mse_loss: an undefined tensor was given");
  if (input.shape() != target.shape()) {
    fail(fmt::format("mse_loss: input {} and target {} have different shapes; reshape one of them",
                     to_string(input.shape()), to_string(target.shape())));
  }
  if (input.dtype() != target.dtype() || !is_floating_point(input.dtype())) {
    fail(fmt::format("mse_loss: input is {}, target {}; both must be of one floating-point type",
                     name(input.dtype()), name(target.dtype())));
  }
  const Tensor x = values_of(input), y = values_of(target);
  const Reduction reduction = options.reduction;
  Tensor out = make_tensor("mse_loss", reduction == Reduction::none ? input.shape() : Shape{}, input.dtype());
  kernels::squared_error(x.dtype(), reduction, out.impl()->data, x.impl()->data, y.impl()->data, x.numel());
  if (tracks(input, target)) {
    record(
        "MseLossBackward0", out,
        [reduction, sx = SavedTensor::input(input), sy = SavedTensor::input(target)](const Tensor& g,
                                                                                     Gradients& to) {
          if (GradMode::is_enabled()) {
            const Tensor gradient = recorded_mse_gradient(g, sx.get(to) - sy.get(to), reduction);
            if (to.wants(0)) to.give(0, gradient);
            if (to.wants(1)) to.give(1, -1 * gradient);
            return;
          }
          const Tensor a = sx.get(to).contiguous(), b = sy.get(to).contiguous(), upstream = g.contiguous();
          Tensor gradient = make_like(a);
          kernels::squared_error_gradient(a.dtype(), reduction, gradient.impl()->data, upstream.impl()->data,
                                          a.impl()->data, b.impl()->data, a.numel());
          if (to.wants(1)) to.give(1, gradient * -1);
          if (to.wants(0)) to.give(0, std::move(gradient));
        },
        input, target);
  }
  return out;
}

namespace {

void fail_class(const char* op, int64_t target, int64_t sample, int64_t classes) {
  fail(fmt::format("{}: target {} of sample {} is not a class; there are {}", op, target, sample, classes));
}

void check_classes(const char* op, const Tensor& input, const Tensor& target, const Tensor& weight) {
  if (!input.defined() || !target.defined()) fail(fmt::format("{}: an undefined tensor was given", op));
  if (!is_floating_point(input.dtype()))
    fail(fmt::format("{}: the input is {}, not floating point", op, name(input.dtype())));
  if (target.dtype() != DType::int64) {
    fail(fmt::format("{}: the target must hold class numbers (int64), it is {}", op, name(target.dtype())));
  }
  if (input.dim() != 2 || target.dim() != 1 || input.shape()[0] != target.shape()[0]) {
    fail(fmt::format("{}: input [n, classes] and target [n] are needed, not {} and {}", op,
                     to_string(input.shape()), to_string(target.shape())));
  }
  const int64_t classes = input.shape()[1];
  if (weight.defined() && (weight.shape() != Shape{classes} || weight.dtype() != input.dtype())) {
    fail(fmt::format("{}: the weight must be {} ({},), it is {} {}", op, name(input.dtype()), classes,
                     name(weight.dtype()), to_string(weight.shape())));
  }
  const Tensor dense = values_of(target);
  kernels::require_in_range(op, dense.data<int64_t>(), dense.numel(), 0, classes, &fail_class);
}

/// The gradient of the likelihood as recorded operations: the loss is linear in its input.
Tensor recorded_nll_gradient(const Tensor& g, const Tensor& target, const Tensor& weight, const Tensor& total,
                             Reduction reduction, int64_t classes) {
  Tensor rows = one_hot(target, classes).to(g.dtype()) * -1;
  if (weight.defined()) rows = rows * weight;
  if (reduction == Reduction::mean) rows = rows / total;
  return reduction == Reduction::none ? unsqueeze(g, 1) * rows : g * rows;
}

}  // namespace

Tensor nll_loss(const Tensor& input, const Tensor& target, const CrossEntropyOptions& options) {
  check_classes("nll_loss", input, target, options.weight);
  const Tensor x = values_of(input), t = values_of(target);
  const Tensor w = options.weight.defined() ? values_of(options.weight.detach()) : Tensor();
  const int64_t n = x.shape()[0], classes = x.shape()[1];
  const Reduction reduction = options.reduction;
  const auto sizes = [n, classes](const Tensor& labels, const Tensor& weights) {
    return kernels::Likelihood{labels.data<int64_t>(), weights.defined() ? weights.impl()->data : nullptr, n,
                               classes};
  };
  Tensor out = make_tensor("nll_loss", reduction == Reduction::none ? Shape{n} : Shape{}, x.dtype());
  Tensor total = make_tensor("nll_loss", {}, x.dtype());
  kernels::negative_log_likelihood(x.dtype(), reduction, out.impl()->data, total.impl()->data, x.impl()->data,
                                   sizes(t, w));
  if (tracks(input)) {
    // Labels and weights are the caller's: a later change of them in place is an error, not another gradient.
    record(
        "NllLossBackward0", out,
        [reduction, sizes, st = SavedTensor::input(t), sw = SavedTensor::input(w.defined() ? w : total),
         weighted = w.defined(), total, classes](const Tensor& g, Gradients& to) {
          const Tensor labels = st.get(to), weights = weighted ? sw.get(to) : Tensor();
          if (GradMode::is_enabled()) {
            return to.give(0, recorded_nll_gradient(g, labels, weights, total, reduction, classes));
          }
          const Tensor upstream = g.contiguous();
          Tensor gradient = make_tensor("nll_loss", {labels.numel(), classes}, g.dtype());
          kernels::negative_log_likelihood_gradient(g.dtype(), reduction, gradient.impl()->data,
                                                    upstream.impl()->data, total.impl()->data,
                                                    sizes(labels, weights));
          to.give(0, std::move(gradient));
        },
        input);
  }
  return out;
}

Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyOptions& options) {
  check_classes("cross_entropy", input, target, options.weight);
  return nll_loss(log_softmax(input, 1), target, options);
}

}  // namespace gradus::nn
