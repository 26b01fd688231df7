#pragma once

#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gradus/base/dtype.hpp"
#include "gradus/base/ref.hpp"
#include "gradus/base/shape.hpp"
#include "gradus/core/autograd/hooks.hpp"
#include "gradus/core/tensor/scalar.hpp"
#include "gradus/core/tensor/storage.hpp"

namespace gradus {

class Generator;
class Node;
class Tensor;
class TensorIndex;

/// What a new tensor shall be: `zeros({2, 3}, {.dtype = float64, .requires_grad = true})`.
struct TensorOptions {
  std::optional<DType> dtype = std::nullopt;  ///< none: what the function's own words say
  bool requires_grad = false;
};

struct BackwardOptions {
  bool retain_graph = false;  ///< keep what was saved, so that backward can run again
  bool create_graph = false;  ///< record the gradients' own computation, for second derivatives
};

/// Dimensions to work along (none: all) and whether they stay as dimensions of size 1.
struct ReduceOptions {
  std::optional<Axes> dim = std::nullopt;
  bool keepdim = false;
};

struct IndexPutOptions {
  bool accumulate = false;  ///< add to what is there, once for each time a place is named
};

/// What a tensor handle points to. Of interest to the engine; users hold Tensor.
struct TensorImpl : RefCounted {
  /// A dense tensor's object with storage for its elements, which are not initialised.
  static Ref<TensorImpl> make(const Shape& shape, DType type);
  /// Another object over the storage of `x`; with `follows` one that takes part in x's history (ViewImpl).
  static Ref<TensorImpl> make_view(const TensorImpl& x, const Shape& shape, const Strides& strides,
                                   int64_t offset, bool follows);
  /// An object over elements that lie in `storage`.
  static Ref<TensorImpl> make_over(Ref<Storage> storage, std::byte* data, const Shape& shape,
                                   const Strides& strides, DType type);
  static void destroy(TensorImpl* impl) noexcept;
  /// Clears grad.
  void let_go_of_grad() noexcept;

  Ref<Storage> storage;
  std::byte* data = nullptr;  // the first element
  int64_t numel = 0;
  DType dtype = DType::float32;
  bool dense = true;           // row-major without gaps
  bool requires_grad = false;  // a leaf whose gradient is wanted
  bool inference = false;      // made under InferenceMode
  bool is_view = false;        // a ViewImpl
  bool in_block = false;       // lies in the block of the storage it was made with
  uint16_t captures = 0;       // how many captured runs hold it
  uint32_t graph_epoch = 0;    // counts recorded changes in place; a view's is its base's when it was taken
  Ref<Node> grad_fn;           // what computed it, when that is recorded
  Ref<TensorImpl> grad;
  Ref<TensorImpl> spare_grad;  // a small gradient that was let go of: room for the next one
  Ref<Storage> home;           // the storage it was made with, when it has been given another
  Ref<detail::Hooks> hooks;    // what the user hooked to it
  Shape shape;
  Strides strides;

 protected:
  /// With row-major strides.
  TensorImpl(const Shape& sizes, int64_t count, DType type);
  TensorImpl(const Shape& sizes, const Strides& steps, int64_t count, DType type);
  ~TensorImpl();
};

/// A view that shares its base's history: a recorded change in place of one is seen by the other.
struct ViewImpl final : TensorImpl {
  ViewImpl(const Shape& sizes, const Strides& steps, DType type, Ref<TensorImpl> of)
      : TensorImpl(sizes, steps, sizes.numel(), type), base(std::move(of)) {}

  Ref<TensorImpl> base;  // what the first of several views was taken of
  Ref<TensorImpl> twin;  // the same view without its base, for graphs to save; made when first wanted
};

namespace detail {
/// Brings the history of a view up to date with its base's; whether the view has one.
bool follow_base(TensorImpl& view);

inline bool has_history(TensorImpl& x) { return x.is_view ? follow_base(x) : static_cast<bool>(x.grad_fn); }
inline bool wants_gradient(TensorImpl& x) { return x.requires_grad || has_history(x); }
}  // namespace detail

/// An n-dimensional array of numbers that can remember how it was computed.
///
/// A handle: copying it shares the storage. Element types are float32 (default), float64, int64, int32,
/// uint8 and bool; up to eight dimensions, 0-d and empty ones included. Operations are free functions with
/// PyTorch's names
/// (`matmul(a, b)`, `sum(x, {.dim = 1})`); methods are for identity, shape and access, and the few that chain
/// well.
///
///     Tensor x = tensor({2.0, 6.0}, {.requires_grad = true});
///     sum(pow(x, 3)).backward();
///     x.grad();  // tensor([ 12., 108.])
class Tensor {
 public:
  /// Undefined: has no shape, type or elements, and what asks for them is an Error; defined() tells.
  Tensor() = default;
  explicit Tensor(Ref<TensorImpl> impl) noexcept : impl_(std::move(impl)) {}

