#pragma once

#include <span>
#include <vector>

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
  void send(const Edge& edge, Tensor gradient);

 private:
  void accumulate(TensorImpl& leaf, Tensor gradient);
  void collect(const auto& matches, const Tensor& gradient);

  const BackwardOptions& options_;
  std::vector<Ref<Node>> ready_ = take_buffer();  // a heap, youngest first
  std::span<const Tensor> wanted_;                // when gradients are gathered
  std::vector<Tensor> gathered_;

  static std::vector<Ref<Node>> take_buffer();
};

}  // namespace gradus
