#include "gradus/io/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/io/file.hpp"

namespace gradus::io {

Source Source::of_file(std::string op, const std::string& path, LooksPacked packed) {
  Source source(std::move(op), path);
  source.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (source.descriptor_ < 0 || ::fstat(source.descriptor_, &info) != 0) {
    gradus::fail(fmt::format("{}: cannot read {}: {}", source.op_, path, std::strerror(errno)));
  }
  if (S_ISREG(info.st_mode)) {
    source.size_ = static_cast<uint64_t>(info.st_size);
    constexpr size_t enough = 16;
    if (!packed(source.read_text(0, std::min<size_t>(source.size_, enough)))) return source;
  }
  source.kept_ = read_unpacked(source.op_.c_str(), path);
  ::close(std::exchange(source.descriptor_, -1));
  source.bytes_ = source.kept_;
  source.size_ = source.kept_.size();
  return source;
}

Source Source::of_memory(std::string op, std::string_view bytes, std::string name) {
  Source source(std::move(op), std::move(name));
  source.bytes_ = bytes;
  source.size_ = bytes.size();
  return source;
}

Source::Source(Source&& other) noexcept
    : op_(std::move(other.op_)),
      name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      bytes_(other.bytes_),
      size_(other.size_) {
  const bool keeps = !other.kept_.empty();
  kept_ = std::move(other.kept_);
  if (keeps) bytes_ = kept_;  // short texts lie in the object itself
}

Source::~Source() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Source::fail(const std::string& what) const {
  gradus::fail(fmt::format("{}: {}: {}", op_, name_, what));
}

void Source::read(uint64_t offset, std::span<std::byte> into) const {
  if (into.empty()) return;
  if (offset > size_ || into.size() > size_ - offset) {
    fail(fmt::format("ends at byte {}, in the middle of its data", size_));
  }
  if (descriptor_ < 0) {
    std::memcpy(into.data(), bytes_.data() + offset, into.size());
    return;
  }
  while (!into.empty()) {
    const ssize_t got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) gradus::fail(fmt::format("{}: cannot read {}: {}", op_, name_, std::strerror(errno)));
    if (got == 0) fail(fmt::format("became shorter while it was read, at byte {}", offset));
    offset += static_cast<uint64_t>(got);
    into = into.subspan(static_cast<size_t>(got));
  }
}

std::string Source::read_text(uint64_t offset, size_t count) const {
  if (offset > size_ || count > size_ - offset) {
    fail(fmt::format("ends at byte {}, in the middle of its data", size_));
  }
  std::string text(count, '\0');
  read(offset, std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace gradus::io
