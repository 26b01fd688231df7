#include "gradus/io/output.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "gradus/base/error.hpp"

namespace gradus::io {

class Output::Packer {
 public:
  Packer(const std::string& op, const std::string& path) {
    constexpr int gzip_format = 16 + MAX_WBITS, memory = 8;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_format, memory, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      fail(fmt::format("{}: cannot write {}: zlib has no memory left", op, path));
    }
  }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer() { deflateEnd(&stream_); }

  void pack(std::string_view content, int flush, NewFile& file) {
    do {
      const std::string_view piece = content.substr(0, std::numeric_limits<uInt>::max());
      content.remove_prefix(piece.size());
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // zlib only reads it
      stream_.avail_in = static_cast<uInt>(piece.size());
      do {
        stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
        stream_.avail_out = static_cast<uInt>(packed_.size());
        deflate(&stream_, content.empty() ? flush : Z_NO_FLUSH);  // cannot fail: there is room
        file.write({packed_.data(), packed_.size() - stream_.avail_out});
      } while (stream_.avail_out == 0);
    } while (!content.empty());
  }

 private:
  z_stream stream_{};
  std::array<char, size_t{1} << 16> packed_;
};

Output::Output(std::string op, const std::string& path, Durability durability)
    : file_(op, path, durability),
      packer_(path.ends_with(".gz") ? std::make_unique<Packer>(op, path) : nullptr) {}

Output::~Output() = default;

void Output::write(std::string_view content) {
  if (packer_) {
    packer_->pack(content, Z_NO_FLUSH, file_);
  } else {
    file_.write(content);
  }
}

void Output::commit() {
  if (packer_) packer_->pack({}, Z_FINISH, file_);
  file_.commit();
}

}  // namespace gradus::io
