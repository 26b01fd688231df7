#include "gradus/nn/layers.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/unary.hpp"
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

std::unique_ptr<Module> Linear::fresh() const {
  return std::make_unique<Linear>(in_features_, out_features_, options_);
}

Tensor ReLU::forward(const Tensor& x) { return relu(x); }

Tensor Sigmoid::forward(const Tensor& x) { return sigmoid(x); }

Tensor Tanh::forward(const Tensor& x) { return tanh(x); }

Sequential& Sequential::append(std::unique_ptr<Layer> layer) {
  if (!layer) fail("Sequential: no layer was given");
  layers_.push_back(layer.get());
  add_child(fmt::format("{}", layers_.size() - 1), std::move(layer));
  return *this;
}

Layer& Sequential::operator[](size_t index) const {
  if (index >= layers_.size())
    fail(fmt::format("Sequential: layer {} was asked for, there are {}", index, size()));
  return *layers_[index];
}

Tensor Sequential::forward(const Tensor& x) {
  if (layers_.empty()) return x;
  Tensor y = (*layers_.front())(x);
  for (size_t i = 1; i < layers_.size(); ++i) y = (*layers_[i])(y);
  return y;
}

std::unique_ptr<Module> Sequential::fresh() const {
  auto copy = std::make_unique<Sequential>();
  for (const Layer* layer : layers_) copy->append(nn::clone(*layer));
  return copy;
}

}  // namespace gradus::nn
