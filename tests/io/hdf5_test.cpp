#include "gradus/io/hdf5.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "tests/io/damaged.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

/// Skips where gradus was built without the library.
class Hdf5Test : public Scratch {
 protected:
  void SetUp() override {
    Scratch::SetUp();
    if (!has_hdf5()) GTEST_SKIP() << "built without HDF5";
  }
};

std::string error_of(const std::string& bytes) {
  return message_of([&] { parse_hdf5(bytes, {}, "x"); });
}
std::string error_of_golden(const std::string& name) { return error_of(golden_bytes(name)); }

TEST(Hdf5, SaysWhenItIsAbsent) {
  if (has_hdf5()) GTEST_SKIP() << "built with HDF5";
  EXPECT_EQ(message_of([] { load_hdf5("x.h5"); }),
            "load_hdf5: this gradus was built without HDF5; install libhdf5-dev and build it again");
  EXPECT_EQ(message_of([] { save_hdf5({}, "x.h5"); }),
            "save_hdf5: this gradus was built without HDF5; install libhdf5-dev and build it again");
}

TEST_F(Hdf5Test, ReadsWhatH5pyWrites) {
  for (const char* name : {"all.h5", "new.h5"}) {
    const Hdf5 file = load_hdf5(golden_path(name));
    ASSERT_EQ(file.arrays.size(), 13u) << name;
    for (const char* grid : {"grid", "group/deep/big"}) {
      const Tensor& x = file.arrays.at(grid);
      EXPECT_EQ(x.shape(), Shape({2, 3, 4})) << grid;
      for (int64_t i = 0; i < 24; ++i) EXPECT_EQ(x.flatten()[i].item(), static_cast<double>(i) / 8) << grid;
    }
    EXPECT_EQ(file.arrays.at("grid").dtype(), float32);
    EXPECT_EQ(file.arrays.at("group/deep/big").dtype(), float64);
    EXPECT_EQ(file.arrays.at("scalar").shape(), Shape());
    EXPECT_EQ(file.arrays.at("scalar").item<int64_t>(), -7);
    EXPECT_EQ(file.arrays.at("bools").dtype(), bool_);
    EXPECT_EQ(file.arrays.at("bools").to_vector(), (Doubles{1, 0, 1}));
    EXPECT_EQ(file.arrays.at("empty").shape(), Shape({0, 3}));
    const Tensor& packed = file.arrays.at("packed");
    for (int64_t i = 0; i < 1000; ++i) EXPECT_EQ(packed.flatten()[i].item<int64_t>(), i % 7);
    EXPECT_EQ(file.texts.size(), 2u);
    EXPECT_EQ(file.texts.at("fixed"), (Texts{"non-cat", "cat"}));
    EXPECT_EQ(file.texts.at("variable"), (Texts{"ä", "", "long enough"}));
  }
}

TEST_F(Hdf5Test, WidensTypesThatTensorsDoNotHave) {
  const Hdf5 file = load_hdf5(golden_path("all.h5"));
  const auto expect = [&](const std::string& type, DType widened, const Doubles& values) {
    const Tensor& x = file.arrays.at("kinds/" + type);
    EXPECT_EQ(x.dtype(), widened) << type;
    EXPECT_EQ(x.to_vector(), values) << type;
  };
  expect("u1", uint8, {0, 255});
  expect("i1", int32, {-128, 127});
  expect("i2", int32, {-32768, 258});
  expect("u2", int32, {0, 65535});
  expect("u4", int64, {0, 4294967295});
  expect("u8", int64, {0, static_cast<double>(std::numeric_limits<int64_t>::max())});
  expect("f2", float32, {0.5, -65504});
}

TEST_F(Hdf5Test, ReadsWhatIsAskedFor) {
  const Hdf5 file = load_hdf5(golden_path("records.h5"), {.only = {"fine"}});
  EXPECT_EQ(file.arrays.size(), 1u);
  EXPECT_EQ(file.arrays.at("fine").shape(), Shape({2, 3, 4}));
  EXPECT_EQ(message_of([] { parse_hdf5(golden_bytes("records.h5"), {.only = {"find"}}, "x"); }),
            "parse_hdf5: x: has no dataset \"find\"; it holds fine, records");
}

