#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gradus::test {

/// What a run of the command left.
struct CommandResult {
  int exit_code = -1;  ///< 128 + the signal when one ended it
  std::string out;
  std::string error;
};

struct CommandOptions {
  std::filesystem::path interrupt_when = {};  ///< Ctrl-C is sent as soon as this file is there
  bool interrupt_when_caught = false;         ///< Ctrl-C is sent as soon as the command would handle it
  std::string out = {};                       ///< where standard output goes instead of into the result
};

/// Runs `gradus` with these arguments and environment settings ("NAME=value", or "NAME" to remove one) and
/// waits.
CommandResult gradus_command(const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment = {},
                             const CommandOptions& options = {});

/// A folder of its own that goes away with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// The whole file; empty when there is none.
std::string content_of(const std::filesystem::path& path);

}  // namespace gradus::test
