#pragma once

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace gradus::lessons {

/// JSON whose keys stay in the order in which they were written, as Python's do.
using Json = nlohmann::ordered_json;

/// A number as lessons print it: a float32 with nine significant digits, a float64 with the fewest that read
/// back to the same value; "nan", "inf" and "-inf" are texts, since JSON has no such numbers.
Json number(float value);
Json number(double value);
template <std::integral T>
Json number(T value) {
  return value;
}

template <class T>
Json numbers(std::span<const T> values) {
  Json list = Json::array();
  for (const T value : values) list.push_back(number(value));
  return list;
}
template <class T>
Json numbers(const std::vector<T>& values) {
  return numbers(std::span<const T>(values));
}

/// The value of number() again: texts for non-finite numbers become those numbers; NaN for anything else.
double value_of(const Json& json);

/// The JSON on one line, as the command prints it.
std::string to_line(const Json& json);

/// What a comparison of two results found.
struct Comparison {
  int64_t compared = 0;              ///< numbers, texts and truth values looked at
  double largest_difference = 0;     ///< relative, over all numbers
  std::string where;                 ///< the JSON pointer of the largest difference
  std::vector<std::string> unequal;  ///< pointers of missing values, other types and other texts
};

/// Compares all that `reference` holds with the same places of `ours`; keys that only `ours` has do not
/// count, nor do places where the reference is null. Numbers below 1e-14 are noise, and equal.
Comparison compare(const Json& ours, const Json& reference);

/// |a - b| / max(|a|, |b|); 0 for equal values (two NaN are equal), infinity when only one is finite.
double relative_difference(double a, double b);

}  // namespace gradus::lessons
