#include "gradus/core/autograd/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/base/memory_pool.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/autocast.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/kernels/elementwise.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::detail {

// --- The log.

void CaptureLog::made(const TensorImpl& impl) {
  made_.insert(&impl);
  if (impl.in_block) storages[&impl] = impl.storage.get();
}

void CaptureLog::add_outside(const Ref<TensorImpl>& impl) {
  if (is_inside(*impl) || !known_.insert(impl.get()).second) return;
  outside.push_back({impl, impl->storage, impl->data, impl->storage->version});
}

void CaptureLog::used(const Tensor& x) { add_outside(x.ref()); }

void CaptureLog::accumulates(TensorImpl& leaf) {
  if (is_inside(leaf)) return;
  const auto ref = Ref<TensorImpl>::share(&leaf);
  add_outside(ref);
  if (leaf.grad && GradMode::is_enabled()) {
    fail(
        "capture: a gradient that records its own computation cannot be added to an existing one in a "
        "captured "
        "function; call zero_grad() before, or use grad()");
  }
  if (std::find(leaves.begin(), leaves.end(), ref) == leaves.end()) leaves.push_back(ref);
}

void fail_in_capture(const char* what) {
  fail(
      fmt::format("capture: {} inside a captured function passes numbers between tensors and the program, "
                  "which replaying "
                  "the kernels cannot do again; move it outside, or pass the numbers as tensor arguments",
                  what));
}

bool is_capturing() { return capture_log != nullptr; }

// --- One run.

namespace {

constexpr size_t most_runs = 8;
constexpr size_t most_unsettled = 16;

/// What decides, besides the arguments, which kernels a function calls.
struct Modes {
  bool grad = GradMode::is_enabled();
  bool inference = InferenceMode::is_enabled();
  bool autocast = Autocast::is_enabled();
  DType default_type = default_dtype();
  uint64_t hidden = hidden_state;

  bool operator==(const Modes&) const = default;
};

/// A tensor that the run found outside, and by how much it raises the version.
struct Outside {
  Captive tensor;
  Ref<Storage> storage;
  const std::byte* data;
  uint32_t changes;
};

/// A leaf's gradient before and after the run.
struct LeafGradient {
  TensorImpl* leaf;
  Ref<TensorImpl> before, after;
  bool had_one;

  /// Whether the run would change the gradient there is now as it did when it was recorded.
  bool holds() const {
    if (before == after) return leaf->grad == after;  // added to in place
    return had_one || !leaf->grad;                    // dropped first, or there was none to add to
  }
};

}  // namespace

class CapturedRun {
 public:
  std::vector<Tensor> slots;
  std::vector<Tensor> results;
  Modes modes;
  kernels::Recording calls;
  memory::Arena arena;
  std::vector<Outside> outside;
  std::vector<LeafGradient> gradients;
  std::vector<Ref<Storage>> kept;  // memory made in the run that was still in use at its end

  bool takes(std::span<const Tensor* const> arguments) const {
    if (arguments.size() != slots.size()) return false;
    for (size_t i = 0; i < slots.size(); ++i) {
      if (arguments[i]->shape() != slots[i].shape() || arguments[i]->dtype() != slots[i].dtype())
        return false;
    }
    return true;
  }

  /// Whether everything from outside is where it was.
  bool holds() const {
    if (modes != Modes()) return false;
    for (const Outside& x : outside) {
      // A tensor that only captures still hold has been replaced by another where the function looks.
      if (x.tensor->data != x.data || x.tensor->use_count() <= x.tensor->captures) return false;
    }
    return std::all_of(gradients.begin(), gradients.end(), [](const auto& g) { return g.holds(); });
  }

  bool owns(const Tensor& x) const {
    return std::find(kept.begin(), kept.end(), x.impl()->storage) != kept.end() ||
           std::any_of(slots.begin(), slots.end(),
                       [&](const Tensor& slot) { return slot.impl()->storage == x.impl()->storage; });
  }

  void keep(const CaptureLog& log) {
    for (const OutsideTensor& x : log.outside) {
      outside.push_back({Captive(x.impl), x.storage, x.data, x.storage->version - x.version});
    }
    const auto freed = arena.freed();
    const std::unordered_set<const void*> gone(freed.begin(), freed.end());
    for (const auto& [block, storage] : log.storages) {
      if (!gone.contains(block)) kept.push_back(Ref<Storage>::share(storage));
    }
  }

  void fill_slots(std::span<const Tensor* const> arguments) const {
    for (size_t i = 0; i < slots.size(); ++i) {
      const Tensor &from = *arguments[i], &to = slots[i];
      if (from.is_contiguous()) {
        std::memcpy(to.impl()->data, from.impl()->data,
                    static_cast<size_t>(to.numel() * item_size(to.dtype())));
      } else {
        kernels::copy(to.dtype(), from.dtype(), to.shape(), {to.impl()->data, &to.strides()},
                      {from.impl()->data, &from.strides()});
      }
    }
  }

  void replay(std::span<const Tensor* const> arguments) const {
    fill_slots(arguments);
    calls.replay();
    for (const Outside& x : outside) x.storage->version += x.changes;
    for (const LeafGradient& g : gradients) {
      if (g.leaf->grad != g.after) g.leaf->grad = g.after;
    }
  }
};

// --- All runs.

CapturedRuns::CapturedRuns() = default;
CapturedRuns::CapturedRuns(CapturedRuns&&) noexcept = default;
CapturedRuns& CapturedRuns::operator=(CapturedRuns&&) noexcept = default;
CapturedRuns::~CapturedRuns() = default;

