#include "lessons/page/files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

namespace gradus::lessons {
namespace fs = std::filesystem;
namespace {

bool up_to_date(const fs::path& from, const fs::path& to) {
  std::error_code error;
  const auto size = fs::file_size(to, error);
  if (error || size != fs::file_size(from, error) || error) return false;
  const auto written = fs::last_write_time(to, error);
  return !error && written >= fs::last_write_time(from, error) && !error;
}

}  // namespace

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
    if (!up_to_date(from, to)) write_file("", to.string(), read_file("", from.string()));
    return;
  }
  make_writable_folder(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    copy_if_newer(entry.path(), to / entry.path().filename());
  }
}

}  // namespace gradus::lessons
