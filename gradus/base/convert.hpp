#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

namespace gradus {

/// One number as another element type, as PyTorch converts on x86 and without undefined behaviour.
///
/// To bool: not zero. Integers keep their low bits. Floating point loses its fraction; what int32 or int64
/// cannot hold (NaN and infinities too) becomes their lowest number, and uint8 keeps the low bits of the
/// int64.
template <class To, class From>
constexpr To convert(From x) {
  if constexpr (std::is_same_v<To, bool>) {
    return x != From(0);  // also of NaN
  } else if constexpr (!std::is_floating_point_v<From> || std::is_floating_point_v<To>) {
    return static_cast<To>(x);
  } else if constexpr (sizeof(To) < sizeof(int32_t)) {
    return static_cast<To>(convert<int64_t>(x));
  } else {
    constexpr auto low = static_cast<From>(std::numeric_limits<To>::min());
    return x > low && x < -low ? static_cast<To>(x) : std::numeric_limits<To>::min();
  }
}

}  // namespace gradus
