#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "gradus/base/file.hpp"
#include "tests/scratch.hpp"

namespace gradus::io {

/// A file of other programs, made by tests/golden/make_formats.py.
inline std::string golden_path(const std::string& name) {
  return std::string(GRADUS_GOLDEN_DIR) + "/formats/" + name;
}
inline std::string golden_bytes(const std::string& name) { return read_file("test", golden_path(name)); }

/// The content as gzip packs it.
inline std::string gzip(std::string content) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(content.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace gradus::io
