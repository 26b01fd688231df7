#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "gradus/base/error.hpp"

namespace gradus::io {

/// Parses damaged copies of a valid file: cut at many lengths, with bytes changed, doubled and taken out.
/// Each must give a result or an Error; anything else ends the test. How many were refused.
inline int parse_damaged(const std::string& valid, auto&& parse, int rounds = 2000, size_t cuts = 500) {
  int refused = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      parse(bytes);
    } catch (const Error&) {
      ++refused;
    }
  };
  const size_t step = std::max<size_t>(1, valid.size() / cuts);
  for (size_t length = 0; length < valid.size(); length += step) attempt(valid.substr(0, length));
  std::mt19937 random(1);
  const auto below = [&](size_t n) { return static_cast<size_t>(random()) % std::max<size_t>(n, 1); };
  constexpr char telling[] = {'\0', '\x01', '\x7f', '\x80', '\xff', '0', '9', '-', '{', '"'};
  for (int round = 0; round < rounds; ++round) {
    std::string bytes = valid;
    for (size_t changes = 1 + below(3); changes > 0; --changes) {
      // The first bytes say what the rest means, so half of the changes are there.
      const size_t at = below(below(2) == 0 ? std::min<size_t>(bytes.size(), 128) : bytes.size());
      switch (below(4)) {
        case 0:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
          break;
        case 1:
          bytes[at] = telling[below(std::size(telling))];
          break;
        case 2:
          bytes.insert(at, bytes, at, 1 + below(8));
          break;
        default:
          bytes.erase(at, 1 + below(8));
          if (bytes.empty()) bytes = valid;
      }
    }
    attempt(bytes);
  }
  return refused;
}

}  // namespace gradus::io
