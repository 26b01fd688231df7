#include "gradus/core/autograd/function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/tensor/make.hpp"

namespace gradus::autograd {
namespace {

/// Nodes keep the address of their name; there are as many as functions in the program.
const char* lasting(const std::string& name) {
  static std::mutex mutex;
  static std::set<std::string> names;
  const std::lock_guard lock(mutex);
  return names.insert(name).first->c_str();
}

bool holds(const std::vector<Tensor>& list, const Tensor& x) {
  return std::ranges::any_of(list, [&](const Tensor& y) { return y.is_same(x); });
}

}  // namespace

void Context::fail_state() const {
  fail(fmt::format("{}: its context keeps state of another type than the one asked for", name_));
}

const Context::Saved& Context::saved_at(size_t i) const {
  if (!gradients_) fail(fmt::format("{}: saved() can be called in backward() only", name_));
  if (i >= saved_.size()) {
    fail(fmt::format("{}: saved({}) was asked for and forward() saved {}", name_, i, saved_.size()));
  }
  return saved_[i];
}

Tensor Context::saved(size_t i) const {
  return std::visit([&](const auto& tensor) { return tensor.get(*gradients_); }, saved_at(i));
}

std::vector<Tensor> Context::saved() const {
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < saved_.size(); ++i) tensors.push_back(saved(i));
  return tensors;
}

bool Context::needs_input_grad(size_t i) const {
  if (i >= needs_.size()) {
    fail(fmt::format("{}: needs_input_grad({}) was asked for and there are {} tensor arguments", name_, i,
                     needs_.size()));
  }
  return needs_[i];
}

Call::Call(std::string_view name, std::vector<Tensor> inputs)
    : inputs_(std::move(inputs)), context_(std::make_shared<Context>()) {
  context_->name_ = name;
  for (const Tensor& x : inputs_) {
    if (!x.defined()) fail(fmt::format("{}: an argument is undefined", name));
    versions_.push_back(x.version());
    context_->needs_.push_back(GradMode::is_enabled() && x.requires_grad());
  }
  tracked_ = tracks(std::span<const Tensor>(inputs_));
}

/// Runs the user's backward() and checks what it returns.
struct Call::Formula {
  struct Header {
    Shape shape;
    DType type;
  };
  std::shared_ptr<Context> context;
  Backward backward;
  std::vector<Header> inputs, outputs;

  void check(const Tensor& g, size_t i) const {
    if (!g.defined() || (g.shape() == inputs[i].shape && g.dtype() == inputs[i].type)) return;
    fail(fmt::format("{}: backward() returned {} {} for tensor argument {}, which is {} {}", context->name_,
                     name(g.dtype()), to_string(g.shape()), i, name(inputs[i].type),
                     to_string(inputs[i].shape)));
  }

  void operator()(std::span<const Tensor> given, Gradients& to) const {
    std::vector<Tensor> gradients(given.begin(), given.end());
    for (size_t i = 0; i < gradients.size(); ++i) {
      if (gradients[i].defined() || !context->materialize_) continue;
      gradients[i] = zeros(outputs[i].shape, {.dtype = outputs[i].type});
    }
    struct Scope {  // saved() works inside
      Context& context;
      ~Scope() { context.gradients_ = nullptr; }
    };
    context->gradients_ = &to;
    const Scope scope{*context};
    const std::vector<Tensor> found = backward(*context, gradients);
    if (found.size() != inputs.size()) {
      fail(fmt::format("{}: backward() returned {} gradients for {} tensor arguments", context->name_,
                       found.size(), inputs.size()));
    }
    for (size_t i = 0; i < found.size(); ++i) check(found[i], i);
    for (uint32_t i = 0; i < found.size(); ++i) {
      if (found[i].defined()) to.give(i, found[i]);
    }
  }
};

void Call::finish(std::span<Tensor> outputs, Backward backward) {
  Context& context = *context_;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    if (inputs_[i].version() == versions_[i]) continue;
    fail(fmt::format("{}: forward() changed its tensor argument {} in place; return a new tensor instead",
                     context.name_, i));
  }
  for (const Tensor& y : outputs) {
    if (!y.defined()) fail(fmt::format("{}: forward() returned an undefined tensor", context.name_));
  }
  if (!tracked_) return;

  Formula formula{context_, backward, {}, {}};
  for (const Tensor& x : inputs_) formula.inputs.push_back({x.shape(), x.dtype()});
  std::vector<Tensor*> differentiable;
  const std::vector<Tensor> returned(outputs.begin(), outputs.end());
  for (Tensor& y : outputs) {
    formula.outputs.push_back({y.shape(), y.dtype()});
    const bool carries = is_floating_point(y.dtype()) && !holds(context.non_differentiable_, y);
    // The caller's own handle must not get our history.
    if (holds(inputs_, y) || y.requires_grad()) y = shallow_copy(y);
    differentiable.push_back(carries ? &y : nullptr);
  }
  for (const Tensor& x : context.to_save_) {
    const auto output = std::ranges::find_if(returned, [&](const Tensor& y) { return y.is_same(x); });
    const bool is_output = output != returned.end() && !holds(inputs_, x);
    if (is_output) {
      context.saved_.emplace_back(SavedTensor::output(x, static_cast<uint32_t>(output - returned.begin())));
    } else {
      context.saved_.emplace_back(SavedTensor::input(x));
    }
  }
  context.to_save_.clear();
  context.non_differentiable_.clear();
  record_many(lasting(context.name_ + "Backward"), differentiable, std::move(formula), inputs_);
}

}  // namespace gradus::autograd
