#include "gradus/plot/style.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace gradus::plot {
namespace {

constexpr std::array cycle = {colors::blue,   colors::vermillion, colors::green,     colors::orange,
                              colors::purple, colors::sky,        colors::dark_grey, colors::yellow};

constexpr std::array markers = {Marker::circle,        Marker::square, Marker::triangle, Marker::diamond,
                                Marker::triangle_down, Marker::plus,   Marker::cross,    Marker::star};

// Nine of the 256 steps of viridis (Smith and van der Walt, public domain); between them the eye sees no
// difference.
constexpr std::array viridis = {rgb(0x440154), rgb(0x472D7B), rgb(0x3B528B), rgb(0x2C728E), rgb(0x21918C),
                                rgb(0x28AE80), rgb(0x5EC962), rgb(0xADDC30), rgb(0xFDE725)};
constexpr std::array blues = {rgb(0xF5F9FD), rgb(0xDCE9F5), rgb(0xA9CCE6),
                              rgb(0x5FA2CF), rgb(0x2272B1), rgb(0x0B3C73)};
constexpr std::array greys = {rgb(0xFFFFFF), rgb(0x000000)};
constexpr std::array black_white = {rgb(0x000000), rgb(0xFFFFFF)};
constexpr std::array balance = {rgb(0x11457E), rgb(0x4A8BC2), rgb(0xB3D1E6), rgb(0xFFFFFF),
                                rgb(0xF3BFA5), rgb(0xD6604D), rgb(0x8E1022)};
constexpr std::array viridis_dark = {rgb(0x7562C4), rgb(0x637ACB), rgb(0x5092CB),
                                     rgb(0x41A9C0), rgb(0x3FBDA3), rgb(0x62CD7E),
                                     rgb(0x98DA58), rgb(0xCCE24B), rgb(0xFDE725)};
constexpr std::array blues_dark = {rgb(0x1D242E), rgb(0x1F3A5B), rgb(0x235F99),
                                   rgb(0x3B8FD6), rgb(0x86C2F5), rgb(0xDDEEFC)};
constexpr std::array greys_dark = {rgb(0x1D2127), rgb(0xFFFFFF)};
constexpr std::array balance_dark = {rgb(0x7CC0F6), rgb(0x4592D6), rgb(0x24588C), rgb(0x23272E),
                                     rgb(0x86362A), rgb(0xD9583F), rgb(0xFA9078)};

std::span<const Color> steps_of(ColorMap map) {
  switch (map) {
    case ColorMap::blues:
      return blues;
    case ColorMap::greys:
      return greys;
    case ColorMap::balance:
      return balance;
    case ColorMap::black_white:
      return black_white;
    case ColorMap::viridis_dark:
      return viridis_dark;
    case ColorMap::blues_dark:
      return blues_dark;
    case ColorMap::greys_dark:
      return greys_dark;
    case ColorMap::balance_dark:
      return balance_dark;
    case ColorMap::viridis:
      break;
  }
  return viridis;
}

}  // namespace

Color mix(Color color, Color under, double opacity) {
  const auto channel = [&](std::uint8_t over, std::uint8_t below) {
    const double value = opacity * over + (1 - opacity) * below;
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
  };
  return {channel(color.red, under.red), channel(color.green, under.green), channel(color.blue, under.blue)};
}

Color cycle_color(std::size_t index) { return cycle[index % cycle.size()]; }

// When a colour comes again it has another marker.
Marker cycle_marker(std::size_t index) { return markers[(index + index / cycle.size()) % markers.size()]; }

Color map_color(ColorMap map, double position) {
  const std::span<const Color> steps = steps_of(map);
  const double place = std::clamp(position, 0.0, 1.0) * static_cast<double>(steps.size() - 1);
  const auto low = std::min(static_cast<std::size_t>(place), steps.size() - 2);
  return mix(steps[low + 1], steps[low], place - static_cast<double>(low));
}

}  // namespace gradus::plot
