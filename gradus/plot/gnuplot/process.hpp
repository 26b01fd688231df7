#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

// Private to plot: programs run without a shell.
namespace gradus::plot {

/// A nameless file in memory, open for reading and writing, closed with its owner.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& content = {});
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile();

  int descriptor() const { return descriptor_; }
  /// All that was written to it.
  std::string content() const;

 private:
  int descriptor_ = -1;
};

/// The program's full path: `name` itself if it holds a slash, else looked for in $PATH; empty if it is not
/// there.
std::string find_program(const std::string& name);

struct Job {
  std::string program;                      // full path
  std::vector<std::string> arguments;       // without the program's name
  int input = -1;                           // becomes descriptor 0
  int output = -1;                          // becomes descriptor 1
  int extra = -1;                           // becomes descriptor 3; -1 for none
  double time_limit = 60;                   // seconds
  const std::atomic<bool>* stop = nullptr;  // set by another thread: the program is ended early
};

struct JobResult {
  bool timed_out = false;
  bool stopped = false;
  int exit_code = 0;  // 128 + signal where a signal ended it
  std::string words;  // what it wrote to standard error, at most 64 KB
};

/// What a program said, on one line.
std::string one_line(std::string_view words);

/// Runs the program and waits; kills it at the time limit and where it is told to stop. Throws Error where it
/// cannot be started.
JobResult run_job(const Job& job);

/// Throws Error where the program took too long or failed, with its own words.
void check_result(const JobResult& result, const std::string& caller, const std::string& program,
                  const std::string& path, double time_limit);

}  // namespace gradus::plot
