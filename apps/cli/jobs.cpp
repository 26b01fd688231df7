#include <fmt/format.h>

#include <algorithm>

#include "exit_code.hpp"
#include "interrupt.hpp"
#include "outcome.hpp"

namespace gradus::cli {

std::vector<Outcome> run_jobs(const std::vector<Job>& jobs, int at_once, const JobListener& listener) {
  at_once = std::min(at_once, static_cast<int>(jobs.size()));
  if (at_once > 1) return run_in_processes(jobs, at_once, listener, interrupted);
  std::vector<Outcome> outcomes;
  outcomes.reserve(jobs.size());
  for (const Job& job : jobs) {
    if (interrupted()) break;
    outcomes.push_back(job.work([&](double part) { listener.progress(job.name, part); }));
    listener.finished(outcomes.back());
  }
  return outcomes;
}

int tell_failures(const std::vector<Outcome>& outcomes, bool asked_for) {
  int code = done;
  std::string not_drawn;  // the same for all
  for (const Outcome& outcome : outcomes) {
    if (!outcome.not_drawn.empty()) not_drawn = outcome.not_drawn;
    if (outcome.error.empty()) continue;
    fmt::print(stderr, "gradus: {}: {}\n", outcome.lesson, outcome.error);
    code = work_failed;
  }
  if (!not_drawn.empty()) {
    fmt::print(stderr, "gradus: {}\n", not_drawn);
    if (asked_for) code = work_failed;
  }
  return code;
}

}  // namespace gradus::cli
