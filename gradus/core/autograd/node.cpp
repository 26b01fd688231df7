#include "gradus/core/autograd/node.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/make.hpp"

namespace gradus {

void Node::destroy(Node* node) noexcept {
  static constinit thread_local Node* dead = nullptr;
  static constinit thread_local bool working = false;
  node->next_dead_ = std::exchange(dead, node);
  if (working) return;
  working = true;
  while (dead) {
    Node* next = std::exchange(dead, dead->next_dead_);
    next->dispose();
  }
  working = false;
}

void Node::connect(uint32_t i, const Tensor& input) {
  const TensorImpl& x = *input.impl();
  if (x.grad_fn) {
    connect(i, x.grad_fn);
  } else if (x.requires_grad) {
    edges_[i].leaf = input.ref();
  }
}

void Node::connect(uint32_t i, Ref<Node> input) {
  // A tensor may come from another thread, whose count is ahead of ours.
  if (sequence_ <= input->sequence_) sequence_ = sequence_counter = input->sequence_ + 1;
  edges_[i].node = std::move(input);
}

Ref<Node> Node::output_node(uint32_t) { return Ref<Node>::share(this); }

namespace detail {

/// Passes the gradient of one output to the node of the whole operation.
class ManyNode::Port final : public Node {
 public:
  static Ref<Node> make(ManyNode& owner, uint32_t output) {
    return Ref<Node>::adopt(new (memory::allocate(sizeof(Port))) Port(owner, output));
  }
  void backward(const Tensor& gradient, Gradients& to) override {
    owner_.outputs_[output_].gradient = gradient;
    to.give(0, make_result({0}, DType::float32));  // only to have the owner run
  }
  void free_saved() noexcept override {}

 private:
  Port(ManyNode& owner, uint32_t output)
      : Node(owner.name(), edge_.data(), 1), owner_(owner), output_(output) {
    connect(0, Ref<Node>::share(&owner));
    owner_.outputs_[output].port = this;
  }
  ~Port() override { owner_.outputs_[output_].port = nullptr; }
  void dispose() noexcept override {
    this->~Port();
    memory::deallocate(this, sizeof(Port));
  }

  std::array<Edge, 1> edge_;
  ManyNode& owner_;
  uint32_t output_;
};

Ref<Node> ManyNode::output_node(uint32_t output) {
  Port* port = outputs_[output].port;
  return port ? Ref<Node>::share(port) : Port::make(*this, output);
}

void ManyNode::backward(const Tensor&, Gradients& to) {
  std::vector<Tensor> gradients;
  gradients.reserve(outputs_.size());
  for (Output& output : outputs_) gradients.push_back(std::exchange(output.gradient, Tensor()));
  backward(gradients, to);
}

void ManyNode::forget() noexcept {
  Node::forget();
  for (Output& output : outputs_) output.gradient = Tensor();
}

void check_recordable(const char* name, const Tensor& input) {
  const TensorImpl& x = *input.impl();
  if (x.inference) {
    fail(fmt::format(
        "{}: a tensor made under InferenceMode cannot take part in a recorded operation; clone() it "
        "outside, or use NoGrad",
        name));
  }
  if (x.graph_epoch != x.storage->graph_epoch) {
    fail(fmt::format(
        "{}: a view of this {} tensor's storage was changed in place while gradients were recorded, so "
        "its history is no longer known; take the view again, or clone() before the change",
        name, to_string(x.shape)));
  }
}

void attach(Tensor& output, Ref<Node> node) {
  output.impl()->requires_grad = false;
  output.impl()->grad_fn = std::move(node);
}

}  // namespace detail

bool tracks(std::span<const Tensor> inputs) {
  return GradMode::is_enabled() &&
         std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) { return x.requires_grad(); });
}

SavedTensor::SavedTensor(Ref<TensorImpl> impl, uint32_t output)
    : impl_(std::move(impl)), version_(impl_->storage->version), output_(output) {}

SavedTensor SavedTensor::input(const Tensor& x) { return {x.ref(), is_input}; }

SavedTensor SavedTensor::output(const Tensor& y, uint32_t number) {
  return {shallow_copy(y).release(), number};
}

Tensor SavedTensor::get(const Gradients& to) const {
  if (impl_->storage->version != version_) {
    fail(fmt::format(
        "backward: a {} {} tensor that {} needs was changed in place after it was used (version {}, "
        "expected {}); change a clone() instead",
        name(impl_->dtype), to_string(impl_->shape), to.node().name(), impl_->storage->version, version_));
  }
  Tensor saved(impl_);
  if (output_ != is_input && GradMode::is_enabled()) {
    saved = shallow_copy(saved);
    saved.impl()->grad_fn = to.node().output_node(output_);
  }
  return saved;
}

}  // namespace gradus
