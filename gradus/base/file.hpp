#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Files read whole, and files that appear whole or not at all. Errors begin with the caller `op` (nothing
/// when it is empty) and name the path and what the system said.
namespace gradus {

/// The bytes of a file.
std::string read_file(std::string_view op, const std::string& path);

/// The same, with nothing where no such file is.
std::optional<std::string> read_file_if_there(std::string_view op, const std::string& path);

/// A file that is read piece by piece.
///
///     FileReader file("load", "weights.bin");
///     while (const size_t got = file.read(buffer)) use(std::span(buffer).first(got));
class FileReader {
 public:
  FileReader(std::string op, std::string path);
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  ~FileReader();

  /// The next bytes; how many: fewer than asked for only at the end.
  size_t read(std::span<char> to);

  /// Bytes of a regular file; nothing for a pipe or a device, whose size nobody knows.
  std::optional<uint64_t> size() const { return size_; }

 private:
  std::string op_, path_;
  int descriptor_;
  std::optional<uint64_t> size_;
};

/// Writes all of it to an open file. False, with errno set, where the system refuses; a file-size limit is
/// such a refusal (EFBIG) and not the end of the program.
bool write_all(int descriptor, std::string_view content);

enum class Durability {
  of_process,  ///< whole after the program ends, however it ends
  of_power,    ///< whole after the power fails as well: flushed to the disk before it gets its name
};

/// A file that is being written, under another name beside its place: commit() moves it there, in one step
/// and in place of an older file; without that it vanishes with its object.
///
///     NewFile file("save", "weights.bin");
///     file.write(header);
///     file.write(numbers);
///     file.commit();
class NewFile {
 public:
  NewFile(std::string op, std::string path, Durability durability = Durability::of_process);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  void write(std::string_view content);
  void commit();

  /// The name it has until commit(); empty for a device.
  const std::string& temporary() const { return temporary_; }
  int descriptor() const { return descriptor_; }

 private:
  [[noreturn]] void give_up(int reason) const;

  std::string op_, path_, temporary_;
  Durability durability_;
  int descriptor_ = -1;
};

/// A NewFile with this content.
void write_file(std::string_view op, const std::string& path, std::string_view content,
                Durability durability = Durability::of_process);

}  // namespace gradus
