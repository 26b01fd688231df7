#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gradus::lessons {

/// A new empty folder for a lesson that shows how something is saved; it vanishes with its object. An Error
/// where none can be made.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// The path of something in it.
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace gradus::lessons
