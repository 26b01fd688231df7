#include <bit>
#include <cstdint>

#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus {
namespace {

/// The block of a new tensor: its object, the storage's header, the elements on the next cache line.
constexpr size_t elements_offset =
    (sizeof(TensorImpl) + sizeof(Storage) + memory::alignment - 1) / memory::alignment * memory::alignment;

bool is_dense(const Shape& shape, const Strides& strides) {
  int64_t expected = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] == 0) return true;
    if (shape[i] != 1 && strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

void note_made(const TensorImpl& impl) {
  if (detail::capture_log) [[unlikely]] {
    detail::capture_log->made(impl);
  }
}

}  // namespace

TensorImpl::TensorImpl(const Shape& sizes, const Strides& steps, int64_t count, DType type)
    : numel(count), dtype(type), inference(InferenceMode::is_enabled()), shape(sizes), strides(steps) {}

TensorImpl::TensorImpl(const Shape& sizes, int64_t count, DType type)
    : numel(count),
      dtype(type),
      inference(InferenceMode::is_enabled()),
      shape(sizes),
      strides(dense_strides(sizes)) {}

TensorImpl::~TensorImpl() {
  if (hooks && hooks->retainer == this) [[unlikely]]
    hooks->retainer = nullptr;
}

Ref<TensorImpl> TensorImpl::make(const Shape& shape, DType type) {
  const int64_t numel = shape.numel();
  const size_t bytes = elements_offset + static_cast<size_t>(numel * item_size(type));
  auto* block = static_cast<std::byte*>(memory::allocate(bytes));
  auto* impl = new (block) TensorImpl(shape, numel, type);
  impl->storage = Ref<Storage>::adopt(new (block + sizeof(TensorImpl)) Storage(block, bytes));
  impl->data = block + elements_offset;
  impl->in_block = true;
  note_made(*impl);
  return Ref<TensorImpl>::adopt(impl);
}

Ref<TensorImpl> TensorImpl::make_over(Ref<Storage> storage, std::byte* data, const Shape& shape,
                                      const Strides& strides, DType type) {
  auto* impl = new (memory::allocate(sizeof(TensorImpl))) TensorImpl(shape, strides, shape.numel(), type);
  impl->storage = std::move(storage);
  impl->data = data;
  impl->dense = is_dense(shape, strides);
  note_made(*impl);
  return Ref<TensorImpl>::adopt(impl);
}

Ref<TensorImpl> TensorImpl::make_view(const TensorImpl& x, const Shape& shape, const Strides& strides,
                                      int64_t offset, bool follows) {
  std::byte* data = x.data + offset * item_size(x.dtype);
  if (!follows || !is_floating_point(x.dtype)) {
    auto impl = make_over(x.storage, data, shape, strides, x.dtype);
    impl->inference = x.inference;
    return impl;
  }
  const TensorImpl* base = x.is_view ? static_cast<const ViewImpl&>(x).base.get() : &x;
  if (base->storage != x.storage) base = &x;  // it has been given other values since
  auto* impl = new (memory::allocate(sizeof(ViewImpl)))
      ViewImpl(shape, strides, x.dtype, Ref<TensorImpl>::share(const_cast<TensorImpl*>(base)));
  impl->is_view = true;
  impl->graph_epoch = base->graph_epoch;
  impl->storage = x.storage;
  impl->data = data;
  impl->dense = is_dense(shape, strides);
  impl->inference = x.inference;
  note_made(*impl);
  return Ref<TensorImpl>::adopt(impl);
}

void TensorImpl::let_go_of_grad() noexcept {
  constexpr int64_t small = 1024;  // elements; a large block is worth more to others
  const bool alone = grad && grad->use_count() == 1 && grad->storage->use_count() == 1;
  if (alone && grad->in_block && grad->dense && grad->numel <= small && !grad->grad_fn && !grad->hooks &&
      !grad->inference && !detail::capture_log) {
    spare_grad = std::move(grad);
  } else {
    grad.reset();
  }
}

void TensorImpl::destroy(TensorImpl* impl) noexcept {
  // Most tensors lie in their own block and have gathered nothing: the maker and the block are let go.
  const auto gathered =
      std::bit_cast<uintptr_t>(impl->grad.get()) | std::bit_cast<uintptr_t>(impl->spare_grad.get()) |
      std::bit_cast<uintptr_t>(impl->home.get()) | std::bit_cast<uintptr_t>(impl->hooks.get());
  if (impl->in_block && gathered == 0) [[likely]] {
    const Ref<Node> maker = std::move(impl->grad_fn);
    Storage* storage = impl->storage.take();
    if (storage->release()) Storage::destroy(storage);
    return;
  }
  // The storage outlives the object that may lie in its block.
  const Ref<Storage> storage = std::move(impl->storage), home = std::move(impl->home);
  const bool in_block = impl->in_block;
  if (impl->is_view) {
    auto* view = static_cast<ViewImpl*>(impl);
    view->~ViewImpl();
    return memory::deallocate(view, sizeof(ViewImpl));
  }
  impl->~TensorImpl();
  if (!in_block) memory::deallocate(impl, sizeof(TensorImpl));
}

}  // namespace gradus
