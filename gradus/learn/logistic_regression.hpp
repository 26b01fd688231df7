#pragma once

#include "gradus/learn/class_weight.hpp"
#include "gradus/learn/predictor.hpp"

namespace gradus::learn {

struct LogisticRegressionOptions {
  double C = 1;  ///< how much the losses count beside half the sum of squared coefficients
  bool fit_intercept = true;
  double tol = 1e-4;  ///< done when no element of the gradient is larger
  int64_t max_iter = 100;
  ClassWeight class_weight = {};
};

/// Logistic regression, of several classes softmax regression: minimises C times the sum of the rows'
/// cross-entropies plus half the sum of squared coefficients, by L-BFGS. The intercepts are free. Where the
/// problem is small, a few of Newton's steps then bring the coefficients to nearly all their digits.
///
/// The losses of loss_curve() are values of that sum. It ends after max_iter iterations whether or not it has
/// arrived, which converged() tells; columns of very different sizes make it slow: scale them first.
///
///     learn::LogisticRegression model({.C = 10});
///     model.fit(x, y);
///     model.predict_proba(x_new);  // [n, classes]
class LogisticRegression final : public Learner<LogisticRegression, Classifier> {
 public:
  static constexpr const char* kind_name = "LogisticRegression";
  explicit LogisticRegression(const LogisticRegressionOptions& options = {});

  /// [1, d] for two classes, else [classes, d]: float64. An Error before fit(), as for all that follow.
  const Tensor& coef() const;
  /// [1] or [classes]: float64.
  const Tensor& intercept() const;
  int64_t n_iter() const;
  /// Whether the gradient became as small as `tol`, or the loss as small as its digits allow.
  bool converged() const;
  bool has_probabilities() const override { return true; }
  bool takes_sample_weight() const override { return true; }

 protected:
  void learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) override;
  Tensor scores(const Tensor& x) const override;
  Tensor probabilities(const Tensor& x) const override;
  void options(Fields& f) override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check_options(const std::string& where) const;
  Tensor counts_of(const std::vector<int64_t>& places, const Tensor& weights) const;
  void polish(const Tensor& x, const Tensor& y, const Tensor& counts);

  LogisticRegressionOptions options_;
  Tensor coef_, intercept_;
  int64_t n_iter_ = 0;
  bool converged_ = false;
};

}  // namespace gradus::learn
