#pragma once

#include <vector>

#include "gradus/data/transformer.hpp"

namespace gradus::data {

namespace internal {

/// What scalers have in common: each column is moved by a number and divided or multiplied by another.
class Scaler : public Transformer {
 protected:
  void check_length(const std::string& where, const char* what, size_t length) const;
};

}  // namespace internal

struct StandardScalerOptions {
  bool with_mean = true;  ///< otherwise columns are not moved
  bool with_std = true;   ///< otherwise columns are not stretched
};

/// Brings each column to mean 0 and standard deviation 1: z = (x - mean) / scale.
///
/// mean and scale are those of the rows it was fitted on, in float64; scale is the population's standard
/// deviation (divided by n), and 1 for a column without spread. As in scikit-learn. An Error for columns that
/// are too large to add up.
///
///     data::StandardScaler scaler;
///     Tensor train = scaler.fit_transform(x_train);
///     Tensor test = scaler.transform(x_test);
class StandardScaler final : public Kind<StandardScaler, internal::Scaler> {
 public:
  static constexpr const char* kind_name = "StandardScaler";
  explicit StandardScaler(const StandardScalerOptions& options = {}) : options_(options) {}

  /// [d], float64. An Error before fit().
  Tensor mean() const;
  Tensor scale() const;
  Tensor var() const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  Frame invert(const Frame& z) const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  StandardScalerOptions options_;
  std::vector<double> mean_, var_, scale_;
};

struct MinMaxScalerOptions {
  double low = 0, high = 1;  ///< scikit-learn's feature_range
  bool clip = false;         ///< values beyond those of fit() are cut to the range
};

/// Brings each column to [low, high]: z = low + (x - min) (high - low) / (max - min), with the division left
/// out for a column without spread.
class MinMaxScaler final : public Kind<MinMaxScaler, internal::Scaler> {
 public:
  static constexpr const char* kind_name = "MinMaxScaler";
  /// An Error unless low is below high.
  explicit MinMaxScaler(const MinMaxScalerOptions& options = {});

  /// [d], float64. An Error before fit().
  Tensor data_min() const;
  Tensor data_max() const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  Frame invert(const Frame& z) const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  /// z = x scale + shift.
  std::vector<double> scale() const;
  std::vector<double> shift() const;

  MinMaxScalerOptions options_;
  std::vector<double> data_min_, data_max_;
  bool single_ = false;  // learned from float32, which has another smallest spread
};

struct RobustScalerOptions {
  bool with_centering = true;
  bool with_scaling = true;
  double low = 25, high = 75;  ///< scikit-learn's quantile_range, in percent
  bool unit_variance = false;  ///< the scale is such that normally distributed columns get variance 1
};

/// Brings each column to median 0 and interquartile range 1, which outliers hardly change:
/// z = (x - median) / (quantile(high) - quantile(low)).
class RobustScaler final : public Kind<RobustScaler, internal::Scaler> {
 public:
  static constexpr const char* kind_name = "RobustScaler";
  /// An Error unless 0 <= low <= high <= 100.
  explicit RobustScaler(const RobustScalerOptions& options = {});

  /// [d], float64. An Error before fit().
  Tensor center() const;
  Tensor scale() const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  Frame invert(const Frame& z) const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  RobustScalerOptions options_;
  std::vector<double> center_, scale_;
};

}  // namespace gradus::data
