#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gradus/data/categories.hpp"
#include "gradus/data/transformer.hpp"

namespace gradus::data {

/// Categories by the name of their column, for those whose order is known beforehand; others are learned.
using CategoryLists = std::map<std::string, std::vector<std::string>>;

namespace internal {

/// What encoders have in common: the categories of each column.
class CategoryEncoder : public Transformer {
 public:
  /// The categories of each column as text, "nan" for missing values. An Error before fit().
  std::vector<std::vector<std::string>> categories() const;

 protected:
  void check_state(const std::string& where) const override;

  /// The categories of each column of x; an Error for a list that names no column, or lacks a value.
  std::vector<Categories> learned(const io::Table& x, const CategoryLists& given) const;
  /// The number of each value of column j, -1 for unknown ones; with `refuse` those are an Error.
  std::vector<int64_t> numbers(const io::Table& x, size_t j, bool refuse) const;
  [[noreturn]] void fail_unknown(const std::string& call, const io::Table& x, size_t column, size_t row,
                                 const Categories& known) const;

  std::vector<Categories> categories_;
};

}  // namespace internal

enum class Unknown {
  error,
  ignore,  ///< a category that fit() did not see gives 0 in all of its columns
};

enum class Drop {
  none,
  first,      ///< the first category of each column gets no column of its own
  if_binary,  ///< the first of two; others keep all
};

struct OneHotOptions {
  CategoryLists categories = {};
  Drop drop = Drop::none;
  Unknown handle_unknown = Unknown::error;
};

/// One column of 0 and 1 for each category: "color_blue", "color_red". Missing values (empty text, NaN) are a
/// category of their own, "color_nan".
///
///     data::OneHotEncoder encoder({.handle_unknown = data::Unknown::ignore});
///     Tensor x = encoder.fit_transform(table.select({"color", "size"}));
class OneHotEncoder final : public Kind<OneHotEncoder, internal::CategoryEncoder> {
 public:
  static constexpr const char* kind_name = "OneHotEncoder";
  explicit OneHotEncoder(const OneHotOptions& options = {}) : options_(options) {}

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  Frame invert(const Frame& z) const override;
  std::vector<std::string> output_names() const override;
  void state(Fields& f) override;

 private:
  /// The category of a column that has no column of its own; -1: all have.
  int64_t dropped(const Categories& categories) const;
  size_t width(const Categories& categories) const;
  int64_t category_of(const double* values, size_t j) const;

  OneHotOptions options_;
};

struct OrdinalOptions {
  CategoryLists categories = {};
  /// What a category that fit() did not see becomes: an Error unless given (NaN, or no number of a category).
  std::optional<double> unknown_value = std::nullopt;
  double encoded_missing_value = std::numeric_limits<double>::quiet_NaN();
};

/// One number for each category, 0, 1, ... in sorted order or in the order given; missing values (empty text,
/// NaN) become `encoded_missing_value`.
///
///     data::OrdinalEncoder encoder({.categories = {{"size", {"small", "medium", "large"}}}});
class OrdinalEncoder final : public Kind<OrdinalEncoder, internal::CategoryEncoder> {
 public:
  static constexpr const char* kind_name = "OrdinalEncoder";
  explicit OrdinalEncoder(const OrdinalOptions& options = {}) : options_(options) {}

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  Frame invert(const Frame& z) const override;
  void state(Fields& f) override;

 private:
  OrdinalOptions options_;
};

}  // namespace gradus::data
