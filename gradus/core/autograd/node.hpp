#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "gradus/base/memory_pool.hpp"
#include "gradus/base/ref.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// The recorded graph: what an operation leaves behind so that its gradient can be computed.
namespace gradus {

class Engine;
class Gradients;

/// Where a gradient goes on to: the node that computed the input, the leaf itself, or nowhere.
struct Edge {
  Ref<Node> node;
  Ref<TensorImpl> leaf;
};

/// One recorded operation with one output.
///
/// Nodes are numbered so that a node comes after the nodes of its inputs: going down through the numbers is a
/// topological order, and backward() needs no other bookkeeping.
class Node : public RefCounted {
 public:
  const char* name() const { return name_; }
  std::span<const Edge> edges() const { return {edges_, edge_count_}; }

  /// Computes the inputs' gradients from the output's and gives each to its edge.
  virtual void backward(const Tensor& gradient, Gradients& to) = 0;
  /// Lets go of what was saved; backward() is not possible afterwards.
  virtual void free_saved() noexcept = 0;
  bool is_freed() const { return freed_; }

  /// Ends a node nobody refers to. Chains of any length are taken apart in a loop, not by recursion.
  static void destroy(Node* node) noexcept;

 protected:
  Node(const char* name, Edge* edges, uint32_t edge_count)
      : name_(name), edges_(edges), edge_count_(edge_count) {}
  virtual ~Node() = default;
  virtual void dispose() noexcept = 0;

  /// Connects edge i with the input and takes a number above that of its node.
  void connect(uint32_t i, const Tensor& input);
  void mark_freed() { freed_ = true; }

 private:
  friend class Engine;
  friend class Gradients;

  const char* name_;
  Edge* edges_;
  uint32_t edge_count_;
  bool freed_ = false;
  uint64_t sequence_ = next_sequence();
  Tensor pending_;  // the gradient of the output, while backward() gathers it
  Node* next_dead_ = nullptr;

  static uint64_t next_sequence() { return ++sequence_counter; }
  static inline constinit thread_local uint64_t sequence_counter = 0;
};

/// What a backward formula is given to answer through.
class Gradients {
 public:
  Gradients(Engine& engine, Node& node) : engine_(engine), node_(node) {}

  /// Whether the gradient of input i goes anywhere.
  bool wants(uint32_t i) const { return node_.edges_[i].node || node_.edges_[i].leaf; }
  /// Hands over the gradient of input i, of the input's shape.
  void give(uint32_t i, Tensor gradient);
  Node& node() const { return node_; }

 private:
  Engine& engine_;
  Node& node_;
};

/// A tensor that a backward formula needs, and the version it had. Capture it by value in the formula.
class SavedTensor {
 public:
  /// An input of the operation.
  static SavedTensor input(const Tensor& x);
  /// The operation's own result: kept without its node, which would otherwise keep itself alive.
  static SavedTensor output(const Tensor& y);

  /// The tensor; an Error when it was changed in place since.
  Tensor get(const Gradients& to) const;
  const Shape& shape() const { return impl_->shape; }

 private:
  SavedTensor(Ref<TensorImpl> impl, bool is_output);

  Ref<TensorImpl> impl_;
  uint32_t version_;
  bool is_output_;
};

namespace detail {

template <class Backward, uint32_t inputs>
class FormulaNode final : public Node {
 public:
  template <class... Inputs>
  static Ref<Node> make(const char* name, Backward&& backward, const Inputs&... input) {
    auto* node = new (memory::allocate(sizeof(FormulaNode))) FormulaNode(name, std::move(backward));
    uint32_t i = 0;
    (node->connect(i++, input), ...);
    return Ref<Node>::adopt(node);
  }

  void backward(const Tensor& gradient, Gradients& to) override { formula_(gradient, to); }

  void free_saved() noexcept override {
    // A formula that saved no tensor stays usable, as in PyTorch.
    if constexpr (!std::is_trivially_destructible_v<Backward>) {
      if (!is_freed()) formula_.~Backward();
      mark_freed();
    }
  }

 private:
  FormulaNode(const char* name, Backward&& backward)
      : Node(name, edges_.data(), inputs), formula_(std::move(backward)) {}
  ~FormulaNode() override {
    if (!is_freed()) formula_.~Backward();
  }
  void dispose() noexcept override {
    this->~FormulaNode();
    memory::deallocate(this, sizeof(FormulaNode));
  }

  std::array<Edge, inputs> edges_;
  union {
    Backward formula_;  // lives until free_saved()
  };
};

/// For operations on a list of tensors.
class ListNodeBase : public Node {
 protected:
  ListNodeBase(const char* name, std::vector<Edge>&& edges)
      : Node(name, edges.data(), static_cast<uint32_t>(edges.size())), edges_(std::move(edges)) {}
  std::vector<Edge> edges_;  // moving a vector keeps its elements where they are
};

template <class Backward>
class ListNode final : public ListNodeBase {
 public:
  static Ref<Node> make(const char* name, Backward&& backward, std::span<const Tensor> inputs) {
    auto* node = new ListNode(name, std::move(backward), inputs.size());
    for (uint32_t i = 0; i < inputs.size(); ++i) node->connect(i, inputs[i]);
    return Ref<Node>::adopt(node);
  }
  void backward(const Tensor& gradient, Gradients& to) override { formula_(gradient, to); }
  void free_saved() noexcept override {}

 private:
  ListNode(const char* name, Backward&& backward, size_t inputs)
      : ListNodeBase(name, std::vector<Edge>(inputs)), formula_(std::move(backward)) {}
  void dispose() noexcept override { delete this; }

  Backward formula_;
};

/// Refuses inputs that cannot take part in a recorded operation, and brings views up to date.
void check_recordable(const char* name, const Tensor& input);
void attach(Tensor& output, Ref<Node> node);

}  // namespace detail

/// Whether an operation on these inputs is to be recorded.
template <class... Inputs>
bool tracks(const Inputs&... input) {
  return GradMode::is_enabled() && (input.requires_grad() || ...);
}
bool tracks(std::span<const Tensor> inputs);

/// Records that `output` was computed from the inputs; `backward(gradient, to)` is the formula of its
/// gradient.
///
///     Tensor y = pointwise(UnaryOp::tanh, x);
///     if (tracks(x)) {
///       record("TanhBackward0", y, [y = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
///         to.give(0, g * (1 - square(y.get(to))));
///       }, x);
///     }
template <class Backward, class... Inputs>
void record(const char* name, Tensor& output, Backward&& backward, const Inputs&... input) {
  (detail::check_recordable(name, input), ...);
  using Formula = std::remove_cvref_t<Backward>;
  detail::attach(output, detail::FormulaNode<Formula, sizeof...(Inputs)>::make(
                             name, std::forward<Backward>(backward), input...));
}

template <class Backward>
void record_list(const char* name, Tensor& output, Backward&& backward, std::span<const Tensor> inputs) {
  for (const Tensor& input : inputs) detail::check_recordable(name, input);
  detail::attach(output, detail::ListNode<std::remove_cvref_t<Backward>>::make(
                             name, std::forward<Backward>(backward), inputs));
}

}  // namespace gradus
