#pragma once

#include <cstdint>

/// Products by oneDNN's primitives, made once for each form of product and thread.
namespace gradus::kernels::cpu {

/// What a primitive is made for. A leading dimension is the distance of rows, or of columns when transposed.
struct ProductForm {
  int64_t m, n, k;
  int64_t x_leading, y_leading, out_leading;
  bool x_transposed, y_transposed;
  bool bfloat16;  // operands of 16 bits; the result is float32 always

  bool operator==(const ProductForm&) const = default;
};

/// out = x y on this thread alone.
void run_product(const ProductForm& form, float* out, const void* x, const void* y);

}  // namespace gradus::kernels::cpu
