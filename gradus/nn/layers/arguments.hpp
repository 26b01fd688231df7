#pragma once

#include <array>
#include <memory>
#include <tuple>

namespace gradus::nn {

class Module;

namespace internal {

/// Another layer with the arguments of this one, which it tells as a tuple in the constructor's order:
/// `auto arguments() const { return std::tuple(in_features_, out_features_, options_); }`.
///
/// Where a layer is also to be kept in files, `argument_names` names those that are no options
/// (nn/registry.hpp).
template <class L>
std::unique_ptr<Module> made_again(const L& layer) {
  return std::apply([](const auto&... given) { return std::make_unique<L>(given...); }, layer.arguments());
}

}  // namespace internal
}  // namespace gradus::nn
