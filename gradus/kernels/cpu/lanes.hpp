#pragma once

#include <cstdint>
#include <cstring>

/// Numbers side by side in one 32-byte register, for loops whose sums must stay in registers.
namespace gradus::kernels::cpu {

template <class T>
struct LanesOf {
  using type [[gnu::vector_size(32)]] = T;
};
template <class T>
using Lanes = typename LanesOf<T>::type;

template <class T>
inline constexpr int64_t lane_count = 32 / static_cast<int64_t>(sizeof(T));

template <class T>
inline Lanes<T> load_lanes(const T* from) {
  Lanes<T> lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

template <class T>
inline void store_lanes(T* to, const Lanes<T>& lanes) {
  std::memcpy(to, &lanes, sizeof lanes);
}

/// The sum of all lanes, halves first.
template <class T>
inline T sum_of_lanes(const Lanes<T>& lanes) {
  T values[lane_count<T>];
  store_lanes(values, lanes);
  for (int64_t half = lane_count<T> / 2; half > 0; half /= 2) {
    for (int64_t l = 0; l < half; ++l) values[l] += values[l + half];
  }
  return values[0];
}

}  // namespace gradus::kernels::cpu
