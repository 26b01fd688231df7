#include "gradus/kernels/pooling.hpp"

#include <algorithm>
#include <limits>

#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct MaxPool {
  void* out;
  int64_t* index;
  const void* x;
  PoolSizes sizes;
};

struct AveragePool {
  void* out;
  const void* x;
  PoolSizes sizes;
  PoolDivisor divisor;
};

/// Elements first, first + step, ... before last; `reach` elements when the padding counts.
struct Window {
  int64_t first, last, step, reach;
};

Window window(const PoolAxis& axis, int64_t o) {
  if (axis.adaptive) {
    const int64_t first = o * axis.size / axis.out_size;
    const int64_t last = ((o + 1) * axis.size + axis.out_size - 1) / axis.out_size;
    return {first, last, 1, last - first};
  }
  const int64_t start = o * axis.stride - axis.pad;
  const int64_t end = start + (axis.kernel - 1) * axis.dilation + 1;
  const int64_t skipped = start >= 0 ? 0 : (-start + axis.dilation - 1) / axis.dilation * axis.dilation;
  return {start + skipped, std::min(end, axis.size), axis.dilation,
          std::min(end, axis.size + axis.pad) - start};
}

template <class T>
struct Best {
  T value;
  int32_t at;
  void meet(T other, int32_t position) {
    const bool wins =
        static_cast<int>(other > value) | static_cast<int>(other != other);  // no branch to guess
    value = wins ? other : value;
    at = wins ? position : at;
  }
};

/// One row of outputs whose windows are `kernel` by `kernel` and have no padding: a loop that becomes vector
/// code.
template <class T, int kernel, int stride>
void max_row(T* __restrict out, int32_t* __restrict at, const T* __restrict x, int64_t n, int64_t width,
             int32_t first) {
  for (int64_t o = 0; o < n; ++o) {
    const T* corner = x + o * stride;
    const auto position = static_cast<int32_t>(first + o * stride);
    Best<T> best{corner[0], position};
#pragma GCC unroll 8
    for (int i = 0; i < kernel; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < kernel; ++j) {
        best.meet(corner[i * width + j], position + static_cast<int32_t>(i * width + j));
      }
    }
    out[o] = best.value;
    at[o] = best.at;
  }
}

template <class T>
Best<T> largest(const T* x, const Window& rows, const Window& columns, int64_t width) {
  const bool is_empty = rows.first >= rows.last || columns.first >= columns.last;  // all in the padding
  const auto first = is_empty ? -1 : static_cast<int32_t>(rows.first * width + columns.first);
  Best<T> best{-std::numeric_limits<T>::infinity(), first};
  for (int64_t i = rows.first; i < rows.last; i += rows.step) {
    for (int64_t j = columns.first; j < columns.last; j += columns.step) {
      best.meet(x[i * width + j], static_cast<int32_t>(i * width + j));
    }
  }
  return best;
}

/// The vector code for these windows, or null.
template <class T>
auto row_code(const PoolSizes& sizes) -> decltype(&max_row<T, 2, 2>) {
  for (const PoolAxis& axis : sizes.axis) {
    if (axis.adaptive || axis.pad > 0 || axis.dilation > 1 ||
        (axis.out_size - 1) * axis.stride + axis.kernel > axis.size) {
      return nullptr;
    }
  }
  const auto [height, width] = std::pair(sizes.axis[0], sizes.axis[1]);
  if (height.kernel != width.kernel) return nullptr;
  if (width.kernel == 2 && width.stride == 2) return &max_row<T, 2, 2>;
  if (width.kernel == 3 && width.stride == 2) return &max_row<T, 3, 2>;
  if (width.kernel == 3 && width.stride == 3) return &max_row<T, 3, 3>;
  return nullptr;
}

constexpr int64_t row_limit = 512;  // outputs whose positions are kept on the stack

template <class T>
void max_pool_kernel(const MaxPool& args) {
  const auto& [height, width] = args.sizes.axis;
  const auto code = width.out_size <= row_limit ? row_code<T>(args.sizes) : nullptr;
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  int64_t* index = args.index;
  int32_t at[row_limit];
  for (int64_t plane = 0; plane < args.sizes.planes; ++plane, x += height.size * width.size) {
    for (int64_t p = 0; p < height.out_size; ++p, out += width.out_size) {
      if (code) {
        const int64_t first = p * height.stride * width.size;
        code(out, at, x + first, width.out_size, width.size, static_cast<int32_t>(first));
        if (index) index = std::copy_n(at, width.out_size, index);
        continue;
      }
      for (int64_t q = 0; q < width.out_size; ++q) {
        const Best<T> best = largest(x, window(height, p), window(width, q), width.size);
        out[q] = best.value;
        if (index) *index++ = best.at;
      }
    }
  }
}

