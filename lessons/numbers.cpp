#include "lessons/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace gradus::lessons {
namespace {

/// "nan", "inf" or "-inf"; nothing for a finite number.
std::optional<std::string> non_finite_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return std::nullopt;
}

bool is_number(const Json& json) {
  return json.is_number() || (json.is_string() && (json == "nan" || json == "inf" || json == "-inf"));
}

/// What is left where numbers of order one cancel: of such only the size says something.
constexpr double rounding_noise = 1e-14;

void compare_at(const std::string& pointer, const Json& ours, const Json& reference, Comparison& found) {
  if (reference.is_null()) return;
  if (reference.is_object() && ours.is_object()) {
    for (const auto& [key, value] : reference.items()) {
      const std::string inner = fmt::format("{}/{}", pointer, key);
      const auto match = ours.find(key);
      if (match == ours.end()) {
        found.unequal.push_back(inner);
      } else {
        compare_at(inner, *match, value, found);
      }
    }
  } else if (reference.is_array() && ours.is_array() && reference.size() == ours.size()) {
    for (size_t i = 0; i < reference.size(); ++i) {
      compare_at(fmt::format("{}/{}", pointer, i), ours[i], reference[i], found);
    }
  } else if (is_number(reference) && is_number(ours)) {
    ++found.compared;
    const double a = value_of(ours), b = value_of(reference);
    const bool noise = std::abs(a) < rounding_noise && std::abs(b) < rounding_noise;
    const double difference = noise ? 0 : relative_difference(a, b);
    if (difference > found.largest_difference) {
      found.largest_difference = difference;
      found.where = pointer;
    }
  } else {
    ++found.compared;
    if (ours != reference) found.unequal.push_back(pointer);
  }
}

}  // namespace

Json number(double value) {
  if (auto text = non_finite_text(value)) return *text;
  return value;
}

Json number(float value) {
  if (auto text = non_finite_text(static_cast<double>(value))) return *text;
  const std::string text = fmt::format("{:.9g}", value);
  // Nine digits pass through a double unchanged. Whole numbers are written without a point, as Python's %.9g
  // does.
  int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc() && end == text.data() + text.size() && !std::signbit(value)) return whole;
  double digits = 0;
  std::from_chars(text.data(), text.data() + text.size(), digits);
  return digits;
}

double value_of(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (json == "inf") return std::numeric_limits<double>::infinity();
  if (json == "-inf") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

std::string to_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

double relative_difference(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::infinity();
  return std::abs(a - b) / std::max(std::abs(a), std::abs(b));
}

Comparison compare(const Json& ours, const Json& reference) {
  Comparison found;
  compare_at("", ours, reference, found);
  return found;
}

}  // namespace gradus::lessons
