#include "gradus/kernels/order.hpp"

#include <algorithm>
#include <numeric>

#include "gradus/kernels/cpu/pieces.hpp"

namespace gradus::kernels {
namespace {

template <class T>
bool is_nan(T x) {
  return x != x;
}

/// NaN is the largest: a strict order of everything, which sorting needs.
template <class T>
bool below(T x, T y) {
  return x < y || (is_nan(y) && !is_nan(x));
}

struct Order {
  int64_t* indices;
  const void* x;
  int64_t outer, n, k;

  Order part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    return {indices + begin * n, cpu::moved(x, begin * n, bytes[0]), end - begin, n, k};
  }
};

template <class T, bool descending>
void order_kernel(const Order& args) {
  for (int64_t o = 0; o < args.outer; ++o) {
    const T* x = static_cast<const T*>(args.x) + o * args.n;
    int64_t* first = args.indices + o * args.n;
    int64_t* last = first + args.n;
    std::iota(first, last, int64_t{0});
    const auto before = [x](int64_t i, int64_t j) {
      return descending ? below(x[j], x[i]) : below(x[i], x[j]);
    };
    if (args.k == args.n) {
      std::stable_sort(first, last, before);
    } else {
      std::partial_sort(first, first + args.k, last,
                        [&](int64_t i, int64_t j) { return before(i, j) || (i < j && !before(j, i)); });
    }
  }
}

struct Search {
  int64_t* out;
  const void* sorted;
  const void* values;
  SearchSizes sizes;
  int64_t first, last;  // of the values

  Search part(int64_t begin, int64_t end, const cpu::ElementBytes&) const {
    return {out, sorted, values, sizes, begin, end};
  }
};

template <class T, bool right>
void search_kernel(const Search& args) {
  const auto& s = args.sizes;
  for (int64_t i = args.first; i < args.last; ++i) {
    const T* sorted = static_cast<const T*>(args.sorted) + (s.shared ? 0 : i / s.count * s.n);
    const T value = static_cast<const T*>(args.values)[i];
    const T* found = std::partition_point(
        sorted, sorted + s.n, [value](T x) { return right ? !below(value, x) : below(x, value); });
    args.out[i] = found - sorted;
  }
}

struct EqualHistogram {
  void* out;
  const void* x;
  const void* weight;
  HistogramSizes sizes;
};

template <class T>
void add_to_bin(T* out, int64_t bin, const void* weight, int64_t i) {
  out[bin] += weight ? static_cast<const T*>(weight)[i] : T(1);
}

template <class T>
void equal_histogram_kernel(const EqualHistogram& args) {
  const auto& s = args.sizes;
  T* out = static_cast<T*>(args.out);
  std::fill_n(out, s.bins, T(0));
  const T low = static_cast<T>(s.low), high = static_cast<T>(s.high), width = high - low;
  for (int64_t i = 0; i < s.n; ++i) {
    const T x = static_cast<const T*>(args.x)[i];
    if (!(x >= low && x <= high)) continue;
    const auto bin = static_cast<int64_t>((x - low) * static_cast<T>(s.bins) / width);
    add_to_bin(out, std::min(bin, s.bins - 1), args.weight, i);
  }
}

struct EdgeHistogram {
  void* out;
  const void* x;
  const void* weight;
  const void* edges;
  int64_t n, bins;
};

template <class T>
void edge_histogram_kernel(const EdgeHistogram& args) {
  T* out = static_cast<T*>(args.out);
  std::fill_n(out, args.bins, T(0));
  const T* edges = static_cast<const T*>(args.edges);
  for (int64_t i = 0; i < args.n; ++i) {
    const T x = static_cast<const T*>(args.x)[i];
    if (!(x >= edges[0] && x <= edges[args.bins])) continue;
    const int64_t bin = std::upper_bound(edges, edges + args.bins + 1, x) - edges - 1;
    add_to_bin(out, std::min(bin, args.bins - 1), args.weight, i);
  }
}

}  // namespace

void order_rows(bool descending, DType type, int64_t* indices, const void* x, int64_t outer, int64_t n,
                int64_t k) {
  dispatch(type, [&]<class T> {
    cpu::launch_pieces(descending ? &order_kernel<T, true> : &order_kernel<T, false>,
                       Order{indices, x, outer, n, k}, outer,
                       std::max<int64_t>(cpu::costly_piece / std::max<int64_t>(n, 1), 1), {item_size(type)});
  });
}

void search_rows(DType type, int64_t* out, const void* sorted, const void* values, const SearchSizes& sizes) {
  dispatch(type, [&]<class T> {
    const int64_t n = sizes.outer * sizes.count;
    cpu::launch_pieces(sizes.right ? &search_kernel<T, true> : &search_kernel<T, false>,
                       Search{out, sorted, values, sizes, 0, n}, n, cpu::costly_piece, {});
  });
}

void equal_histogram(DType type, void* out, const void* x, const void* weight, const HistogramSizes& sizes) {
  dispatch_float(type, [&]<class T> {
    launch(&equal_histogram_kernel<T>, EqualHistogram{out, x, weight, sizes});
  });
}

void edge_histogram(DType type, void* out, const void* x, const void* weight, const void* edges, int64_t n,
                    int64_t bins) {
  dispatch_float(type, [&]<class T> {
    launch(&edge_histogram_kernel<T>, EdgeHistogram{out, x, weight, edges, n, bins});
  });
}

}  // namespace gradus::kernels
