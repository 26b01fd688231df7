#include "gradus/kernels/update.hpp"

#include <algorithm>
#include <cmath>

#include "gradus/kernels/cpu/scalar_math.hpp"
#include "gradus/kernels/launch.hpp"

// A rule is a struct of the factors of one step, made from the options and the step's number, with update()
// for the elements of one parameter. The factors are passed by value: kept behind a pointer, each would be
// read anew after every write of an element. Whether an array is there is a template argument: inside a loop
// it would become masked loads from address 0, which cost more than all the rest. Roundings follow PyTorch's
// kernels, hence the explicit fma.

namespace gradus::kernels {
namespace {

template <class T>
struct Arrays {
  T* p;
  const T* g;
  T* state[3];
  int64_t n;
};

/// The gradient a rule works with: its sign turned when maximising, weight decay added.
template <class T>
struct Direction {
  T sign, decay;

  Direction(bool maximize, double weight_decay)
      : sign(maximize ? T(-1) : T(1)), decay(static_cast<T>(weight_decay)) {}
  T operator()(T g, T p) const { return math::fma(decay, p, sign * g); }
};

/// average = beta average + (1 - beta) x, and the same of x^2.
template <class T>
struct Decay {
  T beta, rest;

  explicit Decay(double factor) : beta(static_cast<T>(factor)), rest(static_cast<T>(1.0 - factor)) {}
  T mean(T average, T x) const { return math::fma(x, rest, beta * average); }
  T mean_square(T average, T x) const { return math::fma(rest * x, x, beta * average); }
};

template <class T>
struct Sgd {
  using Options = SGDOptions;
  static constexpr bool may_lack_state = true;  // without momentum
  Direction<T> direction;
  T size, momentum, share;
  bool first, nesterov, plain;

  Sgd(const Options& o, int64_t step)
      : direction(o.maximize, o.weight_decay),
        size(static_cast<T>(-o.lr)),
        momentum(static_cast<T>(o.momentum)),
        share(static_cast<T>(1.0 - o.dampening)),
        first(step == 1),
        nesterov(o.nesterov),
        plain(o.momentum == 0) {}

  static T start(const Options&) { return 0; }

  static void update(Sgd r, const Arrays<T>& a) {
    T* buffer = a.state[0];
    if (!buffer || r.plain) {
      for (int64_t i = 0; i < a.n; ++i) a.p[i] = math::fma(r.direction(a.g[i], a.p[i]), r.size, a.p[i]);
      return;
    }
    for (int64_t i = 0; i < a.n; ++i) {
      const T d = r.direction(a.g[i], a.p[i]);
      buffer[i] = r.first ? d : math::fma(d, r.share, r.momentum * buffer[i]);
      a.p[i] = math::fma(r.nesterov ? math::fma(buffer[i], r.momentum, d) : buffer[i], r.size, a.p[i]);
    }
  }
};

/// Adam, and AdamW when its options are given.
template <class T, class O>
struct AdamRule {
  using Options = O;
  static constexpr bool decoupled = std::is_same_v<O, AdamWOptions>;
  Direction<T> direction;
  Decay<T> first, second;
  T size, correction, eps, shrink;

  AdamRule(const O& o, int64_t step)
      : direction(o.maximize, decoupled ? 0 : o.weight_decay),
        first(o.beta1),
        second(o.beta2),
        size(static_cast<T>(-(o.lr / (1.0 - std::pow(o.beta1, static_cast<double>(step)))))),
        correction(static_cast<T>(std::sqrt(1.0 - std::pow(o.beta2, static_cast<double>(step))))),
        eps(static_cast<T>(o.eps)),
        shrink(static_cast<T>(1.0 - o.lr * o.weight_decay)) {}

  static T start(const O&) { return 0; }

  static void update(AdamRule r, const Arrays<T>& a) { a.state[2] ? loop<true>(r, a) : loop<false>(r, a); }

