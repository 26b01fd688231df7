#include "gradus/io/safetensors.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/capture.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/io/damaged.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using SafetensorsTest = Scratch;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;

/// A file of this header with so many bytes of data.
std::string file_of(std::string header, size_t data, uint64_t length) {
  std::string bytes(8, '\0');
  for (size_t i = 0; i < 8; ++i, length >>= 8) bytes[i] = static_cast<char>(length & 0xff);
  return bytes + header + std::string(data, '\0');
}
std::string file_of(const std::string& header, size_t data) { return file_of(header, data, header.size()); }

std::string error_of(const std::string& bytes) {
  return message_of([&] { parse_safetensors(bytes, "x"); });
}

/// The words about a header whose one tensor has these fields.
std::string entry_error(const std::string& fields, size_t data = 8) {
  return error_of(file_of(R"({"a":{)" + fields + "}}", data));
}

std::map<std::string, Tensor> own_tensors() {
  const float infinity = std::numeric_limits<float>::infinity();
  return {{"b", tensor({true, false, true})},
          {"u8", tensor({0, 1, 2}, {.dtype = uint8})},
          {"i32", tensor({{-1, 2}}, {.dtype = int32})},
          {"i64", tensor(-(int64_t{1} << 62))},
          {"f32", from_data(std::vector<float>{1.5f, -0.0f, infinity, 0.1f, 2.0f, 3.0f}, {2, 3})},
          {"f64", tensor({0.1, 1e300}, {.dtype = float64})},
          {"empty", zeros({0, 4})},
          {"ä \"quoted\"", zeros({1})}};
}

TEST(Safetensors, ReadsWhatPyTorchHolds) {
  const Safetensors file = load_safetensors(golden_path("linear.safetensors"));
  EXPECT_EQ(file.metadata, (std::map<std::string, std::string>{{"format", "pt"}}));
  ASSERT_EQ(file.tensors.size(), 2u);
  // torch.manual_seed(0); torch.nn.Linear(3, 2)
  manual_seed(0);
  nn::Linear layer(3, 2);
  for (const NamedTensor& named : layer.state_dict()) {
    const Tensor& read = file.tensors.at(named.name);
    EXPECT_EQ(read.shape(), named.tensor.shape());
    EXPECT_EQ(read.to_vector<float>(), named.tensor.to_vector<float>()) << named.name;
  }
  manual_seed(1);
  nn::Linear other(3, 2);
  other.load_state_dict(file.state_dict());
  EXPECT_EQ(other.weight().to_vector<float>(), layer.weight().to_vector<float>());
}

TEST(Safetensors, WritesTheSameBytes) {
  EXPECT_EQ(format_safetensors(own_tensors(), {{"note", "a\nb"}, {"epoch", "3"}}),
            golden_bytes("own.safetensors"));
}

TEST(Safetensors, ReadsEveryTypeOfItsOwn) {
  const Safetensors file = load_safetensors(golden_path("own.safetensors"));
  EXPECT_EQ(file.metadata, (std::map<std::string, std::string>{{"note", "a\nb"}, {"epoch", "3"}}));
  const auto expected = own_tensors();
  ASSERT_EQ(file.tensors.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    const Tensor& read = file.tensors.at(name);
    EXPECT_EQ(read.dtype(), tensor.dtype()) << name;
    EXPECT_EQ(read.shape(), tensor.shape()) << name;
    EXPECT_EQ(read.to_vector(), tensor.to_vector()) << name;
  }
  EXPECT_EQ(file.tensors.at("i64").item<int64_t>(), -(int64_t{1} << 62));
  EXPECT_TRUE(std::signbit(file.tensors.at("f32").to_vector()[1]));
}

TEST(Safetensors, WidensTypesThatTensorsDoNotHave) {
  const auto tensors = load_safetensors(golden_path("widened.safetensors")).tensors;
  const auto expect_ints = [&](const char* name, DType type, const Ints& values) {
    EXPECT_EQ(tensors.at(name).dtype(), type) << name;
    EXPECT_EQ(tensors.at(name).to_vector<int64_t>(), values) << name;
  };
  expect_ints("i8", int32, {-128, 127});
  expect_ints("i16", int32, {-32768, 32767});
  expect_ints("u16", int32, {65535});
  expect_ints("u32", int64, {4294967295});
  expect_ints("u64", int64, {std::numeric_limits<int64_t>::max()});
  EXPECT_EQ(tensors.at("f16").dtype(), float32);
  // numpy: np.array([...], dtype=np.float16).astype(np.float32)
  EXPECT_EQ(tensors.at("f16").to_vector(),
            (Doubles{1, -2.5, 65504, 5.960464477539063e-08, 6.097555160522461e-05,
                     std::numeric_limits<double>::infinity(), -0.0}));
  EXPECT_TRUE(std::signbit(tensors.at("f16").to_vector().back()));
  EXPECT_EQ(tensors.at("bf16").to_vector<float>(), (std::vector<float>{1, -3, 0x1.2cp126f}));
}

