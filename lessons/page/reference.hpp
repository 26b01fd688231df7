#pragma once

#include "lessons/page/book.hpp"

namespace gradus::lessons {

/// The part of Python's stored result that the run's numbers may be held against: all of it for the same seed
/// and epochs; what was drawn and the checkpoints in common, with null for the others, for a longer run of a
/// lesson whose first steps are then the same (Lesson::alike_from_start); else null.
Json comparable_part(const Run& run, const Json& numbers, const Json& reference);

}  // namespace gradus::lessons
