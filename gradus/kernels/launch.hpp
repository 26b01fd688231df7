#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

namespace gradus::kernels {

/// The kernel calls of a stretch of work, kept so that they can be done again on the same buffers.
///
/// The arguments of a kernel are plain bytes: pointers, sizes, strides. Whoever records keeps the buffers
/// alive.
class Recording {
 public:
  template <class Args>
  void append(void (*kernel)(const Args&), const Args& args) {
    const auto run = [](void (*erased)(), const void* bytes) {
      reinterpret_cast<void (*)(const Args&)>(erased)(*static_cast<const Args*>(bytes));
    };
    append_bytes(run, reinterpret_cast<void (*)()>(kernel), &args, sizeof(Args));
  }

  /// Runs every recorded call again, in order.
  void replay() const;
  /// The number of recorded calls.
  size_t size() const { return calls_.size(); }

 private:
  struct Call {
    void (*run)(void (*)(), const void*);
    void (*kernel)();
    size_t offset;  // of the arguments in words_
  };
  void append_bytes(void (*run)(void (*)(), const void*), void (*kernel)(), const void* args, size_t bytes);

  std::vector<Call> calls_;
  std::vector<std::max_align_t> words_;
};

/// While one lives, the kernel calls of this thread go into its recording as well as being done.
class RecordingScope {
 public:
  explicit RecordingScope(Recording& recording);
  ~RecordingScope();
  RecordingScope(const RecordingScope&) = delete;
  RecordingScope& operator=(const RecordingScope&) = delete;

 private:
  Recording* previous_;
};

inline constinit thread_local Recording* active_recording = nullptr;

/// The launch point: the one way by which any kernel is run.
template <class Args>
inline void launch(void (*kernel)(const Args&), const Args& args) {
  static_assert(std::is_trivially_copyable_v<Args>, "a kernel's arguments must be plain bytes");
  if (active_recording) [[unlikely]] {
    active_recording->append(kernel, args);
  }
  kernel(args);
}

}  // namespace gradus::kernels
