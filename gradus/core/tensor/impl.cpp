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

TensorImpl::~TensorImpl() {
  if (hooks && hooks->retainer == this) [[unlikely]]
    hooks->retainer = nullptr;
}

Ref<TensorImpl> TensorImpl::make(const Shape& shape, DType type) {
  const int64_t numel = shape.numel();
  const size_t bytes = elements_offset + static_cast<size_t>(numel * item_size(type));
  auto* block = static_cast<std::byte*>(memory::allocate(bytes));
  auto* impl = new (block) TensorImpl(shape, dense_strides(shape), numel, type);
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
                                      int64_t offset) {
  auto impl = make_over(x.storage, x.data + offset * item_size(x.dtype), shape, strides, x.dtype);
  impl->inference = x.inference;
  impl->of_leaf = x.of_leaf || x.requires_grad;
  impl->graph_epoch = x.graph_epoch;
  return impl;
}

void TensorImpl::destroy(TensorImpl* impl) noexcept {
  // The storage outlives the object that may lie in its block.
  const Ref<Storage> storage = std::move(impl->storage), home = std::move(impl->home);
  const bool in_block = impl->in_block;
  impl->~TensorImpl();
  if (!in_block) memory::deallocate(impl, sizeof(TensorImpl));
}

}  // namespace gradus
