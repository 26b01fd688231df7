#include "gradus/train/metric.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/metrics/regression.hpp"
#include "gradus/train/loss.hpp"

namespace gradus::train {
namespace {

void require_same_shape(const char* name, const Tensor& output, const Tensor& target) {
  if (output.shape() != target.shape()) {
    fail(fmt::format("{}: output and target differ in shape: {} and {}", name, to_string(output.shape()),
                     to_string(target.shape())));
  }
}

double share_of(const Tensor& right) { return sum(right).item() / static_cast<double>(right.numel()); }

}  // namespace

Metric accuracy() {
  return {.name = "accuracy", .value = [](const Tensor& output, const Tensor& target) {
            if (output.dim() < 2 || target.dtype() != int64) {
              fail(fmt::format(
                  "accuracy: scores (n, classes) and int64 classes (n,) are needed, got {} and {} {}",
                  to_string(output.shape()), name(target.dtype()), to_string(target.shape())));
            }
            const Tensor chosen = output.argmax(1);
            require_same_shape("accuracy", chosen, target);
            return share_of(chosen == target);
          }};
}

Metric binary_accuracy(double threshold) {
  return {.name = "accuracy", .value = [threshold](const Tensor& output, const Tensor& target) {
            require_same_shape("accuracy", output, target);
            return share_of((output > threshold) == (target > 0.5));
          }};
}

Metric mean_absolute_error() {
  return {.name = "mae",
          .value =
              [](const Tensor& output, const Tensor& target) {
                require_same_shape("mae", output, target);
                return abs(output - target).mean().item();
              },
          .higher_is_better = false};
}

Metric r2() {
  return {.name = "r2",
          .value =
              [](const Tensor& output, const Tensor& target) {
                require_same_shape("r2", output, target);
                return metrics::r2_score(target.reshape({-1}), output.reshape({-1}));
              },
          .over = Over::pass};
}

void detail::fail_no_class_weights() {
  fail(
      "train: class_weights: the loss takes no weights; give nn::cross_entropy or nn::nll_loss by its name, "
      "or weigh inside the loss");
}

}  // namespace gradus::train
