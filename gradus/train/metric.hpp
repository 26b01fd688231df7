#pragma once

#include <functional>
#include <string>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::train {

/// What a metric is computed of.
enum class Over : uint8_t {
  batches,  ///< each batch, and then the mean over batches weighted by their rows
  pass,     ///< all outputs and targets of a pass together; of the validation data only
};

/// A number to be followed beside the loss.
///
///     train::Metric f1{.name = "f1",
///                      .value = [](const Tensor& out, const Tensor& y) {
///                        return metrics::f1_score(y, out.argmax(1), metrics::Average::macro);
///                      },
///                      .over = train::Over::pass};
struct Metric {
  std::string name;
  std::function<double(const Tensor& output, const Tensor& target)> value;
  bool higher_is_better = true;
  Over over = Over::batches;
};

/// "accuracy": the share of rows whose largest output is the target's class; output [n, classes, ...], target
/// int64 [n, ...].
Metric accuracy();
/// "accuracy": the share of elements on the right side of the threshold, 0 for logits and 0.5 for
/// probabilities; the target is 0 or 1, in the output's shape.
Metric binary_accuracy(double threshold = 0);
/// "mae": the mean of |output - target|.
Metric mean_absolute_error();
/// "r2": metrics::r2_score() of all numbers of the validation data.
Metric r2();

}  // namespace gradus::train
