#include "gradus/kernels/normalization.hpp"

#include <algorithm>
#include <cmath>

#include "gradus/kernels/cpu/ordered_sum.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::ordered_sum;

struct Normalize {
  void* y;
  void* mean;
  void* inverse;
  NormArrays arrays;
  NormSizes sizes;
  RunningStatistics running;
};

struct NormalizeFixed {
  void* y;
  void* inverse;
  const void* mean;
  const void* variance;
  NormArrays arrays;
  NormSizes sizes;
};

struct NormalizeGradient {
  NormGradients to;
  const void* g;
  const void* mean;
  const void* inverse;
  NormArrays arrays;
  NormSizes sizes;
};

/// The sum of f(k) over the elements k of a group, always in one order.
template <class T, class F>
T group_sum(const NormSizes& s, int64_t group, F f) {
  constexpr int64_t lanes = cpu::wide<T>;
  if (s.length == 1) {
    return ordered_sum<lanes, T>(s.blocks, [&](int64_t block) { return f(block * s.groups + group); });
  }
  return ordered_sum<lanes, T>(s.blocks, [&](int64_t block) {
    const int64_t first = (block * s.groups + group) * s.length;
    return ordered_sum<lanes, T>(s.length, [&, first](int64_t k) { return f(first + k); });
  });
}

/// Calls f(first element, count, number of the first weight, weights advance with the elements) for stretches
/// of a group in which the weight is one, or moves with the element.
template <class F>
void for_each_stretch(const NormSizes& s, int64_t group, F f) {
  for (int64_t block = 0; block < s.blocks; ++block) {
    const int64_t first = (block * s.groups + group) * s.length;
    if (s.run == 1) {
      for (int64_t k = 0; k < s.length; k += s.weights) {
        const int64_t count = std::min(s.weights, s.length - k);
        f(first + k, count, (first + k) % s.weights, true);
      }
    } else {
      for (int64_t k = 0; k < s.length; k += s.run)
        f(first + k, s.run, (first + k) / s.run % s.weights, false);
    }
  }
}

template <class T>
void write_group(T* y, const NormArrays& arrays, const NormSizes& s, int64_t group, T mean, T inverse) {
  const T* x = static_cast<const T*>(arrays.x);
  const T* weight = static_cast<const T*>(arrays.weight);
  const T* bias = static_cast<const T*>(arrays.bias);
  for_each_stretch(s, group, [&](int64_t first, int64_t count, int64_t at, bool advances) {
    if (advances && weight && bias) {
      for (int64_t k = 0; k < count; ++k) {
        y[first + k] = (x[first + k] - mean) * inverse * weight[at + k] + bias[at + k];
      }
      return;
    }
    if (advances && (weight || bias)) {
      for (int64_t k = 0; k < count; ++k) {
        const T value = (x[first + k] - mean) * inverse * (weight ? weight[at + k] : T(1));
        y[first + k] = bias ? value + bias[at + k] : value;
      }
      return;
    }
    const T factor = weight ? inverse * weight[at] : inverse, shift = bias ? bias[at] : T(0);
    for (int64_t k = 0; k < count; ++k) y[first + k] = (x[first + k] - mean) * factor + shift;
  });
}

template <class T>
void move_running(const RunningStatistics& running, int64_t group, T mean, T squares, int64_t n) {
  const double m = running.batches ? 1.0 / static_cast<double>(*running.batches) : running.momentum;
  T& old_mean = static_cast<T*>(running.mean)[group];
  T& old_variance = static_cast<T*>(running.variance)[group];
  const T part = static_cast<T>(m), rest = static_cast<T>(1 - m);
  old_mean = part * mean + rest * old_mean;
  old_variance = part * (squares / static_cast<T>(n - 1)) + rest * old_variance;
}

template <class T>
void normalize_kernel(const Normalize& args) {
  const NormSizes& s = args.sizes;
  const T* x = static_cast<const T*>(args.arrays.x);
  const int64_t n = s.elements();
  for (int64_t group = 0; group < s.groups; ++group) {
    const T mean = group_sum<T>(s, group, [x](int64_t k) { return x[k]; }) / static_cast<T>(n);
    const T squares = group_sum<T>(s, group, [x, mean](int64_t k) { return (x[k] - mean) * (x[k] - mean); });
    const T inverse = T(1) / std::sqrt(squares / static_cast<T>(n) + static_cast<T>(args.arrays.eps));
    static_cast<T*>(args.mean)[group] = mean;
    static_cast<T*>(args.inverse)[group] = inverse;
    write_group(static_cast<T*>(args.y), args.arrays, s, group, mean, inverse);
    if (args.running.mean) move_running(args.running, group, mean, squares, n);
  }
}

