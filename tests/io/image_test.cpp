#include "gradus/io/image.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "gradus/core/ops/creation.hpp"
#include "gradus/io/npy.hpp"
#include "tests/io/damaged.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using ImageTest = Scratch;
using Bytes = std::vector<uint8_t>;

std::string error_of(const std::string& bytes, const ImageOptions& options = {}) {
  return message_of([&] { parse_image(bytes, options, "x"); });
}

Tensor expected(const std::string& name) { return load_npy(golden_path(name + ".npy")); }
Bytes bytes_of(const Tensor& image) { return image.to_vector<uint8_t>(); }

/// Red, green, blue and white.
Tensor four_pixels() { return from_data(Bytes{255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}, {2, 2, 3}); }

TEST(Image, ReadsEveryKindOfPng) {
  for (const char* name : {"rgb.png", "rgba.png", "grey.png", "grey_alpha.png", "bits.png", "palette.png",
                           "palette_alpha.png", "deep.png", "interlaced.png"}) {
    const Tensor image = load_image(golden_path(name));
    EXPECT_EQ(image.dtype(), uint8) << name;
    EXPECT_EQ(image.shape(), expected(name).shape()) << name;
    EXPECT_EQ(bytes_of(image), bytes_of(expected(name))) << name;
  }
}

TEST(Image, ReadsJpeg) {
  for (const char* name : {"rgb.jpg", "progressive.jpg", "grey.jpg"}) {
    const Bytes read = bytes_of(load_image(golden_path(name))), wanted = bytes_of(expected(name));
    ASSERT_EQ(load_image(golden_path(name)).shape(), expected(name).shape()) << name;
    for (size_t i = 0; i < read.size(); ++i) {
      EXPECT_LE(std::abs(read[i] - wanted[i]), 1) << name << " at " << i;  // libraries round differently
    }
  }
}

TEST(Image, GivesTheChannelsAskedFor) {
  const auto read = [](const char* name, ImageMode mode) {
    return load_image(golden_path(name), {.mode = mode});
  };
  EXPECT_EQ(bytes_of(read("rgb.png", ImageMode::grey)), bytes_of(expected("rgb.png.grey")));
  EXPECT_EQ(bytes_of(read("rgba.png", ImageMode::grey)), bytes_of(expected("rgb.png.grey")));
  EXPECT_EQ(bytes_of(read("rgba.png", ImageMode::rgb)), bytes_of(expected("rgb.png")));
  EXPECT_EQ(bytes_of(read("grey_alpha.png", ImageMode::grey)), bytes_of(expected("grey.png")));
  const Tensor grey = expected("grey.png");
  const Tensor colour = read("grey.png", ImageMode::rgb);
  EXPECT_EQ(colour.shape(), Shape({9, 13, 3}));
  for (int64_t channel = 0; channel < 3; ++channel) {
    EXPECT_EQ(bytes_of(colour.select(2, channel)), bytes_of(grey)) << channel;
  }
  const Tensor opaque = read("grey.jpg", ImageMode::rgba);
  EXPECT_EQ(opaque.shape(), Shape({9, 13, 4}));
  EXPECT_EQ(bytes_of(opaque.select(2, 3)), Bytes(9 * 13, 255));
  const Tensor clear = read("grey_alpha.png", ImageMode::rgba);
  EXPECT_EQ(bytes_of(clear.select(2, 3)), bytes_of(expected("grey_alpha.png").select(2, 1)));
}

TEST_F(ImageTest, PngKeepsEveryByte) {
  for (const char* name : {"rgb.png", "rgba.png", "grey.png", "grey_alpha.png"}) {
    const Tensor image = expected(name);
    save_png(image, path("a.png"), {.compression = 9});
    EXPECT_EQ(bytes_of(load_image(path("a.png"))), bytes_of(image)) << name;
  }
  const Tensor flat = arange(20).to(uint8).reshape({4, 5}).t();
  EXPECT_EQ(parse_image(format_png(flat)).shape(), Shape({5, 4, 1}));
  EXPECT_EQ(bytes_of(parse_image(format_png(flat))), bytes_of(flat));
  write_file("test", path("a.gz"), gzip(golden_bytes("rgb.png")));
  EXPECT_EQ(load_image(path("a.gz")).shape(), Shape({9, 13, 3}));
  const Tensor image = expected("rgb.png");
  expect_careful_writer("save_png", [&](const std::string& to) { save_png(image, to, {.compression = 0}); });
}

