#include "gradus/io/download.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/sha256.hpp"
#include "gradus/io/fetch.hpp"

namespace gradus::io {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_on(const char* doing, const std::string& path, int reason) {
  fail(fmt::format("download: cannot {} {}: {}", doing, path, std::strerror(reason)));
}

void make_folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  if (folder.empty()) return;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail_on("make the folder", folder.string(), error.value());
}

/// Held by the one process that downloads a file; the others wait. The file goes with the last.
class Lock {
 public:
  explicit Lock(std::string path) : path_(std::move(path)) {
    do {
      close();
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (descriptor_ < 0) fail_on("write", path_, errno);
      while (::flock(descriptor_, LOCK_EX) != 0) {
        if (errno != EINTR) {
          const int reason = errno;
          close();
          fail_on("lock", path_, reason);
        }
      }
    } while (!is_current());
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    ::unlink(path_.c_str());
    close();
  }

 private:
  /// Whoever held it before may have removed the file that we waited for.
  bool is_current() const {
    struct stat ours {};
    struct stat named {};
    return ::fstat(descriptor_, &ours) == 0 && ::stat(path_.c_str(), &named) == 0 &&
           ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
  }

  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

  std::string path_;
  int descriptor_ = -1;
};

int64_t size_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<int64_t>(info.st_size) : 0;
}

/// One file on its way.
class Download {
 public:
  Download(const std::string& path, const DownloadOptions& options)
      : path_(path), part_(path + ".part"), options_(options) {}

  /// Whether the part that an earlier call left is the whole file already; it is there now then.
  bool was_complete() const {
    return options_.bytes >= 0 && size_of(part_) == options_.bytes && wrong_content().empty() && finish();
  }

  /// Whether the file is there now; what went wrong is noted otherwise.
  bool from(const std::string& address) {
    for (int attempt = 0;; ++attempt) {
      const int64_t before = size_of(part_);
      const FetchResult result = fetch(address, part_, options_);
      if (result.error.empty()) {
        const std::string wrong = wrong_content();
        if (wrong.empty()) return finish();
        ::unlink(part_.c_str());
        // The beginning may have come from elsewhere: once more from the start.
        if (result.resumed && attempt < most_attempts) continue;
        note(address, wrong);
        return false;
      }
      // As long as something comes it goes on; what could not be gone on from was thrown away.
      const int64_t after = size_of(part_);
      if ((after > before || (before > 0 && after == 0)) && attempt < most_attempts) continue;
      note(address, result.error);
      return false;
    }
  }

  [[noreturn]] void give_up() const {
    const int64_t kept = size_of(part_);
    fail(fmt::format("download: {} could not be had: {}{}", fs::path(path_).filename().string(), failures_,
                     kept == 0 ? "" : fmt::format("; {} bytes are kept, the next attempt goes on", kept)));
  }

 private:
  static constexpr int most_attempts = 3;

  void note(const std::string& address, const std::string& problem) {
    failures_ += fmt::format("{}{}: {}", failures_.empty() ? "" : "; ", address, problem);
  }

  /// What is wrong with the whole part file; empty: nothing.
  std::string wrong_content() const {
    const int64_t bytes = size_of(part_);
    if (options_.bytes >= 0 && bytes != options_.bytes) {
      return fmt::format("{} bytes came, the file has {}", bytes, options_.bytes);
    }
    if (options_.sha256.empty()) return "";
    const std::string sum = sha256_of_file("download", part_);
    if (sum == options_.sha256) return "";
    return fmt::format("wrong checksum: SHA-256 is {}, it should be {}", sum, options_.sha256);
  }

  bool finish() const {
    if (std::rename(part_.c_str(), path_.c_str()) != 0) fail_on("rename to", path_, errno);
    return true;
  }

  std::string path_, part_;
  const DownloadOptions& options_;
  std::string failures_;
};

void check_addresses(std::span<const std::string> addresses, const std::string& path) {
  if (addresses.empty()) fail(fmt::format("download: no address is known for {}", path));
  for (const std::string_view address : addresses) {
    if (!address.starts_with("http://") && !address.starts_with("https://")) {
      fail(fmt::format("download: \"{}\" is no address of http or https", address));
    }
  }
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

}  // namespace

void download(std::span<const std::string> addresses, const std::string& path,
              const DownloadOptions& options) {
  if (is_file(path)) return;
  if (!can_download()) {
    fail(fmt::format("download: this build cannot download; get {} from {} and put it at {}",
                     fs::path(path).filename().string(), addresses.empty() ? "its source" : addresses[0],
                     path));
  }
  check_addresses(addresses, path);
  make_folder_of(path);
  const Lock lock(path + ".lock");
  if (is_file(path)) return;  // somebody else was first
  Download file(path, options);
  if (file.was_complete()) return;
  for (const std::string& address : addresses) {
    if (file.from(address)) return;
  }
  file.give_up();
}

}  // namespace gradus::io