/// Calls f(position among the outputs, position among the inputs or -1) for each output element.
template <class F>
void for_each_largest(const MaxPool& args, F f) {
  const auto& [height, width] = args.sizes.axis;
  const int64_t area = height.out_size * width.out_size, plane = height.size * width.size;
  for (int64_t i = 0; i < args.sizes.planes; ++i) {
    for (int64_t k = i * area; k < (i + 1) * area; ++k) {
      f(k, args.index[k] < 0 ? -1 : i * plane + args.index[k]);
    }
  }
}

template <class T>
void max_unpool_kernel(const MaxPool& args) {
  T* out = static_cast<T*>(args.out);
  const T* g = static_cast<const T*>(args.x);
  std::fill_n(out, args.sizes.planes * args.sizes.axis[0].size * args.sizes.axis[1].size, T(0));
  for_each_largest(args, [&](int64_t from, int64_t to) {
    if (to >= 0) out[to] += g[from];
  });
}

template <class T>
void max_gather_kernel(const MaxPool& args) {
  for_each_largest(args, [&](int64_t to, int64_t from) {
    static_cast<T*>(args.out)[to] = from < 0 ? T(0) : static_cast<const T*>(args.x)[from];
  });
}

/// Calls f(rows, columns, divisor, input plane's first element, output element) for each output element.
template <class F>
void for_each_window(const AveragePool& args, F f) {
  const auto& [height, width] = args.sizes.axis;
  int64_t output = 0;
  for (int64_t plane = 0; plane < args.sizes.planes; ++plane) {
    for (int64_t p = 0; p < height.out_size; ++p) {
      const Window rows = window(height, p);
      for (int64_t q = 0; q < width.out_size; ++q, ++output) {
        const Window columns = window(width, q);
        const int64_t count = args.divisor.fixed ? args.divisor.fixed
                              : args.divisor.count_padding
                                  ? rows.reach * columns.reach
                                  : (rows.last - rows.first) * (columns.last - columns.first);
        f(rows, columns, count, plane * height.size * width.size, output);
      }
    }
  }
}

template <class T>
void average_pool_kernel(const AveragePool& args) {
  const int64_t width = args.sizes.axis[1].size;
  for_each_window(args,
                  [&](const Window& rows, const Window& columns, int64_t count, int64_t first, int64_t at) {
                    const T* x = static_cast<const T*>(args.x) + first;
                    T sum = T(0);
                    for (int64_t i = rows.first; i < rows.last; ++i) {
                      for (int64_t j = columns.first; j < columns.last; ++j) sum += x[i * width + j];
                    }
                    static_cast<T*>(args.out)[at] = sum / static_cast<T>(count);
                  });
}

template <class T>
void average_gradient_kernel(const AveragePool& args) {
  const auto& [height, width] = args.sizes.axis;
  std::fill_n(static_cast<T*>(args.out), args.sizes.planes * height.size * width.size, T(0));
  for_each_window(args, [&, line = width.size](const Window& rows, const Window& columns, int64_t count,
                                               int64_t first, int64_t at) {
    T* out = static_cast<T*>(args.out) + first;
    const T share = static_cast<const T*>(args.x)[at] / static_cast<T>(count);
    for (int64_t i = rows.first; i < rows.last; ++i) {
      for (int64_t j = columns.first; j < columns.last; ++j) out[i * line + j] += share;
    }
  });
}

/// A kernel's arguments name positions that are written or read alike; these are only read.
int64_t* readable(const int64_t* index) { return const_cast<int64_t*>(index); }

}  // namespace

void max_pool(DType type, void* out, int64_t* index, const void* x, const PoolSizes& sizes) {
  dispatch_float(type, [&]<class T> { launch(&max_pool_kernel<T>, MaxPool{out, index, x, sizes}); });
}

void max_unpool(DType type, void* out, const void* g, const int64_t* index, const PoolSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(&max_unpool_kernel<T>, MaxPool{out, readable(index), g, sizes});
  });
}

void max_gather(DType type, void* out, const void* x, const int64_t* index, const PoolSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(&max_gather_kernel<T>, MaxPool{out, readable(index), x, sizes});
  });
}

void average_pool(DType type, void* out, const void* x, const PoolSizes& sizes, const PoolDivisor& divisor) {
  dispatch_float(type, [&]<class T> {
    launch(&average_pool_kernel<T>, AveragePool{out, x, sizes, divisor});
  });
}

void average_pool_gradient(DType type, void* out, const void* g, const PoolSizes& sizes,
                           const PoolDivisor& divisor) {
  dispatch_float(type, [&]<class T> {
    launch(&average_gradient_kernel<T>, AveragePool{out, g, sizes, divisor});
  });
}

}  // namespace gradus::kernels
