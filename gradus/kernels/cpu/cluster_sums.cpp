#include "gradus/kernels/cluster_sums.hpp"

#include <algorithm>
#include <numeric>

#include "gradus/base/threads.hpp"
#include "gradus/kernels/cpu/cluster_chunk.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

/// Calls f(chunk, begin, end) for the chunks of n rows, shared by threads.
template <class F>
void for_chunks(int64_t n, int64_t rows, F f) {
  parallel_for((n + rows - 1) / rows, 1, [&](int64_t first, int64_t last) {
    for (int64_t chunk = first; chunk < last; ++chunk)
      f(chunk, chunk * rows, std::min(n, (chunk + 1) * rows));
  });
}

/// Adds the parts [chunks, n] up, in order.
void add_parts(double* out, const double* parts, int64_t chunks, int64_t n) {
  for (int64_t chunk = 0; chunk < chunks; ++chunk) {
    for (int64_t i = 0; i < n; ++i) out[i] += parts[chunk * n + i];
  }
}

template <class T>
void center_rows_kernel(const RowCentering& args) {
  constexpr int64_t rows = 4096;
  const int64_t d = args.d, chunks = (args.n + rows - 1) / rows;
  const auto* x = static_cast<const T*>(args.x);
  const cpu::Scratch found(static_cast<size_t>(2 * chunks) * sizeof(double));
  auto *totals = found.data<double>(), *largest = totals + chunks;
  for_chunks(args.n, rows, [&](int64_t chunk, int64_t begin, int64_t end) {
    const double* __restrict mean = args.mean;
    double total = 0, most = 0;
    for (int64_t i = begin; i < end; ++i) {
      const T* __restrict from = x + i * d;
      T* __restrict to = static_cast<T*>(args.out) + i * d;
      double square = 0;
      for (int64_t j = 0; j < d; ++j) to[j] = static_cast<T>(static_cast<double>(from[j]) - mean[j]);
      for (int64_t j = 0; j < d; ++j) square += static_cast<double>(to[j]) * static_cast<double>(to[j]);
      static_cast<T*>(args.squares)[i] = static_cast<T>(square);
      total += square;
      most = std::max(most, square);
    }
    totals[chunk] = total;
    largest[chunk] = most;
  });
  *args.total = std::accumulate(totals, totals + chunks, 0.0);
  *args.largest = *std::max_element(largest, largest + chunks);
}

/// The rows of a strip that are to be counted elsewhere. They are few, and far from each other in memory: a
/// list of them, made without branches, lets the processor fetch several at a time.
struct MovedRows {
  static constexpr int64_t most = 512;

  const int64_t* labels;
  int64_t* summed;
  bool all;  // are listed, as nothing is counted yet
  int64_t rows[most] = {}, count = 0;

  /// Returns how many labels are new.
  int64_t find(int64_t begin, int64_t end) {
    constexpr int64_t group = 8;
    int64_t fresh = 0;
    count = 0;
    for (int64_t first = begin; first < end; first += group) {
      const int64_t last = std::min(end, first + group);
      // In most groups nothing moves.
      int64_t differences = 0;
      if (last - first == group) {
        for (int64_t i = first; i < first + group; ++i) differences |= labels[i] ^ summed[i];
        if (differences == 0 && !all) continue;
      }
      for (int64_t i = first; i < last; ++i) {
        const bool is_new = labels[i] != summed[i];
        rows[count] = i;
        count += all || is_new ? 1 : 0;
        fresh += is_new ? 1 : 0;
      }
    }
    return fresh;
  }
};

template <class T>
void add_row(double* __restrict sums, const T* __restrict x, int64_t d, double sign) {
  for (int64_t j = 0; j < d; ++j) sums[j] += sign * static_cast<double>(x[j]);
}

template <class T>
void move_rows(const ClusterSums& args, const T* x, const MovedRows& moved, double* sums, int64_t* counts) {
  constexpr int64_t ahead = 24;
  const int64_t d = args.sizes.d;
  for (int64_t i = 0; i < std::min(ahead, moved.count); ++i) __builtin_prefetch(x + moved.rows[i] * d);
  for (int64_t i = 0; i < moved.count; ++i) {
    if (i + ahead < moved.count) __builtin_prefetch(x + moved.rows[i + ahead] * d);
    const int64_t row = moved.rows[i], from = moved.all ? -1 : args.summed[row], to = args.labels[row];
    add_row(sums + to * d, x + row * d, d, 1);
    ++counts[to];
    if (from >= 0) {
      add_row(sums + from * d, x + row * d, d, -1);
      --counts[from];
    }
    args.summed[row] = to;
  }
}

template <class T>
void follow_labels_kernel(const ClusterSums& args) {
  const auto& s = args.sizes;
  const int64_t rows = cpu::chunk_rows(s), chunks = (s.n + rows - 1) / rows, all = s.k * s.d;
  const cpu::Scratch sum_parts(static_cast<size_t>(chunks * all) * sizeof(double));
  const cpu::Scratch count_parts(static_cast<size_t>(chunks * (s.k + 1)) * sizeof(int64_t));
  // A single chunk is summed anew, in the order of its rows: where two centres are equally near, as in small
  // tables of few digits, the last bit decides.
  const bool anew = chunks == 1;
  for_chunks(s.n, rows, [&](int64_t chunk, int64_t begin, int64_t end) {
    double* sums = sum_parts.data<double>() + chunk * all;
    int64_t* counts = count_parts.data<int64_t>() + chunk * (s.k + 1);
    std::fill_n(sums, all, 0.0);
    std::fill_n(counts, s.k + 1, int64_t{0});
    MovedRows rows_to_move{args.labels, args.summed, anew};
    for (int64_t first = begin; first < end; first += MovedRows::most) {
      counts[s.k] += rows_to_move.find(first, std::min(end, first + MovedRows::most));
      move_rows(args, static_cast<const T*>(args.x), rows_to_move, sums, counts);
    }
  });
  if (anew) {
    std::fill_n(args.sums, all, 0.0);
    std::fill_n(args.counts, s.k, int64_t{0});
  }
  add_parts(args.sums, sum_parts.data<double>(), chunks, all);
  *args.moved = 0;
  for (int64_t chunk = 0; chunk < chunks; ++chunk) {
    const int64_t* counts = count_parts.data<int64_t>() + chunk * (s.k + 1);
    for (int64_t c = 0; c < s.k; ++c) args.counts[c] += counts[c];
    *args.moved += counts[s.k];
  }
}

}  // namespace

void center_rows(const RowCentering& args) {
  dispatch_float(args.type, [&]<class T>() { launch(&center_rows_kernel<T>, args); });
}

void follow_labels(const ClusterSums& args) {
  dispatch_float(args.type, [&]<class T>() { launch(&follow_labels_kernel<T>, args); });
}

}  // namespace gradus::kernels
