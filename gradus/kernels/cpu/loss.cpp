#include "gradus/kernels/loss.hpp"

#include <algorithm>

#include "gradus/kernels/cpu/ordered_sum.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct Pairs {
  void* out;
  const void* g;
  const void* x;
  const void* y;
  int64_t n;
};

template <class T, Reduction reduction>
void squared_error_kernel(const Pairs& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  const T* y = static_cast<const T*>(args.y);
  if constexpr (reduction == Reduction::none) {
    for (int64_t i = 0; i < args.n; ++i) out[i] = (x[i] - y[i]) * (x[i] - y[i]);
  } else {
    const auto term = [&](int64_t i) { return (x[i] - y[i]) * (x[i] - y[i]); };
    const T sum = cpu::ordered_sum<cpu::wide<T>, T>(args.n, term);
    *out = reduction == Reduction::mean ? sum / static_cast<T>(args.n) : sum;
  }
}

template <class T, Reduction reduction>
void squared_error_gradient_kernel(const Pairs& args) {
  T* out = static_cast<T*>(args.out);
  const T* g = static_cast<const T*>(args.g);
  const T* x = static_cast<const T*>(args.x);
  const T* y = static_cast<const T*>(args.y);
  if constexpr (reduction == Reduction::none) {
    for (int64_t i = 0; i < args.n; ++i) out[i] = T(2) * (x[i] - y[i]) * g[i];
  } else {
    const T scale = (reduction == Reduction::mean ? T(2) / static_cast<T>(args.n) : T(2)) * *g;
    for (int64_t i = 0; i < args.n; ++i) out[i] = scale * (x[i] - y[i]);
  }
}

struct Picks {
  void* out;
  const void* g;
  void* total;
  const void* x;
  Likelihood sizes;
};

template <class T>
T weight_of(const Likelihood& sizes, int64_t i) {
  return sizes.weight ? static_cast<const T*>(sizes.weight)[sizes.target[i]] : T(1);
}

template <class T, Reduction reduction>
void likelihood_kernel(const Picks& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  double sum = 0, total = 0;  // float32 terms in order, in double: exact enough for any length
  for (int64_t i = 0; i < args.sizes.n; ++i) {
    const T weight = weight_of<T>(args.sizes, i);
    const T loss = -x[i * args.sizes.classes + args.sizes.target[i]] * weight;
    total += static_cast<double>(weight);
    if constexpr (reduction == Reduction::none) {
      out[i] = loss;
    } else {
      sum += static_cast<double>(loss);
    }
  }
  *static_cast<T*>(args.total) = static_cast<T>(total);
  if constexpr (reduction == Reduction::mean) *out = static_cast<T>(sum / total);
  if constexpr (reduction == Reduction::sum) *out = static_cast<T>(sum);
}

template <class T, Reduction reduction>
void likelihood_gradient_kernel(const Picks& args) {
  T* out = static_cast<T*>(args.out);
  const T* g = static_cast<const T*>(args.g);
  std::fill_n(out, args.sizes.n * args.sizes.classes, T(0));
  const T scale = reduction == Reduction::mean ? T(1) / *static_cast<const T*>(args.total) : T(1);
  for (int64_t i = 0; i < args.sizes.n; ++i) {
    out[i * args.sizes.classes + args.sizes.target[i]] =
        -weight_of<T>(args.sizes, i) * scale * g[reduction == Reduction::none ? i : 0];
  }
}

/// Calls f with the type and the reduction as template arguments.
template <class F>
void select(DType type, Reduction reduction, F f) {
  dispatch_float(type, [&]<class T> {
    switch (reduction) {
      case Reduction::none:
        return f.template operator()<T, Reduction::none>();
      case Reduction::mean:
        return f.template operator()<T, Reduction::mean>();
      case Reduction::sum:
        return f.template operator()<T, Reduction::sum>();
    }
  });
}

}  // namespace

void squared_error(DType type, Reduction reduction, void* out, const void* x, const void* y, int64_t n) {
  select(type, reduction, [&]<class T, Reduction r> {
    launch(&squared_error_kernel<T, r>, Pairs{out, nullptr, x, y, n});
  });
}

void squared_error_gradient(DType type, Reduction reduction, void* out, const void* g, const void* x,
                            const void* y, int64_t n) {
  select(type, reduction, [&]<class T, Reduction r> {
    launch(&squared_error_gradient_kernel<T, r>, Pairs{out, g, x, y, n});
  });
}

void negative_log_likelihood(DType type, Reduction reduction, void* out, void* total, const void* x,
                             const Likelihood& sizes) {
  select(type, reduction, [&]<class T, Reduction r> {
    launch(&likelihood_kernel<T, r>, Picks{out, nullptr, total, x, sizes});
  });
}

void negative_log_likelihood_gradient(DType type, Reduction reduction, void* out, const void* g,
                                      const void* total, const Likelihood& sizes) {
  select(type, reduction, [&]<class T, Reduction r> {
    launch(&likelihood_gradient_kernel<T, r>, Picks{out, g, const_cast<void*>(total), nullptr, sizes});
  });
}

}  // namespace gradus::kernels
