#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gradus/learn/descent.hpp"
#include "gradus/learn/linear_classifier.hpp"
#include "gradus/learn/linear_regression.hpp"

namespace gradus::learn {

/// What a score s of a row costs, t being 1 on the side of the class and -1 on the other.
enum class SGDClassifierLoss : uint8_t {
  hinge,           ///< max(0, 1 - t s): a linear support vector machine
  log_loss,        ///< log(1 + exp(-t s)): logistic regression
  softmax,         ///< the cross-entropy of all classes together: softmax regression
  modified_huber,  ///< max(0, 1 - t s)^2 where t s > -1, else -4 t s
  squared_hinge,   ///< max(0, 1 - t s)^2
  perceptron       ///< max(0, -t s)
};
std::span<const std::string_view> enum_names(SGDClassifierLoss);

struct SGDClassifierOptions {
  SGDClassifierLoss loss = SGDClassifierLoss::hinge;
  Penalty penalty = Penalty::l2;
  double alpha = 1e-4;  ///< how much the penalty counts; also sets the rates of `optimal`
  double l1_ratio = 0.15;
  bool fit_intercept = true;
  int64_t max_iter = 1000;
  std::optional<double> tol = 1e-3;  ///< an epoch that makes the mean loss smaller by less counts as none
  bool shuffle = true;               ///< rows come in a new order each epoch
  LearningRate learning_rate = LearningRate::optimal;
  double eta0 = 0.01;  ///< of all rates but `optimal`
  double power_t = 0.5;
  int64_t n_iter_no_change = 5;           ///< so many such epochs in a row end it
  std::optional<int64_t> batch_size = 1;  ///< rows of a step; none: all rows
  int64_t seed = 0;
  ClassWeight class_weight = {};
};

/// Linear classifiers by stochastic gradient descent: one plane for two classes, else one for each class
/// against the rest, or all together with softmax.
///
/// Steps are scikit-learn's, the orders of a shuffle are not; partial_fit() takes its rows in the order
/// given. A plane whose loss no longer falls ends for itself. An Error when the loss grows beyond all
/// numbers.
///
///     learn::SGDClassifier model({.loss = learn::SGDClassifierLoss::log_loss});
///     model.fit(x, y);
///     model.predict_proba(x_new);  // for log_loss, softmax and modified_huber
class SGDClassifier final : public Learner<SGDClassifier, internal::LinearClassifier> {
 public:
  static constexpr const char* kind_name = "SGDClassifier";
  explicit SGDClassifier(const SGDClassifierOptions& options = {});
  /// For the losses log_loss, softmax and modified_huber.
  bool has_probabilities() const override;

 protected:
  internal::Descent descent() const override;
  const ClassWeight& class_weight() const override { return options_.class_weight; }
  Tensor probabilities(const Tensor& x) const override;
  void options(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check_options(const std::string& where) const;

  SGDClassifierOptions options_;
};

/// What a score s of a row with the target t costs.
enum class SGDRegressorLoss : uint8_t {
  squared_error,               ///< (s - t)^2 / 2: least squares
  huber,                       ///< the same up to |s - t| = epsilon, and a straight line beyond
  epsilon_insensitive,         ///< max(0, |s - t| - epsilon)
  squared_epsilon_insensitive  ///< max(0, |s - t| - epsilon)^2
};
std::span<const std::string_view> enum_names(SGDRegressorLoss);

struct SGDRegressorOptions {
  SGDRegressorLoss loss = SGDRegressorLoss::squared_error;
  Penalty penalty = Penalty::l2;
  double alpha = 1e-4;
  double l1_ratio = 0.15;
  bool fit_intercept = true;
  int64_t max_iter = 1000;
  std::optional<double> tol = 1e-3;
  bool shuffle = true;
  double epsilon = 0.1;
  LearningRate learning_rate = LearningRate::invscaling;
  double eta0 = 0.01;
  double power_t = 0.25;
  int64_t n_iter_no_change = 5;
  std::optional<int64_t> batch_size =
      1;  ///< rows of a step: 1 is stochastic; none: all rows, gradient descent
  int64_t seed = 0;
};

/// Linear regression by stochastic, mini-batch or batch gradient descent; for rows that are many or come in
/// parts. Scale columns first. LinearRegression and Ridge are exact.
///
/// An Error when the loss grows beyond all numbers.
///
///     learn::SGDRegressor line({.batch_size = 32});
///     line.fit(x, y);
///     line.partial_fit(x_more, y_more);
class SGDRegressor final : public Learner<SGDRegressor, internal::LinearModel> {
 public:
  static constexpr const char* kind_name = "SGDRegressor";
  explicit SGDRegressor(const SGDRegressorOptions& options = {});

  /// Learns on from more rows: one pass in their order. An Error for another number of targets than before.
  SGDRegressor& partial_fit(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {});
  bool takes_sample_weight() const override { return true; }

 protected:
  void learn(const Tensor& x, const Tensor& y, const Tensor& weights) override;
  void options(Fields& f) override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check_options(const std::string& where) const;
  internal::Descent descent() const;
  void begin(int64_t features, int64_t targets);
  internal::PlaneDescent planes();

  SGDRegressorOptions options_;
  int64_t steps_ = 0;
};

}  // namespace gradus::learn
