#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "gradus/learn/linear_classifier.hpp"

namespace gradus::learn {

enum class PerceptronLoss : uint8_t {
  perceptron,  ///< Rosenblatt's rule: rows on the wrong side move the plane
  hinge        ///< rows nearer than 1 to the plane move it as well
};
std::span<const std::string_view> enum_names(PerceptronLoss);

struct PerceptronOptions {
  PerceptronLoss loss = PerceptronLoss::perceptron;
  double eta0 = 1;  ///< how far a row moves the plane
  int64_t max_iter = 1000;
  double tol = 1e-3;
  int64_t n_iter_no_change = 5;  ///< epochs in a row in which the loss falls by less than tol, to end with
  bool shuffle = true;           ///< rows come in a new order each epoch
  bool fit_intercept = true;
  int64_t seed = 0;
  ClassWeight class_weight = {};
};

/// The perceptron (Rosenblatt, 1958): each row on the wrong side of the plane moves it by eta0 t (x, 1).
///
/// partial_fit() takes its rows in the order given.
///
///     learn::Perceptron model({.eta0 = 0.1});
///     model.fit(x, y);
///     model.loss_curve();  // falls to 0 where a plane separates the classes
class Perceptron final : public Learner<Perceptron, internal::LinearClassifier> {
 public:
  static constexpr const char* kind_name = "Perceptron";
  explicit Perceptron(const PerceptronOptions& options = {});

 protected:
  internal::Descent descent() const override;
  const ClassWeight& class_weight() const override { return options_.class_weight; }
  void options(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check_options(const std::string& where) const;

  PerceptronOptions options_;
};

struct AdalineOptions {
  double eta0 = 0.01;
  int64_t max_iter = 50;
  std::optional<int64_t> batch_size = 1;  ///< rows of a step: 1 is stochastic; none: all rows
  double tol = 0;
  int64_t n_iter_no_change = 5;
  bool shuffle = true;
  bool fit_intercept = true;
  int64_t seed = 0;
  ClassWeight class_weight = {};
};

/// Adaline (Widrow and Hoff, 1960): gradient descent on the mean of (x coef + intercept - t)^2, t being 1 on
/// the side of the class and -1 on the other.
///
/// An Error when the loss grows beyond all numbers. partial_fit() takes its rows in the order given.
///
///     learn::Adaline model({.eta0 = 0.1, .batch_size = std::nullopt});  // full batches
///     model.fit(x, y);
class Adaline final : public Learner<Adaline, internal::LinearClassifier> {
 public:
  static constexpr const char* kind_name = "Adaline";
  explicit Adaline(const AdalineOptions& options = {});

 protected:
  internal::Descent descent() const override;
  const ClassWeight& class_weight() const override { return options_.class_weight; }
  void options(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check_options(const std::string& where) const;

  AdalineOptions options_;
};

}  // namespace gradus::learn
