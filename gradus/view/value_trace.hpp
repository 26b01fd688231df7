#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

// Private to view: where numbers inside a model come from, told by the numbers themselves.
namespace gradus::view::internal {

/// Values that a model has passed through, each with the stage that made it. One that is the same number
/// everywhere tells nothing and is not kept.
///
///     ValueTrace values;
///     values.note(x, 0), values.note(hidden, 1);
///     values.sum_of(x + hidden);  // {0, 1}
class ValueTrace {
 public:
  /// A sum of values of two stages, the earlier first; `positive` where all below 0 was cut off.
  struct Sum {
    std::array<size_t, 2> stages{};
    bool positive = false;
  };

  void note(const Tensor& value, size_t stage);

  /// The stage of a value with these numbers, whatever their shape.
  std::optional<size_t> stage_of(const Tensor& value) const;

  /// The stages of two values of this shape that add up to these numbers, those noted last if there are
  /// several.
  std::optional<Sum> sum_of(const Tensor& value) const;

 private:
  struct Known {
    Shape shape;
    std::vector<double> numbers;
    size_t stage = 0;
  };

  std::vector<Known> known_;
};

}  // namespace gradus::view::internal
