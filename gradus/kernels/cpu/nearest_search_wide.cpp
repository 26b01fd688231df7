// Compiled for AVX-512; called only where the processor has it.
#include "gradus/kernels/cpu/nearest_search.hpp"

namespace gradus::kernels::cpu {

// 6 x 4 sums, 6 registers of rows and one centre of the 32 registers.
void search_wide(const NearestSearch<float>& search) { search_block<float, 64, 6>(search); }
void search_wide(const NearestSearch<double>& search) { search_block<double, 64, 6>(search); }

}  // namespace gradus::kernels::cpu
