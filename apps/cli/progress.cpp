#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "gradus/view/terminal.hpp"

namespace gradus::cli {
namespace {

constexpr auto bar_interval = std::chrono::milliseconds(50);
constexpr auto line_interval = std::chrono::seconds(5);

}  // namespace

Progress::Progress(std::FILE* stream, size_t lessons)
    : stream_(stream), terminal_(::isatty(::fileno(stream)) != 0), lessons_(lessons), last_(Clock::now()) {}

void Progress::update(const std::string& lesson, double part) {
  running_[lesson] = std::clamp(part, 0.0, 1.0);
  const auto now = Clock::now();
  if (terminal_) {
    if (now - last_ < bar_interval) return;
    draw_bar();
  } else {
    if (now - last_ < line_interval) return;
    fmt::print(stream_, "{}: {:.0f} %\n", lesson, 100 * running_[lesson]);
    std::fflush(stream_);
  }
  last_ = now;
}

void Progress::finish(const std::string& lesson, std::string_view line) {
  running_.erase(lesson);
  ++finished_;
  clear_bar();
  if (!line.empty()) fmt::print(stream_, "{}\n", line);
  std::fflush(stream_);
  if (terminal_ && !running_.empty()) draw_bar();
}

void Progress::draw_bar() {
  double done = static_cast<double>(finished_);
  std::string names;
  for (const auto& [lesson, part] : running_) {
    done += part;
    names += (names.empty() ? "" : ", ") + lesson;
  }
  const double part = std::min(1.0, done / static_cast<double>(lessons_));
  fmt::print(stream_, "\r\033[K{} {:3.0f} %  {}", view::progress_bar(part), 100 * part, names);
  std::fflush(stream_);
  bar_shown_ = true;
}

void Progress::clear_bar() {
  if (bar_shown_) fmt::print(stream_, "\r\033[K");
  bar_shown_ = false;
}

}  // namespace gradus::cli
