#include "gradus/io/npy.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "gradus/core/ops/creation.hpp"
#include "tests/io/damaged.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using namespace std::string_literals;

using NpyTest = Scratch;
using NpzTest = Scratch;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;

Doubles grid_values() {
  Doubles values(24);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) / 8;
  return values;
}
Tensor grid() { return from_data(grid_values(), {2, 3, 4}).to(float32); }

std::string error_of(const std::string& bytes) {
  return message_of([&] { parse_npy(bytes, "x"); });
}
std::string error_of_golden(const std::string& name) { return error_of(golden_bytes(name)); }

/// A file of version 1 with this header and so many bytes of data.
std::string file_of(const std::string& header, size_t data = 0) {
  return "\x93NUMPY\x01"s + '\0' + static_cast<char>(header.size() & 0xff) +
         static_cast<char>(header.size() >> 8) + header + std::string(data, '\0');
}

TEST(Npy, ReadsWhatNumPyWrites) {
  for (const char* name : {"grid.npy", "fortran.npy", "version2.npy", "version3.npy", "big.npy"}) {
    const Tensor x = load_npy(golden_path(name));
    EXPECT_EQ(x.dtype(), name == "big.npy"s ? float64 : float32);
    EXPECT_EQ(x.shape(), Shape({2, 3, 4})) << name;
    EXPECT_TRUE(x.is_contiguous()) << name;
    EXPECT_EQ(x.to_vector(), grid_values()) << name;
  }
  const Tensor scalar = load_npy(golden_path("scalar.npy"));
  EXPECT_EQ(scalar.shape(), Shape());
  EXPECT_EQ(scalar.item<int64_t>(), 7);
  EXPECT_EQ(load_npy(golden_path("empty.npy")).shape(), Shape({0, 3}));
  EXPECT_EQ(load_npy(golden_path("bools.npy")).dtype(), bool_);
}

TEST(Npy, WidensTypesThatTensorsDoNotHave) {
  const auto expect = [](const std::string& type, DType widened, const Doubles& values) {
    for (const char* order : {"little_", "big_"}) {
      const Tensor x = load_npy(golden_path(order + type + ".npy"));
      EXPECT_EQ(x.dtype(), widened) << order << type;
      EXPECT_EQ(x.to_vector(), values) << order << type;
    }
  };
  expect("i1", int32, {-128, 127});
  expect("i2", int32, {-32768, 32767});
  expect("u2", int32, {0, 65535});
  expect("u4", int64, {0, 4294967295});
  expect("u8", int64, {0, static_cast<double>(std::numeric_limits<int64_t>::max())});
  expect("f2", float32, {0.5, -65504});
}

TEST(Npy, WritesNumPysBytes) {
  EXPECT_EQ(format_npy(grid()), golden_bytes("grid.npy"));
  EXPECT_EQ(format_npy(grid().permute({2, 0, 1}).permute({1, 2, 0})), golden_bytes("grid.npy"));
  EXPECT_EQ(format_npy(tensor(7)), golden_bytes("scalar.npy"));
  EXPECT_EQ(format_npy(zeros({0, 3}, {.dtype = int32})), golden_bytes("empty.npy"));
  EXPECT_EQ(format_npy(tensor({true, false})), golden_bytes("bools.npy"));
  EXPECT_EQ(format_npy(tensor({0, 1, 2}, {.dtype = uint8})), golden_bytes("u8.npy"));
}

TEST_F(NpyTest, WhatIsSavedIsLoaded) {
  for (const char* name : {"a.npy", "a.npy.gz"}) {
    save_npy(grid().transpose(0, 2), path(name), {.durability = Durability::of_power});
    EXPECT_EQ(load_npy(path(name)).shape(), Shape({4, 3, 2}));
    EXPECT_EQ(load_npy(path(name)).to_vector(), grid().transpose(0, 2).to_vector());
  }
  EXPECT_EQ(read_file("test", path("a.npy.gz")).substr(0, 2), "\x1f\x8b");
  expect_careful_writer("save_npy", [](const std::string& to) { save_npy(ones({100}), to); });
  EXPECT_EQ(message_of([] { format_npy(Tensor()); }), "format_npy: the tensor is undefined");
}

