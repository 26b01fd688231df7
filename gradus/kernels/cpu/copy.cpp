// Moving elements: copies, choices and fills. What does not convert knows only how many bytes an element has.
#include <array>
#include <bit>

#include "gradus/base/convert.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/walk.hpp"
#include "gradus/kernels/cpu/words.hpp"
#include "gradus/kernels/elementwise.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::for_each_run;
using cpu::make_walk;
using cpu::Walk;

template <class Word>
void strided_where(const Walk<4>& walk) {
  const int64_t so = walk.strides[0][0], sc = walk.strides[1][0], sx = walk.strides[2][0],
                sy = walk.strides[3][0];
  for_each_run(walk, [&](const int64_t* offset) {
    Word* out = static_cast<Word*>(walk.data[0]) + offset[0];
    const bool* condition = static_cast<const bool*>(walk.data[1]) + offset[1];
    const Word* x = static_cast<const Word*>(walk.data[2]) + offset[2];
    const Word* y = static_cast<const Word*>(walk.data[3]) + offset[3];
    for (int64_t i = 0; i < walk.sizes[0]; ++i) out[i * so] = condition[i * sc] ? x[i * sx] : y[i * sy];
  });
}

template <class To, class From>
void strided_copy(const Walk<2>& walk) {
  const int64_t n = walk.sizes[0], so = walk.strides[0][0], sx = walk.strides[1][0];
  for_each_run(walk, [&](const int64_t* offset) {
    To* out = static_cast<To*>(walk.data[0]) + offset[0];
    const From* x = static_cast<const From*>(walk.data[1]) + offset[1];
    if (so == 1 && sx == 1) {
      for (int64_t i = 0; i < n; ++i) out[i] = convert<To>(x[i]);
    } else {
      for (int64_t i = 0; i < n; ++i) out[i * so] = convert<To>(x[i * sx]);
    }
  });
}

using Copy = void (*)(const Walk<2>&);

template <class To, class... From>
constexpr std::array<Copy, dtype_count> copies_to() {
  return {&strided_copy<To, From>...};
}
template <class... T>
constexpr std::array<std::array<Copy, dtype_count>, dtype_count> copies() {
  return {copies_to<T, T...>()...};
}
/// [to][from], both in DType's order; equal types are copied as words.
constinit const auto copy_table = copies<bool, uint8_t, int32_t, int64_t, float, double>();

template <class Word>
struct Fill {
  void* out;
  int64_t n;
  Word value;
};

template <class Word>
void fill_kernel(const Fill<Word>& args) {
  Word* out = static_cast<Word*>(args.out);
  const Word value = args.value;
  for (int64_t i = 0; i < args.n; ++i) out[i] = value;
}

template <class V>
void fill_with(DType type, void* out, int64_t n, V value) {
  dispatch(type, [&]<class T> {
    using Word = cpu::WordOf<T>;
    launch(&fill_kernel<Word>, Fill<Word>{out, n, std::bit_cast<Word>(convert<T>(value))});
  });
}

}  // namespace

void where(DType type, const Shape& shape, Operand out, Operand condition, Operand x, Operand y) {
  const int64_t n = shape.numel(), bytes = item_size(type);
  if (n == 0) return;
  cpu::dispatch_word(type, [&]<class Word> {
    cpu::launch_nest(&strided_where<Word>, make_walk<4>(shape, {out, condition, x, y}), n, cpu::cheap_piece,
                     {bytes, item_size(DType::bool_), bytes, bytes});
  });
}

void copy(DType to, DType from, const Shape& shape, Operand out, Operand x) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  const Walk<2> walk = make_walk<2>(shape, {out, x});
  const auto launch_copy = [&](Copy kernel) {
    cpu::launch_nest(kernel, walk, n, cpu::cheap_piece, {item_size(to), item_size(from)});
  };
  if (to != from) return launch_copy(copy_table[static_cast<size_t>(to)][static_cast<size_t>(from)]);
  cpu::dispatch_word(to, [&]<class Word> { launch_copy(&strided_copy<Word, Word>); });
}

void fill(DType type, void* out, int64_t n, double value) { fill_with(type, out, n, value); }

void fill(DType type, void* out, int64_t n, int64_t value) { fill_with(type, out, n, value); }

}  // namespace gradus::kernels
