#pragma once

#include <string>
#include <vector>

#include "apps/gallery/entry.hpp"

namespace gradus::gallery {

/// A small picture that is kept to compare with.
struct Reference {
  const Entry* entry = nullptr;
  plot::Style style = plot::Style::paper;

  std::string file() const;  ///< `lines.png`, `lines-dark.png`
};

/// One of each entry, and one in the dark style of the first entry of each family.
std::vector<Reference> references();

/// Draws it, 240 pixels wide.
void draw(const Reference& reference, const std::string& path);
void draw_small(const plot::Figure& figure, const std::string& path);

}  // namespace gradus::gallery
