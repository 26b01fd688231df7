#include "gradus/kernels/bfloat16.hpp"

#include "gradus/kernels/cpu/bfloat16_bits.hpp"
#include "gradus/kernels/cpu/onednn.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/product.hpp"
#include "gradus/kernels/cpu/product_plans.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::expanded;
using cpu::multiplies_bfloat16;
using cpu::Product;
using cpu::rounded;

void round_row(uint16_t* out, const float* x, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out[i] = rounded(x[i]);
}

void round_kernel(const cpu::Walk<2>& walk) {
  static const bool wide = __builtin_cpu_supports("avx512bw") != 0;
  const int64_t n = walk.sizes[0], so = walk.strides[0][0], sx = walk.strides[1][0];
  cpu::for_each_run(walk, [&](const int64_t* offset) {
    auto* out = static_cast<uint16_t*>(walk.data[0]) + offset[0];
    const float* x = static_cast<const float*>(walk.data[1]) + offset[1];
    if (so == 1 && sx == 1) {
      wide ? cpu::round_row_wide(out, x, n) : round_row(out, x, n);
    } else {
      for (int64_t i = 0; i < n; ++i) out[i * so] = rounded(x[i * sx]);
    }
  });
}

/// The library's product, of float32 operands made from the given ones.
void product_as_float32(const Product& args) {
  const auto& s = args.sizes;
  const int64_t in_x = (s.x_batch_stride == 0 ? 1 : s.batch) * s.m * s.k;
  const int64_t in_y = (s.y_batch_stride == 0 ? 1 : s.batch) * s.k * s.n;
  const cpu::Scratch scratch(static_cast<size_t>(in_x + in_y) * sizeof(float));
  auto* x = scratch.data<float>();
  const auto expand = [](float* out, const void* in, int64_t n) {
    const auto* values = static_cast<const uint16_t*>(in);
    for (int64_t i = 0; i < n; ++i) out[i] = expanded(values[i]);
  };
  expand(x, args.x.data, in_x);
  expand(x + in_x, args.y.data, in_y);
  Product product = args;
  product.x.data = x;
  product.y.data = x + in_x;
  cpu::product_kernel(DType::float32, s)(product);
}

void product_as_bfloat16(const Product& args) {
  const auto& s = args.sizes;
  const cpu::Leading lx(args.x, s.k), ly(args.y, s.n);
  const auto multiply = [&](float* out, const uint16_t* x, const uint16_t* y, int64_t m, int64_t n) {
    cpu::run_product(cpu::product_form(s, lx, ly, m, n, true), out, x, y);
  };
  cpu::for_each_tile<uint16_t, float>(args, cpu::library_tile(s), multiply);
}

bool has(dnnl::cpu_isa isa) {
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & static_cast<unsigned>(isa)) ==
         static_cast<unsigned>(isa);
}

// Below so many multiplications our own loop over float32 is faster than the start of the library's.
constexpr int64_t small_product = 4096;

}  // namespace

bool cpu::multiplies_bfloat16() {
  static const bool does = has(dnnl::cpu_isa::avx512_core_bf16);  // AMX comes with it
  return does;
}

void round_to_bfloat16(uint16_t* out, const Shape& shape, Operand x) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  const Strides dense = dense_strides(shape);
  cpu::launch_nest(&round_kernel, cpu::make_walk<2>(shape, {{out, &dense}, x}), n, cpu::cheap_piece,
                   {sizeof(uint16_t), sizeof(float)});
}

void matmul_bfloat16(float* out, Matrix x, Matrix y, const ProductSizes& s, const float* bias) {
  if (s.batch * s.m * s.n == 0) return;
  const bool library = multiplies_bfloat16() && s.m * s.n * s.k > small_product;
  launch(library ? &product_as_bfloat16 : &product_as_float32, Product{out, x, y, s, bias});
}

const char* bfloat16_products() {
  if (!multiplies_bfloat16()) return "float32";
  return has(dnnl::cpu_isa::avx512_core_amx) ? "amx" : "avx512_bf16";
}

}  // namespace gradus::kernels
