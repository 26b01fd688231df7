#include "gradus/kernels/convolution.hpp"

#include <Eigen/Core>
#include <algorithm>

#include "gradus/kernels/cpu/bfloat16_bits.hpp"
#include "gradus/kernels/cpu/convolution_call.hpp"
#include "gradus/kernels/cpu/ordered_sum.hpp"
#include "gradus/kernels/cpu/product.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace cpu {
namespace {

constexpr int64_t band_elements =
    32768;  // of the patches that are multiplied at once: they stay in the cache
// Up to this many multiplications the products win over a library's start.
constexpr double small_convolution = 20000;

/// Output rows first .. last of one picture and group.
struct Band {
  int64_t first, last;
  int64_t columns(const ConvolutionSizes& s) const { return (last - first) * s.out_size[1]; }
};

int64_t patch_size(const ConvolutionSizes& s) { return s.in / s.groups * s.kernel[0] * s.kernel[1]; }

int64_t band_rows(const ConvolutionSizes& s) {
  return std::clamp<int64_t>(band_elements / std::max<int64_t>(patch_size(s) * s.out_size[1], 1), 1,
                             std::max<int64_t>(s.out_size[0], 1));
}

/// The output columns whose element under column `j` of the kernel lies inside the input.
std::pair<int64_t, int64_t> inside(const ConvolutionSizes& s, int64_t j) {
  const int64_t shift = j * s.dilation[1] - s.pad[1];  // input column = output column * stride + shift
  const int64_t low = shift >= 0 ? 0 : (-shift + s.stride[1] - 1) / s.stride[1];
  const int64_t room = s.size[1] - shift;
  const int64_t high = room <= 0 ? 0 : (room + s.stride[1] - 1) / s.stride[1];
  const int64_t end = std::min(high, s.out_size[1]);
  return {std::min(low, end), end};
}

/// Calls f(offset in the patches, offset in the input, low, high) for each row of patches: its columns low ..
/// high lie in the input, one stride apart from the offset on; the others in the padding.
template <class F>
void for_each_patch_row(const ConvolutionSizes& s, const Band& band, F f) {
  int64_t at = 0;
  for (int64_t c = 0; c < s.in / s.groups; ++c) {
    for (int64_t i = 0; i < s.kernel[0]; ++i) {
      for (int64_t j = 0; j < s.kernel[1]; ++j) {
        const auto [low, high] = inside(s, j);
        for (int64_t row = band.first; row < band.last; ++row, at += s.out_size[1]) {
          const int64_t y = row * s.stride[0] - s.pad[0] + i * s.dilation[0];
          const bool padding = y < 0 || y >= s.size[0];
          const int64_t x = low * s.stride[1] - s.pad[1] + j * s.dilation[1];
          f(at, (c * s.size[0] + y) * s.size[1] + x, padding ? 0 : low, padding ? 0 : high);
        }
      }
    }
  }
}

template <class T>
void take_patches(const ConvolutionSizes& s, const Band& band, T* patches, const T* x) {
  for_each_patch_row(s, band, [&](int64_t at, int64_t from, int64_t low, int64_t high) {
    T* row = patches + at;
    std::fill(row, row + low, T(0));
    for (int64_t k = low; k < high; ++k) row[k] = x[from + (k - low) * s.stride[1]];
    std::fill(row + high, row + s.out_size[1], T(0));
  });
}

template <class T>
void add_patches(const ConvolutionSizes& s, const Band& band, T* x, const T* patches) {
  for_each_patch_row(s, band, [&](int64_t at, int64_t to, int64_t low, int64_t high) {
    for (int64_t k = low; k < high; ++k) x[to + (k - low) * s.stride[1]] += patches[at + k];
  });
}

template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using Map = Eigen::Map<Rows<T>, 0, Eigen::OuterStride<>>;

template <class T>
Map<T> map(T* data, int64_t rows, int64_t columns, int64_t stride) {
  return Map<T>(data, rows, columns, Eigen::OuterStride<>(stride));
}

/// One band of one picture and group: patches times weights, in the sense of the part.
template <class T>
void convolve_band(const ConvolutionCall& call, const Band& band, T* patches, T* x, T* w, T* y) {
  const auto& s = call.sizes;
  const int64_t columns = band.columns(s), area = s.out_size[0] * s.out_size[1];
  auto p = map(patches, patch_size(s), columns, columns);
  auto weights = map(w, s.out / s.groups, patch_size(s), patch_size(s));
  auto out = map(y + band.first * s.out_size[1], s.out / s.groups, columns, area);
  if (call.part == ConvolutionPart::input) {
    p.noalias() = weights.transpose() * out;
    return add_patches(s, band, x, patches);
  }
  take_patches(s, band, patches, x);
  if (call.part == ConvolutionPart::output) {
    out.noalias() = weights * p;
  } else {
    weights.noalias() += out * p.transpose();
  }
}

/// Adds one number to each plane of [n, channels, area].
template <class T>
void add_to_planes(T* x, const T* bias, int64_t n, int64_t channels, int64_t area) {
  for (int64_t i = 0; i < n * channels; ++i, x += area) {
    for (int64_t k = 0; k < area; ++k) x[k] += bias[i % channels];
  }
}

template <class T>
void sum_planes(T* bias, const T* y, int64_t n, int64_t channels, int64_t area) {
  for (int64_t c = 0; c < channels; ++c) {
    bias[c] = ordered_sum<wide<T>, T>(
        n, [&](int64_t i) { return ordered_sum(y + (i * channels + c) * area, area); });
  }
}

}  // namespace

