#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gradus/base/file.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// Pictures as uint8 tensors [height, width, channels]: 1 channel grey, 2 grey and alpha, 3 RGB, 4 RGBA.
namespace gradus::io {

/// What load_image makes of a picture's channels.
enum class ImageMode : uint8_t { unchanged, grey, rgb, rgba };

struct ImageOptions {
  ImageMode mode = ImageMode::unchanged;
  int64_t max_pixels = 100'000'000;  ///< larger pictures are an Error, before anything is decoded
};

struct PngOptions {
  int compression = 6;  ///< 0 to 9, zlib's levels
  Durability durability = Durability::of_process;
};

struct JpegOptions {
  int quality = 75;  ///< 1 to 100
  Durability durability = Durability::of_process;
};

/// Reads a PNG or JPEG picture, told by its first bytes, also packed with gzip.
///
/// Palettes become colours, 1, 2 and 4 bits 8, and 16 bits are rounded to 8. Grey is made of colours as
/// (299 R + 587 G + 114 B) / 1000; alpha is left out, and is 255 where it has to be added. Profiles, gamma
/// and the camera's orientation are not applied. An Error for damaged and cut files, more than max_pixels,
/// and JPEG in CMYK.
///
///     Tensor cat = io::load_image("cat.jpg", {.mode = io::ImageMode::rgb});  // [height, width, 3]
///     io::save_png(cat, "cat.png");
Tensor load_image(const std::string& path, const ImageOptions& options = {});

/// The same for bytes in memory; `source` names them in errors.
Tensor parse_image(std::string_view bytes, const ImageOptions& options = {},
                   const std::string& source = "bytes");

/// Writes uint8 [height, width] or [height, width, channels] of 1 to 4 channels.
void save_png(const Tensor& image, const std::string& path, const PngOptions& options = {});
std::string format_png(const Tensor& image, int compression = 6);

/// Writes uint8 [height, width] or [height, width, channels] of 1 or 3 channels.
void save_jpeg(const Tensor& image, const std::string& path, const JpegOptions& options = {});
std::string format_jpeg(const Tensor& image, int quality = 75);

}  // namespace gradus::io
