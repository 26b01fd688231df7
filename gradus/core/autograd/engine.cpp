#include "gradus/core/autograd/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/autocast.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"

namespace gradus {
namespace {

// The heap's memory is kept between runs, so that a training step does not allocate.
thread_local std::vector<Ref<Node>> spare;

void check_no_nan(const char* node, uint32_t input, const Tensor& gradient) {
  const NoGrad guard;
  if (any(isnan(gradient)).item<bool>()) {
    fail(fmt::format("backward: {} made a gradient with NaN for its input {}, shape {}", node, input,
                     to_string(gradient.shape())));
  }
}

}  // namespace

std::vector<Ref<Node>> Engine::take_buffer() { return std::move(spare); }

Engine::~Engine() {
  for (const auto& node : ready_) node->forget();  // only after an error
  ready_.clear();
  spare = std::move(ready_);
}

void Gradients::give(uint32_t i, Tensor&& gradient) {
  if (engine_.looks_for_nan()) [[unlikely]]
    check_no_nan(node_.name(), i, gradient);
  engine_.send(node_.edges_[i], std::move(gradient));
}

void Engine::send(const Edge& edge, Tensor&& gradient) {
  if (edge.leaf) {
    if (edge.leaf->hooks) [[unlikely]]
      return gather_hooked(edge.leaf, std::move(gradient));
    return accumulate(*edge.leaf, std::move(gradient));
  }
  if (!edge.node) return;
  Node& node = *edge.node;
  if (node.pending_.defined()) {
    node.pending_ = add(node.pending_, gradient);
    return;
  }
  node.pending_ = std::move(gradient);
  ready_.push_back(edge.node);
  if (ready_.size() > 1) std::push_heap(ready_.begin(), ready_.end(), Older());
}

void Engine::gather_hooked(const Ref<TensorImpl>& leaf, Tensor&& gradient) {
  const auto known = std::ranges::find(hooked_, leaf, [](const auto& entry) { return entry.first; });
  if (known == hooked_.end()) {
    hooked_.emplace_back(leaf, std::move(gradient));
  } else {
    known->second = add(known->second, gradient);
  }
}

void Engine::finish_hooked() {
  for (auto& [leaf, gathered] : hooked_) {
    const Ref<detail::Hooks> hooks = leaf->hooks;  // a hook may take itself away
    Tensor gradient = std::move(gathered);
    if (hooks) gradient = hooks->apply(std::move(gradient), "a leaf");
    accumulate(*leaf, std::move(gradient));
    if (!hooks || !wanted_.empty()) continue;
    const auto after = hooks->after_accumulation;
    for (const auto& [id, hook] : after) hook->call(Tensor(leaf));
  }
}

void Engine::retain(const detail::Hooks& hooks, const Tensor& gradient) {
  if (hooks.retainer && wanted_.empty()) accumulate(*hooks.retainer, Tensor(gradient));
}

void Engine::collect(const auto& matches, const Tensor& gradient) {
  for (size_t i = 0; i < wanted_.size(); ++i) {
    if (!matches(wanted_[i])) continue;
    Tensor& sum = gathered_[i];
    sum = sum.defined() ? add(sum, gradient) : gradient;
  }
}

void Engine::accumulate(TensorImpl& leaf, Tensor&& gradient) {
  if (!wanted_.empty()) return collect([&](const Tensor& x) { return x.impl() == &leaf; }, gradient);
  if (detail::capture_log) [[unlikely]] {
    detail::capture_log->accumulates(leaf);
  }
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
  const Autocast off(false);  // each gradient is computed as its operation was, wherever this is called
  send({root.impl()->grad_fn, root.is_leaf() ? root.ref() : Ref<TensorImpl>()}, std::move(gradient));
  while (!ready_.empty()) {
    if (ready_.size() > 1) std::pop_heap(ready_.begin(), ready_.end(), Older());
    const Ref<Node> node = std::move(ready_.back());
    ready_.pop_back();
    Tensor upstream = std::move(node->pending_);
    if (node->is_freed()) {
      fail(fmt::format(
          "backward: {} was already run backwards and what it saved is gone; pass {{.retain_graph = "
          "true}} to the first backward",
          node->name()));
    }
    if (node->hooks_) [[unlikely]] {
      upstream = node->hooks_->apply(std::move(upstream), node->name());
      retain(*node->hooks_, upstream);
    }
    if (!wanted_.empty()) collect([&](const Tensor& x) { return x.impl()->grad_fn == node; }, upstream);
    Gradients to(*this, *node);
    node->backward(upstream, to);
    if (!options_.retain_graph && !options_.create_graph) node->free_saved();
  }
  if (!hooked_.empty()) [[unlikely]]
    finish_hooked();
}

std::vector<Tensor> Engine::run(const Tensor& root, Tensor gradient, std::span<const Tensor> inputs) {
  wanted_ = inputs;
  gathered_.resize(inputs.size());
  run(root, std::move(gradient));
  return std::move(gathered_);
}

namespace {

/// A one to start from. It is kept for the next time, unless somebody has changed it.
Tensor one(DType type, bool create_graph) {
  static thread_local std::array<Tensor, 2> kept;
  Tensor& x = kept[type == DType::float32 ? 0 : 1];
  if (!x.defined() || x.version() != 0 || create_graph) {
    x = ones({}, {.dtype = type});
    if (create_graph) return std::move(x);  // becomes part of a graph
  }
  return x;
}

/// The gradient that backward() starts from, checked.
Tensor start_of(const char* op, const Tensor& output, const Tensor& gradient, bool create_graph) {
  if (!output.defined()) fail(fmt::format("{}: the tensor is undefined", op));
  if (!output.requires_grad()) {
    fail(fmt::format(
        "{}: this tensor does not depend on any that requires a gradient; call requires_grad_() before "
        "the computation",
        op));
  }
  if (!gradient.defined()) {
    if (output.numel() != 1) {
      fail(fmt::format(
          "{}: the result has shape {}; reduce it to one element, or give the gradient to start from", op,
          to_string(output.shape())));
    }
    if (output.dim() == 0) return one(output.dtype(), create_graph);
    return ones(output.shape(), {.dtype = output.dtype()});
  }
  if (gradient.shape() != output.shape() || gradient.dtype() != output.dtype()) {
    fail(fmt::format("{}: the gradient must be {} {}, like the result, it is {} {}", op, name(output.dtype()),
                     to_string(output.shape()), name(gradient.dtype()), to_string(gradient.shape())));
  }
  return gradient;
}

}  // namespace

void Tensor::backward(const BackwardOptions& options) const {
  Engine(options).run(*this, start_of("backward", *this, {}, options.create_graph));
}

void Tensor::backward(const Tensor& gradient, const BackwardOptions& options) const {
  Engine(options).run(*this, start_of("backward", *this, gradient, options.create_graph));
}

std::vector<Tensor> grad(const Tensor& output, std::span<const Tensor> inputs, const GradOptions& options) {
  if (inputs.empty()) fail("grad: no inputs were given");
  for (const Tensor& x : inputs) {
    if (!x.defined() || !x.requires_grad()) fail("grad: an input does not require a gradient");
  }
  const BackwardOptions backward{.retain_graph = options.retain_graph, .create_graph = options.create_graph};
  auto gradients =
      Engine(backward).run(output, start_of("grad", output, options.gradient, options.create_graph), inputs);
  for (size_t i = 0; i < gradients.size(); ++i) {
    if (gradients[i].defined()) continue;
    if (!options.allow_unused) {
      fail(fmt::format(
          "grad: the output does not depend on input {}; pass {{.allow_unused = true}} if that is meant", i));
    }
  }
  return gradients;
}

}  // namespace gradus
