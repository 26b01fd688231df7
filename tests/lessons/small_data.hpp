#pragma once

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// A folder with the pictures that the slow lessons read, of the same kind but few of them, so that tests
/// that look at all lessons stay quick: mnist/ with 640 and 100 digits,
/// catvnoncat/ with 30 and 26 pictures of 8 x 8.
/// Made once a program and removed at its end.
const std::filesystem::path& small_data();

/// The lesson's own settings; over the small data for lessons that take long over the real ones.
RunOptions quick_options(const Lesson& lesson);

/// Whether these are over the small data.
bool is_slow(const Lesson& lesson);

/// Whether this build can read the lesson's pictures: those of cats are HDF5 files.
bool can_run(const Lesson& lesson);

}  // namespace gradus::lessons
