#include "gradus/kernels/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/ordered_sum.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/softmax_strips.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::ordered_sum;

struct Reduction {
  void* out;
  const void* x;
  int64_t outer, inner;
  int64_t row = 0;  // of columns: the distance of neighbours in one; of rows: 0

  Reduction part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    const int64_t skipped = row > 0 ? begin : begin * inner;
    return {cpu::moved(out, begin, bytes[0]), cpu::moved(x, skipped, bytes[1]), end - begin, inner, row};
  }
};

/// Launches a kernel over rows or columns; when it is large in pieces of whole blocks of rows or columns.
template <class Args>
void launch_rows(void (*kernel)(const Args&), const Args& args, int64_t piece, const cpu::ElementBytes& bytes,
                 int64_t block = 1) {
  if (args.outer * args.inner <= piece) [[likely]]
    return launch(kernel, args);
  const int64_t rows = std::max<int64_t>(piece / args.inner, 1);
  cpu::launch_pieces(kernel, args, args.outer, (rows + block - 1) / block * block, bytes);
}

template <class T>
void sum_rows(const Reduction& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  for (int64_t o = 0; o < args.outer; ++o) out[o] = ordered_sum(x + o * args.inner, args.inner);
}

template <class T>
void sum_columns(const Reduction& args) {
  cpu::column_sums(static_cast<T*>(args.out), static_cast<const T*>(args.x), args.inner, args.outer,
                   args.row);
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
    out[o] = Extreme<T>{largest}(columns ? x + o : x + o * args.inner, args.inner, columns ? args.row : 1);
  }
}

template <class T, bool all, bool columns>
void truth(const Reduction& args) {
  bool* out = static_cast<bool*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  for (int64_t o = 0; o < args.outer; ++o) {
    const T* row = columns ? x + o : x + o * args.inner;
    bool value = all;
    for (int64_t k = 0; k < args.inner && value == all; ++k) value = row[columns ? k * args.row : k] != T(0);
    out[o] = value;
  }
}

template <class T, bool columns>
void launch_reduction(ReduceOp op, const Reduction& args) {
  constexpr cpu::ElementBytes one{sizeof(T), sizeof(T)}, truths{sizeof(bool), sizeof(T)};
  constexpr int64_t block = columns ? cpu::Columns<T>::count : 1;
  switch (op) {
    case ReduceOp::sum:
      if constexpr (sizeof(T) == sizeof(int64_t) || std::is_floating_point_v<T>) {
        return launch_rows(columns ? &sum_columns<T> : &sum_rows<T>, args, cpu::cheap_piece, one, block);
      }
      break;
    case ReduceOp::max:
      return launch_rows(&extreme<T, true, columns>, args, cpu::cheap_piece, one, block);
    case ReduceOp::min:
      return launch_rows(&extreme<T, false, columns>, args, cpu::cheap_piece, one, block);
    case ReduceOp::all:
      return launch_rows(&truth<T, true, columns>, args, cpu::cheap_piece, truths, block);
    case ReduceOp::any:
      return launch_rows(&truth<T, false, columns>, args, cpu::cheap_piece, truths, block);
  }
  fail("reduce: there is no sum in this element type; int64 holds those of smaller integers");
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
  const int64_t done = cpu::softmax_strips<T, logarithm>(
      static_cast<T*>(args.out), static_cast<const T*>(args.x), args.outer, args.inner);
  for (int64_t o = done; o < args.outer; ++o) {
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

  RowsGradient part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    const int64_t skipped = begin * inner;
    return {cpu::moved(out, skipped, bytes[0]), cpu::moved(g, skipped, bytes[1]),
            cpu::moved(y, skipped, bytes[2]), end - begin, inner};
  }
};

template <class T, bool logarithm>
void softmax_gradient_rows(const RowsGradient& args) {
  const int64_t done =
      cpu::softmax_gradient_strips<T, logarithm>(static_cast<T*>(args.out), static_cast<const T*>(args.g),
                                                 static_cast<const T*>(args.y), args.outer, args.inner);
  for (int64_t o = done; o < args.outer; ++o) {
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
  dispatch(type, [&]<class T> { launch_reduction<T, true>(op, {out, x, outer, inner, outer}); });
}

void arg_reduce(bool largest, DType type, int64_t* out, const void* x, int64_t outer, int64_t inner) {
  dispatch(type, [&]<class T> {
    launch_rows(largest ? &arg_rows<T, true> : &arg_rows<T, false>, Reduction{out, x, outer, inner},
                cpu::cheap_piece, {sizeof(int64_t), sizeof(T)});
  });
}

void softmax(bool logarithm, DType type, void* out, const void* x, int64_t outer, int64_t inner) {
  dispatch_float(type, [&]<class T> {
    launch_rows(logarithm ? &softmax_rows<T, true> : &softmax_rows<T, false>, Reduction{out, x, outer, inner},
                cpu::costly_piece, {inner * item_size(type), sizeof(T)});
  });
}

void softmax_gradient(bool logarithm, DType type, void* out, const void* g, const void* y, int64_t outer,
                      int64_t inner) {
  dispatch_float(type, [&]<class T> {
    launch_rows(logarithm ? &softmax_gradient_rows<T, true> : &softmax_gradient_rows<T, false>,
                RowsGradient{out, g, y, outer, inner}, cpu::costly_piece, {sizeof(T), sizeof(T), sizeof(T)});
  });
}

}  // namespace gradus::kernels
