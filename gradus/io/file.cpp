#include "gradus/io/file.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

namespace gradus::io {
namespace {

/// Unpacks gzip data, which may consist of several members one after another.
std::string gunzip(const char* op, const std::string& path, std::string& packed) {
  z_stream stream{};
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (inflateInit2(&stream, gzip_only) != Z_OK) fail(fmt::format("{}: zlib has no memory left", op));
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> ended(&stream, inflateEnd);
  std::string bytes;
  size_t taken = 0;
  int status = Z_OK;
  while (status != Z_STREAM_END || taken < packed.size()) {
    if (status == Z_STREAM_END) inflateReset(&stream);
    constexpr size_t piece = size_t{1} << 18;
    const size_t old = bytes.size();
    bytes.resize(old + piece);
    const size_t offered = std::min<size_t>(packed.size() - taken, std::numeric_limits<uInt>::max());
    stream.next_in = reinterpret_cast<Bytef*>(packed.data() + taken);
    stream.avail_in = static_cast<uInt>(offered);
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + old);
    stream.avail_out = static_cast<uInt>(piece);
    status = inflate(&stream, Z_NO_FLUSH);
    taken += offered - stream.avail_in;
    bytes.resize(old + piece - stream.avail_out);
    if (status == Z_BUF_ERROR) fail(fmt::format("{}: {} ends in the middle of its gzip data", op, path));
    if (status != Z_OK && status != Z_STREAM_END) {
      fail(fmt::format("{}: {} is damaged: {}", op, path, stream.msg ? stream.msg : "not gzip data"));
    }
  }
  return bytes;
}

}  // namespace

std::string read_unpacked(const char* op, const std::string& path) {
  std::string bytes = read_file(op, path);
  if (bytes.starts_with("\x1f\x8b")) return gunzip(op, path, bytes);
  return bytes;
}

}  // namespace gradus::io
