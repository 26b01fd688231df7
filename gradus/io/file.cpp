#include "gradus/io/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <span>

#include "gradus/base/error.hpp"
#include "gradus/io/input.hpp"

namespace gradus::io {
namespace {

std::string read_to_end(Input& input) {
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

}  // namespace

std::string read_unpacked(const char* op, const std::string& path) {
  Input input(op, path);
  try {
    return read_to_end(input);
  } catch (const std::bad_alloc&) {  // a small gzip file may hold a thousand times its size
    fail(fmt::format("{}: {}: there is no memory for what it holds", op, path));
  }
}

}  // namespace gradus::io
