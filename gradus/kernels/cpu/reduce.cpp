#include "gradus/kernels/reduce.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

// The order of every sum. Up to `lanes` numbers are added one after the other. Longer sums are cut into blocks;
// in a block, lane l takes the elements l, l + lanes, ...; the lanes are added by halving; the blocks are added
// pairwise like the digits of a binary counter. The error grows with the logarithm of the length, and the order is
// the same whether the numbers lie in a row or in a column.
constexpr int64_t lanes = 16;
constexpr int64_t block = 1024;
constexpr int64_t tile = 64;  // columns handled together
constexpr int levels = 56;    // of the binary counter: more blocks than memory can hold

/// Pairwise sum of blocks, `width` columns at a time.
template <class T, int64_t width>
class BlockCounter {
 public:
  void add(T* value, int64_t columns) {
    int level = 0;
    for (uint64_t bits = count_++; bits & 1; bits >>= 1, ++level) {
      for (int64_t c = 0; c < columns; ++c) value[c] = cpu::plus(partial_[level][c], value[c]);
    }
    std::copy_n(value, columns, partial_[level]);
  }
  void finish(T* out, int64_t columns) const {
    bool first = true;
    for (int level = 0; level < levels; ++level) {
      if (!(count_ >> level & 1)) continue;
      for (int64_t c = 0; c < columns; ++c) {
        out[c] = first ? partial_[level][c] : cpu::plus(partial_[level][c], out[c]);
      }
      first = false;
    }
  }

 private:
  uint64_t count_ = 0;
  T partial_[levels][width];
};

template <class T>
T block_sum(const T* x, int64_t n) {
  T lane[lanes];
  std::copy_n(x, lanes, lane);
  int64_t k = lanes;
  for (; k + lanes <= n; k += lanes) {
    for (int64_t l = 0; l < lanes; ++l) lane[l] = cpu::plus(lane[l], x[k + l]);
  }
  for (int64_t l = 0; k + l < n; ++l) lane[l] = cpu::plus(lane[l], x[k + l]);
  for (int64_t half = lanes / 2; half > 0; half /= 2) {
    for (int64_t l = 0; l < half; ++l) lane[l] = cpu::plus(lane[l], lane[l + half]);
  }
  return lane[0];
}

template <class T>
T short_sum(const T* x, int64_t n) {
  T sum = n > 0 ? x[0] : T(0);
  for (int64_t k = 1; k < n; ++k) sum = cpu::plus(sum, x[k]);
  return sum;
}

template <class T>
T ordered_sum(const T* x, int64_t n) {
  if (n <= lanes) return short_sum(x, n);
  if (n <= block) return block_sum(x, n);
  BlockCounter<T, 1> counter;
  for (int64_t k = 0; k < n; k += block) {
    const int64_t length = std::min(block, n - k);
    T value = length <= lanes ? short_sum(x + k, length) : block_sum(x + k, length);
    counter.add(&value, 1);
  }
  T result = T(0);
  counter.finish(&result, 1);
  return result;
}

// The same order, for up to `tile` neighbouring columns of rows that lie `stride` elements apart.
template <class T>
void column_block(T* out, const T* x, int64_t n, int64_t columns, int64_t stride) {
  T lane[lanes][tile];
  const int64_t first = std::min(n, lanes);
  for (int64_t k = 0; k < first; ++k) std::copy_n(x + k * stride, columns, lane[k]);
  if (n <= lanes) {
    std::copy_n(lane[0], columns, out);
    for (int64_t k = 1; k < n; ++k) {
      for (int64_t c = 0; c < columns; ++c) out[c] = cpu::plus(out[c], lane[k][c]);
    }
    return;
  }
  for (int64_t k = lanes; k < n; ++k) {
    T* sum = lane[k % lanes];
    const T* row = x + k * stride;
    for (int64_t c = 0; c < columns; ++c) sum[c] = cpu::plus(sum[c], row[c]);
  }
  for (int64_t half = lanes / 2; half > 0; half /= 2) {
    for (int64_t l = 0; l < half; ++l) {
      for (int64_t c = 0; c < columns; ++c) lane[l][c] = cpu::plus(lane[l][c], lane[l + half][c]);
    }
  }
  std::copy_n(lane[0], columns, out);
}

struct Reduction {
  void* out;
  const void* x;
  int64_t outer, inner;
};

template <class T>
void sum_rows(const Reduction& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  for (int64_t o = 0; o < args.outer; ++o) out[o] = ordered_sum(x + o * args.inner, args.inner);
}

template <class T>
void sum_columns(const Reduction& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  if (args.inner == 0) return std::fill_n(out, args.outer, T(0)), void();
  for (int64_t c = 0; c < args.outer; c += tile) {
    const int64_t columns = std::min(tile, args.outer - c);
    if (args.inner <= block) {
      column_block(out + c, x + c, args.inner, columns, args.outer);
      continue;
    }
    BlockCounter<T, tile> counter;
    for (int64_t k = 0; k < args.inner; k += block) {
      T value[tile];
      column_block(value, x + k * args.outer + c, std::min(block, args.inner - k), columns, args.outer);
      counter.add(value, columns);
    }
    counter.finish(out + c, columns);
  }
}

template <class T>
bool is_nan(T x) {
  return x != x;
}