  bool defined() const { return static_cast<bool>(impl_); }
  /// True when both handles are of one tensor object.
  bool is_same(const Tensor& other) const { return impl_ == other.impl_; }

  // --- Shape and type.
  const Shape& shape() const { return checked("shape").shape; }
  int dim() const { return checked("dim").shape.rank(); }
  /// The size of dimension `axis`; negative counts from the end.
  int64_t size(int64_t axis) const;
  int64_t numel() const { return checked("numel").numel; }
  DType dtype() const { return checked("dtype").dtype; }
  const Strides& strides() const { return checked("strides").strides; }
  bool is_contiguous() const { return checked("is_contiguous").dense; }

  // --- Elements.
  /// The first element's address; an Error unless T is the element type.
  template <class T>
  T* data() const {
    return static_cast<T*>(data_checked(dtype_of<T>));
  }
  /// The only element, converted to T; an Error when there are more or fewer.
  template <class T = double>
  T item() const;
  /// All elements in row-major order, converted to T.
  template <class T = double>
  std::vector<T> to_vector() const;

  // --- Gradients.
  bool requires_grad() const { return detail::wants_gradient(checked("requires_grad")); }
  /// Asks for the gradient of this leaf; an Error for integers and for results of recorded operations.
  Tensor& requires_grad_(bool value = true);
  bool is_leaf() const { return !detail::has_history(checked("is_leaf")); }
  /// What backward() has gathered; undefined before. Shares storage: `x.grad().zero_()` clears it.
  Tensor grad() const { return Tensor(checked("grad").grad); }
  void set_grad(const Tensor& value);
  /// Adds d(this)/d(leaf) to each leaf's gradient; this must have one element.
  void backward(const BackwardOptions& options = {}) const;
  /// The same for any shape: the sum over elements weighted by `gradient`.
  void backward(const Tensor& gradient, const BackwardOptions& options = {}) const;
  /// The same values and storage, without history.
  Tensor detach() const;
  /// Takes this tensor's own history away: it becomes a leaf that requires no gradient.
  Tensor& detach_();

  // --- Hooks. Free where there are none. A hook must not hold the tensor it hangs on: neither would ever
  // end.
  /// Has backward() call `f(gradient)` once with the whole gradient of this tensor, leaf or result. What f
  /// returns, if anything defined, goes on in its place. Hooks of one tensor run in the order they came;
  /// those of leaves after all results'.
  ///
  ///     auto handle = x.register_hook([](const Tensor& g) { return 2 * g; });
  ///     handle.remove();
  template <class F>
  HookHandle register_hook(F f) const {
    return add_hook(make_hook(std::move(f)));
  }
  /// Has backward() call `f(x)` after it has added to the gradient of this leaf.
  template <class F>
  HookHandle register_post_accumulate_grad_hook(F f) const {
    return add_accumulation_hook(make_hook(std::move(f)));
  }
  /// Has backward() keep this result's gradient in grad(), as it does for leaves. For leaves nothing changes.
  void retain_grad() const;
  /// How often the storage was changed in place.
  uint32_t version() const { return checked("version").storage->version; }

  // --- Copies and views. Views share the storage.
  Tensor clone() const;
  Tensor contiguous() const;
  Tensor to(DType type) const;
  Tensor reshape(const Shape& shape) const;
  Tensor permute(const Axes& order) const;
  Tensor transpose(int64_t a, int64_t b) const;
  /// Of a matrix; a vector or 0-d tensor stays as it is.
  Tensor t() const;
  Tensor squeeze() const;
  Tensor squeeze(int64_t axis) const;
  Tensor unsqueeze(int64_t axis) const;
  Tensor flatten() const;
  /// One place along a dimension, which vanishes.
  Tensor select(int64_t axis, int64_t index) const;
  /// From `start` to before `stop` by `step`; ends are cut to the size as Python cuts them.
  Tensor slice(int64_t axis, int64_t start, std::optional<int64_t> stop = std::nullopt,
               int64_t step = 1) const;
  Tensor operator[](int64_t index) const { return select(0, index); }
  /// Python's x[...]: `x.index({Slice(1, None, 2), Ellipsis, None, 3, mask, positions})`. A view, unless
  /// masks or tensors of positions choose; see TensorIndex.
  Tensor index(std::initializer_list<TensorIndex> indices) const;
  Tensor index(std::span<const TensorIndex> indices) const;