TEST_F(SafetensorsTest, WhatIsSavedIsLoaded) {
  Tensor grid = arange(12).reshape({3, 4});
  const StateDict state = {{"whole", grid}, {"strided", grid.t()}, {"part", grid.slice(1, 1, 3)}};
  save_safetensors(state, path("a"), {.durability = Durability::of_power});
  const auto read = load_safetensors(path("a")).tensors;
  EXPECT_EQ(read.at("strided").shape(), Shape({4, 3}));
  EXPECT_EQ(read.at("strided").to_vector<int64_t>(), grid.t().to_vector<int64_t>());
  EXPECT_EQ(read.at("part").to_vector<int64_t>(), (Ints{1, 2, 5, 6, 9, 10}));
  save_safetensors({}, path("a"));
  EXPECT_TRUE(load_safetensors(path("a")).tensors.empty());
  save_safetensors({{"a", ones({2})}}, path("a"));
  EXPECT_EQ(load_safetensors(path("a")).tensors.at("a").to_vector(), (Doubles{1, 1}));
  EXPECT_EQ(names(), 1);
}

TEST_F(SafetensorsTest, GzipIsUnpackedAndNotMistaken) {
  write_file("test", path("a.gz"), gzip(golden_bytes("own.safetensors")));
  EXPECT_EQ(load_safetensors(path("a.gz")).tensors.size(), own_tensors().size());
  // A header of 0x8b1f bytes begins like a gzip file.
  std::string header = "{}";
  header.resize(0x8b1f, ' ');
  write_file("test", path("b"), file_of(header, 0));
  EXPECT_TRUE(load_safetensors(path("b")).tensors.empty());
}

TEST_F(SafetensorsTest, WritesWholeFilesOrNone) {
  expect_careful_writer("save_safetensors", [](const std::string& to) {
    save_safetensors({{"a", ones({100})}}, to);
  });
}

TEST(Safetensors, RefusesWhatItCannotWrite) {
  EXPECT_EQ(message_of([] {
              format_safetensors({{"a", Tensor()}});
            }),
            "save_safetensors: tensor \"a\" is undefined");
  EXPECT_EQ(message_of([] {
              format_safetensors({{"__metadata__", ones({1})}});
            }),
            "save_safetensors: a tensor cannot be called __metadata__; the format keeps that name");
  EXPECT_EQ(message_of([] {
              format_safetensors({{"\xff", ones({1})}});
            }),
            "save_safetensors: \"?\" is no UTF-8 text");
  EXPECT_EQ(message_of([] {
              save_safetensors(StateDict{{"a", ones({1})}, {"a", ones({1})}}, "/dev/null");
            }),
            "save_safetensors: two tensors are called \"a\"");
}

TEST(Safetensors, RefusesToBeCaptured) {
  auto step = capture([](const Tensor& x) {
    save_safetensors({{"a", x}}, "/dev/null");
    return x + 1;
  });
  const std::string words = message_of([&] {
    for (int call = 0; call < 3; ++call) step(ones({2}));
  });
  EXPECT_EQ(words.find("capture: save_safetensors inside a captured function"), 0u) << words;
}

