#include "likeness.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "tests/plot/png_pixels.hpp"

namespace gradus::gallery {
namespace {

constexpr size_t small_width = 80, tile = 8;

/// Red, green and blue from 0 to 1.
struct Picture {
  size_t width = 0, height = 0;
  std::vector<std::array<double, 3>> pixels;

  const std::array<double, 3>& at(size_t column, size_t row) const { return pixels[row * width + column]; }
};

std::array<double, 3> light(const plot::Color& color) {
  return {color.red / 255.0, color.green / 255.0, color.blue / 255.0};
}

/// The mean over a range of columns and rows, which is cut at the edges.
template <class At>
std::array<double, 3> mean(const At& at, size_t left, size_t right, size_t top, size_t bottom) {
  std::array<double, 3> sum{};
  for (size_t row = top; row < bottom; ++row) {
    for (size_t column = left; column < right; ++column) {
      const std::array<double, 3> pixel = at(column, row);
      for (size_t k = 0; k < 3; ++k) sum[k] += pixel[k];
    }
  }
  for (double& each : sum) each /= static_cast<double>((right - left) * (bottom - top));
  return sum;
}

Picture shrunk(const plot::PngPixels& png) {
  Picture small{.width = small_width,
                .height = std::max(size_t{1}, png.height() * small_width / png.width()),
                .pixels = {}};
  small.pixels.reserve(small.width * small.height);
  const auto at = [&](size_t column, size_t row) { return light(png.at(column, row)); };
  for (size_t row = 0; row < small.height; ++row) {
    for (size_t column = 0; column < small.width; ++column) {
      const size_t left = column * png.width() / small.width, top = row * png.height() / small.height;
      small.pixels.push_back(mean(at, left, std::max(left + 1, (column + 1) * png.width() / small.width), top,
                                  std::max(top + 1, (row + 1) * png.height() / small.height)));
    }
  }
  return small;
}

Picture blurred(const Picture& picture) {
  Picture soft{.width = picture.width, .height = picture.height, .pixels = {}};
  soft.pixels.reserve(picture.pixels.size());
  const auto at = [&](size_t column, size_t row) { return picture.at(column, row); };
  for (size_t row = 0; row < picture.height; ++row) {
    for (size_t column = 0; column < picture.width; ++column) {
      soft.pixels.push_back(mean(at, column == 0 ? 0 : column - 1, std::min(column + 2, picture.width),
                                 row == 0 ? 0 : row - 1, std::min(row + 2, picture.height)));
    }
  }
  return soft;
}

}  // namespace

Difference difference(const std::string& a, const std::string& b) {
  const plot::PngPixels first(a), second(b);
  if (first.width() == 0 || second.width() == 0) return {1, 1};
  const Picture one = blurred(shrunk(first)), other = blurred(shrunk(second));
  if (one.height != other.height) return {1, 1};
  Difference found;
  for (size_t top = 0; top < one.height; top += tile) {
    for (size_t left = 0; left < one.width; left += tile) {
      double sum = 0;
      size_t count = 0;
      for (size_t row = top; row < std::min(top + tile, one.height); ++row) {
        for (size_t column = left; column < std::min(left + tile, one.width); ++column, ++count) {
          double most = 0;
          for (size_t k = 0; k < 3; ++k) {
            most = std::max(most, std::abs(one.at(column, row)[k] - other.at(column, row)[k]));
          }
          sum += most;
        }
      }
      found.mean += sum / static_cast<double>(one.pixels.size());
      found.worst = std::max(found.worst, sum / static_cast<double>(count));
    }
  }
  return found;
}

}  // namespace gradus::gallery
