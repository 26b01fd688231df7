// HTTP by libcurl, checksums by OpenSSL.
#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/io/fetch.hpp"

namespace gradus::io {

bool can_download() { return true; }

namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

/// One transfer into a file.
class Transfer {
 public:
  Transfer(const std::string& address, const std::string& part, const DownloadOptions& options)
      : address_(address), part_(part), options_(options), handle_(curl_easy_init(), curl_easy_cleanup) {
    if (!handle_) fail("download: libcurl cannot start");
    file_ = ::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0) fail_writing(errno);
    offset_ = ::lseek(file_, 0, SEEK_END);
    start_ = offset_;
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() { ::close(file_); }

  FetchResult run() {
    set_options();
    const CURLcode code = curl_easy_perform(handle_.get());
    if (thrown_) std::rethrow_exception(thrown_);
    if (write_error_ != 0) fail_writing(write_error_);
    const bool resumed = start_ > 0;
    if (too_long_) {
      restart();
      return {.error = fmt::format("more than the {} bytes of the file come", options_.bytes)};
    }
    if (code == CURLE_OK) {
      // An empty answer never reaches received(): what was there before is not part of it.
      if (!answered_ && status() == 200) restart();
      return {.resumed = resumed && start_ > 0};
    }
    // Nothing is left behind the place that was asked for: what is there belongs to another file.
    if (status() == 416) restart();
    return {.error = problem(code)};
  }

 private:
  void set_options() {
    CURL* handle = handle_.get();
    curl_easy_setopt(handle, CURLOPT_URL, address_.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, 8L);
    curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.stall_seconds));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_seconds));
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "gradus");
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words_.data());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::received);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    range_ = fmt::format("{}-", start_);
    if (start_ > 0) curl_easy_setopt(handle, CURLOPT_RANGE, range_.c_str());
  }

  static size_t header(char* line, size_t size, size_t count, void* self) {
    static_cast<Transfer*>(self)->read_header(std::string_view(line, size * count));
    return size * count;
  }

  /// "Content-Range: bytes 100-199/200" says from where the server goes on.
  void read_header(std::string_view line) {
    constexpr std::string_view name = "content-range:";
    if (line.starts_with("HTTP/")) range_begin_ = -1;  // of an answer that sends us elsewhere
    if (line.size() < name.size() || ::strncasecmp(line.data(), name.data(), name.size()) != 0) return;
    const size_t digits = line.find_first_of("0123456789");
    if (digits == std::string_view::npos) return;
    std::from_chars(line.data() + digits, line.data() + line.size(), range_begin_);
  }

  static size_t received(const char* data, size_t size, size_t count, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    try {
      return transfer->write(std::string_view(data, size * count)) ? size * count : 0;
    } catch (...) {  // the progress function's; libcurl is C and must not see it
      transfer->thrown_ = std::current_exception();
      return 0;
    }
  }

  bool write(std::string_view bytes) {
    if (!std::exchange(answered_, true)) {
      const bool goes_on = start_ > 0 && status() == 206 && range_begin_ == start_;
      if (start_ > 0 && !goes_on && !restart()) return false;
      if (status() == 206 && !goes_on) return false;  // a part that nobody asked for
    }
    const auto count = static_cast<int64_t>(bytes.size());
    if (options_.bytes >= 0 && offset_ + count > options_.bytes) {
      too_long_ = true;
      return false;
    }
    if (!write_all(file_, bytes)) {
      write_error_ = errno;
      return false;
    }
    offset_ += count;
    if (options_.progress) options_.progress(offset_, total());
    return true;
  }

  /// The file is empty again.
  bool restart() {
    if (::ftruncate(file_, 0) != 0 || ::lseek(file_, 0, SEEK_SET) != 0) {
      write_error_ = errno;
      return false;
    }
    start_ = offset_ = 0;
    return true;
  }

  int64_t total() const {
    if (options_.bytes >= 0) return options_.bytes;
    curl_off_t length = -1;
    curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    return length < 0 ? -1 : start_ + length;
  }

  long status() const {
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  std::string problem(CURLcode code) const {
    if (code == CURLE_HTTP_RETURNED_ERROR) return fmt::format("the server answers {}", status());
    if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR) {
      const std::string of = total() < 0 ? "" : fmt::format(" of {}", total());
      return fmt::format("the connection was cut after {}{} bytes", offset_, of);
    }
    return words_[0] != '\0' ? words_.data() : curl_easy_strerror(code);
  }

  [[noreturn]] void fail_writing(int reason) const {
    fail(fmt::format("download: cannot write {}: {}", part_, std::strerror(reason)));
  }

  const std::string& address_;
  const std::string& part_;
  const DownloadOptions& options_;
  Handle handle_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  std::string range_;
  int file_ = -1;
  int64_t start_ = 0;   // bytes of the file that came before this transfer
  int64_t offset_ = 0;  // bytes of the file by now
  int64_t range_begin_ = -1;
  int write_error_ = 0;
  std::exception_ptr thrown_;
  bool answered_ = false, too_long_ = false;
};

}  // namespace

FetchResult fetch(const std::string& address, const std::string& part, const DownloadOptions& options) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) fail(fmt::format("download: libcurl: {}", curl_easy_strerror(started)));
  return Transfer(address, part, options).run();
}

}  // namespace gradus::io
