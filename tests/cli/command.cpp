#include "command.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace gradus::test {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void become_command(const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment, const std::string& out,
                                 const std::string& error) {
  if (!std::freopen(out.c_str(), "w", stdout) || !std::freopen(error.c_str(), "w", stderr)) ::_exit(126);
  for (const std::string& setting : environment) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      ::unsetenv(setting.c_str());
    } else {
      ::setenv(setting.substr(0, equals).c_str(), setting.c_str() + equals + 1, 1);
    }
  }
  std::vector<std::string> words = {"gradus"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(GRADUS_COMMAND, pointers.data());
  ::_exit(127);
}

/// Whether a process has a handler for Ctrl-C, as Linux tells it.
bool catches_interrupts(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigCgt:")) {
      return (std::strtoull(line.c_str() + 7, nullptr, 16) >> (SIGINT - 1) & 1U) != 0;
    }
  }
  return false;
}

}  // namespace

CommandResult gradus_command(const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment, const CommandOptions& options) {
  const TemporaryFolder folder;
  const std::string out = options.out.empty() ? folder / "out" : options.out, error = folder / "error";
  const pid_t process = ::fork();
  if (process == 0) become_command(arguments, environment, out, error);
  if (!options.interrupt_when.empty()) {
    for (int i = 0; i < 6000 && !fs::exists(options.interrupt_when); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(process, SIGINT);
  }
  if (options.interrupt_when_caught) {
    for (int i = 0; i < 60000 && !catches_interrupts(process); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ::kill(process, SIGINT);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(process, &status, 0), process);
  CommandResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (options.out.empty()) result.out = content_of(out);
  result.error = content_of(error);
  return result;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "gradus-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) ADD_FAILURE() << "no temporary folder";
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::string content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return std::move(content).str();
}

}  // namespace gradus::test
