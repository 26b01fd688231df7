#include "lessons/page/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus::lessons {
namespace fs = std::filesystem;
namespace {

std::string temporary_name(const fs::path& path) {
  return fmt::format("{}/.{}.{}", path.has_parent_path() ? path.parent_path().string() : ".",
                     path.filename().string(), ::getpid());
}

/// A file that is being written; it goes away again unless keep() was called.
class PendingFile {
 public:
  explicit PendingFile(const fs::path& path)
      : path_(path),
        temporary_(temporary_name(path)),
        handle_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (handle_ < 0) fail_here();
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;
  ~PendingFile() {
    if (handle_ >= 0) ::close(handle_);
    if (!kept_) ::unlink(temporary_.c_str());
  }

  void write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(handle_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_here();
      content.remove_prefix(static_cast<size_t>(written));
    }
  }

  void keep() {
    const int handle = std::exchange(handle_, -1);
    if (::close(handle) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) fail_here();
    kept_ = true;
  }

 private:
  [[noreturn]] void fail_here() const {
    const int reason = errno;
    fail(fmt::format("cannot write {}: {}", path_.string(), std::strerror(reason)));
  }

  fs::path path_;
  std::string temporary_;
  int handle_;
  bool kept_ = false;
};

bool up_to_date(const fs::path& from, const fs::path& to) {
  std::error_code error;
  const auto size = fs::file_size(to, error);
  if (error || size != fs::file_size(from, error) || error) return false;
  const auto written = fs::last_write_time(to, error);
  return !error && written >= fs::last_write_time(from, error) && !error;
}

}  // namespace

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  if (stream) content << stream.rdbuf();
  if (!stream) fail(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  return std::move(content).str();
}

std::optional<std::string> read_file_if_there(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  return read_file(path);
}

void write_file(const fs::path& path, std::string_view content) {
  PendingFile file(path);
  file.write(content);
  file.keep();
}

void make_writable_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  if (!fs::is_directory(folder, error)) fail(fmt::format("{} is not a folder", folder.string()));
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    fail(fmt::format("cannot write into the folder {}: {}", folder.string(), std::strerror(errno)));
  }
}

void copy_if_newer(const fs::path& from, const fs::path& to) {
  if (!fs::is_directory(from)) {
    if (!up_to_date(from, to)) write_file(to, read_file(from));
    return;
  }
  make_writable_folder(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    copy_if_newer(entry.path(), to / entry.path().filename());
  }
}

}  // namespace gradus::lessons
