#pragma once

#include "gradus/metrics/inputs.hpp"

namespace gradus::metrics::detail {

/// True and predicted labels of the same rows.
struct LabelPairs {
  LabelPairs(const char* op, const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight);

  size_t rows() const { return truth.size(); }
  /// The different labels of both, in order.
  Labels present() const;

  Labels truth, predicted;
  Weights weight;
};

}  // namespace gradus::metrics::detail
