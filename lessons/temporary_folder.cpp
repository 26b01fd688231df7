#include "lessons/temporary_folder.hpp"

#include <fmt/format.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <cerrno>
#include <system_error>

#include "gradus/base/error.hpp"

namespace gradus::lessons {

TemporaryFolder::TemporaryFolder() {
  std::error_code ignored;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(ignored);
  std::string name = (parent / "gradus-lesson-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    fail(fmt::format("run: cannot make a folder in \"{}\": {}; TMPDIR names another place", parent.string(),
                     std::generic_category().message(errno)));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace gradus::lessons
