#include "gradus/kernels/scan.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/cpu/pieces.hpp"

namespace gradus::kernels {
namespace {

struct Scan {
  void* out;
  const void* x;
  const void* c;
  ScanSizes sizes;
  bool reverse;
  int64_t first, last;  // of the lines along the dimension

  Scan part(int64_t begin, int64_t end, const cpu::ElementBytes&) const {
    Scan lines = *this;
    lines.first = begin;
    lines.last = end;
    return lines;
  }
};

template <class T>
using Accumulated = std::conditional_t<std::is_floating_point_v<T>, double, T>;

/// Calls start() for each line along the dimension and step(position) for each element of it, in order.
void for_each_line(const Scan& args, auto start, auto step) {
  const auto& s = args.sizes;
  for (int64_t line = args.first; line < args.last; ++line) {
    const int64_t o = line / s.inner, i = line % s.inner;
    start();
    for (int64_t k = 0; k < s.size; ++k) {
      const int64_t at = args.reverse ? s.size - 1 - k : k;
      step((o * s.size + at) * s.inner + i, k);
    }
  }
}

/// Launches a kernel on all lines, `piece` elements of them being worth a second thread.
void launch_lines(void (*kernel)(const Scan&), void* out, const void* x, const void* c, const ScanSizes& s,
                  bool reverse, int64_t piece = cpu::cheap_piece) {
  const int64_t lines = s.outer * s.inner;
  cpu::launch_pieces(kernel, Scan{out, x, c, s, reverse, 0, lines}, lines,
                     std::max<int64_t>(piece / std::max<int64_t>(s.size, 1), 1), {});
}

template <class T>
void sum_kernel(const Scan& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  Accumulated<T> total{};
  for_each_line(
      args, [&] { total = 0; },
      [&](int64_t at, int64_t) {
        total = cpu::plus(total, static_cast<Accumulated<T>>(x[at]));
        out[at] = static_cast<T>(total);
      });
}

template <class T>
void linear_kernel(const Scan& args) {
  T* out = static_cast<T*>(args.out);
  const T* u = static_cast<const T*>(args.x);
  const T* c = static_cast<const T*>(args.c);
  using A = Accumulated<T>;
  A last{};
  for_each_line(
      args, [&] { last = 0; },
      [&](int64_t at, int64_t k) {
        const A own = static_cast<A>(u[at]);
        last = k == 0 ? own : cpu::plus(own, cpu::times(static_cast<A>(c[at]), last));
        out[at] = static_cast<T>(last);
      });
}

template <class T, bool largest>
void extreme_kernel(const Scan& args) {
  auto* out = static_cast<int64_t*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  T best{};
  int64_t index = 0;
  for_each_line(
      args, [&] { best = T(0), index = 0; },
      [&](int64_t at, int64_t k) {
        const T value = x[at];
        if (k == 0 || value != value || (best == best && (largest ? value >= best : value <= best))) {
          best = value;
          index = k;
        }
        out[at] = index;
      });
}

template <class T>
void log_sum_kernel(const Scan& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  double total = 0;
  for_each_line(
      args, [&] { total = -std::numeric_limits<double>::infinity(); },
      [&](int64_t at, int64_t) {
        total = math::log_add_exp(total, static_cast<double>(x[at]));
        out[at] = static_cast<T>(total);
      });
}

}  // namespace

void cumulative_sum(DType type, void* out, const void* x, const ScanSizes& sizes, bool reverse) {
  dispatch(type, [&]<class T> { launch_lines(&sum_kernel<T>, out, x, nullptr, sizes, reverse); });
}

void linear_scan(DType type, void* out, const void* u, const void* c, const ScanSizes& sizes, bool reverse) {
  dispatch(type, [&]<class T> { launch_lines(&linear_kernel<T>, out, u, c, sizes, reverse); });
}

void cumulative_extreme(bool largest, DType type, int64_t* out, const void* x, const ScanSizes& sizes) {
  dispatch(type, [&]<class T> {
    launch_lines(largest ? &extreme_kernel<T, true> : &extreme_kernel<T, false>, out, x, nullptr, sizes,
                 false);
  });
}

void cumulative_log_sum(DType type, void* out, const void* x, const ScanSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch_lines(&log_sum_kernel<T>, out, x, nullptr, sizes, false, cpu::costly_piece);
  });
}

}  // namespace gradus::kernels