bool CapturedRuns::replay(std::span<const Tensor* const> arguments) {
  if (GeneratorScope::is_active()) {  // a recording would keep the address of its generator
    fail(
        "capture: a captured function cannot run while a loader makes a batch; transform batches without it");
  }
  for (const Tensor* x : arguments) {
    if (!x->defined()) fail("capture: an undefined tensor was given to a captured function");
  }
  for (size_t i = 0; i < runs_.size(); ++i) {
    const CapturedRun& run = *runs_[i];
    if (!run.takes(arguments) || !run.holds()) continue;
    if (i > 0) {
      const auto at = runs_.begin() + static_cast<std::ptrdiff_t>(i);
      std::rotate(runs_.begin(), at, at + 1);
    }
    unsettled_ = 0;
    watched_.clear();
    runs_.front()->replay(arguments);
    return true;
  }
  return false;
}

size_t CapturedRuns::result_count() const {
  return watched_.empty() && !runs_.empty() ? runs_.front()->results.size() : watched_.size();
}

Tensor CapturedRuns::result(size_t i) const {
  if (!watched_.empty()) return watched_[i];
  const CapturedRun& run = *runs_.front();
  const Tensor& x = run.results[i];
  if (!x.defined() || !run.owns(x)) return x;
  const NoGrad guard;
  if (!x.is_contiguous()) return x.clone();
  Tensor copy = make_like(x);
  std::memcpy(copy.impl()->data, x.impl()->data, static_cast<size_t>(x.numel() * item_size(x.dtype())));
  return copy;
}

size_t CapturedRuns::kernel_calls() const { return runs_.empty() ? 0 : runs_.front()->calls.size(); }

// --- Recording.

namespace {

/// Where the watching starts and ends.
class Watch {
 public:
  Watch(CaptureLog& log, CapturedRun* run) {
    if (run) {
      arena_.emplace(run->arena);
      recording_.emplace(run->calls);
    }
    capture_log = &log;
  }
  ~Watch() { capture_log = nullptr; }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  std::optional<memory::ArenaScope> arena_;
  std::optional<kernels::RecordingScope> recording_;
};

Tensor new_slot(const Tensor& argument, size_t i) {
  if (argument.requires_grad()) {
    fail(fmt::format(
        "capture: argument {} requires a gradient, and a copy of it would get it; let the function refer to "
        "the tensor instead of taking it as an argument",
        i));
  }
  const NoGrad guard;
  return argument.clone();
}

}  // namespace

struct CapturedRuns::Session::State {
  explicit State(CapturedRuns& owner) : runs(owner) {}

  CapturedRuns& runs;
  std::unique_ptr<CapturedRun> run = std::make_unique<CapturedRun>();
  CaptureLog log;
  std::optional<Watch> watch;
};

CapturedRuns::Session::Session(CapturedRuns& runs, std::span<const Tensor* const> arguments)
    : state_(std::make_unique<State>(runs)) {
  runs.make_room(arguments);
  State& s = *state_;
  for (size_t i = 0; i < arguments.size(); ++i) {
    s.run->slots.push_back(new_slot(*arguments[i], i));
    s.log.made(*s.run->slots.back().impl());
  }
  s.log.storages.clear();  // the slots' are known as such
  for (const Captive& leaf : runs.leaves_) {
    s.run->gradients.push_back({leaf.get(), leaf->grad, {}, static_cast<bool>(leaf->grad)});
  }
  // The first run of all only makes what is made once, such as the state of an optimiser.
  s.watch.emplace(s.log, runs.warm_ ? s.run.get() : nullptr);
}

CapturedRuns::Session::~Session() = default;

std::span<const Tensor> CapturedRuns::Session::slots() const { return state_->run->slots; }

void CapturedRuns::Session::finish(std::vector<Tensor> results) const {
  State& s = *state_;
  CapturedRun& run = *s.run;
  for (Tensor& x : results) {
    if (x.defined()) x = x.detach();  // lets go of the graph
  }
  s.watch.reset();
  const bool starts_known = s.runs.know(s.log.leaves);
  if (!std::exchange(s.runs.warm_, true) || !starts_known) {
    s.runs.watched_ = std::move(results);
    return;
  }
  s.runs.watched_.clear();
  run.results = std::move(results);
  std::erase_if(run.gradients, [&](const LeafGradient& g) {
    return std::none_of(s.log.leaves.begin(), s.log.leaves.end(),
                        [&](const auto& leaf) { return leaf.get() == g.leaf; });
  });
  for (LeafGradient& g : run.gradients) g.after = g.leaf->grad;
  run.keep(s.log);
  s.runs.runs_.insert(s.runs.runs_.begin(), std::move(s.run));
}

bool CapturedRuns::know(const std::vector<Ref<TensorImpl>>& leaves) {
  bool all = true;
  for (const auto& leaf : leaves) {
    const auto same = [&](const Captive& known) { return known.get() == leaf.get(); };
    if (std::any_of(leaves_.begin(), leaves_.end(), same)) continue;
    all = false;
    leaves_.emplace_back(leaf);
  }
  return all;
}

void CapturedRuns::make_room(std::span<const Tensor* const> arguments) {
  const bool known_shape = std::any_of(runs_.begin(), runs_.end(), [&](const auto& run) {
    return run->takes(arguments) && run->modes == Modes();
  });
  unsettled_ = known_shape ? unsettled_ + 1 : 0;
  if (unsettled_ > most_unsettled) {
    fail(
        "capture: the function finds another tensor or gradient in place of an earlier one at every call, so "
        "that no recording can be used again; keep its tensors and change their values in place");
  }
  std::erase_if(runs_, [](const auto& run) { return run->modes.hidden != hidden_state; });
  if (runs_.size() >= most_runs) runs_.pop_back();
}

}  // namespace gradus::detail
