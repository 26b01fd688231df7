#include "gradus/nn/losses/classification.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::nn {
namespace {

/// The dimension of the classes.
int class_axis(const Tensor& input) { return input.dim() == 1 ? 0 : 1; }

/// The input's shape without its classes: that of the targets and of the losses.
Shape sample_shape(const Tensor& input) {
  Shape shape = input.shape();
  shape.erase(class_axis(input));
  return shape;
}

void check_input(const char* op, const Tensor& input, const Tensor& target, const Tensor& weight) {
  detail::check_defined(op, input);
  detail::check_defined(op, target);
  if (!is_floating_point(input.dtype()))
    fail(fmt::format("{}: the input is {}, not floating point", op, name(input.dtype())));
  if (input.dim() == 0) fail(fmt::format("{}: the input is 0-d and has no classes", op));
  const int64_t classes = input.shape()[class_axis(input)];
  if (weight.defined() && (weight.shape() != Shape{classes} || weight.dtype() != input.dtype())) {
    fail(fmt::format("{}: the weight must be {} ({},), it is {} {}", op, name(input.dtype()), classes,
                     name(weight.dtype()), to_string(weight.shape())));
  }
}

void fail_target(const char* op, int64_t target, int64_t sample, int64_t classes) {
  fail(fmt::format("{}: target {} of sample {} is not a class; there are {}", op, target, sample, classes));
}

void check_labels(const char* op, const Tensor& input, const Tensor& target, int64_t ignore) {
  if (target.dtype() != DType::int64) {
    fail(fmt::format("{}: the target must hold class numbers (int64), it is {}", op, name(target.dtype())));
  }
  if (target.shape() != sample_shape(input)) {
    fail(fmt::format("{}: input [n, classes, ...] and target [n, ...] are needed, not {} and {}", op,
                     to_string(input.shape()), to_string(target.shape())));
  }
  const Tensor dense = gradus::detail::dense_values(target);
  const int64_t classes = input.shape()[class_axis(input)];
  kernels::require_targets(op, {dense.data<int64_t>(), nullptr, dense.numel(), classes, ignore},
                           &fail_target);
}

/// The input as rows of classes [samples, classes].
Tensor class_rows(const Tensor& x) {
  if (x.dim() == 2) return x;
  if (x.dim() == 1) return unsqueeze(x, 0);
  Axes order{0};
  for (int i = 2; i < x.dim(); ++i) order.push_back(i);
  order.push_back(1);
  const int64_t classes = x.shape()[1];
  int64_t samples = x.shape()[0];
  for (int i = 2; i < x.dim(); ++i) samples *= x.shape()[i];
  return reshape(permute(x, order), {samples, classes});
}

/// What the likelihood's kernels are asked for, forwards and backwards.
struct Request {
  Reduction reduction;
  int64_t n, classes, ignore;

  kernels::Likelihood sizes(const Tensor& labels, const Tensor& weight) const {
    return {labels.data<int64_t>(), weight.defined() ? weight.impl()->data : nullptr, n, classes, ignore};
  }

  /// d(loss)/d(rows) times g.
  Tensor gradient(const Tensor& g, const Tensor& labels, const Tensor& weight, const Tensor& total) const {
    const Tensor upstream = g.contiguous();
    Tensor result = make_tensor("nll_loss", {n, classes}, g.dtype());
    kernels::negative_log_likelihood_gradient(g.dtype(), reduction, result.impl()->data,
                                              upstream.impl()->data, total.impl()->data,
                                              sizes(labels, weight));
    return result;
  }