TEST(Npy, RefusesWhatNoTensorHolds) {
  EXPECT_EQ(error_of_golden("pickled.npy"),
            "parse_npy: x: holds pickled Python objects, which could run any program and are not read; save "
            "numbers only");
  EXPECT_EQ(error_of_golden("records.npy"),
            "parse_npy: x: holds records (type \"V\"); tensors hold numbers and truth values");
  EXPECT_EQ(error_of_golden("text.npy"),
            "parse_npy: x: holds text (type \"<U2\"); tensors hold numbers and truth values");
  EXPECT_EQ(error_of_golden("complex.npy"),
            "parse_npy: x: holds complex numbers (type \"<c16\"); tensors hold numbers and truth values");
  EXPECT_EQ(error_of_golden("dates.npy"),
            "parse_npy: x: holds dates or times (type \"<M8[D]\"); tensors hold numbers and truth values");
  EXPECT_EQ(error_of_golden("too_large.npy"),
            "parse_npy: x: element 1 is 9223372036854775808, more than int64 holds");
  EXPECT_EQ(
      error_of(file_of("{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }", 16)),
      "parse_npy: x: holds a type that is not known here (type \"<f16\"); tensors hold numbers and truth "
      "values");
}

TEST(Npy, RefusesTheWrongLength) {
  const std::string whole = golden_bytes("grid.npy");
  EXPECT_EQ(error_of(whole.substr(0, whole.size() - 1)),
            "parse_npy: x: an array of shape (2, 3, 4) needs 96 bytes, and 95 follow its header");
  EXPECT_EQ(error_of(whole + "x"),
            "parse_npy: x: an array of shape (2, 3, 4) needs 96 bytes, and 97 follow its header");
  EXPECT_EQ(error_of(whole.substr(0, 100)), "parse_npy: x: ends at byte 100, in the middle of its data");
  const auto of_shape = [](const std::string& shape) {
    return error_of(file_of("{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }", 8));
  };
  EXPECT_EQ(of_shape("(1,)"), "no error");
  EXPECT_EQ(of_shape("(2305843009213693953,)"),
            "parse_npy: x: the array has the shape (2305843009213693953), more bytes than can be addressed");
  EXPECT_EQ(
      of_shape("(4294967296, 4294967296)"),
      "parse_npy: x: the array has the shape (4294967296, 4294967296), more bytes than can be addressed");
  EXPECT_EQ(
      of_shape("(0, 18446744073709551615)"),
      "parse_npy: x: the array has the shape (0, 18446744073709551615), more bytes than can be addressed");
  EXPECT_EQ(
      of_shape("(1000000000000,)"),
      "parse_npy: x: an array of shape (1000000000000,) needs 8000000000000 bytes, and 8 follow its header");
  EXPECT_EQ(of_shape("(1,1,1,1,1,1,1,1,1)"),
            "parse_npy: x: the array has 9 dimensions; tensors have at most 8");
}

TEST(Npy, RefusesABadHeader) {
  EXPECT_EQ(error_of(""), "parse_npy: x: is no NPY file: it does not begin with \\x93NUMPY");
  EXPECT_EQ(error_of("PK\3\4 and more"), "parse_npy: x: is no NPY file: it does not begin with \\x93NUMPY");
  EXPECT_EQ(error_of("\x93NUMPY\x04"s + std::string(9, '\0')),
            "parse_npy: x: is an NPY file of version 4; 1, 2 and 3 are known");
  EXPECT_EQ(error_of("\x93NUMPY\x02\x00\xff\xff\xff\xff"s),
            "parse_npy: x: its first bytes ask for a header of 4294967295 bytes; at most 65535 are read");
  const auto header_error = [](const std::string& header) { return error_of(file_of(header, 4)); };
  EXPECT_EQ(header_error("{'fortran_order':False,'shape':(1L,),\"descr\":'<f4'}"), "no error");
  EXPECT_EQ(header_error("{'fortran_order':False,'shape':(1),'descr':'=f4'}  \n"), "no error");
  EXPECT_EQ(header_error("{'fortran_order':0,'shape':(1,),'descr':'<f4'}"),
            "parse_npy: x: its header has \"0,'shape':(1,),'descr':'<f4'}\" where True or False belongs");
  EXPECT_EQ(header_error("{'fortran_order':True,'shape':(-1,),'descr':'<f4'}"),
            "parse_npy: x: its header has \"-1,),'descr':'<f4'}\" where a size of 64 bits belongs");
  EXPECT_EQ(header_error("{'fortran_order':True,'shape':(1,),'descr':'<f4'} x"),
            "parse_npy: x: its header has \"x\" where the end belongs");
  EXPECT_EQ(header_error("{'fortran_order':True,'shape':(1,)"),
            "parse_npy: x: its header has its end where '}' belongs");
  EXPECT_EQ(header_error("{'fortran_order':True,'shape':(1,)}"), "parse_npy: x: its header has no descr");
  EXPECT_EQ(header_error("{'shape':(1,),'shape':(1,)}"), "parse_npy: x: its header names shape twice");
  EXPECT_EQ(header_error("{'size':(1,)}"),
            "parse_npy: x: its header names \"size\"; descr, fortran_order and shape are known");
}

