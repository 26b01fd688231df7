#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <type_traits>

/// The threads of the library: an own small pool. No setting of another library is ever touched.
///
/// Results do not depend on the number of threads: work is cut into pieces whose size is fixed, and a piece
/// is computed the same way whoever takes it.
namespace gradus {

/// How many threads large operations may use, the calling one among them. At first the number in
/// `GRADUS_NUM_THREADS`, else in `OMP_NUM_THREADS`, else of the processors this process may run on.
int num_threads();

/// Sets how many threads large operations may use, in all threads of the process; an Error below one.
void set_num_threads(int count);

/// Whether this thread is at work on a piece of a parallel_for(); what is called there runs on it alone.
bool in_parallel_region();

namespace detail {

/// f(context, begin, end) for the pieces of 0..n.
using PieceFunction = void (*)(void* context, int64_t begin, int64_t end);
void run_pieces(int64_t n, int64_t grain, PieceFunction f, void* context);

}  // namespace detail

/// Calls f(begin, end) for pieces that make up 0..n, each of `grain` items but the last; several threads
/// share them, in no order. On one thread, inside another piece, or for up to `grain` items it is one call of
/// f(0, n): what f computes for an item must not depend on the piece. An exception of f ends the work and is
/// thrown here.
template <class F>
void parallel_for(int64_t n, int64_t grain, F&& f) {
  if (n <= grain) {
    if (n > 0) f(int64_t{0}, n);
    return;
  }
  using Function = std::remove_reference_t<F>;
  const auto call = [](void* context, int64_t begin, int64_t end) {
    (*static_cast<Function*>(context))(begin, end);
  };
  detail::run_pieces(n, std::max<int64_t>(grain, 1), call,
                     const_cast<void*>(static_cast<const void*>(std::addressof(f))));
}

}  // namespace gradus
