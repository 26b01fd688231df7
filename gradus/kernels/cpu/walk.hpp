#pragma once

#include <cstdint>

#include "gradus/base/shape.hpp"
#include "gradus/kernels/elementwise.hpp"

/// Walking several operands of one shape together, whatever their strides.
namespace gradus::kernels::cpu {

/// The loop nest over N operands: neighbouring dimensions that every operand steps through evenly are one.
/// Dimension 0 is the innermost. Plain bytes, so that a launch can carry it.
template <int N>
struct Walk {
  int32_t rank = 0;
  int64_t sizes[max_rank];
  int64_t strides[N][max_rank];
  void* data[N];
};

/// Builds the loop nest; sizes of one vanish. Never call it for an empty shape.
template <int N>
Walk<N> make_walk(const Shape& shape, const Operand (&operands)[N]) {
  Walk<N> walk;
  for (int k = 0; k < N; ++k) walk.data[k] = operands[k].data;
  for (int dim = shape.rank() - 1; dim >= 0; --dim) {
    if (shape[dim] == 1) continue;
    const int last = walk.rank - 1;
    bool merges = last >= 0;
    for (int k = 0; merges && k < N; ++k) {
      merges = (*operands[k].strides)[dim] == walk.strides[k][last] * walk.sizes[last];
    }
    if (merges) {
      walk.sizes[last] *= shape[dim];
      continue;
    }
    walk.sizes[walk.rank] = shape[dim];
    for (int k = 0; k < N; ++k) walk.strides[k][walk.rank] = (*operands[k].strides)[dim];
    ++walk.rank;
  }
  if (walk.rank == 0) {
    walk.rank = 1;
    walk.sizes[0] = 1;
    for (int k = 0; k < N; ++k) walk.strides[k][0] = 1;
  }
  return walk;
}

/// Calls inner(offsets) once for each run along dimension 0; offsets[k] is operand k's first element of the
/// run.
template <int N, class Inner>
void for_each_run(const Walk<N>& walk, Inner&& inner) {
  int64_t index[max_rank] = {};
  int64_t offset[N] = {};
  while (true) {
    inner(offset);
    int dim = 1;
    for (; dim < walk.rank; ++dim) {
      for (int k = 0; k < N; ++k) offset[k] += walk.strides[k][dim];
      if (++index[dim] < walk.sizes[dim]) break;
      for (int k = 0; k < N; ++k) offset[k] -= walk.strides[k][dim] * walk.sizes[dim];
      index[dim] = 0;
    }
    if (dim == walk.rank) return;
  }
}

}  // namespace gradus::kernels::cpu
