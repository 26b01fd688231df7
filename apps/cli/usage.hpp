#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace gradus::cli {

inline constexpr const char* json_help = "Print one JSON value on standard output and nothing else";

/// Wrong usage, thrown while arguments are looked at.
struct UsageError {
  std::string sentence;
};

template <class T>
T whole_number(const std::string& option, const std::string& text, T least, T greatest) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > greatest) {
    throw UsageError{
        fmt::format("{} takes a whole number from {} to {}, not \"{}\"", option, least, greatest, text)};
  }
  return value;
}

/// Every command takes --seed; where nothing is random it is checked and has no effect.
void add_seed(CLI::App& command, std::optional<uint32_t>& seed, const std::string& help);

}  // namespace gradus::cli
