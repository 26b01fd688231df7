// Values as JSON text and back, and texts that are none.
#include "gradus/io/json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "gradus/base/fields.hpp"
#include "tests/message_of.hpp"

namespace gradus::io {
namespace {

TEST(Json, KeepsTypesOrderAndBits) {
  const Value value(
      Value::Dict{{"z", Value()},
                  {"a", true},
                  {"whole", int64_t{-9007199254740993}},
                  {"part", 0.1},
                  {"same", 2.0},
                  {"small", 5e-324},
                  {"text", "\"\\\n\t\xC3\xA9"},
                  {"list", Value(Value::List{1, 2.5, "x"})},
                  {"nothing", Value(Value::List{})},
                  {"deep", Value(Value::List{Value(Value::Dict{{"b", 1}}), Value(Value::Dict{})})}});
  const std::string text = to_json(value);
  EXPECT_EQ(parse_json(text), value);
  EXPECT_EQ(text,
            "{\n  \"z\": null,\n  \"a\": true,\n  \"whole\": -9007199254740993,\n  \"part\": 0.1,\n  "
            "\"same\": 2.0,\n"
            "  \"small\": 5e-324,\n  \"text\": \"\\\"\\\\\\n\\t\xC3\xA9\",\n  \"list\": [1, 2.5, \"x\"],\n"
            "  \"nothing\": [],\n  \"deep\": [\n    {\n      \"b\": 1\n    },\n    {}\n  ]\n}\n");
  constexpr double huge = std::numeric_limits<double>::max();
  EXPECT_EQ(parse_json(to_json(Value(huge))).number("x"), huge);
  EXPECT_EQ(from_value<double>(parse_json(to_json(value_of(-HUGE_VAL))), "x"), -HUGE_VAL);
  EXPECT_TRUE(std::isnan(from_value<double>(parse_json(to_json(value_of(std::nan("")))), "x")));
}

TEST(Json, RefusesWhatIsNone) {
  const auto message = [](const std::string& text) {
    return message_of([&] { parse_json(text, "a.json"); });
  };
  EXPECT_EQ(message(R"({"a": 1, "b": 2, "a": 3})"), "a.json: \"a\" stands twice in one object");
  EXPECT_EQ(message("[18446744073709551615]"), "a.json: 18446744073709551615 is beyond int64");
  EXPECT_EQ(message(std::string(201, '[')), "a.json: nested deeper than 200 levels");
  EXPECT_EQ(message(std::string(1000000, '[')), "a.json: nested deeper than 200 levels");
  for (const char* broken : {"", "{", "[1,]", "{\"a\" 1}", "nul", "\"\xFF\"", "1e400", "[NaN]", "1 2"}) {
    EXPECT_TRUE(message(broken).starts_with("a.json: not JSON at byte "))
        << broken << ": " << message(broken);
  }
  EXPECT_EQ(message_of([] { to_json(Value(std::nan(""))); }), "to_json: JSON has no number for nan");
  EXPECT_EQ(message_of([] { to_json(Value("\xFF")); }), "to_json: a text is not UTF-8");
}

TEST(Json, ReadersSayWhatTheyGot) {
  const Value value = parse_json(R"({"n": 1.5, "list": [true, {}]})");
  EXPECT_EQ(message_of([&] { value.at("n", "a.json").integer("a.json: n"); }),
            "a.json: n: a whole number is needed, got 1.5");
  EXPECT_EQ(message_of([&] { value.at("m", "a.json"); }), "a.json: \"m\" is missing");
  EXPECT_EQ(message_of([&] { from_value<std::vector<bool>>(value.at("list", "a"), "list"); }),
            "list[1]: true or false is needed, got an object");
  EXPECT_EQ(message_of([] { from_value<DType>(Value("float23"), "dtype"); }),
            "dtype: \"float23\" is unknown; did you mean \"float32\"?");
  EXPECT_EQ(message_of([] { from_value<uint8_t>(Value(300), "n"); }), "n: 300 is out of range");
}

}  // namespace
}  // namespace gradus::io
