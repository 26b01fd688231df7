#include "gradus/io/number_text.hpp"

#include <charconv>
#include <cmath>

namespace gradus::io {
namespace {

/// The longest is -2.2250738585072014e-308, of 24 characters.
template <class T>
std::string_view shortest(T value, NumberBuffer& buffer) {
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), static_cast<size_t>(result.ptr - buffer.data())};
}

}  // namespace

std::string_view number_text(double value, NumberBuffer& buffer) {
  const std::string_view text = shortest(value, buffer);
  if (!std::isfinite(value) || text.find_first_of(".e") != std::string_view::npos) return text;
  const size_t digits = text.size();
  buffer[digits] = '.';
  buffer[digits + 1] = '0';
  return {buffer.data(), digits + 2};
}

std::string_view number_text(int64_t value, NumberBuffer& buffer) { return shortest(value, buffer); }

}  // namespace gradus::io