TEST(Safetensors, RefusesABadHeader) {
  EXPECT_EQ(error_of(""), "parse_safetensors: x: 0 bytes are no safetensors file");
  EXPECT_EQ(error_of("1234567"), "parse_safetensors: x: 7 bytes are no safetensors file");
  EXPECT_EQ(error_of(file_of("{}", 0, 3)), "parse_safetensors: x: its header has 3 bytes and the file 10");
  EXPECT_EQ(error_of(file_of("{}", 0, 100'000'001)),
            "parse_safetensors: x: its first bytes ask for a header of 100000001 bytes; the format allows "
            "100000000");
  EXPECT_EQ(
      error_of(file_of("{}", 0, ~uint64_t{0})),
      "parse_safetensors: x: its first bytes ask for a header of 18446744073709551615 bytes; the format "
      "allows 100000000");
  EXPECT_EQ(error_of(file_of("[]", 0)), "parse_safetensors: x: its header does not begin with {");
  EXPECT_EQ(error_of(file_of("", 0)), "parse_safetensors: x: its header does not begin with {");
  EXPECT_EQ(error_of(file_of("{\"a\" 1}", 0)),
            "parse_safetensors: x: the header is no JSON at byte 14, near \"1\"");
  EXPECT_EQ(error_of(file_of("{}", 5)),
            "parse_safetensors: x: the data has 5 bytes and its tensors end at byte 0");
  EXPECT_EQ(error_of(file_of(R"({"a":5})", 0)),
            "parse_safetensors: x: the entry of tensor \"a\" is or holds the number 5, against the format");
  EXPECT_EQ(error_of(file_of(R"({"__metadata__":{"k":1}})", 0)),
            "parse_safetensors: x: __metadata__, at \"k\" is or holds the number 1, against the format");
}

TEST(Safetensors, RefusesNamesThatAppearTwice) {
  const std::string entry = R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  const std::string a = "parse_safetensors: x: the name \"a\" appears twice in the header";
  EXPECT_EQ(error_of(file_of(R"({"a":)" + entry + R"(,"a":)" + entry + "}", 1)), a);
  EXPECT_EQ(error_of(file_of(R"({"a":)" + entry + R"(,"\u0061":)" + entry + "}", 1)), a);
  EXPECT_EQ(error_of(file_of(R"({"__metadata__":{"a":"","a":""}})", 0)), a);
  EXPECT_EQ(error_of(file_of(R"({"__metadata__":{},"__metadata__":{}})", 0)),
            "parse_safetensors: x: the name \"__metadata__\" appears twice in the header");
  EXPECT_EQ(entry_error(R"("dtype":"U8","dtype":"U8")"),
            "parse_safetensors: x: the name \"dtype\" appears twice in the header");
}

TEST(Safetensors, RefusesABadEntry) {
  const auto expect = [](const std::string& fields, const std::string& words) {
    EXPECT_EQ(entry_error(fields), "parse_safetensors: x: " + words) << fields;
  };
  expect(R"("shape":[1],"data_offsets":[0,8])", "tensor \"a\" has no dtype");
  expect(R"("dtype":"F64","data_offsets":[0,8])", "tensor \"a\" has no shape");
  expect(R"("dtype":"F64","shape":[1])", "tensor \"a\" has no data_offsets");
  expect(R"("dtype":"F8","shape":[1],"data_offsets":[0,8])",
         "tensor \"a\" has the element type \"F8\", which is not known here");
  expect(R"("dtype":"F64","shape":[-1],"data_offsets":[0,8])",
         "shape of tensor \"a\" is or holds a negative number, against the format");
  expect(R"("dtype":"F64","shape":[1.0],"data_offsets":[0,8])",
         "shape of tensor \"a\" is or holds a number that is not whole or too large, against the format");
  expect(R"("dtype":"F64","shape":[[1]],"data_offsets":[0,8])",
         "shape of tensor \"a\" is or holds an array, against the format");
  expect(R"("dtype":"F64","shape":["1"],"data_offsets":[0,8])",
         "shape of tensor \"a\" is or holds the text \"1\", against the format");
  expect(R"("dtype":"F64","shape":null,"data_offsets":[0,8])",
         "shape of tensor \"a\" is or holds null, against the format");
  expect(R"("dtype":"F64","shape":[1],"data_offsets":[8])",
         "data_offsets of tensor \"a\" has 1 numbers; a begin and an end are needed");
  expect(R"("dtype":"F64","shape":[1],"data_offsets":[0,8,8])",
         "data_offsets of tensor \"a\" is or holds the number 8, against the format");
  expect(R"("dtype":"F64","shape":[1],"data_offsets":[0,8],"more":{})",
         "tensor \"a\" has the field \"more\"; dtype, shape and data_offsets are known");
  expect(R"("dtype":"U8","shape":[1,1,1,1,1,1,1,1,8],"data_offsets":[0,8])",
         "tensor \"a\" has 9 dimensions; tensors have at most 8");
}

