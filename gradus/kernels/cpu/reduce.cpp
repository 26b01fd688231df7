#include "gradus/kernels/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/softmax_strips.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::ordered_sum;

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
  cpu::column_sums(static_cast<T*>(args.out), static_cast<const T*>(args.x), args.inner, args.outer,
                   args.outer);
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
    for (int64_t k = 0; k < args.inner && value == all; ++k)
      value = row[columns ? k * args.outer : k] != T(0);
    out[o] = value;
  }
}

template <class T, bool columns>
void launch_reduction(ReduceOp op, const Reduction& args) {
  switch (op) {
    case ReduceOp::sum:
      if constexpr (sizeof(T) == sizeof(int64_t) || std::is_floating_point_v<T>) {
        return launch(columns ? &sum_columns<T> : &sum_rows<T>, args);
      }
      break;
    case ReduceOp::max:
      return launch(&extreme<T, true, columns>, args);
    case ReduceOp::min:
      return launch(&extreme<T, false, columns>, args);
    case ReduceOp::all:
      return launch(&truth<T, true, columns>, args);
    case ReduceOp::any:
      return launch(&truth<T, false, columns>, args);
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
