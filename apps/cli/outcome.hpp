#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lessons/numbers.hpp"

namespace gradus::cli {

/// What became of one lesson, or of one picture of the gallery.
struct Outcome {
  std::string lesson;
  std::string error;  ///< one sentence; empty when all went well
  double seconds = 0;
  std::string printed;
  std::vector<std::string> notes;
  std::string not_drawn;  ///< why image files are missing; empty when none are
  lessons::Json numbers;
};

lessons::Json to_json(const Outcome& outcome);
Outcome outcome_from_json(const lessons::Json& json);

using ProgressCallback = std::function<void(double)>;

/// A piece of work with a name; it reports its progress and does not throw.
struct Job {
  std::string name;
  std::function<Outcome(const ProgressCallback&)> work;
};

/// Who hears of the jobs.
struct JobListener {
  std::function<void(const std::string& name, double part)> progress;
  std::function<void(const Outcome&)> finished;
};

/// Does the jobs one after another in this process, or several at a time in processes of their own, until it
/// is interrupted. Outcomes, of the jobs that were begun, are in the order of the jobs.
std::vector<Outcome> run_jobs(const std::vector<Job>& jobs, int at_once, const JobListener& listener);

/// Says on standard error what failed and what could not be drawn; the exit status. Formats that were
/// `asked_for` by name and cannot be drawn are a failure.
int tell_failures(const std::vector<Outcome>& outcomes, bool asked_for);

/// Does the jobs in processes of their own, up to `at_once` of them, which share the threads: lessons share
/// nothing else then, not even the state of random generators. The last job is begun first. Once `stopped`
/// says so the processes are sent SIGINT, and no more are started. Outcomes, of the jobs that were begun, are
/// in the order of the jobs.
std::vector<Outcome> run_in_processes(const std::vector<Job>& jobs, int at_once, const JobListener& listener,
                                      const std::function<bool()>& stopped);

}  // namespace gradus::cli
