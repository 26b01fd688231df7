#include "gradus/optim/optimizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/kernels/launch.hpp"
#include "gradus/optim/state_reader.hpp"

namespace gradus::optim {
namespace {

/// While one lives, kernels run without being recorded: what is set up once must not be done again at each
/// replay.
class Unrecorded {
 public:
  Unrecorded() : recording_(std::exchange(kernels::active_recording, nullptr)) {}
  ~Unrecorded() { kernels::active_recording = recording_; }
  Unrecorded(const Unrecorded&) = delete;
  Unrecorded& operator=(const Unrecorded&) = delete;

 private:
  kernels::Recording* recording_;
};

std::string out_of_range(const char* name, const Setting& s, double value) {
  if (s.flag != nullptr) {
    return value == 0 || value == 1 ? "" : fmt::format("{}: {} = {} is neither 0 nor 1", name, s.name, value);
  }
  if (value >= s.low && value < s.high) return "";
  return fmt::format("{}: {} = {} is not in [{}, {})", name, s.name, value, s.low, s.high);
}

void check_setting(const char* name, const Setting& s, double value) {
  if (const std::string fault = out_of_range(name, s, value); !fault.empty()) fail(fault);
}

double value_of(const Setting& s) { return s.real ? *s.real : static_cast<double>(*s.flag); }

void set_value(const Setting& s, double value) {
  if (s.real) *s.real = value;
  if (s.flag) *s.flag = value != 0;
}

std::string slot_name(size_t i, const char* what) { return fmt::format("state.{}.{}", i, what); }
std::string group_name(size_t i, const char* what) { return fmt::format("param_groups.{}.{}", i, what); }

}  // namespace

// --- Groups.

void Optimizer::check_parameters(const std::vector<Tensor>& parameters) const {
  if (parameters.empty()) fail("optimizer: no parameters were given");
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Tensor& parameter = parameters[i];
    if (!parameter.defined() || !parameter.is_leaf() || !is_floating_point(parameter.dtype()) ||
        !parameter.is_contiguous()) {
      fail(fmt::format("optimizer: parameter {} is not a dense floating-point leaf", i));
    }
    const auto same = [&](const Tensor& other) { return other.is_same(parameter); };
    const auto before = parameters.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(parameters.begin(), before, same) || std::ranges::any_of(parameters_, same)) {
      fail(fmt::format("optimizer: parameter {} is listed twice", i));
    }
  }
}

void Optimizer::append_group(const std::vector<Tensor>& parameters) {
  gradus::detail::hidden_state_changed();
  groups_.push_back({slots_.size(), parameters.size(), std::nullopt});
  for (const Tensor& parameter : parameters) {
    slots_.push_back({parameter, {}, 0});
    parameters_.push_back(parameter);
  }
}

void Optimizer::check_group(size_t group) const {
  if (group >= groups_.size()) {
    fail(fmt::format("{}: there is no parameter group {}; there are {}", name_, group, groups_.size()));
  }
}

// --- Steps.

Tensor Optimizer::step(const std::function<Tensor()>& closure) {
  if (!closure) fail(fmt::format("{}: step was given an empty closure", name_));
  Tensor loss;
  {
    const SetGradEnabled guard(true);
    loss = closure();
  }
  step();
  return loss;
}

/// A state of the parameter's type and shape, made when it is not there yet.
const TensorImpl& Optimizer::state_of(Slot& slot, size_t k) {
  Tensor& state = slot.state[k];
  const Tensor& parameter = slot.parameter;
  if (state.defined() && state.impl()->dtype == parameter.impl()->dtype) [[likely]]
    return *state.impl();
  if (state.defined()) {  // the model was converted
    const Unrecorded guard;
    state = state.to(parameter.dtype());
  } else {
    state = make_like(parameter);
    // Before the first step the kernel starts it; an option that was turned on later starts from zero.
    if (slot.steps > 0) {
      std::memset(state.impl()->data, 0, static_cast<size_t>(state.numel() * item_size(state.dtype())));
    }
  }
  return *state.impl();
}

