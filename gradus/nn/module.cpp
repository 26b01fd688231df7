#include "gradus/nn/module.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <typeinfo>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/nn/kept_generator.hpp"
#include "gradus/nn/registry.hpp"

namespace gradus::nn {

Module::Module() = default;
Module::~Module() = default;
Module::Module(Module&&) noexcept = default;
Module& Module::operator=(Module&&) noexcept = default;

// --- Building.

void Module::check_name(const std::string& name) const {
  if (name.empty() || name.find('.') != std::string::npos) {
    fail(fmt::format("{}: '{}' cannot name a part of a module; names are not empty and have no dot",
                     type_name(), name));
  }
  const auto has_name = [&](const auto& part) { return part->name == name; };
  const bool taken =
      std::any_of(parameters_.begin(), parameters_.end(), has_name) ||
      std::any_of(buffers_.begin(), buffers_.end(), has_name) ||
      std::any_of(children_.begin(), children_.end(), [&](const Child& c) { return c.name == name; });
  if (taken) fail(fmt::format("{}: there is already a part named '{}'", type_name(), name));
}

Module& Module::add_child(const std::string& name, std::unique_ptr<Module> child) {
  check_name(name);
  // The frame of a module that is no Layer is not seen by an error on its way up, so its layers carry its
  // name.
  const bool runs = dynamic_cast<const Layer*>(this) || name_.empty();
  child->set_path(runs ? name : name_ + "." + name);
  children_.push_back({name, std::move(child)});
  return *children_.back().module;
}

void Module::set_path(const std::string& path) {
  name_ = path;
  if (dynamic_cast<const Layer*>(this)) return;
  for (const Child& child : children_) child.module->set_path(path + "." + child.name);
}

Tensor& Module::add_parameter(const std::string& name, Tensor value) {
  check_name(name);
  if (!value.defined()) fail(fmt::format("{}: parameter '{}' is undefined", type_name(), name));
  if (!value.is_leaf()) {
    fail(fmt::format("{}: parameter '{}' is the result of a recorded operation; pass detach() of it",
                     type_name(), name));
  }
  value.requires_grad_();
  parameters_.push_back(std::make_unique<Slot>(Slot{name, std::move(value)}));
  return parameters_.back()->tensor;
}

Tensor& Module::add_buffer(const std::string& name, Tensor value, bool persistent) {
  check_name(name);
  if (!value.defined()) fail(fmt::format("{}: buffer '{}' is undefined", type_name(), name));
  buffers_.push_back(std::make_unique<Slot>(Slot{name, std::move(value), persistent}));
  return buffers_.back()->tensor;
}

// --- Walking.

template <class F>
void Module::for_each_module(F&& f) {
  f(*this);
  for (const Child& child : children_) child.module->for_each_module(f);
}

void Module::collect(const std::string& prefix, const Wanted& wanted, StateDict& out) const {
  const auto take = [&](const auto& slots) {
    for (const auto& slot : slots) {
      if (slot->persistent || !wanted.only_persistent) out.push_back({prefix + slot->name, slot->tensor});
    }
  };
  if (wanted.parameters) take(parameters_);
  if (wanted.buffers) take(buffers_);
  for (const Child& child : children_) child.module->collect(prefix + child.name + ".", wanted, out);
}

StateDict Module::named_parameters() const {
  StateDict result;
  collect("", {.parameters = true, .buffers = false, .only_persistent = false}, result);
  return result;
}

StateDict Module::named_buffers() const {
  StateDict result;
  collect("", {.parameters = false, .buffers = true, .only_persistent = false}, result);
  return result;
}

std::vector<Tensor> Module::parameters() const {
  std::vector<Tensor> result;
  for (NamedTensor& entry : named_parameters()) result.push_back(std::move(entry.tensor));
  return result;
}

std::vector<std::pair<std::string, Module*>> Module::named_children() const {
  std::vector<std::pair<std::string, Module*>> result;
  for (const Child& child : children_) result.emplace_back(child.name, child.module.get());
  return result;
}

std::vector<std::pair<std::string, Module*>> Module::named_modules() {
  std::vector<std::pair<std::string, Module*>> result{{"", this}};
  for (const Child& child : children_) {
    for (auto& [path, module] : child.module->named_modules()) {
      result.emplace_back(path.empty() ? child.name : child.name + "." + path, module);
    }
  }
  return result;
}

int64_t Module::parameter_count() const {
  int64_t count = 0;
  for (const Tensor& parameter : parameters()) count += parameter.numel();
  return count;
}

int64_t Module::trainable_parameter_count() const {
  int64_t count = 0;
  for (const Tensor& parameter : parameters()) count += parameter.requires_grad() ? parameter.numel() : 0;
  return count;
}

// --- State.

StateDict Module::state_dict() const {
  StateDict result;
  collect("", {.parameters = true, .buffers = true, .only_persistent = true}, result);
  for (NamedTensor& entry : result) entry.tensor = entry.tensor.detach();
  return result;
}

LoadReport Module::load_state_dict(const StateDict& state, const LoadOptions& options) {
  const StateDict own = state_dict();
  const auto find = [](const StateDict& where, const std::string& name) {
    return std::find_if(where.begin(), where.end(),
                        [&](const NamedTensor& entry) { return entry.name == name; });
  };
  LoadReport report;
  std::vector<std::string> wrong;
  for (const NamedTensor& entry : own) {
    const auto given = find(state, entry.name);
    if (given == state.end()) {
      report.missing.push_back(entry.name);
    } else if (!given->tensor.defined() || given->tensor.shape() != entry.tensor.shape()) {
      wrong.push_back(fmt::format("{} has shape {}, the model's {}", entry.name,
                                  given->tensor.defined() ? gradus::to_string(given->tensor.shape()) : "none",
                                  gradus::to_string(entry.tensor.shape())));
    }
  }
  for (const NamedTensor& entry : state) {
    if (find(own, entry.name) == own.end()) report.unexpected.push_back(entry.name);
  }
  std::vector<std::string> faults = wrong;
  if (options.strict && !report.missing.empty()) {
    faults.push_back(fmt::format("missing: {}", fmt::join(report.missing, ", ")));
  }
  if (options.strict && !report.unexpected.empty()) {
    faults.push_back(fmt::format("not in the model: {}", fmt::join(report.unexpected, ", ")));
  }
  if (!faults.empty()) fail(fmt::format("load_state_dict: {}: {}", type_name(), fmt::join(faults, "; ")));
  const NoGrad guard;
  for (const NamedTensor& entry : own) {
    const auto given = find(state, entry.name);
    if (given != state.end()) Tensor(entry.tensor).copy_(given->tensor);
  }
  return report;
}

void Module::train(bool on) {
  for_each_module([&](Module& module) {
    if (module.training_ != on) detail::hidden_state_changed();
    module.training_ = on;
  });
}

void Module::zero_grad() {
  for (Tensor& parameter : parameters()) parameter.set_grad({});
}

void Module::requires_grad_(bool value) {
  for (Tensor& parameter : parameters()) parameter.requires_grad_(value);
}

void Module::to(DType type) {
  if (!is_floating_point(type)) fail(fmt::format("to: a model's parameters cannot be {}", name(type)));
  const NoGrad guard;
  for_each_module([&](Module& module) {
    for (const auto* slots : {&module.parameters_, &module.buffers_}) {
      for (const auto& slot : *slots) {
        if (is_floating_point(slot->tensor.dtype()))
          replace_data(slot->tensor, slot->tensor.detach().to(type));
      }
    }
  });
}

// --- Copying.

std::unique_ptr<Module> Module::fresh() const {
  fail(fmt::format("clone: {} does not say how it is made; override fresh() to return a new one",
                   type_name()));
}

std::unique_ptr<Module> Module::clone() const {
  const internal::KeptGenerator kept;
  std::unique_ptr<Module> copy = fresh();
  copy->copy_state_from(*this);
  return copy;
}

void Module::copy_state_from(const Module& other) {
  const auto differs = [&](const auto& a, const auto& b) { return a.size() != b.size(); };
  if (differs(parameters_, other.parameters_) || differs(buffers_, other.buffers_) ||
      differs(children_, other.children_)) {
    fail(fmt::format("clone: the fresh() of {} has other parts than the original", other.type_name()));
  }
  const NoGrad guard;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    replace_data(parameters_[i]->tensor, other.parameters_[i]->tensor.detach().clone());
    parameters_[i]->tensor.requires_grad_(other.parameters_[i]->tensor.requires_grad());
  }
  for (size_t i = 0; i < buffers_.size(); ++i) {
    replace_data(buffers_[i]->tensor, other.buffers_[i]->tensor.detach().clone());
  }
  for (size_t i = 0; i < children_.size(); ++i)
    children_[i].module->copy_state_from(*other.children_[i].module);
  training_ = other.training_;
}

