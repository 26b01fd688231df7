#include "gradus/core/autograd/view_history.hpp"

#include "gradus/core/autograd/node.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/tensor/make.hpp"

namespace gradus::detail {
namespace {

/// Where a view's elements lie among its base's.
struct Places {
  Shape base_shape;
  Strides base_strides;
  Shape shape;
  Strides strides;
  int64_t offset;
};

Places places_of(const TensorImpl& view, const TensorImpl& base) {
  return {base.shape, base.strides, view.shape, view.strides,
          (view.data - base.data) / item_size(view.dtype)};
}

/// Zeros that lie in memory as the base does.
Tensor zeros_like_base(const Places& at, DType type) {
  int64_t extent = at.base_shape.numel() == 0 ? 0 : 1;
  for (int i = 0; extent > 0 && i < at.base_shape.rank(); ++i) {
    extent += (at.base_shape[i] - 1) * at.base_strides[i];
  }
  const Tensor memory = zeros({extent}, {.dtype = type});
  return make_view(memory, at.base_shape, at.base_strides);
}

Tensor view_of(const Tensor& base, const Places& at) {
  return make_view(base, at.shape, at.strides, at.offset).detach();
}

// Three linear functions of gradients, each with the gradient of its own: extract and embed are each other's,
// clear is its own.
Tensor extract(const Tensor& g, const Places& at);
Tensor embed(const Tensor& g, const Places& at);
Tensor clear(const Tensor& g, const Places& at);

/// Records that `out` was computed from g by one of these; `back` is its gradient.
Tensor linear(const char* node, Tensor out, const Tensor& g, const Places& at,
              Tensor (*back)(const Tensor&, const Places&)) {
  if (tracks(g)) {
    record(
        node, out, [at, back](const Tensor& h, Gradients& to) { to.give(0, back(h, at)); }, g);
  }
  return out;
}

/// The view's elements of a tensor like the base.
Tensor extract(const Tensor& g, const Places& at) {
  Tensor out;
  {
    const NoGrad guard;
    out = view_of(zeros_like_base(at, g.dtype()).copy_(g), at).clone();
  }
  return linear("AsStridedBackward0", std::move(out), g, at, &embed);
}

/// Zeros like the base with g at the view's elements; an element that the view repeats gets the sum.
Tensor embed(const Tensor& g, const Places& at) {
  Tensor out;
  {
    const NoGrad guard;
    Axes repeated;
    Places single = at;
    for (int i = 0; i < at.shape.rank(); ++i) {
      if (at.shape[i] == 1 || at.strides[i] != 0) continue;
      repeated.push_back(i);
      single.shape[i] = 1;
    }
    const Tensor whole = zeros_like_base(at, g.dtype());
    view_of(whole, single).copy_(repeated.empty() ? g : sum(g, {.dim = repeated, .keepdim = true}));
    out = whole.contiguous().detach();
  }
  return linear("AsStridedBackward0", std::move(out), g, at, &extract);
}

/// g with zeros at the view's elements.
Tensor clear(const Tensor& g, const Places& at) {
  Tensor out;
  {
    const NoGrad guard;
    const Tensor whole = zeros_like_base(at, g.dtype()).copy_(g);
    view_of(whole, at).zero_();
    out = whole.contiguous().detach();
  }
  return linear("CopySlices", std::move(out), g, at, &clear);
}

}  // namespace

TensorImpl* base_of(const Tensor& x) {
  if (!x.impl()->is_view) return nullptr;
  TensorImpl* base = static_cast<ViewImpl*>(x.impl())->base.get();
  return base->storage == x.impl()->storage ? base : nullptr;
}

bool follow_base(TensorImpl& view) {
  TensorImpl* base = static_cast<ViewImpl&>(view).base.get();
  const bool parted = base->storage != view.storage;
  if (parted || view.graph_epoch == base->graph_epoch) [[likely]]
    return static_cast<bool>(view.grad_fn);
  view.graph_epoch = base->graph_epoch;
  view.grad_fn.reset();
  Tensor x(Ref<TensorImpl>::share(&view));
  const Tensor source(Ref<TensorImpl>::share(base));
  if (!source.requires_grad()) return false;
  record(
      "AsStridedBackward0", x,
      [at = places_of(view, *base)](const Tensor& g, Gradients& to) { to.give(0, embed(g, at)); }, source);
  return true;
}

void rebase_history(Tensor& x, const Tensor& result) {
  TensorImpl* base = base_of(x);
  if (!base) {
    x.impl()->grad_fn = result.impl()->grad_fn;
    ++x.impl()->graph_epoch;
    if (x.impl()->hooks) move_hooks(*x.impl());
    return;
  }
  Tensor whole(Ref<TensorImpl>::share(base));
  record(
      "CopySlices", whole,
      [at = places_of(*x.impl(), *base)](const Tensor& g, Gradients& to) {
        if (to.wants(0)) to.give(0, clear(g, at));
        if (to.wants(1)) to.give(1, extract(g, at));
      },
      whole, result);
  ++base->graph_epoch;
  if (base->hooks) move_hooks(*base);
  if (x.impl()->hooks) {
    follow_base(*x.impl());
    move_hooks(*x.impl());
  }
}

}  // namespace gradus::detail
