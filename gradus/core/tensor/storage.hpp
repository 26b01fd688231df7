#pragma once

#include <cstddef>
#include <cstdint>

#include "gradus/base/memory_pool.hpp"
#include "gradus/base/ref.hpp"

namespace gradus {

/// The memory behind one or several tensors, with the count of its changes in place.
///
/// It lies in one block of the pool with the first tensor's object before it and the elements behind it, so
/// that a new tensor costs one block. The block goes when the storage does.
class Storage final : public RefCounted {
 public:
  Storage(void* block, size_t block_bytes) : block_(block), block_bytes_(block_bytes) {}

  static void destroy(Storage* storage) noexcept {
    memory::deallocate(storage->block_, storage->block_bytes_);
  }

  uint32_t version = 0;  ///< counts changes in place; a tensor saved for the gradient remembers it

 private:
  void* block_;
  size_t block_bytes_;
};

}  // namespace gradus