template <class T>
void convolve_by_products(const ConvolutionCall& call) {
  const auto& s = call.sizes;
  const int64_t plane = s.size[0] * s.size[1], area = s.out_size[0] * s.out_size[1], rows = band_rows(s);
  T* x = static_cast<T*>(call.x);
  T* w = static_cast<T*>(call.w);
  T* y = static_cast<T*>(call.y);
  T* bias = static_cast<T*>(call.bias);
  if (call.part == ConvolutionPart::input) std::fill_n(x, s.n * s.in * plane, T(0));
  if (call.part == ConvolutionPart::weight) std::fill_n(w, s.out * patch_size(s), T(0));
  const auto convolve_picture = [&](int64_t n, int64_t g, T* patches) {
    for (int64_t row = 0; row < s.out_size[0]; row += rows) {
      const Band band{row, std::min(row + rows, s.out_size[0])};
      convolve_band(call, band, patches, x + (n * s.in + g * (s.in / s.groups)) * plane,
                    w + g * (s.out / s.groups) * patch_size(s),
                    y + (n * s.out + g * (s.out / s.groups)) * area);
    }
  };
  // Pictures do not depend on each other, but to the gradient of the weight all add, in their order.
  const bool sums = call.part == ConvolutionPart::weight;
  const int64_t items = sums ? s.groups : s.n * s.groups, pictures = sums ? s.n : 1;
  const int64_t work = std::max<int64_t>(pictures * (s.out / s.groups) * patch_size(s) * area, 1);
  parallel_for(items, std::max<int64_t>(threaded_work / 4 / work, 1), [&](int64_t begin, int64_t end) {
    const Scratch patches(static_cast<size_t>(patch_size(s) * rows * s.out_size[1]) * sizeof(T));
    for (int64_t i = begin; i < end; ++i) {
      for (int64_t n = 0; n < pictures; ++n)
        convolve_picture(sums ? n : i / s.groups, i % s.groups, patches.data<T>());
    }
  });
  if (!bias) return;
  if (call.part == ConvolutionPart::output) add_to_planes(y, bias, s.n, s.out, area);
  if (call.part == ConvolutionPart::input) add_to_planes(x, bias, s.n, s.in, plane);
  if (call.part == ConvolutionPart::weight) sum_planes(bias, y, s.n, s.out, area);
}