  /// The same as a recorded operation: the loss is linear in its input.
  Tensor recorded_gradient(const Tensor& g, const Tensor& labels, const Tensor& weight,
                           const Tensor& total) const {
    const Tensor constant = [&] {
      const NoGrad guard;
      return gradient(ones_like(g), labels, weight, total);
    }();
    return reduction == Reduction::none ? unsqueeze(g, 1) * constant : g * constant;
  }
};

struct Likelihood {
  Tensor loss;
  Tensor total;  ///< the sum of the weights of the rows that count, not recorded
};

/// The loss of rows [samples, classes] with labels [samples]; all has been checked.
Likelihood likelihood(const Tensor& rows, const Tensor& labels, const Tensor& weight, Reduction reduction,
                      int64_t ignore) {
  const Tensor x = gradus::detail::dense_values(rows), t = gradus::detail::dense_values(labels);
  const Tensor w = gradus::detail::dense_values(weight);
  const Request request{reduction, x.shape()[0], x.shape()[1], ignore};
  Tensor out = make_tensor("nll_loss", reduction == Reduction::none ? Shape{request.n} : Shape{}, x.dtype());
  Tensor total = make_tensor("nll_loss", {}, x.dtype());
  kernels::negative_log_likelihood(x.dtype(), reduction, out.impl()->data, total.impl()->data, x.impl()->data,
                                   request.sizes(t, w));
  if (tracks(rows)) {
    // Labels and weights are the caller's: a later change of them in place is an error, not another gradient.
    record(
        "NllLossBackward0", out,
        [request, st = SavedTensor::input(t), sw = SavedTensor::input(w.defined() ? w : total),
         weighted = w.defined(), total](const Tensor& g, Gradients& to) {
          const Tensor saved_labels = st.get(to), saved_weight = weighted ? sw.get(to) : Tensor();
          to.give(0, GradMode::is_enabled() ? request.recorded_gradient(g, saved_labels, saved_weight, total)
                                            : request.gradient(g, saved_labels, saved_weight, total));
        },
        rows);
  }
  return {std::move(out), std::move(total)};
}

Tensor flat_labels(const Tensor& target) { return target.dim() == 1 ? target : reshape(target, {-1}); }

/// Losses of the samples in the targets' shape; anything else as it is.
Tensor shaped(const Tensor& loss, const Shape& samples, Reduction reduction) {
  return reduction == Reduction::none && loss.shape() != samples ? reshape(loss, samples) : loss;
}

/// (1 - smoothing) likelihood + smoothing times the mean over the classes of weight * -log-probability.
Tensor smoothed(const Tensor& rows, const Tensor& labels, const CrossEntropyOptions& o) {
  const Likelihood plain = likelihood(rows, labels, o.weight, o.reduction, o.ignore_index);
  const Tensor each = -sum(o.weight.defined() ? rows * o.weight.detach() : rows, {.dim = 1});
  const Tensor spread = where(labels == o.ignore_index, zeros_like(each), each);
  Tensor shared = o.reduction == Reduction::none ? spread : sum(spread);
  if (o.reduction == Reduction::mean) shared = shared / plain.total;
  const double share = o.label_smoothing / static_cast<double>(rows.shape()[1]);
  return plain.loss * (1 - o.label_smoothing) + shared * share;
}

/// The cross-entropy with probabilities as target.
Tensor against_probabilities(const Tensor& input, const Tensor& target, const CrossEntropyOptions& o) {
  const Tensor rows = log_softmax(class_rows(input), 1);
  const auto classes = static_cast<double>(rows.shape()[1]);
  Tensor share = class_rows(target);
  if (o.label_smoothing > 0) share = share * (1 - o.label_smoothing) + o.label_smoothing / classes;
  if (o.weight.defined()) share = share * o.weight.detach();
  const Tensor losses = -sum(rows * share, {.dim = 1});
  // Not the mean: of no samples PyTorch gives 0 / 0 as well.
  if (o.reduction == Reduction::mean) return sum(losses) / static_cast<double>(losses.numel());
  return shaped(detail::reduce(losses, o.reduction), sample_shape(input), o.reduction);
}

}  // namespace

Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossOptions& options) {
  check_input("nll_loss", input, target, options.weight);
  check_labels("nll_loss", input, target, options.ignore_index);
  const auto found = likelihood(class_rows(input), flat_labels(target), options.weight, options.reduction,
                                options.ignore_index);
  return shaped(found.loss, target.shape(), options.reduction);
}

Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyOptions& options) {
  check_input("cross_entropy", input, target, options.weight);
  if (!(options.label_smoothing >= 0 && options.label_smoothing <= 1)) {
    fail(fmt::format("cross_entropy: label_smoothing = {} is not in [0, 1]", options.label_smoothing));
  }
  if (target.shape() == input.shape() && is_floating_point(target.dtype())) {
    detail::check_pair("cross_entropy", input, target);
    if (options.ignore_index >= 0) fail("cross_entropy: ignore_index has no meaning for probabilities");
    return against_probabilities(input, target, options);
  }
  check_labels("cross_entropy", input, target, options.ignore_index);
  const Tensor rows = log_softmax(class_rows(input), 1), labels = flat_labels(target);
  const Tensor loss =
      options.label_smoothing > 0
          ? smoothed(rows, labels, options)
          : likelihood(rows, labels, options.weight, options.reduction, options.ignore_index).loss;
  return shaped(loss, target.shape(), options.reduction);
}

}  // namespace gradus::nn