void Optimizer::step_group(size_t group, const void* options,
                           void (*update)(DType, const kernels::UpdateBatch&)) {
  const NoGrad guard;
  const std::array<bool, 3> needed = needs_state(group);
  std::vector<Tensor> copies;  // of gradients with gaps, while they are needed
  kernels::UpdateBatch batch;
  batch.options = options;
  DType type = DType::float32;
  const auto flush = [&] {
    if (batch.count > 0) update(type, batch);
    batch.count = 0;
  };
  const Group& members = groups_[group];
  auto next = slots_.begin() + static_cast<std::ptrdiff_t>(members.first);
  for (size_t left = members.count; left > 0; --left) {
    Slot& slot = *next++;
    TensorImpl& parameter = *slot.parameter.impl();
    if (!parameter.grad) continue;
    const TensorImpl* gradient = parameter.grad.get();
    if (!gradient->dense) gradient = copies.emplace_back(Tensor(parameter.grad).contiguous()).impl();
    if (batch.count == kernels::UpdateBatch::capacity || parameter.dtype != type) {
      flush();
      type = parameter.dtype;
    }
    kernels::UpdateSlot& place = batch.slots[batch.count++];
    place.parameter = parameter.data;
    place.gradient = gradient->data;
    place.n = parameter.numel;
    place.step = &slot.steps;
    for (size_t k = 0; k < needed.size(); ++k) {
      place.state[k] = needed[k] ? state_of(slot, k).data : nullptr;
    }
    ++parameter.storage->version;
  }
  flush();
}

void Optimizer::zero_grad(bool set_to_none) {
  for (Tensor& parameter : parameters_) {
    if (set_to_none) {
      parameter.impl()->let_go_of_grad();
    } else if (parameter.impl()->grad) {
      const NoGrad guard;
      parameter.grad().detach().zero_();
    }
  }
}

// --- Options by name.

void Optimizer::check_settings(const char* name, const std::vector<Setting>& settings) {
  for (const Setting& s : settings) {
    if (s.real) check_setting(name, s, *s.real);
  }
}

Setting Optimizer::setting(size_t group, std::initializer_list<const char*> names) const {
  check_group(group);
  // Finding an option changes nothing; only its address is of the optimiser's own, changeable kind.
  const auto settings = const_cast<Optimizer*>(this)->settings(group);
  for (const char* wanted : names) {
    const auto found = std::ranges::find_if(
        settings, [&](const Setting& s) { return std::string_view(s.name) == wanted && s.real; });
    if (found != settings.end()) return *found;
  }
  return {};
}

double Optimizer::lr(size_t group) const {
  const Setting s = setting(group, {"lr"});
  return s.real ? *s.real : 0;  // every optimiser has one
}

void Optimizer::set_lr(size_t group, double lr) {
  gradus::detail::refuse_capture("setting a learning rate");
  const Setting s = setting(group, {"lr"});
  check_setting(name_, s, lr);
  *s.real = lr;
}

void Optimizer::set_lr(double lr) {
  for (size_t group = 0; group < groups_.size(); ++group) set_lr(group, lr);
}

std::optional<double> Optimizer::momentum(size_t group) const {
  const Setting s = setting(group, {"momentum", "beta1"});
  return s.real ? std::optional(*s.real) : std::nullopt;
}

void Optimizer::set_momentum(size_t group, double momentum) {
  const Setting s = setting(group, {"momentum", "beta1"});
  if (!s.real) fail(fmt::format("{}: there is no momentum to set", name_));
  check_setting(name_, s, momentum);
  // A captured step of plain descent has no momentum to go on with.
  if ((*s.real == 0) != (momentum == 0)) gradus::detail::hidden_state_changed();
  *s.real = momentum;
}

double Optimizer::initial_lr(size_t group) {
  check_group(group);
  auto& initial = groups_[group].initial_lr;
  if (!initial) initial = lr(group);
  return *initial;
}

