#include "gradus/core/autograd/node.hpp"

#include <fmt/format.h>
#include <sys/single_threaded.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/capture_log.hpp"
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

void check_recordable_closely(const char* name, const Tensor& input) {
  const TensorImpl& x = *input.impl();
  if (x.inference) {
    fail(fmt::format(
        "{}: a tensor made under InferenceMode cannot take part in a recorded operation; clone() it "
        "outside, or use NoGrad",
        name));
  }
  if (x.is_view) follow_base(*input.impl());
}

}  // namespace detail

bool tracks(std::span<const Tensor> inputs) {
  return GradMode::is_enabled() &&
         std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) { return x.requires_grad(); });
}

namespace {

void check_version(const Storage& storage, uint32_t version, DType type, const Shape& shape,
                   const Gradients& to) {
  if (storage.version == version) return;
  fail(fmt::format(
      "backward: a {} {} tensor that {} needs was changed in place after it was used (version {}, expected "
      "{}); change a clone() instead",
      name(type), to_string(shape), to.node().name(), storage.version, version));
}

}  // namespace

Tensor Gradients::room(uint32_t i, const Shape& shape, DType type) const {
  TensorImpl* leaf = node_.edges_[i].leaf.get();
  if (leaf && leaf->spare_grad && !detail::capture_log) {
    Tensor spare(std::move(leaf->spare_grad));
    if (spare.impl()->dtype == type && spare.impl()->shape == shape) return spare;
  }
  return make_result(shape, type);
}

SavedTensor SavedTensor::view(const Tensor& x) {
  // Without its base, whose history may come to contain the node that saves it.
  auto& view = static_cast<ViewImpl&>(*x.impl());
  const bool history = x.requires_grad();
  if (!history && __libc_single_threaded && !detail::capture_log) {
    if (!view.twin) view.twin = shallow_copy(x).release();
    return SavedTensor(view.twin);
  }
  Tensor saved = shallow_copy(x);
  if (history) saved.impl()->grad_fn = x.impl()->grad_fn;
  return SavedTensor(saved.release());
}

Tensor SavedTensor::get(const Gradients& to) const {
  check_version(*impl_->storage, version_, impl_->dtype, impl_->shape, to);
  return Tensor(impl_);
}

const void* SavedOutput::data(const Gradients& to) const {
  check_version(*storage_, version_, dtype_, shape_, to);
  return data_;
}

Tensor SavedOutput::get(const Gradients& to) const {
  check_version(*storage_, version_, dtype_, shape_, to);
  auto impl = TensorImpl::make_over(storage_, data_, shape_, strides_, dtype_);
  if (GradMode::is_enabled()) impl->grad_fn = to.node().output_node(number_);
  return Tensor(std::move(impl));
}

}  // namespace gradus
