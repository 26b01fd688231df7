#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// What a capture has to see of the work it watches, besides the kernel calls.
namespace gradus::detail {

/// A tensor from outside the captured function that its work reads or changes.
struct OutsideTensor {
  Ref<TensorImpl> impl;
  Ref<Storage> storage;  // what it had when it was first used
  const std::byte* data;
  uint32_t version;
};

class CaptureLog {
 public:
  /// A tensor object was made.
  void made(const TensorImpl& impl);
  /// An operation takes x.
  void used(const Tensor& x);
  /// Backward adds to the gradient of a leaf.
  void accumulates(TensorImpl& leaf);

  bool is_inside(const TensorImpl& impl) const { return made_.contains(&impl); }
  /// In the order of their first use.
  std::vector<OutsideTensor> outside;
  /// Leaves from outside whose gradient backward changes.
  std::vector<Ref<TensorImpl>> leaves;
  /// The storage of every tensor made, living or not, by the block that holds it.
  std::unordered_map<const void*, Storage*> storages;

 private:
  void add_outside(const Ref<TensorImpl>& impl);

  std::unordered_set<const TensorImpl*> made_;
  std::unordered_set<const TensorImpl*> known_;
};

/// The log of the capture that this thread is in; null outside of one.
inline constinit thread_local CaptureLog* capture_log = nullptr;

[[noreturn]] void fail_in_capture(const char* what);

/// For everything that gives a tensor's numbers to the program, or takes numbers from it: replaying could not
/// do so again. An Error inside a capture.
inline void refuse_capture(const char* what) {
  if (capture_log) [[unlikely]] {
    fail_in_capture(what);
  }
}

/// Counts changes that captured work cannot see and may depend on: training mode, which tensors want
/// gradients, an optimiser's groups. A change makes captured steps record themselves again.
inline constinit uint64_t hidden_state = 0;
inline void hidden_state_changed() { ++hidden_state; }

}  // namespace gradus::detail
