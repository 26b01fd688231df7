#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/io/image_codec.hpp"

// libpng leaves a failed call by longjmp. Functions that call setjmp therefore hold no objects of their own,
// and say by their result whether they came to their end.
namespace gradus::io {
namespace {

/// What both directions share: the library's state, and its words when it fails.
struct Png {
  explicit Png(bool reads) {
    png = (reads ? png_create_read_struct : png_create_write_struct)(PNG_LIBPNG_VER_STRING, this, keep_words,
                                                                     ignore_words);
    info = png ? png_create_info_struct(png) : nullptr;
    is_reader = reads;
  }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;
  ~Png() {
    if (is_reader) {
      png_destroy_read_struct(&png, &info, nullptr);
    } else {
      png_destroy_write_struct(&png, &info);
    }
  }
  bool good() const { return info != nullptr; }

  [[noreturn]] static void keep_words(png_structp png, png_const_charp text) {
    auto* const self = static_cast<Png*>(png_get_error_ptr(png));
    std::strncpy(self->words, text, sizeof(self->words) - 1);
    png_longjmp(png, 1);
  }
  static void ignore_words(png_structp, png_const_charp) {}

  png_structp png = nullptr;
  png_infop info = nullptr;
  bool is_reader = true;
  char words[160] = "no memory is left";
};

struct Reader : Png {
  explicit Reader(std::string_view bytes) : Png(true), left(bytes) {}

  static void take(png_structp png, png_bytep into, size_t count) {
    auto* const self = static_cast<Reader*>(png_get_io_ptr(png));
    if (count > self->left.size()) png_error(png, "the file ends in the middle of its data");
    std::memcpy(into, self->left.data(), count);
    self->left.remove_prefix(count);
  }

  /// Reads up to the first pixel, and asks for 8 bits a channel without a palette.
  bool read_header() {
    if (setjmp(png_jmpbuf(png))) return false;
    constexpr png_uint_32 longest_side = 1'000'000;
    constexpr png_alloc_size_t largest_chunk = png_alloc_size_t{8} << 20;  // of text or a profile, unpacked
    png_set_user_limits(png, longest_side, longest_side);
    png_set_chunk_malloc_max(png, largest_chunk);
    png_set_read_fn(png, this, take);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    return true;
  }

  bool read_rows(png_bytepp rows) {
    if (setjmp(png_jmpbuf(png))) return false;
    png_read_image(png, rows);
    png_read_end(png, nullptr);
    return true;
  }

  std::string_view left;
};

struct Writer : Png {
  Writer() : Png(false) {}

  static void append(png_structp png, png_bytep from, size_t count) {
    auto* const self = static_cast<Writer*>(png_get_io_ptr(png));
    bool appended = true;
    try {
      self->bytes.append(reinterpret_cast<const char*>(from), count);
    } catch (const std::bad_alloc&) {
      appended = false;
    }
    if (!appended) png_error(png, "no memory is left");
  }

  bool write(const Pixels& pixels, int compression) {
    constexpr int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                             PNG_COLOR_TYPE_RGB_ALPHA};
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_write_fn(png, this, append, nullptr);
    png_set_compression_level(png, compression);
    png_set_IHDR(png, info, static_cast<png_uint_32>(pixels.width), static_cast<png_uint_32>(pixels.height),
                 8, types[pixels.channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int64_t row = 0; row < pixels.height; ++row) {
      png_write_row(png, pixels.data + row * pixels.width * pixels.channels);
    }
    png_write_end(png, nullptr);
    return true;
  }

  std::string bytes;
};

}  // namespace

bool is_png(std::string_view bytes) { return bytes.starts_with("\x89PNG\r\n\x1a\n"); }

Tensor decode_png(const Source& source, std::string_view bytes, int64_t max_pixels) {
  Reader reader(bytes);
  if (!reader.good() || !reader.read_header()) source.fail(fmt::format("is no good PNG: {}", reader.words));
  const int64_t height = png_get_image_height(reader.png, reader.info);
  const int64_t width = png_get_image_width(reader.png, reader.info);
  const int64_t channels = png_get_channels(reader.png, reader.info);
  Tensor image = new_image(source, height, width, channels, max_pixels);
  if (png_get_rowbytes(reader.png, reader.info) != static_cast<size_t>(width * channels)) {
    source.fail("is no good PNG: its rows have another length than its pixels");
  }
  std::vector<png_bytep> rows(static_cast<size_t>(height));
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i] = image.data<uint8_t>() + static_cast<int64_t>(i) * width * channels;
  }
  if (!reader.read_rows(rows.data())) source.fail(fmt::format("is no good PNG: {}", reader.words));
  return image;
}

std::string encode_png(const char* op, const Pixels& pixels, int compression) {
  if (std::max(pixels.height, pixels.width) > PNG_UINT_31_MAX) {
    fail(fmt::format("{}: a side of a PNG has at most {} pixels", op, PNG_UINT_31_MAX));
  }
  Writer writer;
  if (!writer.good() || !writer.write(pixels, compression)) {
    fail(fmt::format("{}: {} x {} pixels cannot be written: {}", op, pixels.width, pixels.height,
                     writer.words));
  }
  return std::move(writer.bytes);
}

}  // namespace gradus::io
