#pragma once

#include "gradus/optim/line_search.hpp"
#include "gradus/optim/optimizer.hpp"

namespace gradus::optim {

/// How LBFGS finds the length of a step.
enum class LineSearch : uint8_t {
  none,         ///< the rate itself
  strong_wolfe  ///< a length of enough descent and of a gradient that has become flat enough
};

struct LBFGSOptions {
  double lr = 1;
  int64_t max_iter = 20;                           ///< directions a step
  std::optional<int64_t> max_eval = std::nullopt;  ///< evaluations a step; max_iter * 5 / 4 unless given
  double tolerance_grad = 1e-7;                    ///< done when no element of the gradient is larger
  double tolerance_change = 1e-9;                  ///< done when loss or parameters change by less
  int64_t history_size = 100;                      ///< gradient differences kept
  LineSearch line_search_fn = LineSearch::none;
};

/// Limited-memory BFGS as PyTorch computes it: directions from the gradient and the last differences of
/// gradients, over all parameters as one vector. One group only, of one type.
///
/// A step evaluates the loss several times, through a closure that also computes the gradients:
///
///     lbfgs.step([&] {
///       lbfgs.zero_grad();
///       Tensor loss = nn::mse_loss(model(x), y);
///       loss.backward();
///       return loss;
///     });
class LBFGS final : public Optimizer {
 public:
  explicit LBFGS(const std::vector<Tensor>& parameters, const LBFGSOptions& options = {});

  /// An Error: a closure is needed.
  void step() override;
  /// Returns the loss before the step.
  Tensor step(const std::function<Tensor()>& closure) override;

  const LBFGSOptions& options() const { return options_; }
  OptimizerState state_dict() const override;
  void load_state_dict(const OptimizerState& state) override;

 protected:
  std::vector<Setting> settings(size_t group) override;

 private:
  Tensor flat_gradient() const;
  /// Takes the last change into the memory and gives the direction to go from here.
  Tensor next_direction(const Tensor& gradient);
  /// Adds `length` times the direction to the parameters.
  void move(double length, const Tensor& direction);
  detail::Evaluation evaluate(const std::function<Tensor()>& closure);
  /// Goes along the direction and finds the length of the step; `here` becomes the values there.
  void advance(const std::function<Tensor()>& closure, double slope, bool last, detail::Evaluation& here);

  LBFGSOptions options_;
  std::vector<Tensor> differences_, steps_;  // of gradients and parameters, oldest first
  std::vector<double> inverse_products_;     // 1 / (difference . step)
  Tensor direction_, previous_gradient_;
  double length_ = 0, previous_loss_ = 0;
  double scale_ = 1;  // the first guess at the inverse Hessian
  int64_t evaluations_ = 0, iterations_ = 0;
};

}  // namespace gradus::optim
