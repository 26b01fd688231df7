#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/table.hpp"

namespace gradus::data {

struct LabelEncoderOptions {
  /// The number of a label that fit() did not see, which is an Error unless given; it comes back as
  /// "unknown".
  std::optional<int64_t> unknown_value = std::nullopt;
};

/// Numbers the different labels of a column 0, 1, ... in sorted order, and back.
///
///     data::LabelEncoder encoder;
///     Tensor y = encoder.fit_transform(table.texts("color"));  // int64
///     encoder.classes();                                       // {"c1", "c2", "c3"}
class LabelEncoder {
 public:
  explicit LabelEncoder(const LabelEncoderOptions& options = {}) : options_(options) {}
  /// One that knows these classes, in this order, as a model folder keeps them; an Error for no classes and
  /// for one that stands twice.
  static LabelEncoder of_classes(std::vector<std::string> classes, const LabelEncoderOptions& options = {});

  /// Learns the classes; an Error when there are no labels.
  LabelEncoder& fit(std::span<const std::string> labels);
  /// The same for a column of text or of whole numbers, which are sorted by size; an Error for a label that
  /// is missing (an empty text) and for other numbers.
  LabelEncoder& fit(const io::Column& labels);

  /// The number of each label, int64 [n]; an Error names a label that fit() did not see.
  Tensor transform(std::span<const std::string> labels) const;
  Tensor transform(const io::Column& labels) const;
  Tensor fit_transform(std::span<const std::string> labels) { return fit(labels).transform(labels); }

  /// The texts of numbers (int64, any shape, row by row); an Error for a number without class.
  std::vector<std::string> inverse_transform(const Tensor& numbers) const;

  /// The labels as texts: place i has number i. An Error before fit().
  const std::vector<std::string>& classes() const;

 private:
  void keep(std::vector<std::string> classes);

  LabelEncoderOptions options_;
  std::vector<std::string> classes_;
};

}  // namespace gradus::data
