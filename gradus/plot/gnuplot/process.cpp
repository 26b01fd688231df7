#include "gradus/plot/gnuplot/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace gradus::plot {
namespace {

using Clock = std::chrono::steady_clock;

// What the descriptor holds from its place on; false where reading fails, with errno set.
bool read_all(int descriptor, std::string& content) {
  std::vector<char> buffer(1 << 18);
  ssize_t count = 0;
  while ((count = ::read(descriptor, buffer.data(), buffer.size())) > 0 || (count < 0 && errno == EINTR)) {
    if (count > 0) content.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return count == 0;
}

bool executable(const std::string& path) { return !path.empty() && ::access(path.c_str(), X_OK) == 0; }

// How long a program may still run.
class Patience {
 public:
  explicit Patience(const Job& job)
      : deadline_(Clock::now() +
                  std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(job.time_limit))),
        stop_(job.stop) {}

  // True, and the result says why, once the program has to end.
  bool over(JobResult& result) const {
    if (stop_ != nullptr && stop_->load()) result.stopped = true;
    if (Clock::now() >= deadline_) result.timed_out = true;
    return result.stopped || result.timed_out;
  }
  // Milliseconds to sleep at most before asking again.
  int nap() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 1, stop_ != nullptr ? 50 : 1000));
  }

 private:
  Clock::time_point deadline_;
  const std::atomic<bool>* stop_;
};

// The program's standard error, read until it ends or patience does.
void read_words(int descriptor, const Patience& patience, JobResult& result) {
  std::array<char, 4096> buffer{};
  while (!patience.over(result)) {
    pollfd waiting{descriptor, POLLIN, 0};
    if (::poll(&waiting, 1, patience.nap()) <= 0) continue;
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    if (result.words.size() < 65536) result.words.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

// Waits for the end of the program, which it hastens once patience is over.
void wait_for(pid_t child, const Patience& patience, JobResult& result) {
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) break;
    if (ended < 0 && errno != EINTR) return;
    if (patience.over(result)) {
      ::kill(child, SIGKILL);
      while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

MemoryFile::MemoryFile(const std::string& content) : descriptor_(::memfd_create("gradus", MFD_CLOEXEC)) {
  if (descriptor_ >= 0 && descriptor_ <= 3) {  // where a caller has closed its own: a job's places are 0 to 3
    const int low = descriptor_;
    descriptor_ = ::fcntl(low, F_DUPFD_CLOEXEC, 4);
    ::close(low);
  }
  if (descriptor_ < 0 || !write_all(descriptor_, content) || ::lseek(descriptor_, 0, SEEK_SET) != 0) {
    const int reason = errno;
    if (descriptor_ >= 0) ::close(descriptor_);
    fail(fmt::format("plot: no memory for a script of {} bytes: {}", content.size(), std::strerror(reason)));
  }
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

std::string MemoryFile::content() const {
  std::string content;
  if (::lseek(descriptor_, 0, SEEK_SET) != 0 || !read_all(descriptor_, content)) {
    fail(fmt::format("plot: cannot read what was drawn: {}", std::strerror(errno)));
  }
  return content;
}

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return executable(name) ? name : "";
  const char* path = std::getenv("PATH");
  if (path == nullptr || name.empty()) return "";
  std::string_view folders = path;
  while (true) {
    const std::size_t colon = folders.find(':');
    std::string candidate(folders.substr(0, colon));
    if (!candidate.empty()) {
      candidate += '/';
      candidate += name;
      if (executable(candidate)) return candidate;
    }
    if (colon == std::string_view::npos) return "";
    folders.remove_prefix(colon + 1);
  }
}

// gnuplot's echo of the failing command is left out.
std::string one_line(std::string_view words) {
  std::string result;
  while (!words.empty()) {
    const std::size_t end = words.find('\n');
    std::string_view part = words.substr(0, end);
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    while (!part.empty() && (part.front() == ' ' || part.front() == '\t')) part.remove_prefix(1);
    if (part.empty() || part == "^" || part.starts_with("gnuplot>")) continue;
    if (!result.empty()) result += "; ";
    result += part;
    if (result.size() > 300) break;
  }
  return result.empty() ? "it said nothing" : result.substr(0, 400);
}

JobResult run_job(const Job& job) {
  std::array<int, 2> words{};
  if (::pipe2(words.data(), O_CLOEXEC) != 0) fail(fmt::format("plot: no pipe: {}", std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, job.input, 0);
  ::posix_spawn_file_actions_adddup2(&actions, job.output, 1);
  ::posix_spawn_file_actions_adddup2(&actions, words[1], 2);
  if (job.extra >= 0) ::posix_spawn_file_actions_adddup2(&actions, job.extra, 3);
  std::vector<char*> arguments{const_cast<char*>(job.program.c_str())};
  for (const std::string& argument : job.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int reason = ::posix_spawn(&child, job.program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(words[1]);
  if (reason != 0) {
    ::close(words[0]);
    fail(fmt::format("plot: cannot start {}: {}", job.program, std::strerror(reason)));
  }
  JobResult result;
  const Patience patience(job);
  read_words(words[0], patience, result);
  wait_for(child, patience, result);
  ::close(words[0]);
  return result;
}

void check_result(const JobResult& result, const std::string& caller, const std::string& program,
                  const std::string& path, double time_limit) {
  if (result.timed_out) {
    fail(fmt::format("{}: {} took longer than {} s for {} and was stopped", caller, program, time_limit,
                     path));
  }
  if (result.exit_code != 0) {
    fail(fmt::format("{}: {} failed on {} (exit status {}): {}", caller, program, path, result.exit_code,
                     one_line(result.words)));
  }
}

}  // namespace gradus::plot
