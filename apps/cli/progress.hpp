#pragma once

#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace gradus::cli {

/// Shows how far lessons are: a bar on a terminal, plain lines now and then elsewhere.
class Progress {
 public:
  Progress(std::FILE* stream, size_t lessons);

  /// The lesson has done this part of its work, 0 to 1.
  void update(const std::string& lesson, double part);
  /// The lesson is through; `line`, unless empty, stays to be read, the bar goes.
  void finish(const std::string& lesson, std::string_view line);

 private:
  using Clock = std::chrono::steady_clock;

  void draw_bar();
  void clear_bar();

  std::FILE* stream_;
  bool terminal_;
  size_t lessons_;
  size_t finished_ = 0;
  std::map<std::string, double> running_;  ///< the part done of each lesson that is under way
  Clock::time_point last_;                 ///< of the last bar or line
  bool bar_shown_ = false;
};

}  // namespace gradus::cli