 private:
  /// Two loops rather than a test in one, which keeps the compiler from making vector code of it.
  template <bool amsgrad>
  static void loop(AdamRule r, const Arrays<T>& a) {
    T* m = a.state[0];
    T* v = a.state[1];
    T* v_max = a.state[2];
    for (int64_t i = 0; i < a.n; ++i) {
      const T d = r.direction(a.g[i], a.p[i]);
      m[i] = r.first.mean(m[i], d);
      v[i] = r.second.mean_square(v[i], d);
      T second_moment = v[i];
      if constexpr (amsgrad) second_moment = v_max[i] = v[i] <= v_max[i] ? v_max[i] : v[i];  // a NaN stays
      const T p = decoupled ? a.p[i] * r.shrink : a.p[i];
      a.p[i] = p + r.size * m[i] / (std::sqrt(second_moment) / r.correction + r.eps);
    }
  }
};
template <class T>
using Adam = AdamRule<T, AdamOptions>;
template <class T>
using AdamW = AdamRule<T, AdamWOptions>;

template <class T>
struct RmsProp {
  using Options = RMSpropOptions;
  Direction<T> direction;
  Decay<T> average;
  T size, momentum, eps;

  RmsProp(const Options& o, int64_t)
      : direction(o.maximize, o.weight_decay),
        average(o.alpha),
        size(static_cast<T>(-o.lr)),
        momentum(static_cast<T>(o.momentum)),
        eps(static_cast<T>(o.eps)) {}

  static T start(const Options&) { return 0; }

  static void update(RmsProp r, const Arrays<T>& a) {
    if (r.momentum > 0 && a.state[1]) return a.state[2] ? loop<true, true>(r, a) : loop<true, false>(r, a);
    return a.state[2] ? loop<false, true>(r, a) : loop<false, false>(r, a);
  }

  template <bool with_momentum, bool centered>
  static void loop(RmsProp r, const Arrays<T>& a) {
    T* square = a.state[0];
    T* buffer = a.state[1];
    T* mean = a.state[2];
    for (int64_t i = 0; i < a.n; ++i) {
      const T d = r.direction(a.g[i], a.p[i]);
      square[i] = r.average.mean_square(square[i], d);
      T spread = square[i];
      if constexpr (centered) {
        mean[i] = r.average.mean(mean[i], d);
        spread = math::fma(-mean[i], mean[i], spread);
      }
      const T divisor = std::sqrt(spread) + r.eps;
      if constexpr (with_momentum) {
        buffer[i] = r.momentum * buffer[i] + d / divisor;
        a.p[i] = math::fma(buffer[i], r.size, a.p[i]);
      } else {
        a.p[i] += r.size * d / divisor;
      }
    }
  }
};

template <class T>
struct Adagrad {
  using Options = AdagradOptions;
  Direction<T> direction;
  T size, eps;

  Adagrad(const Options& o, int64_t step)
      : direction(o.maximize, o.weight_decay),
        size(static_cast<T>(-(o.lr / (1.0 + static_cast<double>(step - 1) * o.lr_decay)))),
        eps(static_cast<T>(o.eps)) {}

  static T start(const Options& o) { return static_cast<T>(o.initial_accumulator_value); }

  static void update(Adagrad r, const Arrays<T>& a) {
    T* total = a.state[0];
    for (int64_t i = 0; i < a.n; ++i) {
      const T d = r.direction(a.g[i], a.p[i]);
      total[i] = math::fma(d, d, total[i]);
      a.p[i] += r.size * d / (std::sqrt(total[i]) + r.eps);
    }
  }
};

template <class T>
struct Adadelta {
  using Options = AdadeltaOptions;
  Direction<T> direction;
  Decay<T> average;
  T size, eps;

  Adadelta(const Options& o, int64_t)
      : direction(o.maximize, o.weight_decay),
        average(o.rho),
        size(static_cast<T>(-o.lr)),
        eps(static_cast<T>(o.eps)) {}

  static T start(const Options&) { return 0; }

