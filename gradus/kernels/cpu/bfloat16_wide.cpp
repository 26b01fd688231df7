// Compiled for AVX-512; called only where the processor has it.
#include "gradus/kernels/cpu/bfloat16_bits.hpp"

namespace gradus::kernels::cpu {

void round_row_wide(uint16_t* out, const float* x, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out[i] = rounded(x[i]);
}

}  // namespace gradus::kernels::cpu
