#pragma once

#include <gtest/gtest.h>
#include <png.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/plot/style.hpp"

namespace gradus::plot {

/// A PNG file's pixels.
class PngPixels {
 public:
  explicit PngPixels(const std::string& file) {
    image_.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image_, file.data(), file.size()) == 0) {
      ADD_FAILURE() << "no PNG: " << image_.message;
      return;
    }
    image_.format = PNG_FORMAT_RGB;
    bytes_.resize(PNG_IMAGE_SIZE(image_));
    if (png_image_finish_read(&image_, nullptr, bytes_.data(), 0, nullptr) == 0)
      ADD_FAILURE() << image_.message;
  }

  std::size_t width() const { return image_.width; }
  std::size_t height() const { return image_.height; }

  /// The colour in this column and row, counted from the top left corner.
  Color at(std::size_t column, std::size_t row) const {
    const std::size_t i = 3 * (row * image_.width + column);
    return {bytes_.at(i), bytes_.at(i + 1), bytes_.at(i + 2)};
  }

 private:
  png_image image_{};
  std::vector<std::uint8_t> bytes_;
};

inline std::string from_base64(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = letters.find(c);
    if (value == std::string_view::npos) break;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(static_cast<std::uint8_t>(bits >> count));
    }
  }
  return bytes;
}

}  // namespace gradus::plot
