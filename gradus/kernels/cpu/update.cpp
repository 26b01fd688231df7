#include "gradus/kernels/update.hpp"

#include <algorithm>
#include <cmath>

#include "gradus/kernels/cpu/scalar_math.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

template <class Settings>
struct Update {
  void* parameter;
  const void* gradient;
  void* state[3];
  int64_t n;
  const Settings* settings;
  const int64_t* step;
};

/// The gradient the rule works with: its sign turned when maximising, weight decay added.
template <class T>
T effective(T g, T p, T sign, T decay) {
  return math::fma(decay, p, sign * g);
}

template <class T>
void sgd_kernel(const Update<SgdSettings>& args) {
  T* p = static_cast<T*>(args.parameter);
  const T* g = static_cast<const T*>(args.gradient);
  T* buffer = static_cast<T*>(args.state[0]);
  const SgdSettings& s = *args.settings;
  const T lr = static_cast<T>(-s.lr), decay = static_cast<T>(s.weight_decay);
  const T sign = s.maximize ? T(-1) : T(1);
  if (!buffer) {
    for (int64_t i = 0; i < args.n; ++i) p[i] = math::fma(effective(g[i], p[i], sign, decay), lr, p[i]);
    return;
  }
  const bool first = *args.step == 1;
  const T momentum = static_cast<T>(first ? 0.0 : s.momentum);
  const T share = static_cast<T>(first ? 1.0 : 1.0 - s.dampening);
  const T ahead = static_cast<T>(s.momentum);
  for (int64_t i = 0; i < args.n; ++i) {
    const T d = effective(g[i], p[i], sign, decay);
    buffer[i] = first ? d : math::fma(d, share, momentum * buffer[i]);
    p[i] = math::fma(s.nesterov ? math::fma(buffer[i], ahead, d) : buffer[i], lr, p[i]);
  }
}

template <class T>
void adam_kernel(const Update<AdamSettings>& args) {
  T* p = static_cast<T*>(args.parameter);
  const T* g = static_cast<const T*>(args.gradient);
  T* m = static_cast<T*>(args.state[0]);
  T* v = static_cast<T*>(args.state[1]);
  T* v_max = static_cast<T*>(args.state[2]);
  const AdamSettings& s = *args.settings;
  const auto step = static_cast<double>(*args.step);
  const T size = static_cast<T>(-(s.lr / (1.0 - std::pow(s.beta1, step))));
  const T correction = static_cast<T>(std::sqrt(1.0 - std::pow(s.beta2, step)));
  const T beta1 = static_cast<T>(s.beta1), rest1 = static_cast<T>(1.0 - s.beta1);
  const T beta2 = static_cast<T>(s.beta2), rest2 = static_cast<T>(1.0 - s.beta2);
  const T eps = static_cast<T>(s.eps), decay = static_cast<T>(s.weight_decay),
          sign = s.maximize ? T(-1) : T(1);
  for (int64_t i = 0; i < args.n; ++i) {
    const T d = effective(g[i], p[i], sign, decay);
    m[i] = math::fma(d, rest1, beta1 * m[i]);
    v[i] = math::fma(rest2 * d, d, beta2 * v[i]);
    T second = v[i];
    if (v_max) second = v_max[i] = std::max(v_max[i], v[i]);
    p[i] += size * m[i] / (std::sqrt(second) / correction + eps);
  }
}

}  // namespace

void sgd(DType type, void* parameter, const void* gradient, void* momentum, int64_t n,
         const SgdSettings* settings, const int64_t* step) {
  dispatch_float(type, [&]<class T> {
    launch(&sgd_kernel<T>, {parameter, gradient, {momentum, nullptr, nullptr}, n, settings, step});
  });
}

void adam(DType type, void* parameter, const void* gradient, void* m, void* v, void* v_max, int64_t n,
          const AdamSettings* settings, const int64_t* step) {
  dispatch_float(type, [&]<class T> {
    launch(&adam_kernel<T>, {parameter, gradient, {m, v, v_max}, n, settings, step});
  });
}

}  // namespace gradus::kernels