void Optimizer::set_initial_lr(size_t group, double lr) {
  check_setting(name_, setting(group, {"lr"}), lr);
  groups_[group].initial_lr = lr;
}

// --- State as plain data.

OptimizerState Optimizer::state_dict() const {
  OptimizerState state;
  for (size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    for (const Setting& s : const_cast<Optimizer*>(this)->settings(g)) {
      state.numbers[group_name(g, s.name)] = value_of(s);
    }
    state.numbers[group_name(g, "params")] = static_cast<double>(group.count);
    if (group.initial_lr) state.numbers[group_name(g, "initial_lr")] = *group.initial_lr;
    const StateNames names = all_state_names();
    for (size_t i = group.first; i < group.first + group.count; ++i) {
      const Slot& slot = slots_[i];
      if (slot.steps > 0) state.numbers[slot_name(i, "step")] = static_cast<double>(slot.steps);
      for (size_t k = 0; k < names.size(); ++k) {
        if (slot.steps > 0 && names[k] && slot.state[k].defined())
          state.tensors[slot_name(i, names[k])] = slot.state[k];
      }
    }
  }
  return state;
}

namespace {

/// Puts settings back to what they were, unless told to keep what they are now.
class Restore {
 public:
  void remember(const Setting& s) { before_.emplace_back(s, value_of(s)); }
  void keep() { before_.clear(); }
  Restore() = default;
  ~Restore() {
    for (const auto& [setting, value] : before_) set_value(setting, value);
  }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

 private:
  std::vector<std::pair<Setting, double>> before_;
};

}  // namespace

void Optimizer::load_state_dict(const OptimizerState& state) {
  detail::StateReader loading(name_, state);
  Restore restore;
  const StateNames names = all_state_names();
  for (size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    for (const Setting& s : settings(g)) {
      const double* value = loading.number(group_name(g, s.name), true);
      if (!value) continue;
      loading.fault(out_of_range(name_, s, *value));
      restore.remember(s);
      set_value(s, *value);
    }
    loading.number(group_name(g, "initial_lr"), false);
    if (const double* count = loading.number(group_name(g, "params"), true);
        count && *count != static_cast<double>(group.count)) {
      loading.fault(fmt::format("group {} has {} parameters, the state's {}", g, group.count, *count));
    }
    const std::array<bool, 3> needed = needs_state(g);  // by the options of the state
    for (size_t i = group.first; i < group.first + group.count; ++i) {
      const double* steps = loading.number(slot_name(i, "step"), false);
      if (steps && !detail::is_count(*steps)) loading.fault(fmt::format("{} steps cannot be", *steps));
      for (size_t k = 0; k < names.size(); ++k) {
        if (!names[k]) continue;
        loading.tensor(slot_name(i, names[k]), slots_[i].parameter.shape(), steps && *steps > 0 && needed[k]);
      }
    }
  }
  loading.finish();
  restore.keep();
  copy_state_in(state);
}

void Optimizer::copy_state_in(const OptimizerState& state) {
  const NoGrad guard;
  const Unrecorded unrecorded;
  const StateNames names = all_state_names();
  for (size_t g = 0; g < groups_.size(); ++g) {
    const auto initial = state.numbers.find(group_name(g, "initial_lr"));
    groups_[g].initial_lr = initial == state.numbers.end() ? std::nullopt : std::optional(initial->second);
  }
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    const auto steps = state.numbers.find(slot_name(i, "step"));
    slot.steps = steps == state.numbers.end() ? 0 : static_cast<int64_t>(steps->second);
    for (size_t k = 0; k < names.size(); ++k) {
      const auto source = names[k] ? state.tensors.find(slot_name(i, names[k])) : state.tensors.end();
      if (source == state.tensors.end()) {
        slot.state[k] = Tensor();
        continue;
      }
      if (!slot.state[k].defined()) slot.state[k] = make_like(slot.parameter);
      slot.state[k].copy_(source->second);
    }
  }
}

}  // namespace gradus::optim
