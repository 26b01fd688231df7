#pragma once

#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

/// Layers that compute nothing.
namespace gradus::nn {

/// x itself.
class Identity final : public Layer {
 public:
  Tensor forward(const Tensor& x) override { return x; }
  auto arguments() const { return std::tuple(); }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

struct FlattenOptions {
  int64_t start_dim = 1;
  int64_t end_dim = -1;
};

/// Dimensions start_dim to end_dim (inclusive) as one.
class Flatten final : public Layer {
 public:
  explicit Flatten(const FlattenOptions& options = {}) : options_(options) {}
  Tensor forward(const Tensor& x) override;
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(options_); }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  FlattenOptions options_;
};

/// One dimension as several, of which one size may be -1: `nn::Unflatten(1, {2, 3})`.
class Unflatten final : public Layer {
 public:
  Unflatten(int64_t dim, const Shape& sizes) : dim_(dim), sizes_(sizes) {}
  Tensor forward(const Tensor& x) override;
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(dim_, sizes_); }
  static constexpr std::array argument_names{"dim", "unflattened_size"};

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  int64_t dim_;
  Shape sizes_;
};

}  // namespace gradus::nn
