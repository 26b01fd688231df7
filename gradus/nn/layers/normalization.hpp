#pragma once

#include <optional>

#include "gradus/core/ops/normalization.hpp"
#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::nn {

struct BatchNormLayerOptions {
  double eps = 1e-5;
  std::optional<double> momentum = 0.1;  ///< none: the running statistics are plain averages over all batches
  bool affine = true;                    ///< a weight (1) and a bias (0) for each channel are learned
  bool track_running_stats = true;       ///< otherwise evaluation takes the batch's statistics as well
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

namespace internal {

class BatchNorm : public Layer {
 public:
  Tensor forward(const Tensor& x) override;
  std::string extra_repr() const override;

  /// Undefined where there is none.
  Tensor weight() const { return weight_ ? *weight_ : Tensor(); }
  Tensor bias() const { return bias_ ? *bias_ : Tensor(); }
  Tensor running_mean() const { return running_mean_ ? *running_mean_ : Tensor(); }
  Tensor running_var() const { return running_var_ ? *running_var_ : Tensor(); }
  auto arguments() const { return std::tuple(num_features_, options_); }
  static constexpr std::array argument_names{"num_features"};

 protected:
  BatchNorm(int64_t num_features, const BatchNormLayerOptions& options);
  virtual void check_input(const Tensor& x) const = 0;

  int64_t num_features_;
  BatchNormLayerOptions options_;

 private:
  Tensor* weight_ = nullptr;
  Tensor* bias_ = nullptr;
  Tensor* running_mean_ = nullptr;
  Tensor* running_var_ = nullptr;
  Tensor* batches_ = nullptr;
};

}  // namespace internal

/// Each channel of x [n, c] or [n, c, l] with mean 0 and variance 1 over the batch, then weight x + bias.
/// Buffers: running_mean, running_var (which evaluation uses), num_batches_tracked.
class BatchNorm1d final : public internal::BatchNorm {
 public:
  explicit BatchNorm1d(int64_t num_features, const BatchNormLayerOptions& options = {});
  std::string type_name() const override { return "BatchNorm1d"; }

 protected:
  void check_input(const Tensor& x) const override;
  std::unique_ptr<Module> fresh() const override;
};

/// The same for pictures [n, c, h, w].
class BatchNorm2d final : public internal::BatchNorm {
 public:
  explicit BatchNorm2d(int64_t num_features, const BatchNormLayerOptions& options = {});
  std::string type_name() const override { return "BatchNorm2d"; }

 protected:
  void check_input(const Tensor& x) const override;
  std::unique_ptr<Module> fresh() const override;
};

struct LayerNormOptions {
  double eps = 1e-5;
  bool elementwise_affine = true;             ///< a weight (1) and a bias (0) for each element are learned
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

/// The last dimensions, of `normalized_shape`, with mean 0 and variance 1: `nn::LayerNorm({64})`.
class LayerNorm final : public Layer {
 public:
  explicit LayerNorm(const Shape& normalized_shape, const LayerNormOptions& options = {});
  explicit LayerNorm(int64_t size, const LayerNormOptions& options = {}) : LayerNorm(Shape{size}, options) {}
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "LayerNorm"; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(normalized_shape_, options_); }
  static constexpr std::array argument_names{"normalized_shape"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Shape normalized_shape_;
  LayerNormOptions options_;
  Tensor* weight_ = nullptr;
  Tensor* bias_ = nullptr;
};

struct GroupNormOptions {
  double eps = 1e-5;
  bool affine = true;                         ///< a weight (1) and a bias (0) for each channel are learned
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

/// Groups of channels of each sample with mean 0 and variance 1.
class GroupNorm final : public Layer {
 public:
  GroupNorm(int64_t num_groups, int64_t num_channels, const GroupNormOptions& options = {});
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "GroupNorm"; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(num_groups_, num_channels_, options_); }
  static constexpr std::array argument_names{"num_groups", "num_channels"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  int64_t num_groups_, num_channels_;
  GroupNormOptions options_;
  Tensor* weight_ = nullptr;
  Tensor* bias_ = nullptr;
};

}  // namespace gradus::nn
