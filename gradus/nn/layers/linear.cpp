#include "gradus/nn/layers/linear.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/nn/init.hpp"

namespace gradus::nn {
namespace {

Shape weight_shape(int64_t in_features, int64_t out_features) {
  if (in_features < 0 || out_features < 0) {
    fail(fmt::format("Linear: {} features in and {} out cannot be", in_features, out_features));
  }
  return {out_features, in_features};
}

}  // namespace

Linear::Linear(int64_t in_features, int64_t out_features, const LinearOptions& options)
    : in_features_(in_features),
      out_features_(out_features),
      options_(options),
      weight_(
          add_parameter("weight", zeros(weight_shape(in_features, out_features), {.dtype = options.dtype}))) {
  if (weight_.numel() > 0) init::kaiming_uniform_(weight_, {.a = std::sqrt(5.0)});
  if (options.bias) {
    bias_ = &add_parameter("bias", zeros({out_features}, {.dtype = options.dtype}));
    const double bound = in_features > 0 ? 1 / std::sqrt(static_cast<double>(in_features)) : 0;
    init::uniform_(*bias_, -bound, bound);
  }
}

Tensor Linear::forward(const Tensor& x) { return linear(x, weight_, bias()); }

std::string Linear::extra_repr() const {
  return fmt::format("in_features={}, out_features={}, bias={}", in_features_, out_features_,
                     options_.bias ? "True" : "False");
}

std::unique_ptr<Module> Linear::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
