#include <fmt/format.h>
#include <png.h>

#include "gradus/base/error.hpp"
#include "gradus/plot/picture.hpp"

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

}  // namespace

std::string png_of(const Raster& raster, bool turned, bool mirrored) {
  if (mirrored) return png_of(mirror(raster), turned, false);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(raster.width);
  image.height = static_cast<png_uint_32>(raster.height);
  image.format = PNG_FORMAT_RGB;
  const auto stride = static_cast<png_int_32>(3 * raster.width);
  png_alloc_size_t size = 0;
  std::string bytes;
  const auto write = [&](void* to) {
    return png_image_write_to_memory(&image, to, &size, 0, raster.bytes.data(), turned ? -stride : stride,
                                     nullptr);
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