template <class T>
void normalize_fixed_kernel(const NormalizeFixed& args) {
  for (int64_t group = 0; group < args.sizes.groups; ++group) {
    const T variance = static_cast<const T*>(args.variance)[group];
    const T inverse = T(1) / std::sqrt(variance + static_cast<T>(args.arrays.eps));
    static_cast<T*>(args.inverse)[group] = inverse;
    write_group(static_cast<T*>(args.y), args.arrays, args.sizes, group,
                static_cast<const T*>(args.mean)[group], inverse);
  }
}

/// One group's part of the gradients of weight and bias, in the order of the elements.
template <class T>
void add_weight_gradient(const NormalizeGradient& args, int64_t group, T mean, T inverse) {
  const T* x = static_cast<const T*>(args.arrays.x);
  const T* g = static_cast<const T*>(args.g);
  T* gw = static_cast<T*>(args.to.weight);
  T* gb = static_cast<T*>(args.to.bias);
  for_each_stretch(args.sizes, group, [&](int64_t first, int64_t count, int64_t at, bool advances) {
    if (advances) {
      for (int64_t k = 0; gw && k < count; ++k)
        gw[at + k] += g[first + k] * ((x[first + k] - mean) * inverse);
      for (int64_t k = 0; gb && k < count; ++k) gb[at + k] += g[first + k];
      return;
    }
    if (gw) {
      gw[at] += ordered_sum<cpu::wide<T>, T>(
          count, [&](int64_t k) { return g[first + k] * ((x[first + k] - mean) * inverse); });
    }
    if (gb) gb[at] += ordered_sum(g + first, count);
  });
}

/// With h = g weight and z = (x - mean) inverse: inverse (h - mean of h - z mean of h z).
template <class T>
void write_input_gradient(const NormalizeGradient& args, int64_t group, T mean, T inverse) {
  const NormSizes& s = args.sizes;
  const T* x = static_cast<const T*>(args.arrays.x);
  const T* weight = static_cast<const T*>(args.arrays.weight);
  const T* g = static_cast<const T*>(args.g);
  T* gx = static_cast<T*>(args.to.x);
  for_each_stretch(s, group, [&](int64_t first, int64_t count, int64_t at, bool advances) {
    if (!weight) {
      std::copy_n(g + first, count, gx + first);
    } else if (advances) {
      for (int64_t k = 0; k < count; ++k) gx[first + k] = g[first + k] * weight[at + k];
    } else {
      for (int64_t k = 0; k < count; ++k) gx[first + k] = g[first + k] * weight[at];
    }
  });
  T mean_h = T(0), mean_hz = T(0);
  if (!args.to.fixed) {
    const T n = static_cast<T>(s.elements());
    mean_h = group_sum<T>(s, group, [gx](int64_t k) { return gx[k]; }) / n;
    mean_hz = group_sum<T>(s, group, [=](int64_t k) { return gx[k] * ((x[k] - mean) * inverse); }) / n;
  }
  for_each_stretch(s, group, [&](int64_t first, int64_t count, int64_t, bool) {
    for (int64_t k = first; k < first + count; ++k) {
      gx[k] = inverse * (gx[k] - mean_h - (x[k] - mean) * inverse * mean_hz);
    }
  });
}

template <class T>
void normalize_gradient_kernel(const NormalizeGradient& args) {
  for (void* gradient : {args.to.weight, args.to.bias}) {
    if (gradient) std::fill_n(static_cast<T*>(gradient), args.sizes.weights, T(0));
  }
  for (int64_t group = 0; group < args.sizes.groups; ++group) {
    const T mean = static_cast<const T*>(args.mean)[group];
    const T inverse = static_cast<const T*>(args.inverse)[group];
    if (args.to.weight || args.to.bias) add_weight_gradient(args, group, mean, inverse);
    if (args.to.x) write_input_gradient(args, group, mean, inverse);
  }
}

}  // namespace

void normalize(DType type, void* y, void* mean, void* inverse, const NormArrays& arrays,
               const NormSizes& sizes, const RunningStatistics& running) {
  dispatch_float(type, [&]<class T> {
    launch(&normalize_kernel<T>, Normalize{y, mean, inverse, arrays, sizes, running});
  });
}

void normalize_fixed(DType type, void* y, void* inverse, const void* mean, const void* variance,
                     const NormArrays& arrays, const NormSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(&normalize_fixed_kernel<T>, NormalizeFixed{y, inverse, mean, variance, arrays, sizes});
  });
}

void normalize_gradient(DType type, const NormGradients& to, const void* g, const void* mean,
                        const void* inverse, const NormArrays& arrays, const NormSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(&normalize_gradient_kernel<T>, NormalizeGradient{to, g, mean, inverse, arrays, sizes});
  });
}

}  // namespace gradus::kernels
