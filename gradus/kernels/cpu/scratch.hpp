#pragma once

#include <algorithm>
#include <cstddef>

#include "gradus/base/memory_pool.hpp"

namespace gradus::kernels::cpu {

/// A kernel's working memory, from the pool: a step that repeats takes the same block again.
class Scratch {
 public:
  explicit Scratch(size_t bytes) : bytes_(std::max<size_t>(bytes, 1)), block_(memory::allocate(bytes_)) {}
  ~Scratch() { memory::deallocate(block_, bytes_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  template <class T = std::byte>
  T* data() const {
    return static_cast<T*>(block_);
  }

 private:
  size_t bytes_;
  void* block_;
};

}  // namespace gradus::kernels::cpu
