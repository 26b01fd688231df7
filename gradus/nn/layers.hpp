#pragma once

#include <optional>

#include "gradus/nn/module.hpp"

/// Layers with PyTorch's names, defaults, parameter layouts and initial values.
namespace gradus::nn {

struct LinearOptions {
  bool bias = true;
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

/// y = x W^T + b: x [..., in], W [out, in], b [out]; starts with U(-1/sqrt(in), 1/sqrt(in)) in both.
class Linear final : public Layer {
 public:
  Linear(int64_t in_features, int64_t out_features, const LinearOptions& options = {});
  Tensor forward(const Tensor& x) override;

  Tensor& weight() { return weight_; }
  const Tensor& weight() const { return weight_; }
  /// Undefined when there is none.
  Tensor& bias() { return bias_ ? *bias_ : none_; }
  const Tensor& bias() const { return bias_ ? *bias_ : none_; }
  std::string type_name() const override { return "Linear"; }
  std::string extra_repr() const override;

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  int64_t in_features_, out_features_;
  LinearOptions options_;
  Tensor& weight_;
  Tensor* bias_ = nullptr;
  Tensor none_;
};

/// max(x, 0).
class ReLU final : public Layer {
 public:
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "ReLU"; }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<ReLU>(); }
};

/// 1 / (1 + e^-x).
class Sigmoid final : public Layer {
 public:
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "Sigmoid"; }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Sigmoid>(); }
};

/// (e^x - e^-x) / (e^x + e^-x).
class Tanh final : public Layer {
 public:
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "Tanh"; }

 protected:
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Tanh>(); }
};

/// Layers one after the other; their names are "0", "1", ...
///
///     nn::Sequential net(nn::Linear(2, 16), nn::ReLU(), nn::Linear(16, 2));
class Sequential final : public Layer {
 public:
  Sequential() = default;
  template <std::derived_from<Layer>... Layers>
  requires(sizeof...(Layers) > 0 &&
           !(sizeof...(Layers) == 1 &&
             (std::same_as<Layers, Sequential> && ...))) explicit Sequential(Layers&&... layers) {
    (append(std::make_unique<Layers>(std::move(layers))), ...);
  }

  Sequential& append(std::unique_ptr<Layer> layer);
  size_t size() const { return layers_.size(); }
  /// The layer at `index`; an Error when there is none.
  Layer& operator[](size_t index) const;

  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "Sequential"; }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  std::vector<Layer*> layers_;
};

}  // namespace gradus::nn
