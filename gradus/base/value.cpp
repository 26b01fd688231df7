#include "gradus/base/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus {
namespace {

/// What a value is, for messages, with the value where it is short.
std::string in_words(const Value& value) {
  struct Words {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(const std::string& text) const {
      return text.size() > 40 ? "a long text" : fmt::format("\"{}\"", text);
    }
    std::string operator()(const Value::List& list) const { return fmt::format("a list of {}", list.size()); }
    std::string operator()(const Value::Dict&) const { return "an object"; }
  };
  return std::visit(Words{}, value.content());
}

template <class T>
const T& taken(const Value& value, std::string_view where, const char* what) {
  if (const T* found = std::get_if<T>(&value.content())) return *found;
  fail(fmt::format("{}: {} is needed, got {}", where, what, in_words(value)));
}

}  // namespace

Value::Value() noexcept = default;
Value::Value(bool truth) : content_(truth) {}
Value::Value(int64_t number) : content_(number) {}
Value::Value(double number) : content_(number) {}
Value::Value(std::string text) : content_(std::move(text)) {}
Value::Value(List list) : content_(std::move(list)) {}
Value::Value(Dict dict) : content_(std::move(dict)) {}
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

bool Value::operator==(const Value& other) const { return content_ == other.content_; }

bool Value::truth(std::string_view where) const { return taken<bool>(*this, where, "true or false"); }
int64_t Value::integer(std::string_view where) const {
  return taken<int64_t>(*this, where, "a whole number");
}
const std::string& Value::text(std::string_view where) const {
  return taken<std::string>(*this, where, "a text");
}
const Value::List& Value::list(std::string_view where) const { return taken<List>(*this, where, "a list"); }
const Value::Dict& Value::dict(std::string_view where) const {
  return taken<Dict>(*this, where, "an object");
}

double Value::number(std::string_view where) const {
  if (const auto* whole = std::get_if<int64_t>(&content_)) return static_cast<double>(*whole);
  if (const auto* word = std::get_if<std::string>(&content_)) {
    if (*word == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (*word == "inf") return std::numeric_limits<double>::infinity();
    if (*word == "-inf") return -std::numeric_limits<double>::infinity();
  }
  return taken<double>(*this, where, "a number");
}

const Value* Value::find(std::string_view name) const {
  const auto* entries = std::get_if<Dict>(&content_);
  if (!entries) return nullptr;
  const auto found =
      std::find_if(entries->begin(), entries->end(), [&](const auto& entry) { return entry.first == name; });
  return found == entries->end() ? nullptr : &found->second;
}

const Value& Value::at(std::string_view name, std::string_view where) const {
  dict(where);
  const Value* found = find(name);
  if (!found) fail(fmt::format("{}: \"{}\" is missing", where, name));
  return *found;
}

}  // namespace gradus
