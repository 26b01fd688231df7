#pragma once

#include "gradus/core/ops/pooling.hpp"
#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::nn {

/// The largest element of each window: `nn::MaxPool2d(2)`, `nn::MaxPool2d(3, {.stride = 2, .padding = 1})`.
class MaxPool1d final : public Layer {
 public:
  explicit MaxPool1d(const Spatial& kernel, const MaxPoolOptions& options = {});
  Tensor forward(const Tensor& x) override { return max_pool1d(x, kernel_, options_); }
  std::string type_name() const override { return "MaxPool1d"; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(kernel_, options_); }
  static constexpr std::array argument_names{"kernel_size"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Spatial kernel_;
  MaxPoolOptions options_;
};

/// The same for pictures.
class MaxPool2d final : public Layer {
 public:
  explicit MaxPool2d(const Spatial& kernel, const MaxPoolOptions& options = {});
  Tensor forward(const Tensor& x) override { return max_pool2d(x, kernel_, options_); }
  std::string type_name() const override { return "MaxPool2d"; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(kernel_, options_); }
  static constexpr std::array argument_names{"kernel_size"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Spatial kernel_;
  MaxPoolOptions options_;
};

/// The mean of each window.
class AvgPool1d final : public Layer {
 public:
  explicit AvgPool1d(const Spatial& kernel, const AvgPoolOptions& options = {});
  Tensor forward(const Tensor& x) override { return avg_pool1d(x, kernel_, options_); }
  std::string type_name() const override { return "AvgPool1d"; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(kernel_, options_); }
  static constexpr std::array argument_names{"kernel_size"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Spatial kernel_;
  AvgPoolOptions options_;
};

/// The same for pictures.
class AvgPool2d final : public Layer {
 public:
  explicit AvgPool2d(const Spatial& kernel, const AvgPoolOptions& options = {});
  Tensor forward(const Tensor& x) override { return avg_pool2d(x, kernel_, options_); }
  std::string type_name() const override { return "AvgPool2d"; }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(kernel_, options_); }
  static constexpr std::array argument_names{"kernel_size"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Spatial kernel_;
  AvgPoolOptions options_;
};

namespace internal {

/// A pooling layer that is given the size of its result.
template <Tensor (*op)(const Tensor&, const Spatial&)>
class AdaptivePool : public Layer {
 public:
  explicit AdaptivePool(const Spatial& output) : output_(output) {}
  Tensor forward(const Tensor& x) override { return op(x, output_); }
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(output_); }
  static constexpr std::array argument_names{"output_size"};

 protected:
  Spatial output_;
};

extern template class AdaptivePool<&adaptive_avg_pool1d>;
extern template class AdaptivePool<&adaptive_avg_pool2d>;
extern template class AdaptivePool<&adaptive_max_pool1d>;
extern template class AdaptivePool<&adaptive_max_pool2d>;

}  // namespace internal

/// The mean of windows that share the size out evenly: `nn::AdaptiveAvgPool2d(1)` is the mean of each plane.
class AdaptiveAvgPool1d final : public internal::AdaptivePool<&adaptive_avg_pool1d> {
 public:
  using AdaptivePool::AdaptivePool;
  std::string type_name() const override { return "AdaptiveAvgPool1d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

/// The same for pictures; -1 keeps a size.
class AdaptiveAvgPool2d final : public internal::AdaptivePool<&adaptive_avg_pool2d> {
 public:
  using AdaptivePool::AdaptivePool;
  std::string type_name() const override { return "AdaptiveAvgPool2d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

/// The largest element of windows that share the size out evenly.
class AdaptiveMaxPool1d final : public internal::AdaptivePool<&adaptive_max_pool1d> {
 public:
  using AdaptivePool::AdaptivePool;
  std::string type_name() const override { return "AdaptiveMaxPool1d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

/// The same for pictures; -1 keeps a size.
class AdaptiveMaxPool2d final : public internal::AdaptivePool<&adaptive_max_pool2d> {
 public:
  using AdaptivePool::AdaptivePool;
  std::string type_name() const override { return "AdaptiveMaxPool2d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

}  // namespace gradus::nn
