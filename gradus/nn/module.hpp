#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::nn {

/// A tensor and its path in a model: "hidden.weight".
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// Parameters and buffers of a model by path, in the order they were added: PyTorch's state dict.
using StateDict = std::vector<NamedTensor>;

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

  /// Parameters and buffers, sharing storage with the model.
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

  /// A copy with parameters of its own. No random number is drawn from the default generator. A user's module
  /// says how it is made by overriding fresh().
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
  /// A tensor that is kept with the model but not learned.
  Tensor& add_buffer(const std::string& name, Tensor value);

  /// A new module of the same type and sizes; its values do not matter. An Error unless overridden:
  /// `std::unique_ptr<Module> fresh() const override { return std::make_unique<Classifier>(); }`
  virtual std::unique_ptr<Module> fresh() const;

 private:
  friend class Layer;
  struct Slot {
    std::string name;
    Tensor tensor;
  };
  struct Child {
    std::string name;
    std::unique_ptr<Module> module;
  };

  void check_name(const std::string& name) const;
  void collect(const std::string& prefix, bool parameters, bool buffers, StateDict& out) const;
  void copy_state_from(const Module& other);
  template <class F>
  void for_each_module(F&& f);

  std::string name_;  // in the parent, for error messages
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

  /// forward(x); an Error from inside names the layers it came through: "encoder.fc1: linear: ...".
  Tensor operator()(const Tensor& x);
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
