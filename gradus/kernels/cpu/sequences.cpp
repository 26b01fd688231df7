// Ranges of numbers.
#include <type_traits>

#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/elementwise.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct Sequence {
  void* out;
  int64_t n;
  double start, step, end;
};

/// PyTorch on AVX2 fills ranges 32 bytes at a time: the first of a vector from its index, its neighbours from
/// that first one; vectors come in pairs, and what is left over is computed one by one. The bits depend on
/// it.
template <class T>
void fill_vectors(T* out, int64_t n, auto at, auto beside) {
  constexpr auto lanes = 32 / static_cast<int64_t>(sizeof(T));
  const int64_t whole = n / (2 * lanes) * (2 * lanes);
  for (int64_t i = 0; i < whole; i += lanes) {
    const T first = at(i);
    for (int64_t k = 0; k < lanes; ++k) out[i + k] = beside(first, k);
  }
  for (int64_t i = whole; i < n; ++i) out[i] = at(i);
}

template <class T>
void arange_kernel(const Sequence& args) {
  const auto at = [&](int64_t i) {
    return static_cast<T>(math::fma(args.step, static_cast<double>(i), args.start));
  };
  fill_vectors(static_cast<T*>(args.out), args.n, at, [&](T first, int64_t k) {
    return static_cast<T>(math::fma(args.step, static_cast<double>(k), static_cast<double>(first)));
  });
}

struct IntegerSequence {
  int64_t* out;
  int64_t n, start, step;
};

void integer_arange_kernel(const IntegerSequence& args) {
  for (int64_t i = 0; i < args.n; ++i) args.out[i] = cpu::plus(args.start, cpu::times(i, args.step));
}

template <class T>
void linspace_kernel(const Sequence& args) {
  using Step = std::conditional_t<cpu::is_real<T>, T, double>;
  const T start = convert<T>(args.start), end = convert<T>(args.end);
  if (args.n == 1) {
    *static_cast<T*>(args.out) = start;
    return;
  }
  const auto first = static_cast<Step>(start), last = static_cast<Step>(end);
  const Step step = (last - first) / static_cast<Step>(args.n - 1);
  const auto at = [&](int64_t i) {
    return convert<T>(i < args.n / 2 ? math::fma(step, static_cast<Step>(i), first)
                                     : math::fma(-step, static_cast<Step>(args.n - 1 - i), last));
  };
  fill_vectors(static_cast<T*>(args.out), args.n, at, [step](T base, int64_t k) {
    return convert<T>(static_cast<Step>(base) + step * static_cast<Step>(k));
  });
}

}  // namespace

void arange(DType type, void* out, int64_t n, double start, double step) {
  dispatch_float(type, [&]<class T> { launch(&arange_kernel<T>, Sequence{out, n, start, step, 0}); });
}

void arange(int64_t* out, int64_t n, int64_t start, int64_t step) {
  launch(&integer_arange_kernel, IntegerSequence{out, n, start, step});
}

void linspace(DType type, void* out, int64_t n, double start, double end) {
  dispatch(type, [&]<class T> { launch(&linspace_kernel<T>, Sequence{out, n, start, 0, end}); });
}

}  // namespace gradus::kernels