// --- Printing.

std::string Module::type_name() const { return internal::type_name_of(typeid(*this)); }

std::string internal::type_name_of(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  std::string full = text ? text.get() : "Module";
  const size_t last = full.rfind("::");
  return last == std::string::npos ? full : full.substr(last + 2);
}

std::string to_string(const Module& module) {
  std::vector<std::string> lines;
  for (const auto& [name, child] : module.named_children()) {
    std::string text = fmt::format("({}): {}", name, to_string(*child));
    for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 3))
      text.insert(at + 1, "  ");
    lines.push_back(std::move(text));
  }
  const std::string extra = module.extra_repr();
  if (lines.empty()) return fmt::format("{}({})", module.type_name(), extra);
  if (!extra.empty()) lines.insert(lines.begin(), extra);
  return fmt::format("{}(\n  {}\n)", module.type_name(), fmt::join(lines, "\n  "));
}

std::ostream& operator<<(std::ostream& stream, const Module& module) { return stream << to_string(module); }

// --- Running.

Tensor Layer::operator()(const Tensor& x) {
  try {
    return hooks_ && !hooks_->empty() ? internal::run_hooked(*this, hooks_, x) : forward(x);
  } catch (Error& error) {
    if (!name_.empty()) error.in_layer(name_);
    throw;
  }
}

}  // namespace gradus::nn
