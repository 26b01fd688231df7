#pragma once

#include <array>
#include <concepts>

#include "gradus/base/shape.hpp"

/// Sizes along the spatial dimensions of pictures and signals.
namespace gradus {

/// One number for every spatial dimension, or one for each: `3` or `{3, 1}` (height, width).
class Spatial : public Dims {
 public:
  using Dims::Dims;
  Spatial() = default;
  Spatial(int64_t all) : Dims({all}) {}  // NOLINT(google-explicit-constructor): {.stride = 2} reads so
};

/// What a convolution sees around its input: rows of zeros, as numbers or by a word.
class Padding {
 public:
  enum class Kind : uint8_t { numbers, same, valid };

  template <std::integral T>
  Padding(T all) : sizes_(static_cast<int64_t>(all)) {}  // NOLINT(google-explicit-constructor)
  Padding(std::initializer_list<int64_t> each) : sizes_(each) {}
  Padding(const Spatial& sizes) : sizes_(sizes) {}  // NOLINT(google-explicit-constructor)
  /// "same": as much as keeps the size (stride 1 only; an odd one goes behind); "valid": none.
  Padding(const char* word);  // NOLINT(google-explicit-constructor): {.padding = "same"} reads so

  Kind kind() const { return kind_; }
  /// The numbers; 0 for a word.
  const Spatial& sizes() const { return sizes_; }

 private:
  Kind kind_ = Kind::numbers;
  Spatial sizes_ = 0;
};

namespace detail {

/// Two dimensions for the kernels, height and width; with one spatial dimension the height is 1.
using Pair = std::array<int64_t, 2>;

/// The sizes for one or two spatial dimensions; missing dimensions are `rest`. An Error in the name of `op`
/// when there are not one or `spatial` of them, or one is below `lowest` or above 2^30.
Pair spatial_pair(const char* op, const char* what, const Spatial& sizes, int spatial, int64_t lowest,
                  int64_t rest);

/// (first, second) or (first,) for messages.
std::string to_string(const Pair& pair, int spatial);

}  // namespace detail
}  // namespace gradus
