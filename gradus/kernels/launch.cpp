#include "gradus/kernels/launch.hpp"

#include <utility>

namespace gradus::kernels {

void Recording::append_bytes(void (*run)(void (*)(), const void*), void (*kernel)(), const void* args,
                             size_t bytes) {
  const size_t offset = words_.size();
  words_.resize(offset + (bytes + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
  std::memcpy(words_.data() + offset, args, bytes);
  calls_.push_back({run, kernel, offset});
}

void Recording::replay() const {
  for (const Call& call : calls_) call.run(call.kernel, words_.data() + call.offset);
}

RecordingScope::RecordingScope(Recording& recording)
    : previous_(std::exchange(active_recording, &recording)) {}

RecordingScope::~RecordingScope() { active_recording = previous_; }

}  // namespace gradus::kernels
