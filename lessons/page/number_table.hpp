#pragma once

#include <string>
#include <string_view>

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// Whether `ours`, a number or nested lists of them, rounded to the decimals that each number in `printed`
/// has, is what was printed; for a text, whether it is the same.
bool equal_as_printed(const Json& ours, std::string_view printed);

/// A value as a short text: lists with brackets, texts without quotes.
std::string readable(const Json& value);

/// The table of a page: each number of ours, Python's beside it, what the notebook printed, and whether that
/// is reproduced. `reference` is null where Python's numbers for this seed and these epochs are not known.
std::string number_table(const Page& page, const Json& ours, const Json& reference, bool notebook_settings);

}  // namespace gradus::lessons
