#include "gradus/nn/layers/pooling.hpp"

#include <fmt/format.h>

#include "gradus/nn/layers/repr.hpp"

namespace gradus::nn {
namespace {

using internal::python;
using internal::python_tuple;

/// The layer says at once what is wrong with its numbers.
template <class Options>
Options checked(const char* layer, int spatial, const Spatial& kernel, Options options) {
  gradus::detail::spatial_pair(layer, "kernel", kernel, spatial, 1, 1);
  if (options.stride.empty()) options.stride = kernel;
  gradus::detail::spatial_pair(layer, "stride", options.stride, spatial, 1, 1);
  gradus::detail::spatial_pair(layer, "padding", options.padding, spatial, 0, 0);
  return options;
}

std::string max_repr(const Spatial& kernel, const MaxPoolOptions& options) {
  return fmt::format("kernel_size={}, stride={}, padding={}, dilation={}, ceil_mode={}", python(kernel),
                     python(options.stride), python(options.padding), python(options.dilation),
                     python(options.ceil_mode));
}

/// PyTorch turns the numbers of the one-dimensional layer, and of that alone, into tuples.
std::string average_repr(const Spatial& kernel, const AvgPoolOptions& options, bool tuples) {
  const auto text = [&](const Spatial& sizes) { return tuples ? python_tuple(sizes, 1) : python(sizes); };
  return fmt::format("kernel_size={}, stride={}, padding={}", text(kernel), text(options.stride),
                     text(options.padding));
}

}  // namespace

MaxPool1d::MaxPool1d(const Spatial& kernel, const MaxPoolOptions& options)
    : kernel_(kernel), options_(checked("MaxPool1d", 1, kernel, options)) {}
std::string MaxPool1d::extra_repr() const { return max_repr(kernel_, options_); }

MaxPool2d::MaxPool2d(const Spatial& kernel, const MaxPoolOptions& options)
    : kernel_(kernel), options_(checked("MaxPool2d", 2, kernel, options)) {}
std::string MaxPool2d::extra_repr() const { return max_repr(kernel_, options_); }

AvgPool1d::AvgPool1d(const Spatial& kernel, const AvgPoolOptions& options)
    : kernel_(kernel), options_(checked("AvgPool1d", 1, kernel, options)) {}
std::string AvgPool1d::extra_repr() const { return average_repr(kernel_, options_, true); }

AvgPool2d::AvgPool2d(const Spatial& kernel, const AvgPoolOptions& options)
    : kernel_(kernel), options_(checked("AvgPool2d", 2, kernel, options)) {}
std::string AvgPool2d::extra_repr() const { return average_repr(kernel_, options_, false); }

namespace internal {

template <Tensor (*op)(const Tensor&, const Spatial&)>
std::string AdaptivePool<op>::extra_repr() const {
  std::string sizes = python(output_);
  for (size_t at = sizes.find("-1"); at != std::string::npos; at = sizes.find("-1"))
    sizes.replace(at, 2, "None");
  return "output_size=" + sizes;
}

template class AdaptivePool<&adaptive_avg_pool1d>;
template class AdaptivePool<&adaptive_avg_pool2d>;
template class AdaptivePool<&adaptive_max_pool1d>;
template class AdaptivePool<&adaptive_max_pool2d>;

}  // namespace internal
std::unique_ptr<Module> MaxPool1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> MaxPool2d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> AvgPool1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> AvgPool2d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> AdaptiveAvgPool1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> AdaptiveAvgPool2d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> AdaptiveMaxPool1d::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> AdaptiveMaxPool2d::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
