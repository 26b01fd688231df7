#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "gradus/base/dtype.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/kernels/cpu/walk.hpp"
#include "gradus/kernels/launch.hpp"

/// Large work in pieces, for kernels whose items do not depend on each other: several threads run the same
/// kernel, each on arguments that name a part of the arrays.
namespace gradus::kernels::cpu {

/// Items of a cheap operation that are worth a second thread: some ten microseconds.
inline constexpr int64_t cheap_piece = 1 << 16;
/// The same where an item takes a logarithm or the like.
inline constexpr int64_t costly_piece = 1 << 14;

/// The bytes of one item of each operand.
using ElementBytes = std::array<int64_t, 4>;

inline void* moved(void* data, int64_t elements, int64_t bytes) {
  return static_cast<std::byte*>(data) + elements * bytes;
}
inline const void* moved(const void* data, int64_t elements, int64_t bytes) {
  return static_cast<const std::byte*>(data) + elements * bytes;
}

/// A kernel's call that is done in pieces; `Args::part(begin, end, bytes)` names the arguments of one.
template <class Args>
struct Pieces {
  void (*kernel)(const Args&);
  Args args;
  int64_t n, grain;
  ElementBytes bytes;
};

template <class Args>
void run_pieces(const Pieces<Args>& pieces) {
  parallel_for(pieces.n, pieces.grain, [&](int64_t begin, int64_t end) {
    pieces.kernel(pieces.args.part(begin, end, pieces.bytes));
  });
}

/// Launches a kernel that works on n items, in pieces of `grain` when there are more.
template <class Args>
inline void launch_pieces(void (*kernel)(const Args&), const Args& args, int64_t n, int64_t grain,
                          const ElementBytes& bytes) {
  if (n <= grain) [[likely]] {
    return launch(kernel, args);
  }
  launch(&run_pieces<Args>, Pieces<Args>{kernel, args, n, grain, bytes});
}

/// Whether two arrays of so many bytes share some, but do not begin together.
inline bool shifted(const void* a, const void* b, int64_t bytes) {
  const auto* p = static_cast<const std::byte*>(a);
  const auto* q = static_cast<const std::byte*>(b);
  return p != q && p < q + bytes && q < p + bytes;
}

/// The bytes from an operand's first element to behind its last.
struct Extent {
  const std::byte* begin;
  const std::byte* end;
};

template <int N>
Extent extent_of(const Walk<N>& walk, int operand, int64_t bytes) {
  const auto* data = static_cast<const std::byte*>(walk.data[operand]);
  int64_t last = 0;
  for (int dim = 0; dim < walk.rank; ++dim) last += (walk.sizes[dim] - 1) * walk.strides[operand][dim];
  return {data, data + (last + 1) * bytes};
}

/// Whether an input shares memory with the output other than element by element: what is read then depends on
/// what has been written, and only the order of one thread is a definite one.
template <int N>
bool inputs_overlap(const Walk<N>& walk, const ElementBytes& bytes) {
  const Extent out = extent_of(walk, 0, bytes[0]);
  for (int k = 1; k < N; ++k) {
    const auto index = static_cast<size_t>(k);
    const Extent in = extent_of(walk, k, bytes[index]);
    if (in.end <= out.begin || out.end <= in.begin) continue;
    bool same = walk.data[k] == walk.data[0] && bytes[index] == bytes[0];
    for (int dim = 0; same && dim < walk.rank; ++dim) same = walk.strides[k][dim] == walk.strides[0][dim];
    if (!same) return true;
  }
  return false;
}

/// A call over a loop nest; `Args` is the nest or begins with it. The longest dimension is cut.
template <class Args>
struct NestPieces {
  void (*kernel)(const Args&);
  Args args;
  int dim;
  int64_t grain;
  ElementBytes bytes;
};

template <int N>
Walk<N>& walk_of(Walk<N>& args) {
  return args;
}
template <class Args>
auto& walk_of(Args& args) {
  return args.walk;
}

template <class Args>
void run_nest_pieces(const NestPieces<Args>& pieces) {
  Args whole = pieces.args;
  parallel_for(walk_of(whole).sizes[pieces.dim], pieces.grain, [&](int64_t begin, int64_t end) {
    Args part = pieces.args;
    auto& walk = walk_of(part);
    walk.sizes[pieces.dim] = end - begin;
    for (size_t k = 0; k < std::size(walk.data); ++k) {
      walk.data[k] = moved(walk.data[k], begin * walk.strides[k][pieces.dim], pieces.bytes[k]);
    }
    pieces.kernel(part);
  });
}

template <class Args>
void launch_cut_nest(void (*kernel)(const Args&), Args args, int64_t n, int64_t grain,
                     const ElementBytes& bytes) {
  const auto& walk = walk_of(args);
  if (inputs_overlap(walk, bytes)) return launch(kernel, args);
  const auto dim = static_cast<int>(std::max_element(walk.sizes, walk.sizes + walk.rank) - walk.sizes);
  const int64_t others = n / walk.sizes[dim];
  launch(&run_nest_pieces<Args>,
         NestPieces<Args>{kernel, args, dim, std::max<int64_t>(grain / others, 1), bytes});
}

/// Launches a kernel over a loop nest of n elements, operand 0 being the output.
template <class Args>
inline void launch_nest(void (*kernel)(const Args&), const Args& args, int64_t n, int64_t grain,
                        const ElementBytes& bytes) {
  if (n <= grain) [[likely]] {
    return launch(kernel, args);
  }
  launch_cut_nest(kernel, args, n, grain, bytes);
}

}  // namespace gradus::kernels::cpu