TEST(Npy, DamagedFilesAreRefusedOrRead) {
  for (const char* name : {"grid.npy", "fortran.npy", "version2.npy", "big_u8.npy"}) {
    EXPECT_GT(parse_damaged(golden_bytes(name), [](const std::string& bytes) { parse_npy(bytes); }), 100);
  }
}

TEST_F(NpyTest, MoreThanMemoryHoldsIsAnError) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer ends a program that gets no memory";
#endif
  const std::string part = gzip(std::string(size_t{64} << 20, '\0'));
  write_file("test", path("large.npy.gz"), part + part + part + part + part + part);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  const std::string used = read_file("test", "/proc/self/statm");
  rlimit small = before;
  small.rlim_cur = std::stoul(used) * static_cast<size_t>(::getpagesize()) + (size_t{256} << 20);
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &small), 0);
  const std::string words = message_of([&] { load_npy(path("large.npy.gz")); });
  ::setrlimit(RLIMIT_AS, &before);
  EXPECT_EQ(words, "load_npy: " + path("large.npy.gz") + ": there is no memory for what it holds");
}

TEST(Npz, ReadsWhatNumPyWrites) {
  for (const char* name : {"stored.npz", "packed.npz"}) {
    const auto arrays = load_npz(golden_path(name));
    ASSERT_EQ(arrays.size(), 2u) << name;
    EXPECT_EQ(arrays.at("grid").shape(), Shape({2, 3, 4})) << name;
    EXPECT_EQ(arrays.at("grid").to_vector(), grid_values()) << name;
    EXPECT_EQ(arrays.at("labels").to_vector<int64_t>(), (Ints{2, 0, 1})) << name;
  }
}

TEST_F(NpzTest, WhatIsSavedIsLoaded) {
  for (const bool compressed : {false, true}) {
    save_npz({{"grid", grid().transpose(0, 1)}, {"empty", zeros({0, 2})}, {"ä", tensor(1.5)}}, path("a.npz"),
             {.compressed = compressed});
    const auto arrays = load_npz(path("a.npz"));
    ASSERT_EQ(arrays.size(), 3u);
    EXPECT_EQ(arrays.at("grid").to_vector(), grid().transpose(0, 1).to_vector());
    EXPECT_EQ(arrays.at("empty").shape(), Shape({0, 2}));
    EXPECT_EQ(arrays.at("ä").item(), 1.5);
  }
  save_npz({}, path("a.npz"));
  EXPECT_TRUE(load_npz(path("a.npz")).empty());
  EXPECT_LT(format_npz({{"a", zeros({1000})}}, true).size(), 500u);
  expect_careful_writer("save_npz", [](const std::string& to) { save_npz({{"a", ones({100})}}, to); });
  EXPECT_EQ(message_of([] { format_npz({{"a", Tensor()}}); }), "format_npz: array \"a\" is undefined");
}

TEST(Npz, RefusesDamageAndObjects) {
  const auto error = [](const std::string& bytes) { return message_of([&] { parse_npz(bytes, "x"); }); };
  EXPECT_EQ(
      error(golden_bytes("pickled.npz")),
      "parse_npz: x, entry \"objects.npy\": holds pickled Python objects, which could run any program and "
      "are not read; save numbers only");
  EXPECT_EQ(error("no archive"), "parse_npz: x is no NPZ file: Not a zip archive");
  EXPECT_EQ(error(golden_bytes("grid.npy")), "parse_npz: x is no NPZ file: Not a zip archive");
  std::string damaged = golden_bytes("stored.npz");
  damaged[damaged.find("NUMPY") + 130] ^= 1;  // a number of the first array
  EXPECT_EQ(error(damaged), "parse_npz: x, entry \"grid.npy\": cannot be unpacked: CRC error");
  std::string other = golden_bytes("stored.npz");
  for (size_t at = 0; (at = other.find("labels.npy", at)) != other.npos;) other.replace(at, 10, "labels.txt");
  EXPECT_EQ(error(other), "parse_npz: x, entry \"labels.txt\": is no .npy array");
}

TEST(Npz, DamagedFilesAreRefusedOrRead) {
  for (const char* name : {"stored.npz", "packed.npz"}) {
    EXPECT_GT(parse_damaged(golden_bytes(name), [](const std::string& bytes) { parse_npz(bytes); }), 1000);
  }
}

}  // namespace
}  // namespace gradus::io
