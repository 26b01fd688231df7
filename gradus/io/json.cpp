#include "gradus/io/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

namespace gradus::io {
namespace {

// --- Writing.

std::string quoted(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::exception&) {
    fail("to_json: a text is not UTF-8");
  }
}

std::string digits(double number) {
  if (!std::isfinite(number)) fail(fmt::format("to_json: JSON has no number for {}", number));
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // stays apart from a whole number
  return text;
}

class Writer {
 public:
  std::string text;

  void write(const Value& value, size_t depth) {
    std::visit([&](const auto& content) { put(content, depth); }, value.content());
  }

 private:
  void put(std::monostate, size_t) { text += "null"; }
  void put(bool truth, size_t) { text += truth ? "true" : "false"; }
  void put(int64_t number, size_t) { text += fmt::format("{}", number); }
  void put(double number, size_t) { text += digits(number); }
  void put(const std::string& words, size_t) { text += quoted(words); }

  void put(const Value::List& list, size_t depth) {
    const bool plain =
        std::none_of(list.begin(), list.end(), [](const Value& v) { return v.is_list() || v.is_dict(); });
    block('[', ']', list, plain, depth, [&](const Value& item) { write(item, depth + 1); });
  }

  void put(const Value::Dict& dict, size_t depth) {
    block('{', '}', dict, dict.empty(), depth, [&](const auto& entry) {
      text += quoted(entry.first) + ": ";
      write(entry.second, depth + 1);
    });
  }

  template <class Items, class Put>
  void block(char open, char close, const Items& items, bool one_line, size_t depth, Put put_item) {
    const auto new_line = [&](size_t indent) { text += '\n' + std::string(2 * indent, ' '); };
    text += open;
    bool first = true;
    for (const auto& item : items) {
      if (!first) text += one_line ? ", " : ",";
      first = false;
      if (!one_line) new_line(depth + 1);
      put_item(item);
    }
    if (!one_line) new_line(depth);
    text += close;
  }
};

// --- Reading.

/// Builds a value from the parser's calls; nothing here recurses, so that a text cannot exhaust the stack.
class Builder {
 public:
  explicit Builder(const std::string& source) : source_(source) {}

  Value result;

  bool null() { return add(Value()); }
  bool boolean(bool truth) { return add(truth); }
  bool number_integer(int64_t number) { return add(number); }
  bool number_unsigned(uint64_t number) {
    if (!std::in_range<int64_t>(number)) fail(fmt::format("{}: {} is beyond int64", source_, number));
    return add(static_cast<int64_t>(number));
  }
  bool number_float(double number, const std::string&) { return add(number); }
  bool string(std::string& text) { return add(std::move(text)); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool key(std::string& name) {
    if (!open_.back().names.insert(name).second) {
      fail(fmt::format("{}: \"{}\" stands twice in one object", source_, name));
    }
    open_.back().dict.emplace_back(std::move(name), Value());
    return true;
  }
  bool start_object(size_t) { return start(true); }
  bool start_array(size_t) { return start(false); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool parse_error(size_t position, const std::string&, const nlohmann::json::exception& error) {
    std::string reason = error.what();  // "[json.exception.parse_error.101] parse error at line 1, ...: ..."
    const size_t begin = reason.find("] ");
    if (begin != std::string::npos) reason = reason.substr(begin + 2);
    fail(fmt::format("{}: not JSON at byte {}: {}", source_, position, reason));
  }

 private:
  struct Open {
    bool is_dict;
    Value::Dict dict;
    Value::List list;
    std::set<std::string> names;
  };

  bool add(Value value) {
    if (open_.empty()) {
      result = std::move(value);
    } else if (open_.back().is_dict) {
      open_.back().dict.back().second = std::move(value);
    } else {
      open_.back().list.push_back(std::move(value));
    }
    return true;
  }
  bool start(bool is_dict) {
    constexpr size_t deepest = 200;
    if (open_.size() == deepest) fail(fmt::format("{}: nested deeper than {} levels", source_, deepest));
    open_.push_back({is_dict, {}, {}, {}});
    return true;
  }
  bool end() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    return add(closed.is_dict ? Value(std::move(closed.dict)) : Value(std::move(closed.list)));
  }

  const std::string& source_;
  std::vector<Open> open_;
};

}  // namespace

std::string to_json(const Value& value) {
  Writer writer;
  writer.write(value, 0);
  return std::move(writer.text) + "\n";
}

Value parse_json(std::string_view text, const std::string& source) {
  Builder builder(source);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder.result);
}

Value read_json(const std::string& path) { return parse_json(read_file("read_json", path), path); }

}  // namespace gradus::io