TEST_F(ImageTest, JpegComesClose) {
  const Tensor smooth = arange(0, 16 * 16 * 3).reshape({16, 16, 3}).to(uint8);
  const Tensor grey = full({16, 16}, 77, {.dtype = uint8});
  save_jpeg(grey, path("a.jpg"), {.quality = 100});
  EXPECT_EQ(load_image(path("a.jpg")).shape(), Shape({16, 16, 1}));
  EXPECT_EQ(bytes_of(load_image(path("a.jpg"))), Bytes(256, 77));
  const Tensor red = parse_image(format_jpeg(four_pixels().slice(0, 0, 1).slice(1, 0, 1), 95));
  EXPECT_NEAR(red.to_vector()[0], 255, 4);
  EXPECT_NEAR(red.to_vector()[1], 0, 4);
  EXPECT_LT(format_jpeg(smooth, 10).size(), format_jpeg(smooth, 95).size());
  expect_careful_writer("save_jpeg", [&](const std::string& to) { save_jpeg(smooth, to); });
}

TEST_F(ImageTest, RefusesWhatItCannotWrite) {
  EXPECT_EQ(message_of([&] {
              save_png(zeros({2, 2, 3}), path("a"));
            }),
            "save_png: uint8 pixels of shape (height, width) or (height, width, channels) are needed, with 1 "
            "or 2 or "
            "3 or 4 channels; this is float32 (2, 2, 3)");
  EXPECT_EQ(
      message_of([&] { save_jpeg(expected("rgba.png"), path("a")); }),
      "save_jpeg: uint8 pixels of shape (height, width) or (height, width, channels) are needed, with 1 or 3 "
      "channels; this is uint8 (9, 13, 4)");
  EXPECT_EQ(message_of([] {
              format_png(zeros({0, 2}, {.dtype = uint8}));
            }).find("format_png: uint8 pixels"),
            0u);
  EXPECT_EQ(message_of([] { format_png(Tensor()); }), "format_png: the tensor is undefined");
  EXPECT_EQ(message_of([] { format_png(four_pixels(), 10); }), "format_png: compression is 0 to 9, not 10");
  EXPECT_EQ(message_of([] { format_jpeg(four_pixels(), 0); }), "format_jpeg: quality is 1 to 100, not 0");
  EXPECT_EQ(message_of([] {
              format_jpeg(zeros({1, 70000}, {.dtype = uint8}));
            }),
            "format_jpeg: a side of a JPEG has at most 65500 pixels, this has 70000 x 1");
  EXPECT_EQ(names(), 0);
}

TEST(Image, RefusesTooManyPixelsBeforeDecoding) {
  EXPECT_EQ(error_of(golden_bytes("large.png")),
            "parse_image: x: has 100001 x 1000 pixels, more than 100000000; max_pixels allows more");
  EXPECT_EQ(error_of(golden_bytes("large.png"), {.max_pixels = 200'000'000}),
            "parse_image: x: is no good PNG: Not enough image data");
  for (const char* name : {"rgb.png", "rgb.jpg"}) {
    EXPECT_EQ(error_of(golden_bytes(name), {.max_pixels = 116}),
              "parse_image: x: has 13 x 9 pixels, more than 116; max_pixels allows more");
    EXPECT_EQ(error_of(golden_bytes(name), {.max_pixels = 117}), "no error");
  }
}

TEST(Image, RefusesBadFiles) {
  EXPECT_EQ(error_of(""), "parse_image: x: is neither PNG nor JPEG");
  EXPECT_EQ(error_of("GIF89a"), "parse_image: x: is neither PNG nor JPEG");
  EXPECT_EQ(error_of(golden_bytes("cmyk.jpg")),
            "parse_image: x: is a JPEG of 4 colours (CMYK perhaps); grey and RGB are read");
  const std::string png = golden_bytes("rgb.png"), jpeg = golden_bytes("rgb.jpg");
  EXPECT_EQ(error_of(png.substr(0, png.size() / 2)),
            "parse_image: x: is no good PNG: the file ends in the middle of its data");
  EXPECT_EQ(error_of(jpeg.substr(0, jpeg.size() - 40)),
            "parse_image: x: is no good JPEG: Premature end of JPEG file");
  std::string damaged = png;
  damaged[damaged.find("IDAT") + 10] ^= 1;
  EXPECT_EQ(error_of(damaged).find("parse_image: x: is no good PNG: "), 0u);
}

TEST(Image, DamagedFilesAreRefusedOrRead) {
  for (const char* name :
       {"rgb.png", "palette_alpha.png", "interlaced.png", "deep.png", "rgb.jpg", "progressive.jpg"}) {
    EXPECT_GT(parse_damaged(golden_bytes(name),
                            [](const std::string& bytes) { parse_image(bytes, {.max_pixels = 100000}); }),
              300)
        << name;
  }
}

}  // namespace
}  // namespace gradus::io
