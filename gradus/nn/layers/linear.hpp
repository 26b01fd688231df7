#pragma once

#include <optional>

#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

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
  auto arguments() const { return std::tuple(in_features_, out_features_, options_); }
  static constexpr std::array argument_names{"in_features", "out_features"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  int64_t in_features_, out_features_;
  LinearOptions options_;
  Tensor& weight_;
  Tensor* bias_ = nullptr;
  Tensor none_;
};

}  // namespace gradus::nn
