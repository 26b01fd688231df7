#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>

#include "commands.hpp"
#include "gradus/base/error.hpp"
#include "gradus/base/threads.hpp"
#include "interrupt.hpp"
#include "lessons/page/html.hpp"
#include "outcome.hpp"
#include "progress.hpp"

namespace gradus::cli {
namespace {

using lessons::Book;
using lessons::Format;
using lessons::Lesson;

bool only_gifs(const RunArguments& arguments) {
  return arguments.formats == std::vector<Format>{Format::gif};
}

Outcome run_one(const Lesson& lesson, const RunArguments& arguments, const Book* book,
                const ProgressCallback& progress) {
  Outcome outcome{.lesson = std::string(lesson.name),
                  .error = "",
                  .printed = "",
                  .notes = {},
                  .not_drawn = "",
                  .numbers = {}};
  lessons::Run run{.lesson = &lesson, .options = lesson.options(), .result = {}};
  run.options.seed = arguments.seed.value_or(lesson.seed);
  run.options.full = arguments.full && lesson.full_epochs > 0;
  run.options.epochs = arguments.epochs.value_or(run.options.full ? lesson.full_epochs : lesson.epochs);
  run.options.data_dir = arguments.data;
  run.options.progress = [&](double part) {
    if (interrupted()) fail("interrupted");
    progress(part);
  };
  try {
    const auto start = std::chrono::steady_clock::now();
    run.result = lesson.run(run.options);
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    run.options.report_progress(1);
    outcome.notes = run.result.notes;
    if (book) {
      const lessons::Drawn drawn = book->add(run);
      outcome.not_drawn = drawn.problem;
      if (only_gifs(arguments) && drawn.files == 0 && drawn.problem.empty() && !run.result.pictures.empty()) {
        outcome.notes.emplace_back("none of its figures moves, so there is no GIF");
      }
    }
    outcome.seconds = run.seconds;
    outcome.printed = run.result.printed;
    outcome.numbers = to_json(lesson, run.options, run.result);
  } catch (const std::exception& error) {
    outcome.error = error.what();
  }
  return outcome;
}

/// The lessons one after another in this process, or several at a time in processes of their own.
std::vector<Outcome> run_all(const RunArguments& arguments, const Book* book, const JobListener& listener) {
  std::vector<Job> jobs;
  for (const Lesson* lesson : arguments.lessons) {
    jobs.push_back({std::string(lesson->name), [&arguments, book, lesson](const ProgressCallback& progress) {
                      return run_one(*lesson, arguments, book, progress);
                    }});
  }
  return run_jobs(jobs, arguments.jobs.value_or(num_threads()), listener);
}

std::string summary_line(const Outcome& outcome, const Book* book) {
  if (!outcome.error.empty()) return "";  // told at the end, on standard error
  std::string line = fmt::format("{}: ran in {}", outcome.lesson, lessons::duration(outcome.seconds));
  if (book) line += fmt::format(", {}", book->folder_of(outcome.lesson).string());
  return line;
}

void print_json(const std::vector<Outcome>& outcomes, bool several) {
  lessons::Json list = lessons::Json::array();
  for (const Outcome& outcome : outcomes) {
    if (outcome.error.empty()) list.push_back(outcome.numbers);
  }
  if (several) {
    fmt::print("{}\n", lessons::to_line(list));
  } else if (!list.empty()) {
    fmt::print("{}\n", lessons::to_line(list.front()));
  }
}

}  // namespace

int run_lessons(const RunArguments& arguments) {
  end_gently_on_interrupt();
  const bool draws = arguments.out || !arguments.json;
  const std::vector<Format> usual_formats = {Format::png, Format::gif, Format::html};
  std::unique_ptr<const Book> book;
  if (draws) {
    book = std::make_unique<Book>(arguments.out.value_or("out"),
                                  arguments.formats.empty() ? usual_formats : arguments.formats);
  }
  std::FILE* const stream = arguments.json ? stderr : stdout;
  Progress progress(stream, arguments.lessons.size());
  const auto finished = [&](const Outcome& outcome) {
    if (book && outcome.error.empty()) book->write_index();
    progress.finish(outcome.lesson, summary_line(outcome, book.get()));
    for (const std::string& note : outcome.notes) fmt::print(stream, "{}: {}\n", outcome.lesson, note);
    if (!arguments.json) fmt::print("{}", outcome.printed);
  };
  const std::vector<Outcome> outcomes =
      run_all(arguments, book.get(),
              {.progress = [&](const std::string& name, double part) { progress.update(name, part); },
               .finished = finished});

  if (arguments.json) print_json(outcomes, arguments.lessons.size() > 1);
  const bool any_done = std::any_of(outcomes.begin(), outcomes.end(),
                                    [](const Outcome& outcome) { return outcome.error.empty(); });
  if (book && any_done && !arguments.json) fmt::print("to look at: {}\n", book->front().string());
  std::fflush(stdout);
  if (interrupted()) return tell_interrupted();
  return tell_failures(outcomes, !arguments.formats.empty());
}

}  // namespace gradus::cli
