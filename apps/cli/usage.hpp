#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gradus::cli {

/// Up to three of the names that `text` was perhaps meant to be, nearest first: few letters apart, or begun
/// alike.
std::vector<std::string> nearest_names(std::string_view text, const std::vector<std::string>& names);

/// "unknown lesson 'slop'; did you mean slope?", or, when nothing is near, the names there are.
std::string unknown_name(std::string_view kind, std::string_view text, const std::vector<std::string>& names);

}  // namespace gradus::cli
