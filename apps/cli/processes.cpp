#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "gradus/base/error.hpp"
#include "gradus/base/threads.hpp"
#include "outcome.hpp"

namespace gradus::cli {
namespace {

/// A child process at work on one job; it writes a line for each step of progress, "p 0.25", and one for the
/// outcome, "o {...}".
struct Child {
  size_t job = 0;
  pid_t process = -1;
  int pipe = -1;
  std::string unread;
  bool reported = false;
};

/// A signal that came just before a wait would else be noticed at the next word of a child.
constexpr int look_up_every_ms = 200;

void write_all(int pipe, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(pipe, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;  // the parent is gone
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
  }
}

[[noreturn]] void be_child(const Job& job, int pipe, int threads) {
  set_num_threads(threads);
  const Outcome outcome = job.work([pipe](double part) { write_all(pipe, fmt::format("p {:.4f}\n", part)); });
  write_all(pipe, fmt::format("o {}\n", lessons::to_line(to_json(outcome))));
  // Not exit(): buffers and handlers belong to the parent.
  ::_exit(0);
}

Child start(const std::vector<Job>& jobs, size_t index, int threads) {
  int ends[2];
  std::fflush(nullptr);
  if (::pipe(ends) != 0) fail(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const pid_t process = ::fork();
  if (process < 0) fail(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (process == 0) {
    ::close(ends[0]);
    be_child(jobs[index], ends[1], threads);
  }
  ::close(ends[1]);
  return {.job = index, .process = process, .pipe = ends[0], .unread = ""};
}

void take_lines(Child& child, const Job& job, std::vector<Outcome>& outcomes, const JobListener& listener) {
  for (size_t end = child.unread.find('\n'); end != std::string::npos; end = child.unread.find('\n')) {
    const std::string line = child.unread.substr(0, end);
    child.unread.erase(0, end + 1);
    if (line.starts_with("p ")) {
      listener.progress(job.name, std::strtod(line.c_str() + 2, nullptr));
    } else {
      outcomes[child.job] = outcome_from_json(lessons::Json::parse(line.substr(2)));
      child.reported = true;
    }
  }
}

/// Reads what the child has sent; false when it has ended.
bool read_some(Child& child) {
  char buffer[65536];
  const ssize_t size = ::read(child.pipe, buffer, sizeof(buffer));
  if (size > 0) child.unread.append(buffer, static_cast<size_t>(size));
  return size > 0 || (size < 0 && errno == EINTR);
}

/// Waits, and names the children that have sent something or ended, the last one first.
std::vector<size_t> with_news(const std::vector<Child>& children) {
  std::vector<pollfd> waiting;
  waiting.reserve(children.size());
  for (const Child& child : children) waiting.push_back({.fd = child.pipe, .events = POLLIN, .revents = 0});
  std::vector<size_t> found;
  if (::poll(waiting.data(), waiting.size(), look_up_every_ms) <= 0) return found;  // or a signal came
  for (size_t i = children.size(); i-- > 0;) {
    if (waiting[i].revents != 0) found.push_back(i);
  }
  return found;
}

void end(Child& child, const Job& job, std::vector<Outcome>& outcomes, const JobListener& listener) {
  ::close(child.pipe);
  int status = 0;
  while (::waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
  }
  Outcome& outcome = outcomes[child.job];
  if (!child.reported) {
    outcome.lesson = job.name;
    outcome.error = WIFSIGNALED(status) ? fmt::format("stopped by signal {}", WTERMSIG(status))
                                        : std::string("ended without a result");
  }
  listener.finished(outcome);
}

}  // namespace

lessons::Json to_json(const Outcome& outcome) {
  return {{"lesson", outcome.lesson},   {"error", outcome.error}, {"seconds", outcome.seconds},
          {"printed", outcome.printed}, {"notes", outcome.notes}, {"not_drawn", outcome.not_drawn},
          {"numbers", outcome.numbers}};
}

Outcome outcome_from_json(const lessons::Json& json) {
  return {.lesson = json.at("lesson"),
          .error = json.at("error"),
          .seconds = json.at("seconds"),
          .printed = json.at("printed"),
          .notes = json.at("notes"),
          .not_drawn = json.at("not_drawn"),
          .numbers = json.at("numbers")};
}

std::vector<Outcome> run_in_processes(const std::vector<Job>& jobs, int at_once, const JobListener& listener,
                                      const std::function<bool()>& stopped) {
  std::vector<Outcome> outcomes(jobs.size());
  std::vector<Child> children;
  const int threads = std::max(1, num_threads() / at_once);
  size_t not_begun = jobs.size();
  bool ending = false;
  while ((not_begun > 0 && !ending) || !children.empty()) {
    if (!ending && stopped()) {
      ending = true;
      for (const Child& child : children) ::kill(child.process, SIGINT);
    }
    while (!ending && not_begun > 0 && children.size() < static_cast<size_t>(at_once)) {
      children.push_back(start(jobs, --not_begun, threads));
    }
    for (const size_t i : with_news(children)) {
      Child& child = children[i];
      const Job& job = jobs[child.job];
      const bool alive = read_some(child);
      take_lines(child, job, outcomes, listener);
      if (alive) continue;
      end(child, job, outcomes, listener);
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  outcomes.erase(outcomes.begin(), outcomes.begin() + static_cast<std::ptrdiff_t>(not_begun));
  return outcomes;
}

}  // namespace gradus::cli
