#pragma once

#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::optim {

/// What all optimisers share: a list of parameters and the step over them.
///
/// The state (momentum and the like) belongs to the parameter's place in the list.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Changes every parameter that has a gradient. Recorded by no gradient.
  void step();
  /// Lets go of the gradients, as PyTorch does by default.
  void zero_grad();

  const std::vector<Tensor>& parameters() const { return parameters_; }

  /// The learning rate; an Error when negative or not a number.
  virtual double lr() const = 0;
  virtual void set_lr(double lr) = 0;

 protected:
  /// An Error for no parameters, for one that is no floating-point leaf, and for one that is listed twice.
  explicit Optimizer(std::vector<Tensor> parameters);

  /// Changes parameter i, whose gradient is dense and of its type.
  virtual void update(size_t i, Tensor& parameter, const Tensor& gradient) = 0;
  /// The number of steps that parameter i has made, this one included; an address that stays.
  const int64_t* step_of(size_t i) const { return &steps_[i]; }

 private:
  std::vector<Tensor> parameters_;
  std::vector<int64_t> steps_;
};

/// An Error in the name of `who` unless low <= value and, when given, value < high.
void check_option(const char* who, const char* option, double value, double low, double high);

}  // namespace gradus::optim
