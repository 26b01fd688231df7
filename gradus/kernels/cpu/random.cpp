#include "gradus/kernels/random.hpp"

#include <span>

#include "gradus/base/random/fill.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

template <class P>
struct Draw {
  Generator* generator;
  void* out;
  int64_t n;
  P a, b;
};

template <class T, class P>
std::span<T> destination(const Draw<P>& args) {
  return {static_cast<T*>(args.out), static_cast<size_t>(args.n)};
}

template <class T>
void uniform_kernel(const Draw<double>& args) {
  random::fill_uniform(*args.generator, destination<T>(args), args.a, args.b);
}

template <class T>
void normal_kernel(const Draw<double>& args) {
  random::fill_normal(*args.generator, destination<T>(args), args.a, args.b);
}

template <class T>
void dropout_mask_kernel(const Draw<double>& args) {
  random::fill_dropout_mask(*args.generator, destination<T>(args), args.a);
}

void randint_kernel(const Draw<int64_t>& args) {
  random::fill_randint(*args.generator, destination<int64_t>(args), args.a, args.b);
}

void randperm_kernel(const Draw<int64_t>& args) {
  random::fill_randperm(*args.generator, destination<int64_t>(args));
}

}  // namespace

void fill_uniform(DType type, void* out, int64_t n, double low, double high, Generator& generator) {
  dispatch_float(type, [&]<class T> {
    launch(&uniform_kernel<T>, Draw<double>{&generator, out, n, low, high});
  });
}

void fill_normal(DType type, void* out, int64_t n, double mean, double std, Generator& generator) {
  dispatch_float(type, [&]<class T> {
    launch(&normal_kernel<T>, Draw<double>{&generator, out, n, mean, std});
  });
}

void fill_dropout_mask(DType type, void* out, int64_t n, double p, Generator& generator) {
  dispatch_float(type, [&]<class T> {
    launch(&dropout_mask_kernel<T>, Draw<double>{&generator, out, n, p, 0});
  });
}

void fill_randint(int64_t* out, int64_t n, int64_t low, int64_t high, Generator& generator) {
  launch(&randint_kernel, Draw<int64_t>{&generator, out, n, low, high});
}

void fill_randperm(int64_t* out, int64_t n, Generator& generator) {
  launch(&randperm_kernel, Draw<int64_t>{&generator, out, n, 0, 0});
}

}  // namespace gradus::kernels
