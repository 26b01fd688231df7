#include "gradus/io/idx.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "tests/io/damaged.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using namespace std::string_literals;

using IdxTest = Scratch;
using Doubles = std::vector<double>;

std::string error_of(const std::string& bytes) {
  return message_of([&] { parse_idx(bytes, "x"); });
}

TEST(Idx, ReadsEveryType) {
  const auto expect = [](const char* name, DType type, double a, double b) {
    const Tensor x = load_idx(golden_path(name));
    EXPECT_EQ(x.dtype(), type) << name;
    EXPECT_EQ(x.shape(), Shape({2, 2})) << name;
    EXPECT_EQ(x.to_vector(), (Doubles{a, b, a, b})) << name;
  };
  expect("u1.idx", uint8, 0, 255);
  expect("i1.idx", int32, -128, 127);
  expect("i2.idx", int32, -32768, 258);
  expect("i4.idx", int32, -2147483648.0, 258);
  expect("f4.idx", float32, 0.5, -3.25);
  expect("f8.idx", float64, 0.1, 1e300);
}

TEST(Idx, WritesTheSameBytes) {
  for (const char* name : {"u1.idx", "i4.idx", "f4.idx", "f8.idx"}) {
    const std::string bytes = golden_bytes(name);
    EXPECT_EQ(format_idx(parse_idx(bytes)), bytes) << name;
  }
}

TEST_F(IdxTest, WhatIsSavedIsLoaded) {
  const Tensor x = arange(24).reshape({2, 3, 4}).to(float32).transpose(0, 2);
  for (const char* name : {"a.idx", "a.idx.gz"}) {
    save_idx(x, path(name));
    EXPECT_EQ(load_idx(path(name)).shape(), Shape({4, 3, 2}));
    EXPECT_EQ(load_idx(path(name)).to_vector(), x.to_vector());
  }
  const Tensor large = zeros({100000}, {.dtype = int32});
  EXPECT_EQ(parse_idx(format_idx(large)).shape(), large.shape());
  expect_careful_writer("save_idx", [](const std::string& to) { save_idx(ones({100}), to); });
}

TEST_F(IdxTest, RefusesWhatItCannotWrite) {
  EXPECT_EQ(message_of([&] { save_idx(arange(3), path("a")); }),
            "save_idx: IDX holds no int64; convert it to uint8, int32, float32 or float64 first");
  EXPECT_EQ(message_of([&] { save_idx(zeros({}), path("a")); }),
            "save_idx: IDX holds arrays of one dimension or more; the shape is ()");
  EXPECT_EQ(message_of([&] { save_idx(Tensor(), path("a")); }), "save_idx: the tensor is undefined");
  EXPECT_EQ(names(), 0);
}

TEST(Idx, RefusesBadFiles) {
  EXPECT_EQ(error_of(""), "parse_idx: x: 0 bytes are no IDX file");
  EXPECT_EQ(error_of("\x01\x00\x08\x01"s), "parse_idx: x: is no IDX file: it begins with 01 00 08 01");
  EXPECT_EQ(error_of("\x00\x00\x0a\x01"s), "parse_idx: x: is no IDX file: it begins with 00 00 0a 01");
  EXPECT_EQ(error_of("\x00\x00\x08\x00"s), "parse_idx: x: is no IDX file: it begins with 00 00 08 00");
  EXPECT_EQ(error_of("\x00\x00\x08\x01\x00"s), "parse_idx: x: ends at byte 5, in the middle of its data");
  EXPECT_EQ(error_of("\x00\x00\x08\x01\x00\x00\x00\x02?"s),
            "parse_idx: x: an array of shape (2,) needs 2 bytes, and 1 follow its sizes");
  EXPECT_EQ(error_of("\x00\x00\x08\x01\x00\x00\x00\x02???"s),
            "parse_idx: x: an array of shape (2,) needs 2 bytes, and 3 follow its sizes");
  // Sizes whose product wraps: 2^32 - 1 three times, and 2^31 twice with 8 bytes each, which is 2^65.
  EXPECT_EQ(
      error_of("\x00\x00\x08\x03"s + std::string(12, '\xff')),
      "parse_idx: x: the array has the shape (4294967295, 4294967295, 4294967295), more bytes than can be "
      "addressed");
  EXPECT_EQ(
      error_of("\x00\x00\x0e\x02\x80\x00\x00\x00\x80\x00\x00\x00"s),
      "parse_idx: x: the array has the shape (2147483648, 2147483648), more bytes than can be addressed");
  EXPECT_EQ(error_of("\x00\x00\x08\x09"s + std::string(36, '\0')),
            "parse_idx: x: the array has 9 dimensions; tensors have at most 8");
}

TEST(Idx, DamagedFilesAreRefusedOrRead) {
  for (const char* name : {"u1.idx", "i2.idx", "f8.idx"}) {
    EXPECT_GT(parse_damaged(golden_bytes(name), [](const std::string& bytes) { parse_idx(bytes); }), 500);
  }
}

TEST(Idx, ReadsMnist) {
  const char* data = std::getenv("GRADUS_DATA");
  if (!data) GTEST_SKIP() << "GRADUS_DATA is not set";
  const std::string folder = std::string(data) + "/mnist/";
  const Tensor images = load_idx(folder + "t10k-images-idx3-ubyte.gz");
  EXPECT_EQ(images.shape(), Shape({10000, 28, 28}));
  EXPECT_EQ(images.dtype(), uint8);
  const Tensor labels = load_idx(folder + "t10k-labels-idx1-ubyte.gz");
  EXPECT_EQ(labels.shape(), Shape({10000}));
  EXPECT_EQ(labels.slice(0, 0, 5).to_vector(), (Doubles{7, 2, 1, 0, 4}));
  EXPECT_NEAR(images.to(float64).mean().item(), 33.791, 1e-3);
}

}  // namespace
}  // namespace gradus::io
