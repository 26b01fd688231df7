#pragma once

#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::nn {

/// In training each element is 0 with probability p and x / (1 - p) otherwise; in evaluation x itself.
class Dropout final : public Layer {
 public:
  explicit Dropout(double p = 0.5);
  Tensor forward(const Tensor& x) override;
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(p_); }
  static constexpr std::array argument_names{"p"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  double p_;
};

/// The same for whole channels of x [n, c, h, w].
class Dropout2d final : public Layer {
 public:
  explicit Dropout2d(double p = 0.5);
  Tensor forward(const Tensor& x) override;
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(p_); }
  static constexpr std::array argument_names{"p"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  double p_;
};

}  // namespace gradus::nn
