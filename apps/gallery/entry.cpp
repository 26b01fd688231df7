#include "apps/gallery/entry.hpp"

#include "apps/gallery/families/families.hpp"

namespace gradus::gallery {

const std::vector<Family>& families() {
  static const std::vector<Family> all = {lines(),       areas(),      amounts(),  pictures(), words(),
                                          grids(),       boxes(),      moving(),   tables(),   trainings(),
                                          classifiers(), regressors(), networks(), clusters(), components()};
  return all;
}

const Entry* find(std::string_view name) {
  for (const Family& family : families()) {
    for (const Entry& entry : family.entries) {
      if (entry.name == name) return &entry;
    }
  }
  return nullptr;
}

void set_style(Drawing& drawing, plot::Style style) {
  if (auto* figure = std::get_if<plot::Figure>(&drawing)) {
    figure->set_style(style);
  } else {
    std::get<plot::Animation>(drawing).figure().set_style(style);
  }
}

Drawing drawn(const Entry& entry, plot::Style style) {
  Drawing drawing = entry.draw();
  set_style(drawing, style);
  return drawing;
}

std::string_view name(plot::Style style) { return style == plot::Style::dark ? "dark" : "paper"; }

}  // namespace gradus::gallery
