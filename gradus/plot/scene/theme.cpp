#include "gradus/plot/scene/theme.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace gradus::plot {
namespace {

Theme paper() {
  Theme theme{colors::white, rgb(0x1A1A1A), rgb(0x262626), rgb(0xE4E4E4),
              rgb(0xF2F2EE), rgb(0xE8E8E8), rgb(0xF4F4F4), {}};
  for (std::size_t i = 0; i < 8; ++i) theme.cycle.push_back(cycle_color(i));
  return theme;
}

Theme dark() {
  return {rgb(0x15181D),
          rgb(0xE6E6E6),
          rgb(0xB8BCC4),
          rgb(0x30353D),
          rgb(0x242932),
          rgb(0x2A2E35),
          rgb(0x1C2027),
          {rgb(0x56A8E8), rgb(0xF0833A), rgb(0x2CC295), rgb(0xF2B632), rgb(0xDB94BC), rgb(0x8AD0F5),
           rgb(0xB0B0B0), rgb(0xF0E442)}};
}

// How much light a colour sends, from 0 to 1 (WCAG 2).
double luminance(Color color) {
  const auto part = [](std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(color.red) + 0.7152 * part(color.green) + 0.0722 * part(color.blue);
}

double contrast(Color a, Color b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

}  // namespace

const Theme& theme_of(Style style) {
  static const Theme on_paper = paper(), on_dark = dark();
  return style == Style::dark ? on_dark : on_paper;
}

// By the contrast of light that the web's guidelines for reading define: 4 to 1 at least on any colour.
Color readable_on(Color color) {
  constexpr Color ink = rgb(0x1A1A1A);
  return contrast(color, ink) > contrast(color, colors::white) ? ink : colors::white;
}

Color readable_shade(Color color, const Theme& theme) {
  Color shade = color;
  for (int k = 1; k <= 10 && contrast(shade, theme.background) < 3.5; ++k)
    shade = mix(theme.text, color, k / 10.0);
  return shade;
}

}  // namespace gradus::plot
