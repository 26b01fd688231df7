#include "gradus/core/autograd/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus {
namespace {

// The heap's memory is kept between runs, so that a training step does not allocate.
thread_local std::vector<Ref<Node>> spare;

/// Whether a gradient may become a leaf's own: nobody else holds it and its elements are its own.
bool is_exclusive(const Tensor& gradient) {
  return gradient.impl()->use_count() == 1 && gradient.impl()->storage->use_count() == 1 &&
         gradient.is_contiguous();
}

}  // namespace

std::vector<Ref<Node>> Engine::take_buffer() { return std::move(spare); }

Engine::~Engine() {
  for (const auto& node : ready_) node->pending_ = Tensor();  // only after an error
  ready_.clear();
  spare = std::move(ready_);
}

void Gradients::give(uint32_t i, Tensor gradient) { engine_.send(node_.edges_[i], std::move(gradient)); }

void Engine::send(const Edge& edge, Tensor gradient) {
  if (edge.leaf) return accumulate(*edge.leaf, std::move(gradient));
  if (!edge.node) return;
  Node& node = *edge.node;
  if (node.pending_.defined()) {
    node.pending_ = add(node.pending_, gradient);
    return;
  }
  node.pending_ = std::move(gradient);
  ready_.push_back(edge.node);
  std::push_heap(ready_.begin(), ready_.end(),
                 [](const Ref<Node>& a, const Ref<Node>& b) { return a->sequence_ < b->sequence_; });
}

void Engine::accumulate(TensorImpl& leaf, Tensor gradient) const {
  if (!leaf.grad) {
    if (GradMode::is_enabled() || is_exclusive(gradient)) {
      leaf.grad = gradient.release();
    } else {
      leaf.grad = gradient.clone().release();
    }
  } else if (GradMode::is_enabled()) {
    leaf.grad = add(Tensor(leaf.grad), gradient).release();
  } else {
    Tensor(leaf.grad).add_(gradient);
  }
}

void Engine::run(const Tensor& root, Tensor gradient) {
  const SetGradEnabled mode(options_.create_graph);
  send({root.impl()->grad_fn, root.is_leaf() ? root.ref() : Ref<TensorImpl>()}, std::move(gradient));
  while (!ready_.empty()) {
    std::pop_heap(ready_.begin(), ready_.end(),
                  [](const Ref<Node>& a, const Ref<Node>& b) { return a->sequence_ < b->sequence_; });
    const Ref<Node> node = std::move(ready_.back());
    ready_.pop_back();
    const Tensor upstream = std::move(node->pending_);
    if (node->is_freed()) {
      fail(fmt::format("backward: {} was already run backwards and what it saved is gone; pass {{.retain_graph = "
                       "true}} to the first backward",
                       node->name()));
    }
    Gradients to(*this, *node);
    node->backward(upstream, to);
    if (!options_.retain_graph && !options_.create_graph) node->free_saved();
  }
}

void Tensor::backward(const BackwardOptions& options) const {
  if (!defined()) fail("backward: the tensor is undefined");
  if (numel() != 1) {
    fail(fmt::format("backward: the result has shape {}; reduce it to one element, or give the gradient to start from",
                     to_string(shape())));
  }
  backward(ones(shape(), {.dtype = dtype()}), options);
}

void Tensor::backward(const Tensor& gradient, const BackwardOptions& options) const {
  if (!defined()) fail("backward: the tensor is undefined");
  if (!requires_grad()) {
    fail("backward: this tensor does not depend on any that requires a gradient; call requires_grad_() before the "
         "computation");
  }
  if (!gradient.defined() || gradient.shape() != shape() || gradient.dtype() != dtype()) {
    fail(fmt::format("backward: the gradient must be {} {}, like the result", name(dtype()), to_string(shape())));
  }
  Engine(options).run(*this, gradient);
}

}  // namespace gradus
