#pragma once

#include <cstddef>
#include <cstdint>

namespace gradus::plot {

/// An opaque colour; opacity is an option of the trace. `rgb(0x0072B2)` writes one as on the web.
struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Color&, const Color&) = default;
};

/// The colour 0xRRGGBB.
constexpr Color rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16 & 0xFF), static_cast<std::uint8_t>(hex >> 8 & 0xFF),
          static_cast<std::uint8_t>(hex & 0xFF)};
}

/// `color` drawn over `under` with this opacity: 0 is `under`, 1 is `color`.
Color mix(Color color, Color under, double opacity);

/// The colours by name, from the set of Okabe and Ito that colour-blind readers tell apart, and greys.
namespace colors {
inline constexpr Color blue = rgb(0x0072B2);
inline constexpr Color vermillion = rgb(0xD55E00);
inline constexpr Color green = rgb(0x009E73);
inline constexpr Color purple = rgb(0xCC79A7);
inline constexpr Color orange = rgb(0xE69F00);
inline constexpr Color sky = rgb(0x56B4E9);
inline constexpr Color yellow = rgb(0xF0E442);
inline constexpr Color black = rgb(0x000000);
inline constexpr Color dark_grey = rgb(0x404040);
inline constexpr Color grey = rgb(0x808080);
inline constexpr Color light_grey = rgb(0xD0D0D0);
inline constexpr Color white = rgb(0xFFFFFF);
}  // namespace colors

enum class Marker { circle, square, triangle, diamond, triangle_down, cross, plus, star };
enum class LineStyle { solid, dashed, dotted, dash_dotted };

/// Colour and marker number `index` of the cycles that traces take theirs from, and that regions use for
/// class `index`.
Color cycle_color(std::size_t index);
Marker cycle_marker(std::size_t index);

/// What numbers become as colours: viridis from dark violet to yellow; blues from almost white to dark blue;
/// greys from white to black; balance from blue over white to red, for values on both sides of a centre;
/// black_white from black to white, for pictures. Those with `_dark` are for a dark ground, which the first
/// four become in the dark style: they begin there, or have their centre there, and go on to light colours.
enum class ColorMap {
  viridis,
  blues,
  greys,
  balance,
  black_white,
  viridis_dark,
  blues_dark,
  greys_dark,
  balance_dark
};

/// The colour at `position`, from 0 to 1; positions outside take the nearer end.
Color map_color(ColorMap map, double position);

/// The look of a whole figure.
enum class Style { paper, dark };

}  // namespace gradus::plot
