#pragma once

#include <array>
#include <cstdint>
#include <optional>
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

/// One recorded operation with one output; detail::ManyNode stands for those with several.
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
  /// What a tensor refers to as the maker of this operation's output of that number.
  virtual Ref<Node> output_node(uint32_t output);
  void set_hooks(Ref<detail::Hooks> hooks) { hooks_ = std::move(hooks); }

  /// Ends a node nobody refers to. Chains of any length are taken apart in a loop, not by recursion.
  static void destroy(Node* node) noexcept;

 protected:
  Node(const char* name, Edge* edges, uint32_t edge_count)
      : name_(name), edges_(edges), edge_count_(edge_count) {}
  virtual ~Node() = default;
  virtual void dispose() noexcept = 0;

  /// Connects edge i with the input and takes a number above that of its node.
  void connect(uint32_t i, const Tensor& input);
  void connect(uint32_t i, Ref<Node> input);
  void mark_freed() { freed_ = true; }
  /// Drops what a run that failed had gathered.
  virtual void forget() noexcept { pending_ = Tensor(); }

 private:
  friend class Engine;
  friend class Gradients;

  const char* name_;
  Edge* edges_;
  uint32_t edge_count_;
  bool freed_ = false;
  uint64_t sequence_ = next_sequence();
  Tensor pending_;            // the gradient of the output, while backward() gathers it
  Ref<detail::Hooks> hooks_;  // what the user hooked to the output
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
  void give(uint32_t i, Tensor&& gradient);
  void give(uint32_t i, const Tensor& gradient) { give(i, Tensor(gradient)); }
  /// A dense tensor, not initialised, for the gradient of input i, which has this shape and type: where it is
  /// a leaf whose last gradient was let go of, that one.
  Tensor room(uint32_t i, const Shape& shape, DType type) const;
  Node& node() const { return node_; }

 private:
  Engine& engine_;
  Node& node_;
};

/// The operation's own result, as its backward formula needs it: kept without its node, which would otherwise
/// keep itself alive.
class SavedOutput {
 public:
  SavedOutput(const TensorImpl& y, uint32_t number)
      : storage_(y.storage),
        data_(y.data),
        version_(y.storage->version),
        number_(number),
        dtype_(y.dtype),
        dense_(y.dense),
        shape_(y.shape),
        strides_(y.strides) {}

  /// The tensor; an Error when it was changed in place since.
  Tensor get(const Gradients& to) const;
  /// Its first element, under the same condition, for kernels that read dense elements.
  const void* data(const Gradients& to) const;
  bool is_dense() const { return dense_; }
  const Shape& shape() const { return shape_; }

 private:
  Ref<Storage> storage_;
  std::byte* data_;
  uint32_t version_, number_;
  DType dtype_;
  bool dense_;
  Shape shape_;
  Strides strides_;
};

/// A tensor that a backward formula needs, and the version it had. Capture it by value in the formula.
class SavedTensor {
 public:
  /// An input of the operation.
  static SavedTensor input(const Tensor& x) {
    return x.impl()->is_view && !x.impl()->requires_grad ? view(x) : SavedTensor(x.ref());
  }
  /// The operation's own result; of several, the one of that number.
  static SavedOutput output(const Tensor& y, uint32_t number = 0) { return {*y.impl(), number}; }

  /// The tensor; an Error when it was changed in place since.
  Tensor get(const Gradients& to) const;
  const Shape& shape() const { return impl_->shape; }

 private:
  static SavedTensor view(const Tensor& x);
  explicit SavedTensor(Ref<TensorImpl> impl) : impl_(std::move(impl)), version_(impl_->storage->version) {}

  Ref<TensorImpl> impl_;
  uint32_t version_;
};

inline void Node::connect(uint32_t i, Ref<Node> input) {
  // A tensor may come from another thread, whose count is ahead of ours.
  if (sequence_ <= input->sequence_) sequence_ = sequence_counter = input->sequence_ + 1;
  edges_[i].node = std::move(input);
}

inline void Node::connect(uint32_t i, const Tensor& input) {
  const TensorImpl& x = *input.impl();
  if (x.grad_fn) {
    connect(i, x.grad_fn);
  } else if (x.requires_grad) {
    edges_[i].leaf = input.ref();
  }
}

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
      : Node(name, edges_, inputs), formula_(std::move(backward)) {}
  ~FormulaNode() override {
    if (!is_freed()) formula_.~Backward();
  }
  void dispose() noexcept override {
    this->~FormulaNode();
    memory::deallocate(this, sizeof(FormulaNode));
  }

  Edge edges_[inputs];  // a plain array: its address is known before it is made
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

