#pragma once

#include <string>
#include <vector>

#include "gradus/data/transformer.hpp"

namespace gradus::data {

struct PolynomialOptions {
  int64_t degree = 2;
  int64_t min_degree = 0;         ///< terms of a lower degree, but for the bias, are left out
  bool interaction_only = false;  ///< no column is multiplied by itself
  bool include_bias = true;       ///< a column of ones comes first
};

/// All products of columns up to a degree, in scikit-learn's order: "1", "x0", "x1", "x0^2", "x0 x1", "x1^2".
///
///     data::PolynomialFeatures squares({.degree = 2, .include_bias = false});
class PolynomialFeatures final : public Kind<PolynomialFeatures> {
 public:
  static constexpr const char* kind_name = "PolynomialFeatures";
  /// An Error for negative degrees and when min_degree is above degree.
  explicit PolynomialFeatures(const PolynomialOptions& options = {});

  /// The exponent of each column in each term, int64 [terms, columns]. An Error before fit().
  Tensor powers() const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  std::vector<std::string> output_names() const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check() const;
  /// An Error in the name of `where` for too many terms of `columns` columns, or none.
  void check_count(const std::string& where, int64_t columns) const;
  /// The columns that each term multiplies, for `columns` of them.
  std::vector<std::vector<size_t>> terms(size_t columns) const;

  PolynomialOptions options_;
};

}  // namespace gradus::data
