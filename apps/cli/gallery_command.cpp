#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>

#include "apps/gallery/album.hpp"
#include "commands.hpp"
#include "gradus/base/error.hpp"
#include "gradus/base/threads.hpp"
#include "interrupt.hpp"
#include "measure_text.hpp"
#include "outcome.hpp"
#include "progress.hpp"

namespace gradus::cli {
namespace {

using gallery::Album;
using gallery::Entry;

Outcome draw_one(const Entry& entry, const Album& album, const ProgressCallback& progress) {
  Outcome outcome{.lesson = std::string(entry.name),
                  .error = "",
                  .printed = "",
                  .notes = {},
                  .not_drawn = "",
                  .numbers = {}};
  try {
    if (interrupted()) fail("interrupted");
    const auto start = std::chrono::steady_clock::now();
    const lessons::Drawn drawn = album.add(entry, [&](double part) {
      if (interrupted()) fail("interrupted");
      progress(part);
    });
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    outcome.not_drawn = drawn.problem;
    outcome.numbers = {{"name", entry.name}, {"files", drawn.files}, {"seconds", outcome.seconds}};
  } catch (const std::exception& error) {
    outcome.error = error.what();
  }
  return outcome;
}

}  // namespace

int list_pictures(const GalleryArguments& arguments) {
  lessons::Json list = lessons::Json::array();
  size_t width = 0;
  for (const Entry* entry : arguments.entries) width = std::max(width, entry->name.size());
  for (const gallery::Family& family : gallery::families()) {
    bool named = false;
    for (const Entry& entry : family.entries) {
      const auto& chosen = arguments.entries;
      if (std::find(chosen.begin(), chosen.end(), &entry) == chosen.end()) continue;
      list.push_back({{"name", entry.name}, {"family", family.title}, {"caption", entry.caption}});
      if (arguments.json) continue;
      if (!named) fmt::print("{}\n", family.title);
      named = true;
      fmt::print("  {:<{}}  {}\n", entry.name, width, entry.caption);
    }
  }
  if (arguments.json) fmt::print("{}\n", lessons::to_line({{"pictures", list}}));
  return done;
}

int draw_gallery(const GalleryArguments& arguments) {
  end_gently_on_interrupt();
  const int at_once = arguments.jobs.value_or(num_threads());
  const std::vector<lessons::Format> all(lessons::all_formats.begin(), lessons::all_formats.end());
  const Album album({.folder = arguments.out,
                     .styles = arguments.styles,
                     .formats = arguments.formats.empty() ? all : arguments.formats,
                     .gif_processes = at_once > 1 && arguments.entries.size() > 1 ? 1 : 0});
  std::vector<Job> jobs;
  jobs.reserve(arguments.entries.size());
  for (const Entry* entry : arguments.entries) {
    jobs.push_back({std::string(entry->name), [&album, entry](const ProgressCallback& progress) {
                      return draw_one(*entry, album, progress);
                    }});
  }
  Progress progress(arguments.json ? stderr : stdout, jobs.size());
  const auto finished = [&](const Outcome& outcome) {
    if (outcome.error.empty()) album.write_index();
    progress.finish(
        outcome.lesson,
        outcome.error.empty()
            ? fmt::format("{}: {} in {:.1f} s", outcome.lesson,
                          counted(outcome.numbers.at("files").get<int64_t>(), "file"), outcome.seconds)
            : "");
  };
  const std::vector<Outcome> outcomes =
      run_jobs(jobs, at_once,
               {.progress = [&](const std::string& name, double part) { progress.update(name, part); },
                .finished = finished});

  const auto worked = [](const Outcome& outcome) { return outcome.error.empty(); };
  if (arguments.json) {
    lessons::Json list = lessons::Json::array();
    for (const Outcome& outcome : outcomes) {
      if (worked(outcome)) list.push_back(outcome.numbers);
    }
    fmt::print("{}\n", lessons::to_line({{"index", album.front().string()}, {"pictures", list}}));
  } else if (std::any_of(outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) {
               return worked(outcome) && outcome.numbers.at("files").get<int64_t>() > 0;
             })) {
    fmt::print("to look at: {}\n", album.front().string());
  }
  std::fflush(stdout);
  if (interrupted()) return tell_interrupted();
  return tell_failures(outcomes, !arguments.formats.empty());
}

}  // namespace gradus::cli
