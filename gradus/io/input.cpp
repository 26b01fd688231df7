#include "gradus/io/input.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

namespace gradus::io {
namespace {

constexpr std::string_view gzip_mark = "\x1f\x8b";

}  // namespace

class Input::Source {
 public:
  Source(const char* op, const std::string& path) : op_(op), path_(path), file_(op, path) {
    std::array<char, gzip_mark.size()> first{};
    taken_ = file_.read(first);
    head_.assign(first.data(), taken_);
    if (head_ == gzip_mark) start_unpacking();
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    if (is_packed()) inflateEnd(&stream_);
  }

  size_t read(std::span<char> to) { return is_packed() ? unpack(to) : copy(to); }

  double progress() const {
    const auto size = static_cast<double>(file_.size().value_or(0));
    return size > 0 ? std::min(1.0, static_cast<double>(taken_ - stream_.avail_in) / size) : 0;
  }

  bool is_regular() const { return file_.size().has_value(); }
  size_t least_size() const { return is_packed() ? 0 : static_cast<size_t>(file_.size().value_or(0)); }

 private:
  bool is_packed() const { return !packed_.empty(); }

  void start_unpacking() {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, gzip_only) != Z_OK) fail(fmt::format("{}: zlib has no memory left", op_));
    packed_.resize(size_t{1} << 16);
    std::copy(head_.begin(), head_.end(), packed_.begin());
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream_.avail_in = static_cast<uInt>(head_.size());
  }

  /// Takes more of the packed bytes; false at their end.
  bool refill() {
    const size_t got = file_.read(packed_);
    taken_ += got;
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  /// A gzip file may consist of several members one after another.
  size_t unpack(std::span<char> to) {
    size_t done = 0;
    while (done < to.size()) {
      if (stream_.avail_in == 0 && !refill()) {
        if (inside_member_) fail(fmt::format("{}: {} ends in the middle of its gzip data", op_, path_));
        break;
      }
      if (!inside_member_) inflateReset(&stream_);
      inside_member_ = true;
      const size_t offered = std::min<size_t>(to.size() - done, std::numeric_limits<uInt>::max());
      stream_.next_out = reinterpret_cast<Bytef*>(to.data() + done);
      stream_.avail_out = static_cast<uInt>(offered);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      done += offered - stream_.avail_out;
      if (status == Z_STREAM_END) {
        inside_member_ = false;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {  // the latter asks for more bytes
        fail(fmt::format("{}: {} is damaged: {}", op_, path_, stream_.msg ? stream_.msg : "not gzip data"));
      }
    }
    return done;
  }

  size_t copy(std::span<char> to) {
    const size_t from_head = head_.copy(to.data(), to.size());
    head_.erase(0, from_head);
    const size_t got = file_.read(to.subspan(from_head));
    taken_ += got;
    return from_head + got;
  }

  const char* op_;
  std::string path_;
  FileReader file_;
  std::string head_;  // what was read to see whether the file is packed, until it is asked for
  size_t taken_;      // bytes of the file
  z_stream stream_{};
  std::vector<char> packed_;
  bool inside_member_ = false;
};

Input::Input(const char* op, const std::string& path) : source_(std::make_unique<Source>(op, path)) {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

size_t Input::read(std::span<char> to) { return source_->read(to); }
double Input::progress() const { return source_->progress(); }
bool Input::is_regular() const { return source_->is_regular(); }
size_t Input::least_size() const { return source_->least_size(); }

}  // namespace gradus::io
