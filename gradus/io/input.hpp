#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace gradus::io {

/// The bytes of a file from its beginning, piece by piece; those of a gzip file are unpacked, whatever its
/// name. Errors speak in the name of the caller `op` and name the path and what the system said.
///
///     Input input("read_csv", "table.csv.gz");
///     while (const size_t got = input.read(buffer)) use(std::span(buffer).first(got));
class Input {
 public:
  Input(const char* op, const std::string& path);
  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

  /// The next bytes; how many: fewer than asked for only at the end.
  size_t read(std::span<char> to);

  /// How much of the file has been read, from 0 to 1; 0 while that is unknown, as of a pipe.
  double progress() const;

  /// Whether the file can be opened again and then gives the same bytes, as pipes do not.
  bool is_regular() const;

  /// Bytes that will come at least, as far as that is known at the beginning.
  size_t least_size() const;

 private:
  class Source;
  std::unique_ptr<Source> source_;
};

}  // namespace gradus::io
