#include "gradus/io/file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>

#include "gradus/base/error.hpp"

namespace gradus::io {
namespace {

[[noreturn]] void fail_to_read(const char* op, const std::string& path, int error) {
  fail(fmt::format("{}: cannot read {}: {}", op, path, std::strerror(error)));
}

std::string read_bytes(const char* op, const std::string& path) {
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) fail_to_read(op, path, errno);
  std::string bytes;
  constexpr size_t piece = size_t{1} << 20;
  struct stat info {};
  if (fstat(fileno(file.get()), &info) == 0 && S_ISREG(info.st_mode)) {
    bytes.reserve(static_cast<size_t>(info.st_size) + piece);
  }
  for (size_t got = piece; got == piece;) {
    const size_t old = bytes.size();
    bytes.resize(old + piece);
    got = std::fread(bytes.data() + old, 1, piece, file.get());
    bytes.resize(old + got);
  }
  if (std::ferror(file.get()) != 0) fail_to_read(op, path, errno);
  return bytes;
}

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

std::string read_file(const char* op, const std::string& path) {
  std::string bytes = read_bytes(op, path);
  if (bytes.starts_with("\x1f\x8b")) return gunzip(op, path, bytes);
  return bytes;
}

}  // namespace gradus::io
