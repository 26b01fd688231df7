#include "usage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace gradus::cli {
namespace {

/// How many letters have to be inserted, removed, changed or swapped with their neighbour to make b of a.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1] ? 1u : 0u)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view text, const std::vector<std::string>& names) {
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& name : names) {
    const size_t distance = edit_distance(text, name);
    const bool begun_alike = text.size() >= 3 && std::string_view(name).starts_with(text);
    if (begun_alike || distance <= std::max<size_t>(1, name.size() / 3)) near.emplace_back(distance, name);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> found;
  for (size_t i = 0; i < std::min<size_t>(3, near.size()); ++i) found.push_back(near[i].second);
  return found;
}

std::string unknown_name(std::string_view kind, std::string_view text,
                         const std::vector<std::string>& names) {
  const std::vector<std::string> near = nearest_names(text, names);
  if (near.empty()) return fmt::format("unknown {} '{}'; there are: {}", kind, text, fmt::join(names, ", "));
  return fmt::format("unknown {} '{}'; did you mean {}?", kind, text, fmt::join(near, " or "));
}

}  // namespace gradus::cli
