// Compiled for AVX-512 with VNNI; called only where the processor has them.
#include "gradus/kernels/cpu/rough_search.hpp"

namespace gradus::kernels::cpu {

// 6 x 4 sums, 6 registers of rows and one centre of the 32 registers.
void rough_search_wide(const RoughSearch& search) { rough_search_block<64, 6>(search); }

}  // namespace gradus::kernels::cpu
