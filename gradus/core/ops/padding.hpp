#pragma once

#include <initializer_list>
#include <span>

#include "gradus/core/tensor/tensor.hpp"

/// A margin around a tensor.
namespace gradus {

/// What the margin holds: one value; the elements mirrored at the edge, which is not repeated; the edge
/// repeated; the elements from the other end.
enum class PadMode : uint8_t { constant, reflect, replicate, circular };

struct PadOptions {
  PadMode mode = PadMode::constant;
  double value = 0;  ///< of the mode constant
};

/// x with pad[0] elements before and pad[1] behind along the last dimension, pad[2] and pad[3] along the one
/// before it, and so on; negative numbers cut off. reflect needs margins smaller than the size, circular not
/// larger. Gradients of any order.
Tensor pad(const Tensor& x, std::span<const int64_t> pad, const PadOptions& options = {});
inline Tensor pad(const Tensor& x, std::initializer_list<int64_t> sizes, const PadOptions& options = {}) {
  return pad(x, std::span<const int64_t>(sizes.begin(), sizes.size()), options);
}

}  // namespace gradus
