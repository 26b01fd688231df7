#include "gradus/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus {
namespace {

[[noreturn]] void fail_on(std::string_view op, const char* doing, const std::string& path, int reason) {
  fail(fmt::format("{}{}cannot {} {}: {}", op, op.empty() ? "" : ": ", doing, path, std::strerror(reason)));
}

/// Closes a descriptor with its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

/// While it lives, a write beyond the file-size limit fails in this thread instead of ending the program.
class SizeLimitHeld {
 public:
  SizeLimitHeld() {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  SizeLimitHeld(const SizeLimitHeld&) = delete;
  SizeLimitHeld& operator=(const SizeLimitHeld&) = delete;
  ~SizeLimitHeld() {
    const int kept = errno;
    const timespec at_once{};
    while (sigtimedwait(&signal_, nullptr, &at_once) > 0) continue;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = kept;
  }

 private:
  sigset_t signal_{}, before_{};
};

/// Reads to the end; false with errno set where the system refuses.
bool read_to_end(int descriptor, std::string& bytes) {
  struct stat info {};
  constexpr size_t piece = size_t{1} << 20;
  if (::fstat(descriptor, &info) != 0) return false;
  if (S_ISREG(info.st_mode)) bytes.reserve(static_cast<size_t>(info.st_size) + 1);
  for (;;) {
    const size_t old = bytes.size();
    bytes.resize(std::max(bytes.capacity(), old + piece));  // what is reserved first, then piece by piece
    const ssize_t got = ::read(descriptor, bytes.data() + old, bytes.size() - old);
    bytes.resize(old + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
  }
}

std::string read_open_file(std::string_view op, const std::string& path, int descriptor) {
  std::string bytes;
  try {
    if (!read_to_end(descriptor, bytes)) fail_on(op, "read", path, errno);
  } catch (const std::bad_alloc&) {
    fail_on(op, "read", path, ENOMEM);
  } catch (const std::length_error&) {  // more than a string can ever hold
    fail_on(op, "read", path, ENOMEM);
  }
  return bytes;
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// The file that a path means: a link stays a link, and what it points at is replaced.
std::string target_of(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> target(::realpath(path.c_str(), nullptr), std::free);
  return target ? target.get() : path;
}

/// Flushes a folder's list of names to the disk. Some file systems cannot, which costs nothing but the
/// promise.
void flush_folder(const std::string& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() >= 0) ::fsync(folder.number());
}

}  // namespace

std::string read_file(std::string_view op, const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail_on(op, "read", path, errno);
  return read_open_file(op, path, file.number());
}

std::optional<std::string> read_file_if_there(std::string_view op, const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (file.number() < 0) fail_on(op, "read", path, errno);
  return read_open_file(op, path, file.number());
}

FileReader::FileReader(std::string op, std::string path)
    : op_(std::move(op)), path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail_on(op_, "read", path_, errno);
  struct stat info {};
  if (::fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode)) size_ = static_cast<uint64_t>(info.st_size);
}

FileReader::~FileReader() { ::close(descriptor_); }

size_t FileReader::read(std::span<char> to) {
  size_t got = 0;
  while (got < to.size()) {
    const ssize_t more = ::read(descriptor_, to.data() + got, to.size() - got);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) fail_on(op_, "read", path_, errno);
    if (more == 0) break;
    got += static_cast<size_t>(more);
  }
  return got;
}

bool write_all(int descriptor, std::string_view content) {
  const SizeLimitHeld held;
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

NewFile::NewFile(std::string op, std::string path, Durability durability)
    : op_(std::move(op)), path_(std::move(path)), durability_(durability) {
  struct stat info {};
  if (::stat(path_.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) give_up(EISDIR);
    if (S_ISREG(info.st_mode)) {
      path_ = target_of(path_);
    } else {  // a device or a pipe has no other name to be written under
      descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
      if (descriptor_ < 0) give_up(errno);
      return;
    }
  }
  static std::atomic<unsigned> count = 0;
  do {
    temporary_ = fmt::format("{}.{}-{}.part", path_, ::getpid(), count++);
    descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    const int reason = errno;
    temporary_.clear();
    give_up(reason);
  }
}

NewFile::~NewFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void NewFile::give_up(int reason) const { fail_on(op_, "write", path_, reason); }

void NewFile::write(std::string_view content) {
  if (!write_all(descriptor_, content)) give_up(errno);
}

void NewFile::commit() {
  if (durability_ == Durability::of_power && ::fsync(descriptor_) != 0 && !temporary_.empty()) give_up(errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) give_up(errno);
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) give_up(errno);
  temporary_.clear();
  if (durability_ == Durability::of_power) flush_folder(path_);
}

void write_file(std::string_view op, const std::string& path, std::string_view content,
                Durability durability) {
  NewFile file(std::string(op), path, durability);
  file.write(content);
  file.commit();
}

}  // namespace gradus