  static void update(Adadelta r, const Arrays<T>& a) {
    T* square = a.state[0];
    T* change = a.state[1];
    for (int64_t i = 0; i < a.n; ++i) {
      const T d = r.direction(a.g[i], a.p[i]);
      square[i] = r.average.mean_square(square[i], d);
      const T delta = std::sqrt(change[i] + r.eps) / std::sqrt(square[i] + r.eps) * d;
      change[i] = r.average.mean_square(change[i], delta);
      a.p[i] = math::fma(delta, r.size, a.p[i]);
    }
  }
};

template <class T>
struct RAdam {
  using Options = RAdamOptions;
  Direction<T> direction;
  Decay<T> first, second;
  T correction, lr, eps;
  T numerator = 0, rectification = 0;  // of the adaptive rate
  bool adaptive;

  RAdam(const Options& o, int64_t step)
      : direction(false, o.weight_decay),
        first(o.beta1),
        second(o.beta2),
        lr(static_cast<T>(o.lr)),
        eps(static_cast<T>(o.eps)) {
    const auto t = static_cast<double>(step);
    const double left = std::pow(o.beta2, t), correction2 = 1 - left;
    const double longest = 2 / (1 - o.beta2) - 1;
    const double length = longest - 2 * t * left / correction2;  // of the average seen as a simple one
    correction = static_cast<T>(1 - std::pow(o.beta1, t));
    adaptive = length > 5;
    if (adaptive) {
      numerator = static_cast<T>(std::sqrt(correction2));
      rectification = static_cast<T>(
          std::sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)));
    }
  }

  static T start(const Options&) { return 0; }

  static void update(RAdam r, const Arrays<T>& a) {
    T* m = a.state[0];
    T* v = a.state[1];
    for (int64_t i = 0; i < a.n; ++i) {
      const T d = r.direction(a.g[i], a.p[i]);
      m[i] = r.first.mean(m[i], d);
      v[i] = r.second.mean_square(v[i], d);
      const T step = m[i] / r.correction * r.lr;
      a.p[i] -= r.adaptive ? step * (r.numerator / (std::sqrt(v[i]) + r.eps)) * r.rectification : step;
    }
  }
};

template <class T, template <class> class Rule>
void update_kernel(const UpdateBatch& batch) {
  const auto& options = *static_cast<const typename Rule<T>::Options*>(batch.options);
  int64_t made_for = 1;
  Rule<T> rule(options, made_for);
  for (int64_t s = 0; s < batch.count; ++s) {
    const UpdateSlot& slot = batch.slots[s];
    Arrays<T> arrays{static_cast<T*>(slot.parameter), static_cast<const T*>(slot.gradient), {}, slot.n};
    for (int k = 0; k < 3; ++k) arrays.state[k] = static_cast<T*>(slot.state[k]);
    constexpr bool may_lack_state = requires { Rule<T>::may_lack_state; };
    const int64_t step = !may_lack_state || arrays.state[0] ? ++*slot.step : 0;
    if (step == 1) {
      for (T* state : arrays.state) {
        if (state) std::fill_n(state, slot.n, Rule<T>::start(options));
      }
    }
    if (step != made_for) rule = Rule<T>(options, step);
    made_for = step;
    Rule<T>::update(rule, arrays);
  }
}

template <template <class> class Rule>
void launch_update(DType type, const UpdateBatch& batch) {
  dispatch_float(type, [&]<class T> { launch(&update_kernel<T, Rule>, batch); });
}

}  // namespace

void sgd(DType type, const UpdateBatch& batch) { launch_update<Sgd>(type, batch); }
void adam(DType type, const UpdateBatch& batch) { launch_update<Adam>(type, batch); }
void adamw(DType type, const UpdateBatch& batch) { launch_update<AdamW>(type, batch); }
void rmsprop(DType type, const UpdateBatch& batch) { launch_update<RmsProp>(type, batch); }
void adagrad(DType type, const UpdateBatch& batch) { launch_update<Adagrad>(type, batch); }
void adadelta(DType type, const UpdateBatch& batch) { launch_update<Adadelta>(type, batch); }
void radam(DType type, const UpdateBatch& batch) { launch_update<RAdam>(type, batch); }

}  // namespace gradus::kernels
