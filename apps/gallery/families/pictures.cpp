#include <algorithm>

#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Images as traces.
namespace gradus::gallery {
namespace {

using plot::Axes;
using plot::Figure;

Drawing image() {
  Figure figure({.title = "One image", .width = 860, .height = 380, .columns = 2});
  std::vector<double> photo;
  for (int r = 0; r < 24; ++r) {
    for (int c = 0; c < 36; ++c) {
      photo.push_back(c / 35.0), photo.push_back(r / 23.0), photo.push_back(0.5 + 0.5 * std::sin(0.5 * c));
    }
  }
  Axes& shown = figure.axes(0, 0);
  shown.title = "Three channels, with axes";
  shown.image(24, 36, 3, photo);
  shown.hidden = false;
  figure.axes(0, 1).title = "The same, smooth";
  figure.axes(0, 1).image(24, 36, 3, photo, {.smooth = true});
  return figure;
}

Drawing image_grid() {
  Figure figure({.title = "Ten rings", .width = 760, .height = 420});
  std::vector<double> rings;
  std::vector<std::string> names;
  for (int k = 0; k < 10; ++k) {
    for (int r = 0; r < 20; ++r) {
      for (int c = 0; c < 20; ++c) {
        const double d = std::hypot(r - 9.5, (c - 9.5) * (1 + 0.1 * k));
        rings.push_back(std::max(0.0, 1 - std::abs(d - 4 - 0.4 * k) / 1.6));
      }
    }
    names.push_back("class " + std::to_string(k));
  }
  figure.axes().images(10, 20, 20, 1, rings, {.labels = names, .across = 5});
  return figure;
}

Drawing filters() {
  Figure figure({.title = "Filters of a layer", .width = 760, .height = 360});
  std::vector<double> weights;
  for (int k = 0; k < 16; ++k) {
    for (int i = 0; i < 25; ++i) {
      const int row = i / 5;
      weights.push_back(std::sin(0.5 * k + (i % 5) * std::cos(0.4 * k) + row * std::sin(0.4 * k)) *
                        (1 + 0.06 * k));
    }
  }
  figure.axes().images(16, 5, 5, 1, weights,
                       {.across = 8,
                        .map = plot::ColorMap::balance,
                        .min = -2,
                        .max = 2,
                        .frame = true,
                        .color_bar = true,
                        .color_bar_label = "weight"});
  return figure;
}

}  // namespace

Family pictures() {
  return {"Pictures",
          {{"image", "An image of three channels, its pixels sharp and smooth.", image},
           {"image-grid", "Images of one channel in rows, with names over them.", image_grid},
           {"filters", "Images in the colours of a map, with frames and a colour bar.", filters}}};
}

}  // namespace gradus::gallery
