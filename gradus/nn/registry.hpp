#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <typeinfo>

#include "gradus/base/fields.hpp"
#include "gradus/nn/layers/arguments.hpp"
#include "gradus/nn/module.hpp"

/// Models as plain data and back, without naming a C++ type.
namespace gradus::nn {

/// The architecture of a model: the type of each layer and the arguments it was made with, such as
/// `{"type": "Linear", "in_features": 2, "out_features": 3, "bias": true, "dtype": null}`; containers tell
/// their layers by name. An Error names a layer whose type is not registered.
Value describe(const Module& model);

/// The model that describe() told, with initial values of its own; no random number is drawn from the default
/// generator. An Error, which begins with the place in `where`, for what describe() does not write.
///
///     const Value architecture = nn::describe(model);
///     std::unique_ptr<nn::Module> twin = nn::build(architecture);
///     twin->load_state_dict(model.state_dict());
std::unique_ptr<Module> build(const Value& architecture, const std::string& where = "architecture");

namespace internal {

/// How modules of one type are told and made.
struct LayerKind {
  void (*write)(const Module& module, Fields& f);
  std::unique_ptr<Module> (*read)(Fields& f);
};

/// "Linear" of gradus::nn::Linear, as Module::type_name() has it.
std::string type_name_of(const std::type_info& type);

void register_kind(const std::string& name, std::type_index type, LayerKind kind);

template <class M>
concept HasArguments = requires(const M& module) {
  module.arguments();
};

/// An argument: options by their own fields, others by their names in M, in turn.
template <class M, class T>
void argument_field(T& argument, size_t& named, Fields& f) {
  if constexpr (HasFields<T>) {
    fields(argument, f);
  } else {
    f.required(M::argument_names[named++], argument);
  }
}

/// Walks over a layer's arguments.
template <class M, class... Arguments>
void argument_fields(std::tuple<Arguments...>& arguments, Fields& f) {
  size_t named = 0;
  static_cast<void>(named);  // of no use where there are none
  std::apply([&](Arguments&... each) { (argument_field<M>(each, named, f), ...); }, arguments);
}

template <class M>
LayerKind kind_of() {
  if constexpr (HasArguments<M>) {
    return {[](const Module& module, Fields& f) {
              auto arguments = static_cast<const M&>(module).arguments();
              argument_fields<M>(arguments, f);
            },
            [](Fields& f) -> std::unique_ptr<Module> {
              std::decay_t<decltype(std::declval<const M&>().arguments())> arguments{};
              argument_fields<M>(arguments, f);
              f.finish();
              return std::apply([](const auto&... each) { return std::make_unique<M>(each...); }, arguments);
            }};
  } else {
    return {[](const Module&, Fields&) {},
            [](Fields& f) -> std::unique_ptr<Module> {
              f.finish();
              return std::make_unique<M>();
            }};
  }
}

}  // namespace internal

/// Lets describe() and build() handle a type of your own: one that is made without arguments, or that tells
/// them. Its children must follow from the arguments. An Error for a name that another type has.
///
///     class Block : public nn::Layer {
///      public:
///       Block(int64_t width, double p) : width_(width), p_(p) { ... }
///       auto arguments() const { return std::tuple(width_, p_); }
///       static constexpr std::array argument_names{"width", "p"};
///       ...
///     };
///     nn::register_layer<Block>("Block");
template <std::derived_from<Module> M>
requires(internal::HasArguments<M> ||
         std::default_initializable<M>) void register_layer(const std::string& name) {
  internal::register_kind(name, typeid(M), internal::kind_of<M>());
}

}  // namespace gradus::nn
