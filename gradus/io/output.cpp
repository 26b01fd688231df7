#include "gradus/io/output.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "gradus/base/error.hpp"

namespace gradus::io {

/// Packs bytes into one gzip member. Its header holds no time and no name: the same bytes give the same file.
class Output::Packer {
 public:
  explicit Packer(const char* op) {
    constexpr int gzip = 16 + MAX_WBITS, memory = 8;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip, memory, Z_DEFAULT_STRATEGY) != Z_OK) {
      fail(fmt::format("{}: zlib has no memory left", op));
    }
  }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer() { deflateEnd(&stream_); }

  void write(std::string_view content, NewFile& file) {
    while (!content.empty()) {
      const size_t piece = std::min<size_t>(content.size(), std::numeric_limits<uInt>::max());
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));  // zlib only reads it
      stream_.avail_in = static_cast<uInt>(piece);
      run(Z_NO_FLUSH, file);
      content.remove_prefix(piece);
    }
  }

  void finish(NewFile& file) { run(Z_FINISH, file); }

 private:
  /// Until zlib leaves room in the buffer, which says that it has nothing more to give.
  void run(int flush, NewFile& file) {
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      deflate(&stream_, flush);
      file.write({packed_.data(), packed_.size() - stream_.avail_out});
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
  std::vector<char> packed_ = std::vector<char>(size_t{1} << 16);
};

Output::Output(const char* op, const std::string& path, Durability durability) : file_(op, path, durability) {
  if (path.ends_with(".gz")) packer_ = std::make_unique<Packer>(op);
}
Output::~Output() = default;

void Output::write(std::string_view content) {
  if (packer_) {
    packer_->write(content, file_);
  } else {
    file_.write(content);
  }
}

void Output::commit() {
  if (packer_) packer_->finish(file_);
  file_.commit();
}

}  // namespace gradus::io
