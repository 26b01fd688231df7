#pragma once

#include <span>
#include <vector>

#include "gradus/core/autograd/anomaly.hpp"
#include "gradus/core/autograd/node.hpp"

namespace gradus {

/// Runs a graph backwards from its last node: always the youngest node that has a gradient, until none is
/// left.
///
/// Youngest first is a topological order (see Node), so a node runs when its gradient is complete. No
/// recursion.
class Engine {
 public:
  explicit Engine(const BackwardOptions& options) : options_(options) {}
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Adds gradients to the leaves that `root` was computed from; `gradient` has root's shape.
  void run(const Tensor& root, Tensor gradient);
  /// Gathers the gradients of these tensors instead, leaves or not; the leaves stay as they are.
  std::vector<Tensor> run(const Tensor& root, Tensor gradient, std::span<const Tensor> inputs);
  /// Passes a gradient along an edge.
  void send(const Edge& edge, Tensor&& gradient);
  /// Whether each gradient is looked at (autograd::DetectAnomaly).
  bool looks_for_nan() const { return looks_for_nan_; }

 private:
  struct Older {
    bool operator()(const Ref<Node>& a, const Ref<Node>& b) const { return a->sequence_ < b->sequence_; }
  };
  void gather_hooked(const Ref<TensorImpl>& leaf, Tensor&& gradient);
  void finish_hooked();
  void retain(const detail::Hooks& hooks, const Tensor& gradient);
  void accumulate(TensorImpl& leaf, Tensor&& gradient);
  void collect(const auto& matches, const Tensor& gradient);

  const BackwardOptions& options_;
  std::vector<Ref<Node>> ready_ = take_buffer();  // a heap, youngest first
  std::span<const Tensor> wanted_;                // when gradients are gathered
  std::vector<Tensor> gathered_;
  // Leaves with hooks and their gradients, which are whole only at the end of the run.
  std::vector<std::pair<Ref<TensorImpl>, Tensor>> hooked_;
  bool looks_for_nan_ = detail::anomaly_enabled;

  static std::vector<Ref<Node>> take_buffer();
};

}  // namespace gradus
