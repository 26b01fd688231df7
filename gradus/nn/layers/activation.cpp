#include "gradus/nn/layers/activation.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/nn/layers/repr.hpp"

namespace gradus::nn {

namespace internal {

template <class Self, Tensor (*op)(const Tensor&)>
std::unique_ptr<Module> Pointwise<Self, op>::fresh() const {
  return made_again(static_cast<const Self&>(*this));
}
template <class Self, Tensor (*op)(const Tensor&, double)>
std::unique_ptr<Module> PointwiseWith<Self, op>::fresh() const {
  return made_again(static_cast<const Self&>(*this));
}
template <class Self, Tensor (*op)(const Tensor&, int64_t)>
std::unique_ptr<Module> AlongDim<Self, op>::fresh() const {
  return made_again(static_cast<const Self&>(*this));
}

template class Pointwise<ReLU, &relu>;
template class Pointwise<ReLU6, &relu6>;
template class Pointwise<Sigmoid, &sigmoid>;
template class Pointwise<LogSigmoid, &logsigmoid>;
template class Pointwise<Tanh, &gradus::tanh>;
template class Pointwise<Tanhshrink, &tanhshrink>;
template class Pointwise<SiLU, &silu>;
template class Pointwise<Mish, &mish>;
template class Pointwise<Softsign, &softsign>;
template class Pointwise<Hardsigmoid, &hardsigmoid>;
template class Pointwise<Hardswish, &hardswish>;
template class Pointwise<SELU, &selu>;
template class PointwiseWith<LeakyReLU, &leaky_relu>;
template class PointwiseWith<ELU, &elu>;
template class PointwiseWith<CELU, &celu>;
template class PointwiseWith<Softshrink, &softshrink>;
template class PointwiseWith<Hardshrink, &hardshrink>;
template class AlongDim<Softmax, &softmax>;
template class AlongDim<LogSoftmax, &log_softmax>;
template class AlongDim<GLU, &glu>;

}  // namespace internal

using internal::python;

std::string LeakyReLU::extra_repr() const { return "negative_slope=" + python(number_); }
std::string ELU::extra_repr() const { return "alpha=" + python(number_); }
std::string CELU::extra_repr() const { return "alpha=" + python(number_); }
std::string Softshrink::extra_repr() const { return python(number_); }
std::string Hardshrink::extra_repr() const { return python(number_); }

std::string GELU::extra_repr() const {
  return approximate_ == Approximate::tanh ? "approximate='tanh'" : "approximate='none'";
}

// PyTorch's defaults of these two are integers, and print so.
std::string Softplus::extra_repr() const {
  return fmt::format("beta={}, threshold={}", options_.beta, options_.threshold);
}

std::string Threshold::extra_repr() const {
  return fmt::format("threshold={}, value={}", threshold_, value_);
}

Hardtanh::Hardtanh(const HardtanhOptions& options) : options_(options) {
  if (!(options.min_val < options.max_val)) {
    fail(fmt::format("Hardtanh: min_val {} is not below max_val {}", options.min_val, options.max_val));
  }
}

std::string Hardtanh::extra_repr() const {
  return fmt::format("min_val={}, max_val={}", python(options_.min_val), python(options_.max_val));
}

PReLU::PReLU(const PReLUOptions& options)
    : options_(options),
      weight_(add_parameter("weight", full({options.num_parameters}, options.init,
                                           {.dtype = options.dtype.value_or(default_dtype())}))) {}

std::string PReLU::extra_repr() const { return fmt::format("num_parameters={}", options_.num_parameters); }

std::unique_ptr<Module> GELU::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Softplus::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Hardtanh::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Threshold::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> PReLU::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
