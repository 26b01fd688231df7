#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "gradus/nn/module.hpp"

/// Modules that hold others.
namespace gradus::nn {

namespace internal {

/// The modules of a container by name and in order. The container owns them as its children.
class Members {
 public:
  struct Member {
    std::string name;
    Module* module;
    Layer* layer;  // null when the module has no forward of one tensor
  };

  /// Steps through modules or layers.
  template <class M>
  class Iterator {
   public:
    explicit Iterator(const Member* at) : at_(at) {}
    M& operator*() const {
      if constexpr (std::same_as<M, Layer>) {
        return *at_->layer;
      } else {
        return *at_->module;
      }
    }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Member* at_;
  };

  void add(const std::string& name, Module& module);
  /// The member at `index`, counted from the end when negative; an Error in the name of `container`.
  const Member& at(const char* container, int64_t index) const;
  const Member& at(const char* container, const std::string& name) const;
  const Member* find(const std::string& name) const;
  const std::vector<Member>& all() const { return members_; }

  /// The member as what the caller takes it for; an Error when it is something else.
  template <std::derived_from<Module> M>
  static M& as(const char* container, const Member& member) {
    if (M* found = dynamic_cast<M*>(member.module)) return *found;
    fail_type(container, member);
  }
  static Layer& as_layer(const char* container, const Member& member);

 private:
  [[noreturn]] static void fail_type(const char* container, const Member& member);

  std::vector<Member> members_;
};

/// Copies of the members of `from`, added through add(name, module).
template <class Add>
void clone_members(const Members& from, Add add) {
  for (const Members::Member& member : from.all()) add(member.name, member.module->clone());
}

}  // namespace internal

/// Layers one after the other; their names are "0", "1", ... unless given. In braces the layers are made from
/// left to right, and so draw their first values in PyTorch's order; in round brackets C++ leaves the order
/// open.
///
///     nn::Sequential net{nn::Linear(2, 16), nn::ReLU(), nn::Linear(16, 2)};
///     nn::Sequential named;
///     named.append("hidden", nn::Linear(2, 16)).append("relu", nn::ReLU());
///     named.get<nn::Linear>("hidden").weight();
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
  Sequential& append(const std::string& name, std::unique_ptr<Layer> layer);
  template <std::derived_from<Layer> L>
  Sequential& append(L&& layer) {
    return append(std::make_unique<L>(std::forward<L>(layer)));
  }
  template <std::derived_from<Layer> L>
  Sequential& append(const std::string& name, L&& layer) {
    return append(name, std::make_unique<L>(std::forward<L>(layer)));
  }

  size_t size() const { return members_.all().size(); }
  /// The layer at `index` (negative: from the end) or of that name; an Error when there is none.
  Layer& operator[](int64_t index) const { return *members_.at("Sequential", index).layer; }
  Layer& operator[](const std::string& name) const { return *members_.at("Sequential", name).layer; }
  /// The same as its own type: `net.get<nn::Linear>(0).weight()`.
  template <std::derived_from<Layer> L>
  L& get(int64_t index) const {
    return members_.as<L>("Sequential", members_.at("Sequential", index));
  }
  template <std::derived_from<Layer> L>
  L& get(const std::string& name) const {
    return members_.as<L>("Sequential", members_.at("Sequential", name));
  }
  auto begin() const { return internal::Members::Iterator<Layer>(members_.all().data()); }
  auto end() const { return internal::Members::Iterator<Layer>(members_.all().data() + size()); }

  Tensor forward(const Tensor& x) override;

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  internal::Members members_;
};

/// Modules in a list, "0", "1", ...; what runs them is up to the model.
///
///     nn::ModuleList& heads = add<nn::ModuleList>("heads");
///     for (int i = 0; i < 3; ++i) heads.append(nn::Linear(8, 2));
///     heads[1](x);
class ModuleList final : public Module {
 public:
  ModuleList() = default;

  ModuleList& append(std::unique_ptr<Module> module);
  template <std::derived_from<Module> M>
  ModuleList& append(M&& module) {
    return append(std::make_unique<M>(std::forward<M>(module)));
  }

  size_t size() const { return members_.all().size(); }
  /// The layer at `index` (negative: from the end); an Error when there is none, or when it is no Layer.
  Layer& operator[](int64_t index) const {
    return members_.as_layer("ModuleList", members_.at("ModuleList", index));
  }
  /// The module as its own type.
  template <std::derived_from<Module> M>
  M& get(int64_t index) const {
    return members_.as<M>("ModuleList", members_.at("ModuleList", index));
  }
  auto begin() const { return internal::Members::Iterator<Module>(members_.all().data()); }
  auto end() const { return internal::Members::Iterator<Module>(members_.all().data() + size()); }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  internal::Members members_;
};

/// Modules by name, in the order they were added; what runs them is up to the model.
///
///     nn::ModuleDict& activations = add<nn::ModuleDict>("activations");
///     activations.insert("relu", nn::ReLU()).insert("tanh", nn::Tanh());
///     activations["tanh"](x);
class ModuleDict final : public Module {
 public:
  ModuleDict() = default;

  ModuleDict& insert(const std::string& name, std::unique_ptr<Module> module);
  template <std::derived_from<Module> M>
  ModuleDict& insert(const std::string& name, M&& module) {
    return insert(name, std::make_unique<M>(std::forward<M>(module)));
  }

  size_t size() const { return members_.all().size(); }
  bool contains(const std::string& name) const { return members_.find(name) != nullptr; }
  std::vector<std::string> keys() const;
  /// The layer of that name; an Error when there is none, or when it is no Layer.
  Layer& operator[](const std::string& name) const {
    return members_.as_layer("ModuleDict", members_.at("ModuleDict", name));
  }
  /// The module as its own type.
  template <std::derived_from<Module> M>
  M& get(const std::string& name) const {
    return members_.as<M>("ModuleDict", members_.at("ModuleDict", name));
  }

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  internal::Members members_;
};

/// x + f(x) with a layer f, whose result has the shape of x or broadcasts with it (He et al. 2016).
///
///     nn::Residual block(nn::Sequential{nn::Linear(8, 8), nn::ReLU()});
/// PyTorch: none
class Residual final : public Layer {
 public:
  explicit Residual(std::unique_ptr<Layer> layer);
  template <std::derived_from<Layer> L>
  requires(!std::same_as<L, Residual>) explicit Residual(L layer)
      : Residual(std::make_unique<L>(std::move(layer))) {}

  Layer& layer() const { return *layer_; }
  Tensor forward(const Tensor& x) override;

 protected:
  std::unique_ptr<Module> fresh() const override;

 private:
  Layer* layer_;
};

}  // namespace gradus::nn
