#pragma once

#include "gradus/core/tensor/tensor.hpp"

/// The history that a tensor and its views share.
///
/// A recorded change of a view becomes part of its base's history: the base's new node (CopySlices) hands the
/// changed elements' gradient to what was written and the others' to what was there before. Each such change
/// counts up the base's graph_epoch; a view whose own count is behind takes its history from the base again
/// when next asked for it (follow_base).
namespace gradus::detail {

/// What the view's history comes from; null for what is no view, or whose base was given another memory.
TensorImpl* base_of(const Tensor& x);

/// Makes `result`, whose values x now holds, what x was computed from, and lets base and views know.
void rebase_history(Tensor& x, const Tensor& result);

}  // namespace gradus::detail
