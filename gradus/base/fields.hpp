#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gradus/base/dtype.hpp"
#include "gradus/base/value.hpp"

/// Objects as Values and back, from one list of their fields.
namespace gradus {

class Fields;

/// A type whose fields are named by `void fields(T& object, Fields& f)` beside it.
template <class T>
concept HasFields = requires(T& object, Fields& f) {
  fields(object, f);
};

/// An enum whose words are told, in its order, by `enum_names(E)` beside it.
template <class E>
concept HasNames = std::is_enum_v<E> && requires(E e) {
  std::span<const std::string_view>(enum_names(e));
};

namespace detail {
std::string item_place(std::string_view where, size_t i);
size_t find_word(std::string_view where, std::string_view word, std::span<const std::string_view> known);
[[noreturn]] void fail_range(std::string_view where, int64_t number);
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
}  // namespace detail

Value to_value(DType type);
void read_value(const Value& value, DType& type, std::string_view where);

template <class T>
Value value_of(const T& object);
template <class T>
T from_value(const Value& value, std::string_view where);

/// Walks over the fields of an object, writing them into a dict or reading them from one, so that one list
/// of fields serves both.
///
///     struct Options { double eps = 1e-5; bool affine = true; };
///     void fields(Options& o, Fields& f) { f("eps", o.eps); f("affine", o.affine); }
///
///     Value written = value_of(Options{.eps = 0.1});
///     Options read = from_value<Options>(written, "options");
class Fields {
 public:
  /// Writes.
  Fields() = default;
  /// Reads what `from`, a dict, holds; errors begin with `where`.
  Fields(const Value& from, std::string_view where);

  bool is_reading() const { return from_; }
  const std::string& where() const { return where_; }

  /// A field that may be absent when reading: the object's own value stays then, as for an option that came
  /// later.
  template <class T>
  void operator()(const char* name, T& member) {
    visit(name, member, false);
  }
  /// A field without which there is no object.
  template <class T>
  void required(const char* name, T& member) {
    visit(name, member, true);
  }

  /// After reading: an Error names an entry that nobody asked for.
  void finish() const;
  /// What was written.
  Value::Dict& written() { return written_; }

 private:
  template <class T>
  void visit(const char* name, T& member, bool required) {
    if (!from_) {
      written_.emplace_back(name, value_of(member));
    } else if (const Value* found = look_up(name, required)) {
      member = from_value<T>(*found, where_ + ": " + name);
    }
  }
  const Value* look_up(const char* name, bool required);

  const Value* from_ = nullptr;
  std::string where_;
  std::vector<std::string> asked_;
  Value::Dict written_;
};

/// Truths, numbers, texts, optional ones, vectors, enums with names, and what has fields; further types by
/// `to_value(x)` and `read_value(value, x, where)` beside them.
template <class T>
Value value_of(const T& object) {
  if constexpr (std::same_as<T, double>) {
    if (std::isnan(object)) return "nan";
    if (std::isinf(object)) return object > 0 ? "inf" : "-inf";
    return object;
  } else if constexpr (std::constructible_from<Value, const T&>) {
    return Value(object);
  } else if constexpr (detail::is_optional<T>::value) {
    return object ? value_of(*object) : Value();
  } else if constexpr (detail::is_vector<T>::value) {
    Value::List list;
    list.reserve(object.size());
    for (const auto& item : object) list.push_back(value_of(item));
    return Value(std::move(list));
  } else if constexpr (HasNames<T>) {
    return std::span<const std::string_view>(enum_names(object))[static_cast<size_t>(object)];
  } else if constexpr (HasFields<T>) {
    Fields f;
    T copy = object;
    fields(copy, f);
    return Value(std::move(f.written()));
  } else {
    return to_value(object);
  }
}

/// The object that value_of() wrote; an Error in the name of `where` for anything else.
template <class T>
T from_value(const Value& value, std::string_view where) {
  if constexpr (std::same_as<T, Value>) {
    return value;
  } else if constexpr (std::same_as<T, bool>) {
    return value.truth(where);
  } else if constexpr (std::integral<T>) {
    const int64_t number = value.integer(where);
    if (!std::in_range<T>(number)) detail::fail_range(where, number);
    return static_cast<T>(number);
  } else if constexpr (std::same_as<T, double>) {
    return value.number(where);
  } else if constexpr (std::same_as<T, std::string>) {
    return value.text(where);
  } else if constexpr (detail::is_optional<T>::value) {
    if (value.is_null()) return std::nullopt;
    return from_value<typename T::value_type>(value, where);
  } else if constexpr (detail::is_vector<T>::value) {
    T items;
    for (const Value& item : value.list(where)) {
      items.push_back(from_value<typename T::value_type>(item, detail::item_place(where, items.size())));
    }
    return items;
  } else if constexpr (HasNames<T>) {
    return static_cast<T>(detail::find_word(where, value.text(where), enum_names(T{})));
  } else if constexpr (HasFields<T>) {
    T object;
    Fields f(value, where);
    fields(object, f);
    f.finish();
    return object;
  } else {
    T object{};
    read_value(value, object, where);
    return object;
  }
}

}  // namespace gradus
