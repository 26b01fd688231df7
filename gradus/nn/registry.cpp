#include "gradus/nn/registry.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/nn/kept_generator.hpp"
#include "gradus/nn/layers/fields.hpp"

namespace gradus::nn {
namespace {

/// All kinds by name and by type.
class Registry {
 public:
  void add(const std::string& name, std::type_index type, internal::LayerKind kind) {
    const std::lock_guard guard(lock_);
    const auto known = names_.find(type);
    if (kinds_.contains(name) && (known == names_.end() || known->second != name)) {
      fail(fmt::format("register_layer: there is already a type \"{}\"", name));
    }
    kinds_.insert_or_assign(name, kind);
    names_.insert_or_assign(type, name);
  }

  template <class... Layers>
  void add_all(std::type_identity<std::tuple<Layers...>>) {
    (add(internal::type_name_of(typeid(Layers)), typeid(Layers), internal::kind_of<Layers>()), ...);
  }

  std::optional<std::string> name_of(std::type_index type) {
    const std::lock_guard guard(lock_);
    const auto found = names_.find(type);
    return found == names_.end() ? std::nullopt : std::optional(found->second);
  }

  internal::LayerKind kind(const std::string& name, const std::string& where) {
    const std::lock_guard guard(lock_);
    const auto found = kinds_.find(name);
    if (found != kinds_.end()) return found->second;
    std::vector<std::string> known{"Sequential", "ModuleList", "ModuleDict", "Residual"};
    for (const auto& [other, kind] : kinds_) known.push_back(other);
    fail(fmt::format("{}: there is no layer type \"{}\"; {}; types of your own come in by register_layer()",
                     where, name, did_you_mean(name, known)));
  }

 private:
  std::mutex lock_;
  std::map<std::string, internal::LayerKind> kinds_;
  std::map<std::type_index, std::string> names_;
};

using Builtin =
    std::tuple<Linear, Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, MaxPool1d, MaxPool2d, AvgPool1d,
               AvgPool2d, AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d,
               BatchNorm1d, BatchNorm2d, LayerNorm, GroupNorm, Dropout, Dropout2d, Embedding, Identity,
               Flatten, Unflatten, ReLU, ReLU6, Sigmoid, LogSigmoid, Tanh, Tanhshrink, SiLU, Mish, Softsign,
               Hardsigmoid, Hardswish, SELU, LeakyReLU, ELU, CELU, Softshrink, Hardshrink, Softmax,
               LogSoftmax, GLU, GELU, Softplus, Hardtanh, Threshold, PReLU>;

Registry& registry() {
  static Registry all;
  static const bool filled = (all.add_all(std::type_identity<Builtin>()), true);
  static_cast<void>(filled);
  return all;
}

// --- Containers, whose arguments are other modules.

const char* container_name(const Module& module) {
  if (dynamic_cast<const Sequential*>(&module)) return "Sequential";
  if (dynamic_cast<const ModuleList*>(&module)) return "ModuleList";
  if (dynamic_cast<const ModuleDict*>(&module)) return "ModuleDict";
  return dynamic_cast<const Residual*>(&module) ? "Residual" : nullptr;
}

Value described(const Module& module, const std::string& path) {
  Fields f;
  if (const char* container = container_name(module)) {
    Value::Dict layers;
    for (const auto& [name, child] : module.named_children()) {
      layers.emplace_back(name, described(*child, path.empty() ? name : fmt::format("{}.{}", path, name)));
    }
    return Value(Value::Dict{{"type", container}, {"layers", Value(std::move(layers))}});
  }
  std::optional<std::string> name = registry().name_of(typeid(module));
  if (!name) {
    fail(fmt::format(
        "describe: {}{} is of a type that is not registered; call "
        "nn::register_layer<{}>(\"{}\") once",
        path.empty() ? "" : path + ": ", module.type_name(), module.type_name(), module.type_name()));
  }
  f.required("type", *name);
  registry().kind(*name, "describe").write(module, f);
  return Value(std::move(f.written()));
}

std::unique_ptr<Module> built(const Value& value, const std::string& where);

std::unique_ptr<Layer> built_layer(const Value& value, const std::string& where) {
  std::unique_ptr<Module> module = built(value, where);
  auto* layer = dynamic_cast<Layer*>(module.get());
  if (!layer) fail(fmt::format("{}: a {} does not take one tensor", where, module->type_name()));
  static_cast<void>(module.release());
  return std::unique_ptr<Layer>(layer);
}

/// Adds each layer of a container by add(name, description, its place).
template <class Container, class Add>
std::unique_ptr<Module> filled(const Value::Dict& layers, const std::string& where, Add add) {
  auto container = std::make_unique<Container>();
  for (const auto& [name, value] : layers) add(*container, name, value, fmt::format("{}: {}", where, name));
  return container;
}

std::unique_ptr<Module> built_container(const std::string& type, const Value::Dict& layers,
                                        const std::string& where) {
  if (type == "Sequential") {
    return filled<Sequential>(layers, where, [](auto& to, auto& name, auto& layer, const auto& place) {
      to.append(name, built_layer(layer, place));
    });
  }
  if (type == "ModuleDict") {
    return filled<ModuleDict>(layers, where, [](auto& to, auto& name, auto& layer, const auto& place) {
      to.insert(name, built(layer, place));
    });
  }
  if (type == "ModuleList") {
    return filled<ModuleList>(layers, where, [](auto& to, auto& name, auto& layer, const auto& place) {
      if (name != std::to_string(to.size())) fail(fmt::format("{}: \"{}\" was expected", place, to.size()));
      to.append(built(layer, place));
    });
  }
  if (layers.size() != 1 || layers.front().first != "layer") {
    fail(fmt::format("{}: a Residual has one layer, called \"layer\"", where));
  }
  return std::make_unique<Residual>(built_layer(layers.front().second, where + ": layer"));
}

bool is_container(const std::string& type) {
  return type == "Sequential" || type == "ModuleList" || type == "ModuleDict" || type == "Residual";
}

std::unique_ptr<Module> built(const Value& value, const std::string& where) {
  const std::string& type = value.at("type", where).text(where + ": type");
  const std::string inside = fmt::format("{}: {}", where, type);
  std::string ignored;
  if (is_container(type)) {
    Fields f(value, inside);
    Value layers;
    f.required("type", ignored);
    f.required("layers", layers);
    f.finish();
    return built_container(type, layers.dict(inside + ": layers"), inside);
  }
  Fields f(value, inside);
  f.required("type", ignored);
  return registry().kind(type, where).read(f);
}

}  // namespace

void internal::register_kind(const std::string& name, std::type_index type, LayerKind kind) {
  if (is_container(name)) fail(fmt::format("register_layer: there is already a type \"{}\"", name));
  registry().add(name, type, kind);
}

Value describe(const Module& model) { return described(model, ""); }

std::unique_ptr<Module> build(const Value& architecture, const std::string& where) {
  const internal::KeptGenerator kept;
  return built(architecture, where);
}

}  // namespace gradus::nn
