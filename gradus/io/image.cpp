#include "gradus/io/image.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/io/image_codec.hpp"
#include "gradus/io/source.hpp"

namespace gradus::io {
namespace {

struct Colour {
  uint8_t red, green, blue, alpha;
};

Colour colour_of(const uint8_t* pixel, int64_t channels) {
  constexpr uint8_t opaque = 255;
  if (channels < 3) return {pixel[0], pixel[0], pixel[0], channels == 2 ? pixel[1] : opaque};
  return {pixel[0], pixel[1], pixel[2], channels == 4 ? pixel[3] : opaque};
}

/// In steps of 2^-16, as pictures are made grey elsewhere too.
uint8_t grey_of(const Colour& colour) {
  constexpr uint32_t red = 19595, green = 38470, blue = 7471, half = 1u << 15;
  return static_cast<uint8_t>((colour.red * red + colour.green * green + colour.blue * blue + half) >> 16);
}

Tensor with_mode(const Tensor& image, ImageMode mode) {
  const int64_t from = image.size(2);
  const int64_t to = mode == ImageMode::grey ? 1 : mode == ImageMode::rgb ? 3 : 4;
  if (mode == ImageMode::unchanged || from == to) return image;
  Tensor result = make_tensor("load_image", {image.size(0), image.size(1), to}, uint8);
  const uint8_t* in = image.data<uint8_t>();
  uint8_t* out = result.data<uint8_t>();
  for (int64_t left = image.size(0) * image.size(1); left > 0; --left, in += from, out += to) {
    const Colour colour = colour_of(in, from);
    if (to == 1) {
      *out = from < 3 ? colour.red : grey_of(colour);
      continue;
    }
    out[0] = colour.red;
    out[1] = colour.green;
    out[2] = colour.blue;
    if (to == 4) out[3] = colour.alpha;
  }
  return result;
}

Tensor read_image(const Source& source, const ImageOptions& options) {
  const std::string kept = source.memory() ? std::string() : source.read_text(0, source.size());
  const std::string_view bytes = source.memory().value_or(kept);
  if (is_png(bytes)) return with_mode(decode_png(source, bytes, options.max_pixels), options.mode);
  if (is_jpeg(bytes)) return with_mode(decode_jpeg(source, bytes, options.max_pixels), options.mode);
  source.fail("is neither PNG nor JPEG");
}

/// What can be written, dense, [height, width, channels].
Tensor checked_image(const char* op, const Tensor& image, std::initializer_list<int64_t> channels) {
  if (!image.defined()) fail(fmt::format("{}: the tensor is undefined", op));
  const bool flat = image.dim() == 2;
  const bool fits = flat || (image.dim() == 3 &&
                             std::find(channels.begin(), channels.end(), image.size(2)) != channels.end());
  if (image.dtype() != uint8 || !fits || image.numel() == 0) {
    fail(fmt::format(
        "{}: uint8 pixels of shape (height, width) or (height, width, channels) are needed, with {} "
        "channels; this is {} {}",
        op, fmt::join(channels, " or "), name(image.dtype()), to_string(image.shape())));
  }
  return flat ? image.contiguous().unsqueeze(2) : image.contiguous();
}

Pixels pixels_of(const char* op, const Tensor& image) {
  return {reinterpret_cast<const uint8_t*>(element_bytes(op, image).data()), image.size(0), image.size(1),
          image.size(2)};
}

std::string png_of(const char* op, const Tensor& image, int compression) {
  if (compression < 0 || compression > 9)
    fail(fmt::format("{}: compression is 0 to 9, not {}", op, compression));
  const Tensor dense = checked_image(op, image, {1, 2, 3, 4});
  return encode_png(op, pixels_of(op, dense), compression);
}

std::string jpeg_of(const char* op, const Tensor& image, int quality) {
  if (quality < 1 || quality > 100) fail(fmt::format("{}: quality is 1 to 100, not {}", op, quality));
  const Tensor dense = checked_image(op, image, {1, 3});
  return encode_jpeg(op, pixels_of(op, dense), quality);
}

}  // namespace

Tensor new_image(const Source& source, int64_t height, int64_t width, int64_t channels, int64_t max_pixels) {
  if (height > max_pixels / std::max<int64_t>(width, 1)) {
    source.fail(
        fmt::format("has {} x {} pixels, more than {}; max_pixels allows more", width, height, max_pixels));
  }
  Tensor image = make_tensor("load_image", {height, width, channels}, uint8);
  static_cast<void>(element_bytes("reading a picture", image));
  return image;
}

Tensor load_image(const std::string& path, const ImageOptions& options) {
  return read_image(Source::of_file("load_image", path), options);
}

Tensor parse_image(std::string_view bytes, const ImageOptions& options, const std::string& source) {
  return read_image(Source::of_memory("parse_image", bytes, source), options);
}

void save_png(const Tensor& image, const std::string& path, const PngOptions& options) {
  write_file("save_png", path, png_of("save_png", image, options.compression), options.durability);
}

std::string format_png(const Tensor& image, int compression) {
  return png_of("format_png", image, compression);
}

void save_jpeg(const Tensor& image, const std::string& path, const JpegOptions& options) {
  write_file("save_jpeg", path, jpeg_of("save_jpeg", image, options.quality), options.durability);
}

std::string format_jpeg(const Tensor& image, int quality) { return jpeg_of("format_jpeg", image, quality); }

}  // namespace gradus::io