TEST(Safetensors, RefusesSizesThatDoNotAgree) {
  const auto expect = [](const std::string& shape, const std::string& offsets, const std::string& words) {
    EXPECT_EQ(entry_error(fmt::format(R"("dtype":"F64","shape":[{}],"data_offsets":[{}])", shape, offsets)),
              "parse_safetensors: x: tensor \"a\" " + words);
  };
  expect("2", "0,8", "of shape (2) and type F64 needs 16 bytes and has 8");
  expect("1", "0,16", "lies from byte 0 to 16 of 8 bytes of data");
  expect("1", "8,0", "lies from byte 8 to 0 of 8 bytes of data");
  expect("1", "0,18446744073709551615", "lies from byte 0 to 18446744073709551615 of 8 bytes of data");
  // Products that wrap: to the right number, to zero, and beside a zero.
  expect("2305843009213693953", "0,8",
         "has the shape (2305843009213693953), more bytes than can be addressed");
  expect("4294967296,4294967296", "0,0",
         "has the shape (4294967296, 4294967296), more bytes than can be addressed");
  expect("18446744073709551615,0", "0,0",
         "has the shape (18446744073709551615, 0), more bytes than can be addressed");
}

TEST(Safetensors, RefusesHolesAndOverlap) {
  const auto two = [](int a_begin, int a_end, int b_begin, int b_end, size_t data) {
    const std::string entry = R"("{}":{{"dtype":"U8","shape":[{}],"data_offsets":[{},{}]}})";
    const std::string a = fmt::format(fmt::runtime(entry), "a", a_end - a_begin, a_begin, a_end);
    const std::string b = fmt::format(fmt::runtime(entry), "b", b_end - b_begin, b_begin, b_end);
    return error_of(file_of("{" + a + "," + b + "}", data));
  };
  EXPECT_EQ(two(0, 2, 2, 4, 4), "no error");
  EXPECT_EQ(two(2, 4, 0, 2, 4), "no error");
  EXPECT_EQ(two(0, 2, 2, 2, 2), "no error");
  EXPECT_EQ(
      two(0, 2, 3, 4, 4),
      "parse_safetensors: x: tensor \"b\" begins at byte 3 of the data, after byte 2 where the one before "
      "ends");
  EXPECT_EQ(
      two(0, 2, 1, 4, 4),
      "parse_safetensors: x: tensor \"b\" begins at byte 1 of the data, before byte 2 where the one before "
      "ends");
  EXPECT_EQ(
      two(0, 4, 1, 2, 4),
      "parse_safetensors: x: tensor \"b\" begins at byte 1 of the data, before byte 4 where the one before "
      "ends");
  EXPECT_EQ(
      two(1, 2, 2, 4, 4),
      "parse_safetensors: x: tensor \"a\" begins at byte 1 of the data, after byte 0 where the one before "
      "ends");
  EXPECT_EQ(two(0, 2, 2, 4, 5), "parse_safetensors: x: the data has 5 bytes and its tensors end at byte 4");
}

TEST(Safetensors, RefusesValuesThatNoTensorHolds) {
  const std::string fields = R"("shape":[8],"data_offsets":[0,8])";
  std::string bytes = file_of(R"({"a":{"dtype":"BOOL",)" + fields + "}}", 8);
  bytes[bytes.size() - 3] = 2;
  EXPECT_EQ(error_of(bytes), "parse_safetensors: x: element 5 is 2, which is no bool; 0 and 1 are");
  bytes = file_of(R"({"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}})", 8);
  bytes.back() = '\x80';
  EXPECT_EQ(error_of(bytes), "parse_safetensors: x: element 0 is 9223372036854775808, more than int64 holds");
}

TEST_F(SafetensorsTest, NamesAFileThatCannotBeRead) {
  EXPECT_EQ(message_of([&] { load_safetensors(path("none")); }),
            "load_safetensors: cannot read " + path("none") + ": No such file or directory");
  EXPECT_EQ(message_of([&] { load_safetensors(folder_); }),
            "load_safetensors: cannot read " + folder_ + ": Is a directory");
  write_file("test", path("short"), golden_bytes("linear.safetensors").substr(0, 180));
  EXPECT_EQ(message_of([&] { load_safetensors(path("short")); }).find("load_safetensors: " + path("short")),
            0u);
}

TEST(Safetensors, DamagedFilesAreRefusedOrRead) {
  for (const char* name : {"own.safetensors", "widened.safetensors"}) {
    EXPECT_GT(parse_damaged(golden_bytes(name), [](const std::string& bytes) { parse_safetensors(bytes); }),
              1000);
  }
}

}  // namespace
}  // namespace gradus::io
