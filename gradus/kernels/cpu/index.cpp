#include "gradus/kernels/index.hpp"

#include <algorithm>

#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/cpu/words.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

struct Indexed {
  void* out;
  const void* x;
  const int64_t* index;
  IndexSizes sizes;
};

/// Calls f(position in the array of indices' shape, position in the array that is indexed, how many follow).
template <class F>
void for_each_slice(const Indexed& args, F f) {
  const auto& s = args.sizes;
  for (int64_t o = 0; o < s.outer; ++o) {
    for (int64_t i = 0; i < s.count; ++i) {
      f((o * s.count + i) * s.inner, (o * s.size + args.index[i]) * s.inner, s.inner);
    }
  }
}

template <class F>
void for_each_element(const Indexed& args, F f) {
  const auto& s = args.sizes;
  int64_t position = 0;
  for (int64_t o = 0; o < s.outer; ++o) {
    for (int64_t i = 0; i < s.count; ++i) {
      for (int64_t n = 0; n < s.inner; ++n, ++position) {
        f(position, (o * s.size + args.index[position]) * s.inner + n);
      }
    }
  }
}

template <class Word>
void index_select_kernel(const Indexed& args) {
  for_each_slice(args, [&](int64_t to, int64_t from, int64_t n) {
    std::copy_n(static_cast<const Word*>(args.x) + from, n, static_cast<Word*>(args.out) + to);
  });
}

template <class Word>
void index_copy_kernel(const Indexed& args) {
  for_each_slice(args, [&](int64_t from, int64_t to, int64_t n) {
    std::copy_n(static_cast<const Word*>(args.x) + from, n, static_cast<Word*>(args.out) + to);
  });
}

template <class T>
void index_add_kernel(const Indexed& args) {
  for_each_slice(args, [&](int64_t from, int64_t to, int64_t n) {
    T* out = static_cast<T*>(args.out) + to;
    const T* x = static_cast<const T*>(args.x) + from;
    for (int64_t i = 0; i < n; ++i) out[i] = cpu::plus(out[i], x[i]);
  });
}

template <class Word>
void gather_kernel(const Indexed& args) {
  for_each_element(args, [&](int64_t to, int64_t from) {
    static_cast<Word*>(args.out)[to] = static_cast<const Word*>(args.x)[from];
  });
}

template <class T>
void scatter_add_kernel(const Indexed& args) {
  for_each_element(args, [&](int64_t from, int64_t to) {
    T& out = static_cast<T*>(args.out)[to];
    out = cpu::plus(out, static_cast<const T*>(args.x)[from]);
  });
}

struct Positions {
  int64_t* out;
  const bool* mask;
  int64_t numel;
  int32_t rank;
  int64_t sizes[max_rank];
};

void nonzero_kernel(const Positions& args) {
  int64_t place[max_rank] = {};
  int64_t* out = args.out;
  for (int64_t i = 0; i < args.numel; ++i) {
    if (args.mask[i]) out = std::copy_n(place, args.rank, out);
    for (int dim = args.rank - 1; dim >= 0 && ++place[dim] == args.sizes[dim]; --dim) place[dim] = 0;
  }
}

struct Labels {
  int64_t* out;
  const int64_t* index;
  int64_t n, classes;
};

void one_hot_kernel(const Labels& args) {
  std::fill_n(args.out, args.n * args.classes, 0);
  for (int64_t i = 0; i < args.n; ++i) args.out[i * args.classes + args.index[i]] = 1;
}

void bincount_kernel(const Labels& args) {
  std::fill_n(args.out, args.classes, 0);
  for (int64_t i = 0; i < args.n; ++i) ++args.out[args.index[i]];
}

}  // namespace

void index_select(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes) {
  cpu::dispatch_word(type, [&]<class Word> {
    launch(&index_select_kernel<Word>, Indexed{out, x, index, sizes});
  });
}

void index_copy(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes) {
  cpu::dispatch_word(type, [&]<class Word> {
    launch(&index_copy_kernel<Word>, Indexed{out, x, index, sizes});
  });
}

void index_add(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes) {
  dispatch(type, [&]<class T> { launch(&index_add_kernel<T>, Indexed{out, x, index, sizes}); });
}

void gather(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes) {
  cpu::dispatch_word(type, [&]<class Word> { launch(&gather_kernel<Word>, Indexed{out, x, index, sizes}); });
}

void scatter_add(DType type, void* out, const void* x, const int64_t* index, const IndexSizes& sizes) {
  dispatch(type, [&]<class T> { launch(&scatter_add_kernel<T>, Indexed{out, x, index, sizes}); });
}

void nonzero(int64_t* out, const bool* mask, const Shape& shape) {
  Positions args{out, mask, shape.numel(), shape.rank(), {}};
  std::copy_n(shape.begin(), shape.rank(), args.sizes);
  launch(&nonzero_kernel, args);
}

void one_hot(int64_t* out, const int64_t* index, int64_t n, int64_t classes) {
  launch(&one_hot_kernel, Labels{out, index, n, classes});
}

void bincount(int64_t* counts, const int64_t* index, int64_t n, int64_t classes) {
  launch(&bincount_kernel, Labels{counts, index, n, classes});
}

namespace {

struct RangeCheck {
  const char* op;
  const int64_t* index;
  int64_t n, low, size;
  int axis;
  RangeFailure failure;
};

void range_check_kernel(const RangeCheck& args) {
  const int64_t bad = find_out_of_range(args.index, args.n, args.low, args.size);
  if (bad >= 0) args.failure(args.op, args.index[bad], bad, args.size, args.axis);
}

}  // namespace

void require_in_range(const char* op, const int64_t* index, int64_t n, int64_t low, int64_t size, int axis,
                      RangeFailure failure) {
  launch(&range_check_kernel, RangeCheck{op, index, n, low, size, axis, failure});
}

int64_t find_out_of_range(const int64_t* index, int64_t n, int64_t low, int64_t size) {
  const auto* bad = std::find_if(index, index + n, [&](int64_t i) { return i < -low || i >= size; });
  return bad == index + n ? -1 : bad - index;
}

}  // namespace gradus::kernels
