#pragma once

#include <limits>
#include <string>
#include <vector>

#include "gradus/data/transformer.hpp"

namespace gradus::data {

enum class Impute {
  mean,
  median,
  most_frequent,  ///< the smallest of equally frequent ones; also of text
  constant,       ///< fill_value, fill_text
};

struct SimpleImputerOptions {
  Impute strategy = Impute::mean;
  double fill_value = 0;                                             ///< in columns of numbers
  std::string fill_text = "missing_value";                           ///< in columns of text
  double missing_values = std::numeric_limits<double>::quiet_NaN();  ///< what stands for a missing number
  bool add_indicator = false;        ///< columns of 0 and 1 follow that tell where values were missing
  bool keep_empty_features = false;  ///< columns without any value stay, filled with 0 (or fill_text)
};

/// Fills gaps, NaN in numbers and empty cells in text, with a value learned from each column's others.
///
/// As in scikit-learn 1.2 a column without any value is left out, unless the strategy is `constant`.
///
///     data::SimpleImputer imputer({.strategy = data::Impute::median});
///     Tensor x = imputer.fit_transform(table);
class SimpleImputer final : public Kind<SimpleImputer> {
 public:
  static constexpr const char* kind_name = "SimpleImputer";
  explicit SimpleImputer(const SimpleImputerOptions& options = {}) : options_(options) {}

  /// What each column is filled with; "nan" for one that is left out. An Error before fit().
  std::vector<std::string> statistics() const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  std::vector<std::string> output_names() const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  /// What was learned of one column.
  struct Filling {
    bool is_text = false;
    bool is_empty = false;  // no value was there, and the column is left out
    bool had_gaps = false;  // gets an indicator
    double number = 0;
    std::string text = {};
  };
  friend void fields(Filling& filling, Fields& f);

  Filling learned(const io::Column& column, const std::string& source) const;
  io::Column filled(const io::Column& column, const Filling& filling, const std::string& source) const;

  SimpleImputerOptions options_;
  std::vector<Filling> fillings_;
};

struct MissingIndicatorOptions {
  bool all_features = false;  ///< otherwise only columns that had gaps when fit() saw them
  bool error_on_new = true;   ///< a gap in a column that had none is an Error
  double missing_values = std::numeric_limits<double>::quiet_NaN();  ///< what stands for a missing number
};

/// 1 where a value is missing and 0 elsewhere: "missingindicator_age".
class MissingIndicator final : public Kind<MissingIndicator> {
 public:
  static constexpr const char* kind_name = "MissingIndicator";
  explicit MissingIndicator(const MissingIndicatorOptions& options = {}) : options_(options) {}

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  std::vector<std::string> output_names() const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  MissingIndicatorOptions options_;
  std::vector<bool> had_gaps_;
};

}  // namespace gradus::data
