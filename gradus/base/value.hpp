#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gradus {

/// What a JSON text can hold, as plain data: how layers and steps of preparation describe themselves.
///
/// Whole numbers and others stay apart. The readers fail in the name of `where`, a place such as
/// "architecture.json: layers[2]: kernel_size".
///
///     Value layer(Value::Dict{{"type", "Linear"}, {"in_features", 2}, {"bias", true}});
///     layer.at("in_features", "layer").integer("layer: in_features");  // 2
class Value {
 public:
  using List = std::vector<Value>;
  /// In the order of writing; each name stands once.
  using Dict = std::vector<std::pair<std::string, Value>>;

  // Defined apart: who includes this header does not compile a variant's constructors.
  Value() noexcept;         ///< null
  Value(bool truth);        // NOLINT(google-explicit-constructor): dicts are written in braces
  Value(int64_t number);    // NOLINT(google-explicit-constructor)
  Value(double number);     // NOLINT(google-explicit-constructor)
  Value(std::string text);  // NOLINT(google-explicit-constructor)
  template <std::integral T>
  requires(!std::same_as<T, bool>) Value(T number) : Value(static_cast<int64_t>(number)) {}  // NOLINT
  Value(std::string_view text) : Value(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) : Value(std::string(text)) {}       // NOLINT(google-explicit-constructor)
  explicit Value(List list);
  explicit Value(Dict dict);
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  bool is_null() const { return std::holds_alternative<std::monostate>(content_); }
  bool is_list() const { return std::holds_alternative<List>(content_); }
  bool is_dict() const { return std::holds_alternative<Dict>(content_); }
  bool is_text() const { return std::holds_alternative<std::string>(content_); }

  /// Each an Error when it is something else.
  bool truth(std::string_view where) const;
  int64_t integer(std::string_view where) const;
  /// Also of whole numbers, and of the words "nan", "inf" and "-inf", for which JSON has no numbers.
  double number(std::string_view where) const;
  const std::string& text(std::string_view where) const;
  const List& list(std::string_view where) const;
  const Dict& dict(std::string_view where) const;

  /// The entry of a dict; null, or an Error, when there is none.
  const Value* find(std::string_view name) const;
  const Value& at(std::string_view name, std::string_view where) const;

  using Content = std::variant<std::monostate, bool, int64_t, double, std::string, List, Dict>;
  const Content& content() const { return content_; }

  bool operator==(const Value& other) const;

 private:
  Content content_;
};

}  // namespace gradus
