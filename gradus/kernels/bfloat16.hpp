#pragma once

#include <cstdint>

#include "gradus/kernels/elementwise.hpp"
#include "gradus/kernels/matmul.hpp"

/// Numbers of 16 bits with the range of float32 and 8 significant bits, for mixed precision only.
namespace gradus::kernels {

/// out = x rounded to the nearest bfloat16, ties to even, NaN staying NaN; x is float32 of any strides, out
/// is dense in the order of the shape.
void round_to_bfloat16(uint16_t* out, const Shape& shape, Operand x);

/// out = x y + bias as matmul(), of bfloat16 matrices, added up in float32; out and bias are float32. The
/// matrices are dense, transposed or not.
///
/// Where the processor has no instructions for it, the same operands are multiplied as float32.
void matmul_bfloat16(float* out, Matrix x, Matrix y, const ProductSizes& sizes, const float* bias = nullptr);

/// What multiplies bfloat16 here: "amx", "avx512_bf16", or "float32" where the processor has neither.
const char* bfloat16_products();

}  // namespace gradus::kernels
