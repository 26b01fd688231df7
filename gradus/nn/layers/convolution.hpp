#pragma once

#include <optional>

#include "gradus/core/ops/convolution.hpp"
#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

namespace gradus::nn {

/// What stands around the input: zeros, its mirror image without the edge, its edge, or its other end.
enum class PaddingMode : uint8_t { zeros, reflect, replicate, circular };

struct ConvLayerOptions {
  Spatial stride = 1;
  Padding padding = 0;
  Spatial dilation = 1;
  int64_t groups = 1;
  bool bias = true;
  PaddingMode padding_mode = PaddingMode::zeros;
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

struct ConvTransposeLayerOptions {
  Spatial stride = 1;
  Spatial padding = 0;
  Spatial output_padding = 0;
  int64_t groups = 1;
  bool bias = true;
  Spatial dilation = 1;
  std::optional<DType> dtype = std::nullopt;  ///< the default floating-point type unless given
};

namespace internal {

/// What all convolution layers have in common.
class ConvolutionLayer : public Layer {
 public:
  Tensor& weight() { return weight_; }
  const Tensor& weight() const { return weight_; }
  /// Undefined when there is none.
  Tensor& bias() { return bias_ ? *bias_ : none_; }
  const Tensor& bias() const { return bias_ ? *bias_ : none_; }

 protected:
  /// Channels, and a kernel size for each of `spatial` dimensions.
  struct Sizes {
    const char* layer;
    int64_t in, out;
    Spatial kernel;
    int spatial;
    int64_t groups;
    bool transposed;
  };
  ConvolutionLayer(const Sizes& sizes, bool bias, std::optional<DType> dtype);

  /// "1, 32, kernel_size=(3, 3), stride=(1, 1)", to which each layer adds its own.
  std::string base_repr(const Spatial& stride) const;

  Sizes sizes_;

 private:
  Tensor& weight_;
  Tensor* bias_ = nullptr;
  Tensor none_;
};

class ForwardConvolution : public ConvolutionLayer {
 public:
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(sizes_.in, sizes_.out, sizes_.kernel, options_); }
  static constexpr std::array argument_names{"in_channels", "out_channels", "kernel_size"};

 protected:
  ForwardConvolution(const Sizes& sizes, const ConvLayerOptions& options);
  /// x with its surroundings, unless they are zeros.
  Tensor surrounded(const Tensor& x) const;
  /// The options of the operation on what surrounded() gives.
  ConvOptions conv_options() const;

  ConvLayerOptions options_;
};

class TransposedConvolution : public ConvolutionLayer {
 public:
  std::string extra_repr() const override;
  auto arguments() const { return std::tuple(sizes_.in, sizes_.out, sizes_.kernel, options_); }
  static constexpr std::array argument_names{"in_channels", "out_channels", "kernel_size"};

 protected:
  TransposedConvolution(const Sizes& sizes, const ConvTransposeLayerOptions& options);
  ConvTransposeOptions conv_options() const;

  ConvTransposeLayerOptions options_;
};

}  // namespace internal

/// Convolution of signals [n, in, l]: weight [out, in / groups, k], bias [out], both from
/// U(-1/sqrt(fan_in), 1/sqrt(fan_in)) with fan_in = in / groups * k.
class Conv1d final : public internal::ForwardConvolution {
 public:
  Conv1d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
         const ConvLayerOptions& options = {});
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "Conv1d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

/// Convolution of pictures [n, in, h, w]: `nn::Conv2d(1, 32, 3, {.padding = "same"})`.
class Conv2d final : public internal::ForwardConvolution {
 public:
  Conv2d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
         const ConvLayerOptions& options = {});
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "Conv2d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

/// Transposed convolution of signals: weight [in, out / groups, k].
class ConvTranspose1d final : public internal::TransposedConvolution {
 public:
  ConvTranspose1d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
                  const ConvTransposeLayerOptions& options = {});
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "ConvTranspose1d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

/// Transposed convolution of pictures: weight [in, out / groups, kh, kw].
class ConvTranspose2d final : public internal::TransposedConvolution {
 public:
  ConvTranspose2d(int64_t in_channels, int64_t out_channels, const Spatial& kernel,
                  const ConvTransposeLayerOptions& options = {});
  Tensor forward(const Tensor& x) override;
  std::string type_name() const override { return "ConvTranspose2d"; }

 protected:
  std::unique_ptr<Module> fresh() const override;
};

}  // namespace gradus::nn