/// Order does not matter to these, so rows and columns share one loop with two strides.
template <class T>
struct Extreme {
  bool largest;
  T operator()(const T* x, int64_t n, int64_t stride) const {
    T best = x[0];
    for (int64_t k = 1; k < n; ++k) {
      const T value = x[k * stride];
      if (is_nan(value) || (!is_nan(best) && (largest ? value > best : value < best))) best = value;
    }
    return best;
  }
};

template <class T, bool largest, bool columns>
void extreme(const Reduction& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  for (int64_t o = 0; o < args.outer; ++o) {
    out[o] = Extreme<T>{largest}(columns ? x + o : x + o * args.inner, args.inner, columns ? args.outer : 1);
  }
}

template <class T, bool all, bool columns>
void truth(const Reduction& args) {
  bool* out = static_cast<bool*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  for (int64_t o = 0; o < args.outer; ++o) {
    const T* row = columns ? x + o : x + o * args.inner;
    bool value = all;
    for (int64_t k = 0; k < args.inner && value == all; ++k) value = row[columns ? k * args.outer : k] != T(0);
    out[o] = value;
  }
}

template <class T, bool columns>
void launch_reduction(ReduceOp op, const Reduction& args) {
  switch (op) {
    case ReduceOp::sum: return launch(columns ? &sum_columns<T> : &sum_rows<T>, args);
    case ReduceOp::max: return launch(&extreme<T, true, columns>, args);
    case ReduceOp::min: return launch(&extreme<T, false, columns>, args);
    case ReduceOp::all: return launch(&truth<T, true, columns>, args);
    case ReduceOp::any: return launch(&truth<T, false, columns>, args);
  }
}

template <class T, bool largest>
void arg_rows(const Reduction& args) {
  auto* out = static_cast<int64_t*>(args.out);
  for (int64_t o = 0; o < args.outer; ++o) {
    const T* x = static_cast<const T*>(args.x) + o * args.inner;
    int64_t best = 0;
    for (int64_t k = 1; k < args.inner && !is_nan(x[best]); ++k) {
      if (is_nan(x[k]) || (largest ? x[k] > x[best] : x[k] < x[best])) best = k;
    }
    out[o] = best;
  }
}

template <class T, bool logarithm>
void softmax_rows(const Reduction& args) {
  for (int64_t o = 0; o < args.outer; ++o) {
    T* out = static_cast<T*>(args.out) + o * args.inner;
    const T* x = static_cast<const T*>(args.x) + o * args.inner;
    T highest = -std::numeric_limits<T>::infinity();
    for (int64_t k = 0; k < args.inner; ++k) highest = x[k] > highest || is_nan(x[k]) ? x[k] : highest;
    for (int64_t k = 0; k < args.inner; ++k) out[k] = math::exp(x[k] - highest);
    const T sum = ordered_sum(out, args.inner);
    if constexpr (logarithm) {
      const T log_sum = math::log(sum);
      for (int64_t k = 0; k < args.inner; ++k) out[k] = x[k] - highest - log_sum;
    } else {
      for (int64_t k = 0; k < args.inner; ++k) out[k] /= sum;
    }
  }
}

struct RowsGradient {
  void* out;
  const void* g;
  const void* y;
  int64_t outer, inner;
};

template <class T, bool logarithm>
void softmax_gradient_rows(const RowsGradient& args) {
  for (int64_t o = 0; o < args.outer; ++o) {
    T* out = static_cast<T*>(args.out) + o * args.inner;
    const T* g = static_cast<const T*>(args.g) + o * args.inner;
    const T* y = static_cast<const T*>(args.y) + o * args.inner;
    if constexpr (logarithm) {
      const T sum = ordered_sum(g, args.inner);
      for (int64_t k = 0; k < args.inner; ++k) out[k] = g[k] - math::exp(y[k]) * sum;
    } else {
      for (int64_t k = 0; k < args.inner; ++k) out[k] = g[k] * y[k];
      const T sum = ordered_sum(out, args.inner);
      for (int64_t k = 0; k < args.inner; ++k) out[k] = (g[k] - sum) * y[k];
    }
  }
}

}  // namespace

void reduce_rows(ReduceOp op, DType type, void* out, const void* x, int64_t outer, int64_t inner) {
  dispatch(type, [&]<class T> { launch_reduction<T, false>(op, {out, x, outer, inner}); });
}

void reduce_columns(ReduceOp op, DType type, void* out, const void* x, int64_t outer, int64_t inner) {
  dispatch(type, [&]<class T> { launch_reduction<T, true>(op, {out, x, outer, inner}); });
}

void arg_reduce(bool largest, DType type, int64_t* out, const void* x, int64_t outer, int64_t inner) {
  dispatch(type, [&]<class T> {
    launch(largest ? &arg_rows<T, true> : &arg_rows<T, false>, Reduction{out, x, outer, inner});
  });
}

void softmax(bool logarithm, DType type, void* out, const void* x, int64_t outer, int64_t inner) {
  dispatch_float(type, [&]<class T> {
    launch(logarithm ? &softmax_rows<T, true> : &softmax_rows<T, false>, Reduction{out, x, outer, inner});
  });
}

void softmax_gradient(bool logarithm, DType type, void* out, const void* g, const void* y, int64_t outer,
                      int64_t inner) {
  dispatch_float(type, [&]<class T> {
    launch(logarithm ? &softmax_gradient_rows<T, true> : &softmax_gradient_rows<T, false>,
           RowsGradient{out, g, y, outer, inner});
  });
}

}  // namespace gradus::kernels
