#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gradus::io {

using NumberBuffer = std::array<char, 32>;

/// The number with the fewest digits that give it back, `0.1`, `1e-07`, `3.0`: a float64 always looks like
/// one. The text lies in the buffer.
std::string_view number_text(double value, NumberBuffer& buffer);
std::string_view number_text(int64_t value, NumberBuffer& buffer);

}  // namespace gradus::io
