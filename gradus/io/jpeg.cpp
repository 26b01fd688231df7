#include <fmt/format.h>
// jpeglib.h needs these first.
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/io/image_codec.hpp"

// As with PNG: the library leaves a failed call by longjmp, so functions that call setjmp hold no objects of
// their own, and say by their result whether they came to their end.
namespace gradus::io {
namespace {

/// The library's way to report, with its last words.
struct Reports : jpeg_error_mgr {
  Reports() {
    jpeg_std_error(this);
    error_exit = leave;
    emit_message = judge;
    output_message = [](j_common_ptr) {};
  }

  [[noreturn]] static void leave(j_common_ptr state) {
    auto* const self = static_cast<Reports*>(state->err);
    self->format_message(state, self->words);
    std::longjmp(self->back, 1);
  }

  /// A warning means that pixels were guessed, which is no answer. Bytes between two parts lose nothing.
  static void judge(j_common_ptr state, int level) {
    if (level < 0 && state->err->msg_code != JWRN_EXTRANEOUS_DATA) leave(state);
  }

  std::jmp_buf back;
  char words[JMSG_LENGTH_MAX] = "";
};

class Reader {
 public:
  Reader() {
    state_.err = &reports_;
    progress_.progress_monitor = limit_scans;
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { jpeg_destroy_decompress(&state_); }

  bool read_header(std::string_view bytes) {
    if (setjmp(reports_.back)) return false;
    jpeg_create_decompress(&state_);
    state_.progress = &progress_;
    jpeg_mem_src(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&state_, TRUE);
    state_.out_color_space = state_.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    return true;
  }

  bool read_rows(uint8_t* pixels) {
    if (setjmp(reports_.back)) return false;
    jpeg_start_decompress(&state_);
    while (state_.output_scanline < state_.output_height) {
      JSAMPROW row = pixels + static_cast<size_t>(state_.output_scanline) * state_.output_width *
                                  static_cast<size_t>(state_.output_components);
      jpeg_read_scanlines(&state_, &row, 1);
    }
    jpeg_finish_decompress(&state_);
    return true;
  }

  const jpeg_decompress_struct& state() const { return state_; }
  const char* words() const { return reports_.words; }

 private:
  /// A few bytes can ask for a pass over the whole picture, thousands of times.
  static void limit_scans(j_common_ptr state) {
    constexpr int most = 500;
    if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number > most) {
      auto* const reports = static_cast<Reports*>(state->err);
      *fmt::format_to_n(reports->words, JMSG_LENGTH_MAX - 1, "more than {} passes over the picture", most)
           .out = '\0';
      std::longjmp(reports->back, 1);
    }
  }

  Reports reports_;
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct state_{};
};

class Writer {
 public:
  Writer() { state_.err = &reports_; }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    jpeg_destroy_compress(&state_);
    std::free(bytes_);
  }

  bool write(const Pixels& pixels, int quality) {
    if (setjmp(reports_.back)) return false;
    jpeg_create_compress(&state_);
    jpeg_mem_dest(&state_, &bytes_, &size_);
    state_.image_width = static_cast<JDIMENSION>(pixels.width);
    state_.image_height = static_cast<JDIMENSION>(pixels.height);
    state_.input_components = static_cast<int>(pixels.channels);
    state_.in_color_space = pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&state_);
    jpeg_set_quality(&state_, quality, TRUE);
    jpeg_start_compress(&state_, TRUE);
    while (state_.next_scanline < state_.image_height) {
      // The library only reads its rows.
      JSAMPROW row =
          const_cast<uint8_t*>(pixels.data) + state_.next_scanline * pixels.width * pixels.channels;
      jpeg_write_scanlines(&state_, &row, 1);
    }
    jpeg_finish_compress(&state_);
    return true;
  }

  std::string bytes() const { return {reinterpret_cast<const char*>(bytes_), size_}; }
  const char* words() const { return reports_.words; }

 private:
  Reports reports_;
  jpeg_compress_struct state_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace

bool is_jpeg(std::string_view bytes) { return bytes.starts_with("\xff\xd8\xff"); }

Tensor decode_jpeg(const Source& source, std::string_view bytes, int64_t max_pixels) {
  Reader reader;
  if (!reader.read_header(bytes)) source.fail(fmt::format("is no good JPEG: {}", reader.words()));
  const jpeg_decompress_struct& state = reader.state();
  if (state.num_components != 1 && state.num_components != 3) {
    source.fail(
        fmt::format("is a JPEG of {} colours (CMYK perhaps); grey and RGB are read", state.num_components));
  }
  Tensor image = new_image(source, state.image_height, state.image_width, state.num_components, max_pixels);
  if (!reader.read_rows(image.data<uint8_t>()))
    source.fail(fmt::format("is no good JPEG: {}", reader.words()));
  return image;
}

std::string encode_jpeg(const char* op, const Pixels& pixels, int quality) {
  if (std::max(pixels.height, pixels.width) > JPEG_MAX_DIMENSION) {
    fail(fmt::format("{}: a side of a JPEG has at most {} pixels, this has {} x {}", op, JPEG_MAX_DIMENSION,
                     pixels.width, pixels.height));
  }
  Writer writer;
  if (!writer.write(pixels, quality)) {
    fail(fmt::format("{}: {} x {} pixels cannot be written: {}", op, pixels.width, pixels.height,
                     writer.words()));
  }
  return writer.bytes();
}

}  // namespace gradus::io
