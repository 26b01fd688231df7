#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace gradus {

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
///
///     Sha256 sum;
///     sum.add(first);
///     sum.add(second);
///     sum.hex();  // 64 lower-case hexadecimal digits
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// The sum of all that was added; the object starts anew.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same of bytes at once.
std::string sha256(std::string_view bytes);

/// The same of a file's bytes; an Error in the name of `op` when it cannot be read.
std::string sha256_of_file(std::string_view op, const std::string& path);

}  // namespace gradus
