#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "gradus/base/error.hpp"

namespace gradus::plot {

/// What the Error that `call` throws says; empty if it throws none.
template <class Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

inline testing::AssertionResult contains(std::string_view text, std::string_view part) {
  if (text.find(part) != std::string_view::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << '"' << part << "\" is not in \"" << text << '"';
}

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A new empty folder, removed with its owner.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gradus-plot-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  bool empty() const { return std::filesystem::is_empty(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Titles that try to leave their string, run commands, or become markup.
inline const char* const hostile_texts[] = {
    "`touch CANARY`",
    "'.system('touch CANARY').'",
    "\"; system 'touch CANARY'; \"",
    "line\nsystem 'touch CANARY'\n! touch CANARY",
    "$(touch CANARY) ${touch CANARY}",
    "$x'.system('touch CANARY').'$",
    "@_^{}&~ \\' \\\\' {/*99 touch CANARY} \\U+0027 \\047",
    "</script><script>touch CANARY</script> <b>bold</b> &lt;i&gt;",
    "\"%s %d %g %% #touch CANARY\\",
    "\xff\xfe touch CANARY \xc0\xaf \x01\x1b[0m",
};

}  // namespace gradus::plot
