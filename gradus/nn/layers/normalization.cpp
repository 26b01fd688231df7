#include "gradus/nn/layers/normalization.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/nn/layers/repr.hpp"

namespace gradus::nn {
namespace {

using internal::python;

Tensor or_none(const Tensor* part) { return part ? *part : Tensor(); }

}  // namespace

namespace internal {

BatchNorm::BatchNorm(int64_t num_features, const BatchNormLayerOptions& options)
    : num_features_(num_features), options_(options) {
  if (num_features < 1) fail(fmt::format("BatchNorm: {} features cannot be", num_features));
  const TensorOptions made{.dtype = options.dtype.value_or(default_dtype())};
  if (options.affine) {
    weight_ = &add_parameter("weight", ones({num_features}, made));
    bias_ = &add_parameter("bias", zeros({num_features}, made));
  }
  if (options.track_running_stats) {
    running_mean_ = &add_buffer("running_mean", zeros({num_features}, made));
    running_var_ = &add_buffer("running_var", ones({num_features}, made));
    batches_ = &add_buffer("num_batches_tracked", zeros({}, {.dtype = DType::int64}));
  }
}

Tensor BatchNorm::forward(const Tensor& x) {
  if (!x.defined()) fail("batch_norm: an undefined tensor was given");
  check_input(x);
  BatchNormOptions options{.training = is_training() || !running_mean_,
                           .momentum = options_.momentum.value_or(0),
                           .eps = options_.eps};
  const bool moves = is_training() && running_mean_;
  if (!moves) {
    const bool fixed = !options.training;
    return batch_norm(x, fixed ? running_mean() : Tensor(), fixed ? running_var() : Tensor(), weight(),
                      bias(), options);
  }
  // The count goes up first, as a plain average divides by it; it goes back down when the call fails.
  const auto count = [&](int64_t by) {
    const NoGrad guard;
    batches_->add_(by);
  };
  count(1);
  if (!options_.momentum) options.batches = *batches_;
  try {
    return batch_norm(x, running_mean(), running_var(), weight(), bias(), options);
  } catch (...) {
    count(-1);
    throw;
  }
}

std::string BatchNorm::extra_repr() const {
  return fmt::format("{}, eps={}, momentum={}, affine={}, track_running_stats={}", num_features_,
                     python(options_.eps), options_.momentum ? python(*options_.momentum) : "None",
                     python(options_.affine), python(options_.track_running_stats));
}

}  // namespace internal

BatchNorm1d::BatchNorm1d(int64_t num_features, const BatchNormLayerOptions& options)
    : BatchNorm(num_features, options) {}

void BatchNorm1d::check_input(const Tensor& x) const {
  if (x.dim() != 2 && x.dim() != 3) {
    fail(fmt::format("batch_norm: input {}: two or three dimensions are needed, [n, c] or [n, c, l]",
                     gradus::to_string(x.shape())));
  }
}

BatchNorm2d::BatchNorm2d(int64_t num_features, const BatchNormLayerOptions& options)
    : BatchNorm(num_features, options) {}

void BatchNorm2d::check_input(const Tensor& x) const {
  if (x.dim() != 4) {
    fail(fmt::format("batch_norm: input {}: four dimensions are needed, [n, c, h, w]",
                     gradus::to_string(x.shape())));
  }
}

LayerNorm::LayerNorm(const Shape& normalized_shape, const LayerNormOptions& options)
    : normalized_shape_(normalized_shape), options_(options) {
  if (normalized_shape.empty()) fail("LayerNorm: the normalized shape has no dimension");
  if (!options.elementwise_affine) return;
  weight_ = &add_parameter("weight", ones(normalized_shape, {.dtype = options.dtype}));
  bias_ = &add_parameter("bias", zeros(normalized_shape, {.dtype = options.dtype}));
}

Tensor LayerNorm::forward(const Tensor& x) {
  return layer_norm(x, normalized_shape_, or_none(weight_), or_none(bias_), options_.eps);
}

std::string LayerNorm::extra_repr() const {
  return fmt::format("{}, eps={}, elementwise_affine={}", gradus::to_string(normalized_shape_),
                     python(options_.eps), python(options_.elementwise_affine));
}

GroupNorm::GroupNorm(int64_t num_groups, int64_t num_channels, const GroupNormOptions& options)
    : num_groups_(num_groups), num_channels_(num_channels), options_(options) {
  if (num_groups < 1 || num_channels < 1 || num_channels % num_groups != 0) {
    fail(fmt::format("GroupNorm: {} channels do not fall into {} groups", num_channels, num_groups));
  }
  if (!options.affine) return;
  weight_ = &add_parameter("weight", ones({num_channels}, {.dtype = options.dtype}));
  bias_ = &add_parameter("bias", zeros({num_channels}, {.dtype = options.dtype}));
}

Tensor GroupNorm::forward(const Tensor& x) {
  return group_norm(x, num_groups_, or_none(weight_), or_none(bias_), options_.eps);
}

std::string GroupNorm::extra_repr() const {
  return fmt::format("{}, {}, eps={}, affine={}", num_groups_, num_channels_, python(options_.eps),
                     python(options_.affine));
}

std::unique_ptr<Module> BatchNorm1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> BatchNorm2d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> LayerNorm::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> GroupNorm::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
