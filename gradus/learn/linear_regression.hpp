#pragma once

#include "gradus/learn/predictor.hpp"

namespace gradus::learn {

namespace internal {

/// What linear regressions have in common: y = x coef^T + intercept.
class LinearModel : public Regressor {
 public:
  /// [d], or [m, d] for m targets: float64. An Error before fit().
  Tensor coef() const;
  /// A number, or [m]: float64. An Error before fit().
  Tensor intercept() const;
  bool takes_sample_weight() const override { return true; }

 protected:
  Tensor outputs(const Tensor& x) const override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

  Tensor coef_, intercept_;  // [m, d], [m]
};

}  // namespace internal

struct LinearRegressionOptions {
  bool fit_intercept = true;
};

/// Least squares: the coefficients with the smallest sum of squares of y - x coef - intercept.
///
/// Exact: by QR, and in more digits where columns are nearly dependent, so that at a condition number of 1e15
/// all digits that float64 holds are right. Of columns that are dependent, the shortest coefficients.
///
///     learn::LinearRegression line;
///     line.fit(x, y);
///     line.coef();  // [d]
class LinearRegression final : public Learner<LinearRegression, internal::LinearModel> {
 public:
  static constexpr const char* kind_name = "LinearRegression";
  explicit LinearRegression(const LinearRegressionOptions& options = {}) : options_(options) {}

 protected:
  void learn(const Tensor& x, const Tensor& y, const Tensor& weights) override;
  void options(Fields& f) override { f("fit_intercept", options_.fit_intercept); }

 private:
  LinearRegressionOptions options_;
};

struct RidgeOptions {
  double alpha = 1;  ///< how much the sum of squared coefficients counts; 0 is least squares
  bool fit_intercept = true;
};

/// Least squares with small coefficients: minimises |y - x coef - intercept|^2 + alpha |coef|^2, by QR of the
/// rows with sqrt(alpha) times the unit matrix below them. The intercept is free.
///
///     learn::Ridge ridge({.alpha = 10});
///     ridge.fit(x, y);
class Ridge final : public Learner<Ridge, internal::LinearModel> {
 public:
  static constexpr const char* kind_name = "Ridge";
  /// An Error for an alpha below 0.
  explicit Ridge(const RidgeOptions& options = {});

 protected:
  void learn(const Tensor& x, const Tensor& y, const Tensor& weights) override;
  void options(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  RidgeOptions options_;
};

}  // namespace gradus::learn
