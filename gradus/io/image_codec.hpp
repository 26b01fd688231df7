#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/source.hpp"

/// The two picture formats, without what they share.
namespace gradus::io {

bool is_png(std::string_view bytes);
bool is_jpeg(std::string_view bytes);

/// uint8 [height, width, channels] as the file has them. `source` is who complains.
Tensor decode_png(const Source& source, std::string_view bytes, int64_t max_pixels);
Tensor decode_jpeg(const Source& source, std::string_view bytes, int64_t max_pixels);

/// Row after row of `channels` bytes a pixel.
struct Pixels {
  const uint8_t* data;
  int64_t height, width, channels;
};
std::string encode_png(const char* op, const Pixels& pixels, int compression);
std::string encode_jpeg(const char* op, const Pixels& pixels, int quality);

/// An uninitialised picture; a failed Source where it would have more than max_pixels.
Tensor new_image(const Source& source, int64_t height, int64_t width, int64_t channels, int64_t max_pixels);

}  // namespace gradus::io
