#include <fmt/format.h>
#include <png.h>

#include <cstdint>
#include <unordered_map>

#include "gradus/base/error.hpp"
#include "gradus/plot/pixels/picture.hpp"

namespace gradus::plot {
namespace {

Raster mirror(const Raster& raster) {
  Raster result = raster;
  for (std::size_t i = 0; i < raster.bytes.size(); i += 3) {
    const std::size_t row = i / 3 / raster.width, column = raster.width - 1 - i / 3 % raster.width;
    result.bytes.replace(3 * (row * raster.width + column), 3, raster.bytes, i, 3);
  }
  return result;
}

// Pictures of at most 256 colours, each pixel the number of its colour; no colours where there are more.
struct Painted {
  std::string pixels, colors;
};

Painted painted(const Raster& raster) {
  std::unordered_map<unsigned, std::size_t> numbers;
  Painted result;
  result.pixels.reserve(raster.bytes.size() / 3);
  for (std::size_t i = 0; i + 2 < raster.bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return unsigned{static_cast<std::uint8_t>(raster.bytes[i + k])}; };
    const auto [at, fresh] = numbers.try_emplace(byte(0) << 16 | byte(1) << 8 | byte(2), numbers.size());
    if (at->second > 255) return {};
    if (fresh) result.colors.append(raster.bytes, i, 3);
    result.pixels += static_cast<char>(static_cast<std::uint8_t>(at->second));
  }
  return result;
}

}  // namespace

std::string png_of(const Raster& raster, bool turned, bool mirrored) {
  if (mirrored) return png_of(mirror(raster), turned, false);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(raster.width);
  image.height = static_cast<png_uint_32>(raster.height);
  const Painted few = painted(raster);
  const bool is_painted = !few.colors.empty();
  image.format = is_painted ? PNG_FORMAT_RGB_COLORMAP : PNG_FORMAT_RGB;
  image.colormap_entries = static_cast<png_uint_32>(few.colors.size() / 3);
  const std::string& pixels = is_painted ? few.pixels : raster.bytes;
  const auto stride = static_cast<png_int_32>((is_painted ? 1 : 3) * raster.width);
  png_alloc_size_t size = 0;
  std::string bytes;
  const auto write = [&](void* to) {
    return png_image_write_to_memory(&image, to, &size, 0, pixels.data(), turned ? -stride : stride,
                                     is_painted ? few.colors.data() : nullptr);
  };
  if (write(nullptr) != 0) {
    bytes.resize(size);
    if (write(bytes.data()) != 0) {
      bytes.resize(size);
      return bytes;
    }
  }
  fail(fmt::format("plot: cannot pack a picture of {} x {} pixels: {}", raster.width, raster.height,
                   image.message));
}

}  // namespace gradus::plot