/// Adds the bias of a transposed convolution, which oneDNN leaves out.
void add_bias_of_input(const ConvolutionCall& call) {
  const auto& s = call.sizes;
  if (call.part == ConvolutionPart::input && call.bias) {
    add_to_planes(static_cast<float*>(call.x), static_cast<const float*>(call.bias), s.n, s.in,
                  s.size[0] * s.size[1]);
  }
}

void convolve_large(const ConvolutionCall& call) {
  if (!convolve_by_onednn(call)) return convolve_by_products<float>(call);
  add_bias_of_input(call);
}

int64_t input_elements(const ConvolutionSizes& s) { return s.n * s.in * s.size[0] * s.size[1]; }
int64_t output_elements(const ConvolutionSizes& s) { return s.n * s.out * s.out_size[0] * s.out_size[1]; }

bool is_small(const ConvolutionSizes& s) {
  double products = static_cast<double>(patch_size(s));
  for (const int64_t factor : {s.n, s.out, s.out_size[0], s.out_size[1]})
    products *= static_cast<double>(factor);
  return products <= small_convolution || input_elements(s) == 0;
}

void convolve_float32(const ConvolutionCall& call) {
  is_small(call.sizes) ? convolve_by_products<float>(call) : convolve_large(call);
}

/// A float32 array as bfloat16 holds it.
class Rounded {
 public:
  Rounded(const void* values, int64_t n) : scratch_(static_cast<size_t>(n) * sizeof(float)) {
    const auto* x = static_cast<const float*>(values);
    std::transform(x, x + n, scratch_.data<float>(), [](float v) { return expanded(rounded(v)); });
  }
  void* data() const { return scratch_.data(); }

 private:
  Scratch scratch_;
};

/// In bfloat16 where the processor has instructions for it; elsewhere the rounded numbers as float32.
void convolve_rounded(const ConvolutionCall& call) {
  const auto& s = call.sizes;
  if (multiplies_bfloat16() && !is_small(s) && convolve_by_onednn(call)) {
    return add_bias_of_input(call);
  }
  ConvolutionCall plain = call;
  plain.rounded = false;
  const auto with = [&](void*& array, int64_t n, auto next) {
    const Rounded values(array, n);
    array = values.data();
    next();
  };
  const int64_t weights = s.out * patch_size(s);
  const auto run = [&] { convolve_float32(plain); };
  switch (call.part) {
    case ConvolutionPart::output:
      return with(plain.x, input_elements(s), [&] { with(plain.w, weights, run); });
    case ConvolutionPart::input:
      return with(plain.w, weights, [&] { with(plain.y, output_elements(s), run); });
    case ConvolutionPart::weight:
      return with(plain.x, input_elements(s), [&] { with(plain.y, output_elements(s), run); });
  }
}

}  // namespace cpu

namespace {

void convolve(DType type, const cpu::ConvolutionCall& call) {
  if (type == DType::float64) return launch(&cpu::convolve_by_products<double>, call);
  if (call.rounded) return launch(&cpu::convolve_rounded, call);
  launch(cpu::is_small(call.sizes) ? &cpu::convolve_by_products<float> : &cpu::convolve_large, call);
}

/// A kernel's arguments name all arrays alike; the part says which are only read.
void* readable(const void* data) { return const_cast<void*>(data); }

}  // namespace

void convolution(DType type, void* y, const void* x, const void* w, const void* bias,
                 const ConvolutionSizes& s, bool rounded) {
  convolve(type, {cpu::ConvolutionPart::output, readable(x), readable(w), y, readable(bias), s, rounded});
}

void convolution_input(DType type, void* x, const void* g, const void* w, const void* bias,
                       const ConvolutionSizes& s, bool rounded) {
  convolve(type, {cpu::ConvolutionPart::input, x, readable(w), readable(g), readable(bias), s, rounded});
}

void convolution_weight(DType type, void* w, void* bias, const void* x, const void* g,
                        const ConvolutionSizes& s, bool rounded) {
  convolve(type, {cpu::ConvolutionPart::weight, readable(x), w, readable(g), bias, s, rounded});
}

}  // namespace gradus::kernels
