#include "gradus/core/tensor/make.hpp"

#include <algorithm>

#include "gradus/core/autograd/node.hpp"

namespace gradus {
Tensor make_view(const Tensor& x, const Shape& shape, const Strides& strides, int64_t offset) {
  return Tensor(TensorImpl::make_view(*x.impl(), shape, strides, offset, true));
}

void replace_data(Tensor& x, const Tensor& values) {
  TensorImpl& impl = *x.impl();
  const TensorImpl& source = *values.impl();
  if (impl.in_block && !impl.home) impl.home = impl.storage;  // its block holds this object
  if (source.storage != impl.storage) {
    // A graph that saved this tensor sees a change, as of any in place.
    source.storage->version = std::max(source.storage->version, impl.storage->version + 1);
  }
  impl.storage = source.storage;
  impl.data = source.data;
  impl.dtype = source.dtype;
  impl.dense = source.dense;
  impl.strides = source.strides;
  impl.grad_fn.reset();
  impl.grad.reset();
  impl.spare_grad.reset();
  if (impl.is_view) static_cast<ViewImpl&>(impl).twin.reset();
}

Tensor shallow_copy(const Tensor& x) {
  return Tensor(TensorImpl::make_view(*x.impl(), x.shape(), x.strides(), 0, false));
}

}  // namespace gradus
