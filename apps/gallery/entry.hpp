#pragma once

#include <string_view>
#include <vector>

#include "gradus/plot/style.hpp"
#include "lessons/lesson.hpp"

namespace gradus::gallery {

using lessons::Drawing;

/// A picture of the gallery. It is the same whenever and wherever it is drawn.
struct Entry {
  std::string_view name;  ///< of its files: small letters, digits and dashes
  std::string_view caption;
  Drawing (*draw)();  ///< in the style `paper`; see drawn()
};

/// Entries that show one subject.
struct Family {
  std::string_view title;
  std::vector<Entry> entries;
};

/// All of them in the order of the page; names differ. tests/gallery holds a small picture of each.
const std::vector<Family>& families();

/// Nothing where no entry has this name.
const Entry* find(std::string_view name);

void set_style(Drawing& drawing, plot::Style style);

/// What an entry shows, in this style.
Drawing drawn(const Entry& entry, plot::Style style);

std::string_view name(plot::Style style);

}  // namespace gradus::gallery
