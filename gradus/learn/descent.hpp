#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"

namespace gradus::learn {

/// What is made smaller besides the losses, alpha times: never the intercept.
enum class Penalty : uint8_t {
  none,
  l2,          ///< half the sum of squared coefficients
  l1,          ///< the sum of their absolute values, which makes some of them 0
  elasticnet,  ///< l1_ratio of the second and 1 - l1_ratio of the first
};
std::span<const std::string_view> enum_names(Penalty);

/// How far step t goes, t counted from 1.
enum class LearningRate : uint8_t {
  constant,    ///< eta0
  optimal,     ///< 1 / (alpha (t0 + t - 1)), with a t0 chosen by alpha (Bottou)
  invscaling,  ///< eta0 / t^power_t
  adaptive,    ///< eta0, and a fifth of it each time the loss no longer falls
};
std::span<const std::string_view> enum_names(LearningRate);

namespace internal {

/// What a row's score s costs, of a target t that is a number, or 1 and -1 for the sides of a plane.
enum class Loss : uint8_t {
  perceptron,           ///< max(0, -t s)
  hinge,                ///< max(0, 1 - t s)
  squared_hinge,        ///< max(0, 1 - t s)^2
  modified_huber,       ///< max(0, 1 - t s)^2 where t s > -1, else -4 t s
  log_loss,             ///< log(1 + exp(-t s))
  squared_error,        ///< (s - t)^2 / 2
  huber,                ///< (s - t)^2 / 2 up to |s - t| = epsilon, then epsilon (|s - t| - epsilon / 2)
  epsilon_insensitive,  ///< max(0, |s - t| - epsilon)
  squared_epsilon_insensitive,  ///< max(0, |s - t| - epsilon)^2
  adaline,                      ///< (s - t)^2
  softmax,                      ///< the cross-entropy of all planes together
};

/// How planes are moved.
struct Descent {
  Loss loss;
  double epsilon = 0;
  Penalty penalty = Penalty::none;
  double alpha = 0, l1_ratio = 0;
  LearningRate learning_rate = LearningRate::constant;
  double eta0 = 1, power_t = 0;
  int64_t batch = 1;  ///< rows of a step
  int64_t epochs = 1;
  std::optional<double> tol;  ///< an epoch that makes the mean loss smaller by less counts as none
  int64_t patience = 1;       ///< so many such epochs in a row end it
  bool shuffle = true, intercept = true;
  int64_t seed = 0;
};

/// Planes x w + b, and where they are moved.
struct Planes {
  double* weights;  ///< [count, d]
  double* biases;   ///< [count]
  int64_t count, d;
};

/// Rows, and what the planes should say of them.
struct DescentRows {
  const double* x;        ///< [n, d]
  const double* targets;  ///< [planes, n]; for softmax the class's number, [n]
  int64_t n;
  const double* weights = nullptr;  ///< like targets, how much each row counts; null: 1
};

/// Moves planes row by row, or batch by batch, against the gradients of their losses (stochastic gradient
/// descent), in scikit-learn's steps. Each plane ends for itself when its loss no longer falls.
///
/// A step of one row goes as many times as far as the row weighs, as in scikit-learn; one of a batch goes
/// against the weighted mean of its rows' gradients. Mean losses are weighted.
class PlaneDescent {
 public:
  /// `steps` is how many steps were done before.
  PlaneDescent(const Descent& how, const Planes& planes, int64_t steps);

  /// All epochs, in new orders when shuffling; calls told(mean loss) after each.
  void run(const DescentRows& rows, const std::function<void(double)>& told);
  /// One epoch in the order of the rows; returns the mean loss.
  double pass(const DescentRows& rows);
  /// Steps done so far.
  int64_t steps() const { return steps_; }

 private:
  /// What a plane knows of its way.
  struct State {
    double eta, best, loss = 0;
    int64_t idle = 0;
    bool done = false;
    double l1_due = 0;             // what l1 could have taken from each coefficient so far,
    std::vector<double> l1_taken;  // and what it has
  };

  double rate_of(const State& state, int64_t step) const;
  double epoch(const DescentRows& rows, std::span<const int64_t> order);
  template <Loss loss>
  double move_plane(int64_t plane, const DescentRows& rows, std::span<const int64_t> order);
  double move_together(const DescentRows& rows, std::span<const int64_t> order);
  double size_of(std::span<const int64_t> part, const double* weights) const;
  void shrink(State& state, double* weights, double eta) const;
  double decay(double eta) const;
  void judge(State& state, double mean_loss) const;

  Descent how_;
  Planes planes_;
  int64_t steps_;
  double optimal_start_ = 0, l1_share_ = 0;
  std::vector<State> states_;
  std::vector<double> gradient_, scores_;
};

}  // namespace internal

}  // namespace gradus::learn
