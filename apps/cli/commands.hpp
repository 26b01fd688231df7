#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "exit_code.hpp"
#include "lessons/page/book.hpp"

namespace gradus::cli {

struct LessonsArguments {
  bool json = false;
};

struct RunArguments {
  std::vector<const lessons::Lesson*> lessons;
  std::optional<std::filesystem::path> out;  ///< with json: nothing is drawn unless given
  std::optional<int64_t> epochs;             ///< the notebook's own number if not given
  std::optional<uint32_t> seed;              ///< likewise
  std::filesystem::path data;
  std::vector<lessons::Format> formats;  ///< the usual ones if empty
  int jobs = 1;
  bool json = false;
};

struct InfoArguments {
  bool json = false;
};

/// Lists the lessons.
int list_lessons(const LessonsArguments& arguments);

/// Runs lessons, writes their pages and prints their numbers.
int run_lessons(const RunArguments& arguments);

/// Says what this program is made of and runs on.
int show_info(const InfoArguments& arguments);

}  // namespace gradus::cli
