#include "gradus/base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace gradus {
namespace {

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// Letters to insert, remove, replace or exchange with their neighbour until a is b; the case of a letter
/// does not count.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = last[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool exchanged =
          i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
      if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  if (known.empty()) return "none are known";
  constexpr size_t longest = 100;  // names beyond are not typing errors worth the time
  const std::string* best = nullptr;
  size_t best_distance = 0;
  for (const std::string& name : known) {
    if (word.size() > longest || name.size() > longest) continue;
    const size_t distance = edit_distance(word, name);
    const size_t allowed = std::max<size_t>(1, std::max(word.size(), name.size()) / 3);
    if (distance <= allowed && distance < name.size() && (best == nullptr || distance < best_distance)) {
      best = &name;
      best_distance = distance;
    }
  }
  if (best != nullptr) return fmt::format("did you mean \"{}\"?", *best);
  constexpr size_t listed = 8;
  std::string list;
  for (const std::string& name : known.first(std::min(known.size(), listed))) {
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", name);
  }
  if (known.size() > listed) list += fmt::format(" and {} more", known.size() - listed);
  return "known are " + list;
}

}  // namespace gradus
