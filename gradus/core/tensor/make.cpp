#include "gradus/core/tensor/make.hpp"

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/autograd/node.hpp"

namespace gradus {
namespace {

Ref<TensorImpl> make_impl(const Shape& shape, const Strides& strides, DType type) {
  auto impl = Ref<TensorImpl>::adopt(TensorImpl::create());
  impl->shape = shape;
  impl->strides = strides;
  impl->dtype = type;
  impl->inference = InferenceMode::is_enabled();
  return impl;
}

Tensor allocate(const Shape& shape, const Strides& strides, int64_t numel, DType type) {
  auto storage = Storage::make(static_cast<size_t>(numel * item_size(type)));
  auto impl = make_impl(shape, strides, type);
  impl->numel = numel;
  impl->data = storage->data();
  impl->storage = std::move(storage);
  return Tensor(std::move(impl));
}

bool is_dense(const Shape& shape, const Strides& strides) {
  int64_t expected = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] == 0) return true;
    if (shape[i] != 1 && strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

}  // namespace

Tensor make_tensor(const char* op, const Shape& shape, DType type) {
  check_size(op, shape, item_size(type));
  return allocate(shape, dense_strides(shape), shape.numel(), type);
}

Tensor make_like(const Tensor& prototype, DType type) {
  const TensorImpl& x = *prototype.impl();
  return allocate(x.shape, x.dense ? x.strides : dense_strides(x.shape), x.numel, type);
}

Tensor make_view(const Tensor& x, const Shape& shape, const Strides& strides, int64_t offset) {
  auto impl = make_impl(shape, strides, x.dtype());
  impl->storage = x.impl()->storage;
  impl->data = x.impl()->data + offset * item_size(x.dtype());
  impl->numel = shape.numel();
  impl->dense = is_dense(shape, strides);
  impl->inference = x.impl()->inference;
  impl->graph_epoch = x.impl()->graph_epoch;
  return Tensor(std::move(impl));
}

void replace_data(Tensor& x, const Tensor& values) {
  TensorImpl& impl = *x.impl();
  const TensorImpl& source = *values.impl();
  impl.storage = source.storage;
  impl.data = source.data;
  impl.dtype = source.dtype;
  impl.dense = source.dense;
  impl.strides = source.strides;
  impl.graph_epoch = source.graph_epoch;
  impl.grad_fn.reset();
  impl.grad.reset();
}

Tensor shallow_copy(const Tensor& x) { return make_view(x, x.shape(), x.strides()); }

}  // namespace gradus
