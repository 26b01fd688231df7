#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradus/core/tensor/named_tensor.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/nn/hooks.hpp"

namespace gradus::nn {

using gradus::NamedTensor;
using gradus::StateDict;

struct LoadOptions {
  bool strict = true;  ///< names that are missing or left over are an Error
};

/// What load_state_dict did not find, and what it did not need.
struct LoadReport {
  std::vector<std::string> missing, unexpected;
};

/// The tree that a model is made of: children, parameters and buffers by name. It has no forward of its own,
/// so that a model may take what it needs; most derive from Layer, which takes one tensor.
///
/// A module owns its children. It can be moved, and is copied by clone() only.
class Module {
 public:
  virtual ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  /// Everything that an optimiser changes, this module's first, then the children's.
  std::vector<Tensor> parameters() const;
  StateDict named_parameters() const;
  StateDict named_buffers() const;
  std::vector<std::pair<std::string, Module*>> named_children() const;
  /// This module, named "", and all below by path, each before its children.
  std::vector<std::pair<std::string, Module*>> named_modules();
  /// Calls f(Module&) for every module below and then this one, as PyTorch's apply: children first.
  template <std::invocable<Module&> F>
  void apply(F&& f) {
    for (const auto& [name, child] : named_children()) child->apply(f);
    f(*this);
  }

  /// How many numbers the parameters hold.
  int64_t parameter_count() const;
  /// The same for those that want a gradient.
  int64_t trainable_parameter_count() const;

  /// Parameters and buffers but those that are not persistent, sharing storage with the model.
  StateDict state_dict() const;
  /// Copies values in by name. An Error that lists every name that is missing, left over (when strict) or of
  /// another shape; the model is then as it was.
  LoadReport load_state_dict(const StateDict& state, const LoadOptions& options = {});

  /// Training mode, which some layers look at, for this module and all below.
  void train(bool on = true);
  void eval() { train(false); }
  bool is_training() const { return training_; }

  /// Lets go of all gradients.
  void zero_grad();
  /// Whether the parameters want gradients.
  void requires_grad_(bool value = true);
  /// Converts floating-point parameters and buffers. Optimisers made before keep working on the same
  /// parameters.
  void to(DType type);

  /// A copy with parameters and buffers of its own and no hooks. No random number is drawn from the default
  /// generator. A user's module says how it is made by overriding fresh().
  std::unique_ptr<Module> clone() const;

  /// The type's name, as printed: "Linear".
  virtual std::string type_name() const;
  /// What stands in the brackets behind it: "in_features=2, out_features=3, bias=True".
  virtual std::string extra_repr() const { return {}; }

 protected:
  Module();
  Module(Module&&) noexcept;
  Module& operator=(Module&&) noexcept;

  /// Adds a child that is built from the arguments; its type, name and sizes are said once:
  /// `nn::Linear& hidden = add<nn::Linear>("hidden", 2, 100);`
  template <std::derived_from<Module> M, class... Args>
  M& add(const std::string& name, Args&&... args) {
    return static_cast<M&>(add_child(name, std::make_unique<M>(std::forward<Args>(args)...)));
  }
  Module& add_child(const std::string& name, std::unique_ptr<Module> child);
  /// A tensor that is learned; it requires a gradient from now on. The reference stays good when the module
  /// moves.
  Tensor& add_parameter(const std::string& name, Tensor value);
  /// A tensor that is kept with the model but not learned; the state dict leaves out one that is not
  /// persistent.
  Tensor& add_buffer(const std::string& name, Tensor value, bool persistent = true);

  /// A new module of the same type and sizes; its values do not matter. An Error unless overridden:
  /// `std::unique_ptr<Module> fresh() const override { return std::make_unique<Classifier>(); }`
  virtual std::unique_ptr<Module> fresh() const;

 private:
  friend class Layer;
  struct Slot {
    std::string name;
    Tensor tensor;
    bool persistent = true;
  };
  struct Child {
    std::string name;
    std::unique_ptr<Module> module;
  };

  void check_name(const std::string& name) const;
  void set_path(const std::string& path);
  /// What collect() takes of the tree.
  struct Wanted {
    bool parameters, buffers, only_persistent;
  };
  void collect(const std::string& prefix, const Wanted& wanted, StateDict& out) const;
  void copy_state_from(const Module& other);
  template <class F>
  void for_each_module(F&& f);

  std::string name_;  // below the nearest Layer above, for error messages
  bool training_ = true;
  std::vector<std::unique_ptr<Slot>> parameters_, buffers_;
  std::vector<Child> children_;
};

/// A module that turns one tensor into another: what Sequential holds and most models are.
///
///     struct Classifier : nn::Layer {
///       nn::Linear& hidden = add<nn::Linear>("hidden", 2, 100);
///       nn::Linear& out = add<nn::Linear>("out", 100, 3);
///       Tensor forward(const Tensor& x) override { return out(relu(hidden(x))); }
///     };
class Layer : public Module {
 public:
  virtual Tensor forward(const Tensor& x) = 0;

  /// forward(x) with the hooks; an Error from inside names the layers it came through: "encoder.fc1: linear:
  /// ...".
  Tensor operator()(const Tensor& x);

  /// Calls hook(layer, input) before forward; what it returns, if anything, is the input instead.
  template <class F>
  requires std::invocable<F&, Layer&, const Tensor&> HookHandle register_forward_pre_hook(F hook) {
    return add_hook(&LayerHooks::before, internal::as_hook<ForwardPreHook>(std::move(hook)));
  }
  /// Calls hook(layer, input, output) after forward; what it returns, if anything, is the output instead.
  template <class F>
  requires std::invocable<F&, Layer&, const Tensor&, const Tensor&> HookHandle register_forward_hook(F hook) {
    return add_hook(&LayerHooks::after, internal::as_hook<ForwardHook>(std::move(hook)));
  }
  /// Calls hook(grad_input, grad_output) when the gradient of the input is known; what it returns, if
  /// anything, is that gradient instead.
  template <class F>
  requires std::invocable<F&, const Tensor&, const Tensor&> HookHandle register_full_backward_hook(F hook) {
    return add_hook(&LayerHooks::backward, internal::as_hook<BackwardHook>(std::move(hook)));
  }

 private:
  template <class Hook>
  HookHandle add_hook(LayerHooks::List<Hook> LayerHooks::*list, Hook hook) {
    if (!hooks_) hooks_ = std::make_shared<LayerHooks>();
    const uint64_t number = hooks_->add((*hooks_).*list, std::move(hook));
    return {hooks_, number};
  }

  std::shared_ptr<LayerHooks> hooks_;
};

/// A copy with the type of the original.
template <std::derived_from<Module> M>
std::unique_ptr<M> clone(const M& module) {
  return std::unique_ptr<M>(static_cast<M*>(static_cast<const Module&>(module).clone().release()));
}

/// PyTorch's layout.
std::string to_string(const Module& module);
std::ostream& operator<<(std::ostream& stream, const Module& module);

}  // namespace gradus::nn
