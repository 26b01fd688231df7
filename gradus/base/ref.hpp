#pragma once

#include <sys/single_threaded.h>

#include <atomic>
#include <cstdint>
#include <utility>

namespace gradus {

/// Base of objects that count their own references.
///
/// While the process has one thread (glibc says so), counting is a plain increment; an atomic one costs about
/// as much as the arithmetic of a small layer.
class RefCounted {
 public:
  RefCounted() = default;
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  void retain() const noexcept {
    if (__libc_single_threaded) {
      count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    } else {
      count_.fetch_add(1, std::memory_order_relaxed);
    }
  }

  /// True when this was the last reference; the caller then destroys the object.
  [[nodiscard]] bool release() const noexcept {
    if (__libc_single_threaded) {
      const uint32_t left = count_.load(std::memory_order_relaxed) - 1;
      count_.store(left, std::memory_order_relaxed);
      return left == 0;
    }
    return count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }

  uint32_t use_count() const noexcept { return count_.load(std::memory_order_relaxed); }

 protected:
  ~RefCounted() = default;

 private:
  mutable std::atomic<uint32_t> count_{1};
};

/// A counted reference to a RefCounted object; T has a static `destroy(T*)` that ends an object nobody refers
/// to.
template <class T>
class Ref {
 public:
  Ref() noexcept = default;
  Ref(const Ref& other) noexcept : object_(other.object_) {
    if (object_) object_->retain();
  }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() { drop(object_); }

  /// Takes over the reference that a new object is born with.
  static Ref adopt(T* object) noexcept {
    Ref ref;
    ref.object_ = object;
    return ref;
  }
  /// Adds a reference to an object that others hold.
  static Ref share(T* object) noexcept {
    if (object) object->retain();
    return adopt(object);
  }

  /// Gives the reference away: the caller has to release() it.
  [[nodiscard]] T* take() noexcept { return std::exchange(object_, nullptr); }

  void reset() noexcept { drop(std::exchange(object_, nullptr)); }
  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) noexcept { return a.object_ == b.object_; }

 private:
  static void drop(T* object) noexcept {
    if (object && object->release()) T::destroy(object);
  }

  T* object_ = nullptr;
};

}  // namespace gradus
