#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"

/// Many elements to one, in an order that depends on their number alone.
namespace gradus::kernels {

enum class ReduceOp : uint8_t { sum, max, min, all, any };

/// out[o] = reduction of x[o, 0 .. inner) for a dense [outer, inner] array. `type` is that of x; of
/// integers only int64 is summed. all and any give one byte, 0 or 1. max and min need inner > 0; NaN wins.
void reduce_rows(ReduceOp op, DType type, void* out, const void* x, int64_t outer, int64_t inner);
/// out[o] = reduction of x[0 .. inner, o] for a dense [inner, outer] array: the same bits as of its
/// transpose.
void reduce_columns(ReduceOp op, DType type, void* out, const void* x, int64_t outer, int64_t inner);

/// out[o] = index (int64) of the first largest or smallest element of row o; inner > 0; the first NaN wins.
void arg_reduce(bool largest, DType type, int64_t* out, const void* x, int64_t outer, int64_t inner);

/// Softmax of each row of a dense [outer, inner] array, or its logarithm; float32 and float64.
void softmax(bool logarithm, DType type, void* out, const void* x, int64_t outer, int64_t inner);
/// Gradient with respect to x from that with respect to the output, g, and the output, y.
void softmax_gradient(bool logarithm, DType type, void* out, const void* g, const void* y, int64_t outer,
                      int64_t inner);

}  // namespace gradus::kernels
