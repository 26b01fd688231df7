#include "gradus/store/new_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus::store {
namespace {

namespace fs = std::filesystem;

/// The folder that a path means: without slashes at the end, and where a link points.
std::string target_of(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

/// Flushes a folder's list of names to the disk, where the file system can.
void flush(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// Gives two folders each other's name in one step; false, with errno set, where the system cannot.
bool exchange_names(const std::string& a, const std::string& b) {
  return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
}

}  // namespace

NewFolder::NewFolder(std::string op, const std::string& place, Durability durability)
    : op_(std::move(op)), place_(target_of(place)), durability_(durability) {
  static std::atomic<unsigned> count = 0;
  int made = 0;
  do {
    temporary_ = fmt::format("{}.{}-{}.part", place_, ::getpid(), count++);
    made = ::mkdir(temporary_.c_str(), 0777);
  } while (made != 0 && errno == EEXIST);
  if (made != 0) {
    const int reason = errno;
    temporary_.clear();
    give_up(reason);
  }
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void NewFolder::give_up(int reason) const {
  fail(fmt::format("{}: cannot write {}: {}", op_, place_, std::strerror(reason)));
}

void NewFolder::commit() {
  if (durability_ == Durability::of_power) flush(temporary_);
  std::error_code error;
  const bool replaces = fs::exists(fs::symlink_status(place_, error));
  if (!replaces) {
    if (::rename(temporary_.c_str(), place_.c_str()) != 0) give_up(errno);
    temporary_.clear();
  } else if (!exchange_names(temporary_, place_)) {
    // File systems that cannot exchange names: for a moment there is neither the old nor the new.
    if (errno != EINVAL && errno != ENOSYS) give_up(errno);
    const std::string old = temporary_ + ".old";
    if (::rename(place_.c_str(), old.c_str()) != 0) give_up(errno);
    if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
      const int reason = errno;
      ::rename(old.c_str(), place_.c_str());
      give_up(reason);
    }
    temporary_ = old;
  }
  if (durability_ == Durability::of_power)
    flush(fs::path(place_).parent_path().empty() ? "." : fs::path(place_).parent_path().string());
  // What is left under the temporary name, the older folder, goes with the object.
}

}  // namespace gradus::store
