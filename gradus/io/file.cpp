#include "gradus/io/file.hpp"

#include <algorithm>
#include <span>

#include "gradus/io/input.hpp"

namespace gradus::io {

std::string read_unpacked(const char* op, const std::string& path) {
  Input input(op, path);
  std::string bytes;
  bytes.reserve(input.least_size() + 1);
  for (;;) {
    constexpr size_t piece = size_t{1} << 18;
    const size_t old = bytes.size();
    bytes.resize(std::max(bytes.capacity(), old + piece));
    const std::span<char> room = std::span(bytes).subspan(old);
    const size_t got = input.read(room);
    const bool ended = got < room.size();
    bytes.resize(old + got);
    if (ended) return bytes;
  }
}

}  // namespace gradus::io
