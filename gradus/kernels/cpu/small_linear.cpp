#include "gradus/kernels/cpu/column_sums.hpp"
#include "gradus/kernels/cpu/thin_product.hpp"
#include "gradus/kernels/launch.hpp"
#include "gradus/kernels/matmul.hpp"

namespace gradus::kernels {
namespace {

struct Layer {
  void* y;
  const void* x;
  const void* w;
  const void* b;
  LinearSizes sizes;
};

struct LayerGradient {
  void* gx;
  void* gw;
  void* gb;
  const void* g;
  const void* x;
  const void* w;
  LinearSizes sizes;
};

template <class T>
void linear_kernel(const Layer& args) {
  const auto [n, in, out] = args.sizes;
  T* y = static_cast<T*>(args.y);
  const T* b = static_cast<const T*>(args.b);
  for (int64_t i = 0; i < n; ++i) {
    const T* x = static_cast<const T*>(args.x) + i * in;
    const T* w = static_cast<const T*>(args.w);
    for (int64_t o = 0; o < out; ++o, w += in) {
      T sum = T(0);
      for (int64_t k = 0; k < in; ++k) sum += x[k] * w[k];
      *y++ = b ? sum + b[o] : sum;
    }
  }
}

template <class T>
void linear_gradient_kernel(const LayerGradient& args) {
  const auto [n, in, out] = args.sizes;
  const T* g = static_cast<const T*>(args.g);
  const T* x = static_cast<const T*>(args.x);
  const T* w = static_cast<const T*>(args.w);
  if (T* gx = static_cast<T*>(args.gx)) {
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t k = 0; k < in; ++k) {
        T sum = T(0);
        for (int64_t o = 0; o < out; ++o) sum += g[i * out + o] * w[o * in + k];
        gx[i * in + k] = sum;
      }
    }
  }
  if (T* gw = static_cast<T*>(args.gw)) {
    for (int64_t o = 0; o < out; ++o) {
      for (int64_t k = 0; k < in; ++k) {
        T sum = T(0);
        for (int64_t i = 0; i < n; ++i) sum += g[i * out + o] * x[i * in + k];
        gw[o * in + k] = sum;
      }
    }
  }
  if (T* gb = static_cast<T*>(args.gb)) {
    for (int64_t o = 0; o < out; ++o) {
      gb[o] = cpu::ordered_sum<cpu::wide<T>, T>(n, [&, out = out](int64_t i) { return g[i * out + o]; });
    }
  }
}

template <class T>
void thin_linear_kernel(const Layer& args) {
  const auto [n, in, out] = args.sizes;
  const auto transposed = [w = static_cast<const T*>(args.w), in = in](int64_t k, int64_t j) {
    return w[j * in + k];
  };
  cpu::thin_product(static_cast<T*>(args.y), static_cast<const T*>(args.x), transposed,
                    static_cast<const T*>(args.b), n, in, out);
}

template <class T>
void thin_linear_gradient_kernel(const LayerGradient& args) {
  const auto [n, in, out] = args.sizes;
  const T* g = static_cast<const T*>(args.g);
  if (args.gx) {
    const auto as_it_lies = [w = static_cast<const T*>(args.w), in = in](int64_t k, int64_t j) {
      return w[k * in + j];
    };
    cpu::thin_product(static_cast<T*>(args.gx), g, as_it_lies, static_cast<const T*>(nullptr), n, out, in);
  }
  if (args.gw)
    cpu::thin_cross_product(static_cast<T*>(args.gw), g, static_cast<const T*>(args.x), n, out, in);
  if (args.gb) cpu::column_sums(static_cast<T*>(args.gb), g, n, out, out);
}

}  // namespace

void small_linear(DType type, void* y, const void* x, const void* w, const void* b,
                  const LinearSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(is_tiny(sizes) ? &linear_kernel<T> : &thin_linear_kernel<T>, Layer{y, x, w, b, sizes});
  });
}

void small_linear_gradient(DType type, void* gx, void* gw, void* gb, const void* g, const void* x,
                           const void* w, const LinearSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(is_tiny(sizes) ? &linear_gradient_kernel<T> : &thin_linear_gradient_kernel<T>,
           LayerGradient{gx, gw, gb, g, x, w, sizes});
  });
}

}  // namespace gradus::kernels