void check_recordable_closely(const char* name, const Tensor& input);
/// Refuses inputs that cannot take part in a recorded operation, and brings views up to date.
inline void check_recordable(const char* name, const Tensor& input) {
  if (input.impl()->inference || input.impl()->is_view) check_recordable_closely(name, input);
}

inline void attach(Tensor& output, Ref<Node> node) {
  output.impl()->requires_grad = false;
  output.impl()->grad_fn = std::move(node);
}

/// An operation with several outputs. Each output has a port, a node of its own that passes its gradient on;
/// ports are younger than this node, so it runs once, when all of them have.
class ManyNode : public Node {
 public:
  Ref<Node> output_node(uint32_t output) override;
  void backward(const Tensor& token, Gradients& to) override;

 protected:
  ManyNode(const char* name, std::vector<Edge>&& edges, size_t outputs)
      : Node(name, edges.data(), static_cast<uint32_t>(edges.size())),
        edges_(std::move(edges)),
        outputs_(outputs) {}
  /// The formula; the gradient of an output that nobody used is undefined.
  virtual void backward(std::span<const Tensor> gradients, Gradients& to) = 0;
  void forget() noexcept override;

 private:
  class Port;
  struct Output {
    Tensor gradient;       // while backward() gathers it
    Port* port = nullptr;  // while it lives; it holds this node
  };

  std::vector<Edge> edges_;  // moving a vector keeps its elements where they are
  std::vector<Output> outputs_;
};

template <class Backward>
class ManyFormulaNode final : public ManyNode {
 public:
  static Ref<Node> make(const char* name, Backward&& backward, size_t outputs,
                        std::span<const Tensor> inputs) {
    auto* node = new ManyFormulaNode(name, std::move(backward), outputs, inputs.size());
    for (uint32_t i = 0; i < inputs.size(); ++i) node->connect(i, inputs[i]);
    return Ref<Node>::adopt(node);
  }
  void free_saved() noexcept override {
    formula_.reset();
    mark_freed();
  }

 private:
  ManyFormulaNode(const char* name, Backward&& backward, size_t outputs, size_t inputs)
      : ManyNode(name, std::vector<Edge>(inputs), outputs), formula_(std::move(backward)) {}
  void backward(std::span<const Tensor> gradients, Gradients& to) override { (*formula_)(gradients, to); }
  void dispose() noexcept override { delete this; }

  std::optional<Backward> formula_;
};

/// Called when x has been given another history: hooks stay with the old one.
void move_hooks(TensorImpl& x);

}  // namespace detail

/// Whether nobody but the caller holds this dense tensor or its elements.
inline bool is_exclusive(const Tensor& x) {
  return x.impl()->use_count() == 1 && x.impl()->storage->use_count() == 1 && x.impl()->dense;
}

/// Whether an operation on these inputs, all defined, is to be recorded.
template <class... Inputs>
bool tracks(const Inputs&... input) {
  return GradMode::is_enabled() && (detail::wants_gradient(*input.impl()) || ...);
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

/// Records an operation with several outputs; `backward(gradients, to)` gets one gradient for each, undefined
/// for one that was not used. A null pointer stands for an output that has no gradient.
///
///     record_many("LinalgEighBackward0", {&values, &vectors},
///                 [w = SavedTensor::output(values, 0), v = SavedTensor::output(vectors, 1)](
///                     std::span<const Tensor> g, Gradients& to) { ... },
///                 std::span(&x, 1));
template <class Backward>
void record_many(const char* name, std::span<Tensor* const> outputs, Backward&& backward,
                 std::span<const Tensor> inputs) {
  for (const Tensor& input : inputs) detail::check_recordable(name, input);
  const Ref<Node> node = detail::ManyFormulaNode<std::remove_cvref_t<Backward>>::make(
      name, std::forward<Backward>(backward), outputs.size(), inputs);
  for (uint32_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i]) detail::attach(*outputs[i], node->output_node(i));
  }
}
template <class Backward>
void record_many(const char* name, std::initializer_list<Tensor*> outputs, Backward&& backward,
                 std::span<const Tensor> inputs) {
  record_many(name, std::span<Tensor* const>(outputs.begin(), outputs.size()),
              std::forward<Backward>(backward), inputs);
}

}  // namespace gradus