  // --- In place. An Error for a leaf that wants a gradient, unless gradients are off. Views of one tensor
  // share its history: a recorded change of any is seen by all.
  Tensor& zero_();
  Tensor& fill_(Scalar value);
  /// Takes over the values of `source`, converted and broadcast.
  Tensor& copy_(const Tensor& source);
  /// this += alpha * other.
  Tensor& add_(const Tensor& other, Scalar alpha = 1);
  Tensor& sub_(const Tensor& other, Scalar alpha = 1);
  Tensor& mul_(const Tensor& other);
  Tensor& div_(const Tensor& other);
  Tensor& add_(Scalar other, Scalar alpha = 1);
  Tensor& sub_(Scalar other, Scalar alpha = 1);
  Tensor& mul_(Scalar other);
  Tensor& div_(Scalar other);
  Tensor& pow_(const Tensor& exponent);
  Tensor& pow_(Scalar exponent);
  Tensor& neg_();
  Tensor& abs_();
  Tensor& square_();
  Tensor& reciprocal_();
  Tensor& sqrt_();
  Tensor& exp_();
  Tensor& log_();
  Tensor& tanh_();
  Tensor& sigmoid_();
  Tensor& relu_();
  Tensor& floor_();
  Tensor& ceil_();
  Tensor& round_();
  Tensor& clamp_(std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt);

  /// Python's x[...] = value: the value is converted and broadcast. Without `accumulate` the last of equal
  /// places wins.
  Tensor& index_put_(std::initializer_list<TensorIndex> indices, const Tensor& value,
                     const IndexPutOptions& options = {});
  Tensor& index_put_(std::initializer_list<TensorIndex> indices, Scalar value,
                     const IndexPutOptions& options = {});
  Tensor& index_put_(std::span<const TensorIndex> indices, const Tensor& value,
                     const IndexPutOptions& options = {});
  // As the functions of these names in core/ops/indexing.hpp, which leave the tensor as it is.
  Tensor& index_add_(int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha = 1);
  Tensor& index_copy_(int64_t dim, const Tensor& index, const Tensor& source);
  Tensor& index_fill_(int64_t dim, const Tensor& index, Scalar value);
  Tensor& scatter_(int64_t dim, const Tensor& index, const Tensor& source);
  Tensor& scatter_(int64_t dim, const Tensor& index, Scalar value);
  Tensor& scatter_add_(int64_t dim, const Tensor& index, const Tensor& source);
  Tensor& masked_fill_(const Tensor& mask, const Tensor& value);
  Tensor& masked_fill_(const Tensor& mask, Scalar value);
  Tensor& masked_scatter_(const Tensor& mask, const Tensor& source);

  /// Numbers uniform on [low, high), or normal, from the default generator unless given; dense tensors only.
  Tensor& uniform_(double low = 0, double high = 1, Generator* generator = nullptr);
  Tensor& normal_(double mean = 0, double std = 1, Generator* generator = nullptr);

  // --- The few operations that chain.
  Tensor sum(const ReduceOptions& options = {}) const;
  Tensor mean(const ReduceOptions& options = {}) const;
  Tensor argmax(std::optional<int64_t> axis = std::nullopt) const;

  TensorImpl* impl() const { return impl_.get(); }
  const Ref<TensorImpl>& ref() const { return impl_; }
  /// Gives the reference away; the handle is undefined afterwards.
  Ref<TensorImpl> release() { return std::move(impl_); }

 private:
  TensorImpl& checked(const char* method) const {
    if (!impl_) [[unlikely]]
      fail_undefined(method);
    return *impl_;
  }
  [[noreturn]] static void fail_undefined(const char* method);
  void* data_checked(DType type) const;
  template <class F>
  static std::shared_ptr<detail::Hook> make_hook(F f);
  HookHandle add_hook(std::shared_ptr<detail::Hook> hook) const;
  HookHandle add_accumulation_hook(std::shared_ptr<detail::Hook> hook) const;

  Ref<TensorImpl> impl_;
};

template <class F>
std::shared_ptr<detail::Hook> Tensor::make_hook(F f) {
  struct Function final : detail::Hook {
    explicit Function(F&& given) : function(std::move(given)) {}
    Tensor call(const Tensor& gradient) override {
      if constexpr (std::is_void_v<std::invoke_result_t<F&, const Tensor&>>) {
        function(gradient);
        return {};
      } else {
        return function(gradient);
      }
    }
    F function;
  };
  return std::make_shared<Function>(std::move(f));
}

extern template float Tensor::item<float>() const;
extern template double Tensor::item<double>() const;
extern template int64_t Tensor::item<int64_t>() const;
extern template int Tensor::item<int>() const;
extern template uint8_t Tensor::item<uint8_t>() const;
extern template bool Tensor::item<bool>() const;
extern template std::vector<float> Tensor::to_vector<float>() const;
extern template std::vector<double> Tensor::to_vector<double>() const;
extern template std::vector<int64_t> Tensor::to_vector<int64_t>() const;
extern template std::vector<int32_t> Tensor::to_vector<int32_t>() const;
extern template std::vector<uint8_t> Tensor::to_vector<uint8_t>() const;

/// PyTorch's layout: "tensor([[1., 2.],\n        [3., 4.]], requires_grad=True)".
std::string to_string(const Tensor& tensor);
std::ostream& operator<<(std::ostream& stream, const Tensor& tensor);

/// The floating-point type of what is made from C++ floating-point numbers: float32 unless set.
DType default_dtype();
/// An Error unless float32 or float64.
void set_default_dtype(DType type);

}  // namespace gradus
