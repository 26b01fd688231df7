#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gradus::io {

/// The bytes that a parser reads, from any place in them: a file's, or those of memory.
///
/// A plain file stays on the disk and is read where the parser asks; what has no size (a pipe) is read whole
/// first, and gzip is unpacked. Errors begin with `op` and name the file.
class Source {
 public:
  /// Whether gzip is looked for; a format whose own first bytes may look like gzip says how to tell.
  using LooksPacked = bool (*)(std::string_view start);
  static bool starts_like_gzip(std::string_view start) { return start.starts_with("\x1f\x8b"); }

  static Source of_file(std::string op, const std::string& path, LooksPacked packed = starts_like_gzip);
  /// `bytes` must live as long as the source; `name` stands for the file in errors.
  static Source of_memory(std::string op, std::string_view bytes, std::string name);

  Source(Source&& other) noexcept;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  Source& operator=(Source&&) = delete;
  ~Source();

  uint64_t size() const { return size_; }
  const std::string& name() const { return name_; }
  /// All of the bytes where they lie in memory; nothing for a file that stays on the disk.
  std::optional<std::string_view> memory() const {
    return descriptor_ < 0 ? std::optional(bytes_) : std::nullopt;
  }

  /// Copies the bytes from `offset` on; an Error where they end too early.
  void read(uint64_t offset, std::span<std::byte> into) const;
  std::string read_text(uint64_t offset, size_t count) const;

  /// Throws "op: name: what".
  [[noreturn]] void fail(const std::string& what) const;

 private:
  Source(std::string op, std::string name) : op_(std::move(op)), name_(std::move(name)) {}

  std::string op_, name_;
  int descriptor_ = -1;     // of the file, or
  std::string kept_;        // the bytes that had to be read or unpacked first, or
  std::string_view bytes_;  // those of memory, also kept_
  uint64_t size_ = 0;
};

}  // namespace gradus::io