TEST_F(Hdf5Test, WhatIsSavedIsLoaded) {
  const Tensor grid = arange(6).reshape({2, 3});
  const Hdf5 content{.arrays = {{"f32", grid.to(float32).t()},
                                {"a/f64", grid.to(float64)},
                                {"a/i64", grid},
                                {"i32", grid.to(int32)},
                                {"u8", grid.to(uint8)},
                                {"b", tensor({true, false})},
                                {"scalar", tensor(2.5)},
                                {"empty", zeros({0, 4})}},
                     .texts = {{"names", {"cat", "", "ä"}}, {"none", {}}}};
  save_hdf5(content, path("a.h5"));
  const Hdf5 read = load_hdf5(path("a.h5"));
  EXPECT_EQ(read.texts, content.texts);
  ASSERT_EQ(read.arrays.size(), content.arrays.size());
  for (const auto& [name, x] : content.arrays) {
    EXPECT_EQ(read.arrays.at(name).dtype(), x.dtype()) << name;
    EXPECT_EQ(read.arrays.at(name).shape(), x.shape()) << name;
    EXPECT_EQ(read.arrays.at(name).to_vector(), x.to_vector()) << name;
  }
  EXPECT_EQ(format_hdf5(content), read_file("test", path("a.h5")));
  write_file("test", path("a.h5.gz"), gzip(read_file("test", path("a.h5"))));
  EXPECT_EQ(load_hdf5(path("a.h5.gz")).texts, content.texts);
  expect_careful_writer("save_hdf5", [&](const std::string& to) { save_hdf5(content, to); });
}

TEST_F(Hdf5Test, RefusesWhatItCannotWrite) {
  EXPECT_EQ(message_of([] {
              format_hdf5({.arrays = {{"a", Tensor()}}});
            }),
            "format_hdf5: array \"a\" is undefined");
  EXPECT_EQ(message_of([] {
              format_hdf5({.arrays = {{"", ones({1})}}});
            }),
            "format_hdf5: \"\" is no path of a dataset");
  EXPECT_EQ(message_of([] {
              format_hdf5({.texts = {{"a", {"\xff"}}}});
            }),
            "format_hdf5: \"?\" in \"a\" is no UTF-8 text");
  EXPECT_EQ(message_of([] {
              format_hdf5({.arrays = {{"a", ones({1})}, {"a/b", ones({1})}}});
            }).find("format_hdf5: cannot make \"a/b\": "),
            0u);
}

TEST_F(Hdf5Test, RefusesWhatNoTensorHolds) {
  EXPECT_EQ(error_of_golden("records.h5"),
            "parse_hdf5: x: dataset \"records\" holds records; tensors hold numbers and truth values (choose "
            "others with `only`)");
  EXPECT_EQ(error_of_golden("too_large.h5"),
            "parse_hdf5: x: dataset \"x\" has 9223372036854775808 as element 1, more than int64 holds");
  EXPECT_EQ(error_of_golden("external.h5"),
            "parse_hdf5: x: dataset \"x\" keeps its elements in other files, which are not read");
}

TEST_F(Hdf5Test, RefusesSizesThatTheFileCannotHold) {
  EXPECT_EQ(error_of_golden("claims.h5"),
            "parse_hdf5: x: dataset \"x\" claims 8796093022208 bytes and has 0 in the file");
  EXPECT_EQ(
      error_of_golden("wraps.h5"),
      "parse_hdf5: x: dataset \"x\" has the shape (1099511627776, 1099511627776), more bytes than can be "
      "addressed");
}

TEST_F(Hdf5Test, RefusesBrokenFiles) {
  EXPECT_EQ(error_of("").find("parse_hdf5: x: is no HDF5 file: "), 0u);
  EXPECT_EQ(error_of("no HDF5 at all"), "parse_hdf5: x: is no HDF5 file: file signature not found");
  const std::string whole = golden_bytes("all.h5");
  EXPECT_EQ(
      error_of(whole.substr(0, whole.size() - 1)).find("parse_hdf5: x: is no HDF5 file: truncated file"), 0u);
  write_file("test", path("short"), whole.substr(0, 3000));
  EXPECT_EQ(message_of([&] {
              load_hdf5(path("short"));
            }).find("load_hdf5: " + path("short") + ": is no HDF5 file: truncated file"),
            0u);
  EXPECT_EQ(message_of([&] { load_hdf5(path("none")); }),
            "load_hdf5: cannot read " + path("none") + ": No such file or directory");
}

TEST_F(Hdf5Test, DamagedFilesAreRefusedOrRead) {
  for (const char* name : {"all.h5", "new.h5"}) {
    EXPECT_GT(parse_damaged(
                  golden_bytes(name), [](const std::string& bytes) { parse_hdf5(bytes); }, 60, 20),
              20);
  }
}

TEST_F(Hdf5Test, ReadsTheCats) {
  const char* data = std::getenv("GRADUS_DATA");
  if (!data) GTEST_SKIP() << "GRADUS_DATA is not set";
  const Hdf5 train = load_hdf5(std::string(data) + "/catvnoncat/train_catvnoncat.h5");
  EXPECT_EQ(train.arrays.at("train_set_x").shape(), Shape({209, 64, 64, 3}));
  EXPECT_EQ(train.arrays.at("train_set_x").dtype(), uint8);
  EXPECT_EQ(train.arrays.at("train_set_y").dtype(), int64);
  EXPECT_EQ(train.arrays.at("train_set_y").sum().item<int64_t>(), 72);
  EXPECT_EQ(train.texts.at("list_classes"), (Texts{"non-cat", "cat"}));
}

}  // namespace
}  // namespace gradus::io
