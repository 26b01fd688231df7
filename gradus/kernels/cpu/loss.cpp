#include "gradus/kernels/loss.hpp"

#include <algorithm>
#include <limits>

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

bool is_class(const Likelihood& sizes, int64_t target) {
  return static_cast<uint64_t>(target) < static_cast<uint64_t>(sizes.classes);
}

/// The weight of a class.
template <class T>
T weight_of(const Likelihood& sizes, int64_t target) {
  return sizes.weight ? static_cast<const T*>(sizes.weight)[target] : T(1);
}

template <class T, Reduction reduction>
void likelihood_kernel(const Picks& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  double sum = 0, total = 0;  // float32 terms in order, in double: exact enough for any length
  for (int64_t i = 0; i < args.sizes.n; ++i) {
    const int64_t target = args.sizes.target[i];
    T weight = 0, loss = 0;
    if (target != args.sizes.ignore) {
      const bool good = is_class(args.sizes, target);
      weight = good ? weight_of<T>(args.sizes, target) : std::numeric_limits<T>::quiet_NaN();
      loss = good ? -x[i * args.sizes.classes + target] * weight : weight;
    }
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
    const int64_t target = args.sizes.target[i];
    if (target == args.sizes.ignore || !is_class(args.sizes, target)) continue;
    out[i * args.sizes.classes + target] =
        -weight_of<T>(args.sizes, target) * scale * g[reduction == Reduction::none ? i : 0];
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

namespace {

struct TargetCheck {
  const char* op;
  Likelihood sizes;
  TargetFailure failure;
};

void target_check_kernel(const TargetCheck& args) {
  const Likelihood& sizes = args.sizes;
  for (int64_t i = 0; i < sizes.n; ++i) {
    const int64_t target = sizes.target[i];
    if (target != sizes.ignore && !is_class(sizes, target)) args.failure(args.op, target, i, sizes.classes);
  }
}

struct ValueCheck {
  const void* x;
  int64_t n;
  double low, high;
  ValueFailure failure;
};

template <class T>
void value_check_kernel(const ValueCheck& args) {
  const T* values = static_cast<const T*>(args.x);
  for (int64_t i = 0; i < args.n; ++i) {
    const auto value = static_cast<double>(values[i]);
    if (!(value >= args.low && value <= args.high)) args.failure(value, i);
  }
}

}  // namespace

void require_targets(const char* op, const Likelihood& sizes, TargetFailure failure) {
  launch(&target_check_kernel, TargetCheck{op, sizes, failure});
}

void require_between(DType type, const void* x, int64_t n, double low, double high, ValueFailure failure) {
  dispatch_float(type, [&]<class T> {
    launch(&value_check_kernel<T>, ValueCheck{x, n, low, high, failure});
  });
}

}  // namespace gradus::kernels
