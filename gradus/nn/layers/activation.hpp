#pragma once

#include <optional>

#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

/// Activation functions as layers; what each computes stands with the function of that name.
namespace gradus::nn {

namespace internal {

/// A layer that is one function.
template <class Self, Tensor (*op)(const Tensor&)>
class Pointwise : public Layer {
 public:
  Tensor forward(const Tensor& x) override { return op(x); }
  auto arguments() const { return std::tuple(); }

 protected:
  std::unique_ptr<Module> fresh() const override;  // for each layer below in activation.cpp
};

/// A layer that is one function with one number.
template <class Self, Tensor (*op)(const Tensor&, double)>
class PointwiseWith : public Layer {
 public:
  explicit PointwiseWith(double number) : number_(number) {}
  Tensor forward(const Tensor& x) override { return op(x, number_); }
  auto arguments() const { return std::tuple(number_); }

 protected:
  std::unique_ptr<Module> fresh() const override;  // for each layer below in activation.cpp
  double number_;
};

/// A layer that is one function along a dimension.
template <class Self, Tensor (*op)(const Tensor&, int64_t)>
class AlongDim : public Layer {
 public:
  explicit AlongDim(int64_t dim) : dim_(dim) {}
  Tensor forward(const Tensor& x) override { return op(x, dim_); }
  std::string extra_repr() const override { return "dim=" + std::to_string(dim_); }
  auto arguments() const { return std::tuple(dim_); }
  static constexpr std::array argument_names{"dim"};

 protected:
  std::unique_ptr<Module> fresh() const override;  // for each layer below in activation.cpp
  int64_t dim_;
};

}  // namespace internal

/// max(x, 0).
class ReLU final : public internal::Pointwise<ReLU, &relu> {};
/// x cut to [0, 6].
class ReLU6 final : public internal::Pointwise<ReLU6, &relu6> {};
/// 1 / (1 + e^-x).
class Sigmoid final : public internal::Pointwise<Sigmoid, &sigmoid> {};
/// log(sigmoid(x)).
class LogSigmoid final : public internal::Pointwise<LogSigmoid, &logsigmoid> {};
/// (e^x - e^-x) / (e^x + e^-x).
class Tanh final : public internal::Pointwise<Tanh, &gradus::tanh> {};
/// x - tanh(x).
class Tanhshrink final : public internal::Pointwise<Tanhshrink, &tanhshrink> {};
/// x sigmoid(x).
class SiLU final : public internal::Pointwise<SiLU, &silu> {};
/// x tanh(softplus(x)).
class Mish final : public internal::Pointwise<Mish, &mish> {};
/// x / (1 + |x|).
class Softsign final : public internal::Pointwise<Softsign, &softsign> {};
/// relu6(x + 3) / 6.
class Hardsigmoid final : public internal::Pointwise<Hardsigmoid, &hardsigmoid> {};
/// x relu6(x + 3) / 6.
class Hardswish final : public internal::Pointwise<Hardswish, &hardswish> {};
/// 1.0507 (x above 0, 1.6733 (e^x - 1) below), which keeps mean 0 and variance 1 (Klambauer et al. 2017).
class SELU final : public internal::Pointwise<SELU, &selu> {};

/// x above 0, negative_slope x below.
class LeakyReLU final : public internal::PointwiseWith<LeakyReLU, &leaky_relu> {
 public:
  explicit LeakyReLU(double negative_slope = 0.01) : PointwiseWith(negative_slope) {}
  std::string extra_repr() const override;
  static constexpr std::array argument_names{"negative_slope"};
};

/// x above 0, alpha (e^x - 1) below.
class ELU final : public internal::PointwiseWith<ELU, &elu> {
 public:
  explicit ELU(double alpha = 1) : PointwiseWith(alpha) {}
  std::string extra_repr() const override;
  static constexpr std::array argument_names{"alpha"};
};

/// x above 0, alpha (e^(x / alpha) - 1) below.
class CELU final : public internal::PointwiseWith<CELU, &celu> {
 public:
  explicit CELU(double alpha = 1) : PointwiseWith(alpha) {}
  std::string extra_repr() const override;
  static constexpr std::array argument_names{"alpha"};
};

/// x moved towards 0 by lambd and not beyond.
class Softshrink final : public internal::PointwiseWith<Softshrink, &softshrink> {
 public:
  explicit Softshrink(double lambd = 0.5) : PointwiseWith(lambd) {}
  std::string extra_repr() const override;
  static constexpr std::array argument_names{"lambd"};
};

/// x, but 0 within [-lambd, lambd].
class Hardshrink final : public internal::PointwiseWith<Hardshrink, &hardshrink> {
 public:
  explicit Hardshrink(double lambd = 0.5) : PointwiseWith(lambd) {}
  std::string extra_repr() const override;
  static constexpr std::array argument_names{"lambd"};
};

/// e^x_i / sum of e^x_j along `dim`.
class Softmax final : public internal::AlongDim<Softmax, &softmax> {
 public:
  using AlongDim::AlongDim;
};
/// log(softmax(x)).
class LogSoftmax final : public internal::AlongDim<LogSoftmax, &log_softmax> {
 public:
  using AlongDim::AlongDim;
};
/// a sigmoid(b) of the two halves of x along `dim`.
class GLU final : public internal::AlongDim<GLU, &glu> {
 public:
  explicit GLU(int64_t dim = -1) : AlongDim(dim) {}
};

/// x Phi(x), exactly or by a formula with tanh: `nn::GELU(Approximate::tanh)`.
class GELU final : public Layer {
 public:
  explicit GELU(Approximate approximate = Approximate::none) : approximate_(approximate) {}
  Tensor forward(const Tensor& x) override { return gelu(x, approximate_); }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(approximate_); }
  static constexpr std::array argument_names{"approximate"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Approximate approximate_;
};

struct SoftplusOptions {
  double beta = 1;
  double threshold = 20;
};

/// log(1 + e^(beta x)) / beta.
class Softplus final : public Layer {
 public:
  explicit Softplus(const SoftplusOptions& options = {}) : options_(options) {}
  Tensor forward(const Tensor& x) override { return softplus(x, options_.beta, options_.threshold); }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(options_); }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  SoftplusOptions options_;
};

struct HardtanhOptions {
  double min_val = -1;
  double max_val = 1;
};

/// x cut to [min_val, max_val].
class Hardtanh final : public Layer {
 public:
  explicit Hardtanh(const HardtanhOptions& options = {});
  Tensor forward(const Tensor& x) override { return hardtanh(x, options_.min_val, options_.max_val); }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(options_); }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  HardtanhOptions options_;
};

/// x above the threshold, `value` elsewhere.
class Threshold final : public Layer {
 public:
  Threshold(double threshold, double value) : threshold_(threshold), value_(value) {}
  Tensor forward(const Tensor& x) override { return threshold(x, threshold_, value_); }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(threshold_, value_); }
  static constexpr std::array argument_names{"threshold", "value"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  double threshold_, value_;
};

struct PReLUOptions {
  int64_t num_parameters = 1;  ///< one for all, or one for each channel
  double init = 0.25;
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

/// x above 0, weight x below; the weight is learned.
class PReLU final : public Layer {
 public:
  explicit PReLU(const PReLUOptions& options = {});
  Tensor forward(const Tensor& x) override { return prelu(x, weight_); }
  Tensor& weight() { return weight_; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(options_); }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  PReLUOptions options_;
  Tensor& weight_;
};

}  // namespace gradus::nn
