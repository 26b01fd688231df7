#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::data {

/// Numbers the different texts of a column 0, 1, ... in sorted order, and back.
///
///     data::LabelEncoder encoder;
///     Tensor y = encoder.fit_transform(table.texts("color"));  // int64
///     encoder.classes();                                       // {"c1", "c2", "c3"}
class LabelEncoder {
 public:
  /// Learns the classes; an Error when there are no labels.
  LabelEncoder& fit(std::span<const std::string> labels);

  /// The number of each label, int64 [n]; an Error names a label that fit() did not see.
  Tensor transform(std::span<const std::string> labels) const;
  Tensor fit_transform(std::span<const std::string> labels) { return fit(labels).transform(labels); }

  /// The texts of numbers (int64, any shape, row by row); an Error for a number without class.
  std::vector<std::string> inverse_transform(const Tensor& numbers) const;

  /// The texts in sorted order: place i has number i. An Error before fit().
  const std::vector<std::string>& classes() const;

 private:
  std::vector<std::string> classes_;
};

}  // namespace gradus::data
