#include "gradus/nn/layers/activation.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/nn/layers/repr.hpp"

namespace gradus::nn {

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

}  // namespace gradus::nn
