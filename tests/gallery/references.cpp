#include "references.hpp"

#include <fmt/format.h>

#include "gradus/plot/gnuplot.hpp"
#include "lessons/page/formats.hpp"

namespace gradus::gallery {

std::string Reference::file() const {
  return fmt::format("{}{}.png", entry->name, style == plot::Style::dark ? "-dark" : "");
}

std::vector<Reference> references() {
  std::vector<Reference> all;
  for (const Family& family : families()) {
    for (const Entry& entry : family.entries) {
      all.push_back({&entry, plot::Style::paper});
      // The first of each family, and what has maps of its own there.
      const bool own_maps = entry.name == "heat-map" || entry.name == "correlation";
      if (own_maps || &entry == &family.entries.front()) all.push_back({&entry, plot::Style::dark});
    }
  }
  return all;
}

void draw(const Reference& reference, const std::string& path) {
  draw_small(lessons::still_of(drawn(*reference.entry, reference.style)), path);
}

void draw_small(const plot::Figure& figure, const std::string& path) {
  plot::write_image(figure, path, {.scale = 240.0 / figure.options().width});
}

}  // namespace gradus::gallery
