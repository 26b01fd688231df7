#pragma once

#include <cstddef>
#include <cstdint>

#include "gradus/base/memory_pool.hpp"
#include "gradus/base/ref.hpp"

namespace gradus {

/// The memory behind one or several tensors, with the count of its changes in place.
///
/// Header and data are one block of the pool; the data start on a cache line.
class Storage final : public RefCounted {
 public:
  /// Memory for `bytes` bytes, not initialised.
  static Ref<Storage> make(size_t bytes) {
    return Ref<Storage>::adopt(new (memory::allocate(header + bytes)) Storage(bytes));
  }
  static void destroy(Storage* storage) noexcept {
    memory::deallocate(storage, header + storage->bytes_);
  }

  std::byte* data() { return reinterpret_cast<std::byte*>(this) + header; }
  size_t bytes() const { return bytes_; }

  uint32_t version = 0;  ///< counts changes in place; a tensor saved for the gradient remembers it
  /// Counts changes in place that the graph has recorded: a view or base made before one is out of date.
  uint32_t graph_epoch = 0;

 private:
  static constexpr size_t header = memory::alignment;
  explicit Storage(size_t bytes) : bytes_(bytes) {}
  ~Storage() = default;

  size_t bytes_;
};

}  // namespace gradus
