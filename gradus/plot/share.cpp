#include "gradus/plot/share.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "gradus/base/error.hpp"

namespace gradus::plot {

std::string share_dir() {
  const char* given = std::getenv("GRADUS_SHARE");
  if (given != nullptr && *given != '\0') return given;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "share/gradus";
  return (program.parent_path().parent_path() / "share" / "gradus").string();
}

std::string share_file(std::string_view name) {
  std::string path = share_dir() + "/" + std::string(name);
  if (::access(path.c_str(), R_OK) != 0) {
    fail(fmt::format(
        "share_file: {} is missing; build the target web_assets (it needs npm and libjs-katex) or set "
        "GRADUS_SHARE to the folder that holds it",
        path));
  }
  return path;
}

}  // namespace gradus::plot
