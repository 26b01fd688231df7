#include "gradus/kernels/finite.hpp"

#include <algorithm>
#include <bit>
#include <type_traits>

#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

/// A number is none when all bits of its exponent are set. Whole blocks are looked at without a branch.
template <class T>
bool all_finite_of(const T* x, int64_t n) {
  using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  constexpr Bits exponent = sizeof(T) == 4 ? Bits{0x7f800000u} : static_cast<Bits>(0x7ff0000000000000u);
  constexpr int64_t block = 4096;
  for (int64_t begin = 0; begin < n; begin += block) {
    const int64_t end = std::min(n, begin + block);
    Bits bad = 0;
    for (int64_t i = begin; i < end; ++i) {
      bad |= static_cast<Bits>((std::bit_cast<Bits>(x[i]) & exponent) == exponent);
    }
    if (bad != 0) return false;
  }
  return true;
}

void require_finite_call(const FiniteBatch& batch) {
  const bool finite = dispatch_float(batch.type, [&]<class T>() {
    bool all = true;
    for (int64_t i = 0; i < batch.count; ++i) {
      all = all && all_finite_of(static_cast<const T*>(batch.arrays[i].data), batch.arrays[i].n);
    }
    return all;
  });
  if (!finite) throw NotFinite("a number is NaN or infinite");
}

}  // namespace

bool all_finite(DType type, const void* data, int64_t n) {
  return dispatch_float(type, [&]<class T>() { return all_finite_of(static_cast<const T*>(data), n); });
}

void require_finite(const FiniteBatch& batch) { launch(&require_finite_call, batch); }

}  // namespace gradus::kernels
