#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gradus {

/// The hint of an unknown name: `did you mean "color"?` with the known name that takes the fewest edits (at
/// most a third of its letters), else `known are "X1", "X2", "color"`, of which at most eight are listed.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace gradus
