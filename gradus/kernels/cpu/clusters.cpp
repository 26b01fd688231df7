#include "gradus/kernels/clusters.hpp"

#include <algorithm>
#include <cmath>

#include "gradus/base/threads.hpp"
#include "gradus/kernels/cpu/cluster_chunk.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::block_rows;
using cpu::Chunk;
using cpu::PackedCenters;

template <class T>
void assign_rows(const LloydStep& step, const PackedCenters<T>& centers, int64_t begin, int64_t end) {
  const cpu::Scratch block(static_cast<size_t>(step.sizes.d * block_rows<T>) * sizeof(T));
  const cpu::Scratch list(static_cast<size_t>(end - begin) * sizeof(int64_t));
  const int64_t count = cpu::list_rows<T>(step, begin, end, list.data<int64_t>());
  Chunk<T>(step, centers, block.template data<T>()).look_at(list.data<int64_t>(), count);
}

/// Sums and counts of one chunk's clusters.
struct Totals {
  double* sums;
  int64_t* counts;
};

template <class T>
void add_rows(const LloydStep& step, Totals totals, int64_t begin, int64_t end) {
  const auto& s = step.sizes;
  std::fill_n(totals.sums, s.k * s.d, 0.0);
  std::fill_n(totals.counts, s.k, int64_t{0});
  for (int64_t i = begin; i < end; ++i) {
    const int64_t label = step.labels[i];
    const T* from = static_cast<const T*>(step.x) + i * s.d;
    double* __restrict to = totals.sums + label * s.d;
    for (int64_t j = 0; j < s.d; ++j) to[j] += static_cast<double>(from[j]);
    ++totals.counts[label];
  }
}

template <class T>
void lloyd_kernel(const LloydStep& step) {
  const auto& s = step.sizes;
  const cpu::Scratch packed(PackedCenters<T>::bytes(s));
  const PackedCenters<T> centers(packed.data(), static_cast<const T*>(step.centers), s, step.metric);
  const int64_t rows = cpu::chunk_rows(s), chunks = (s.n + rows - 1) / rows;
  const bool adds = step.sums != nullptr;
  if (step.bounds.looked) *step.bounds.looked = step.bounds.shift ? 0 : s.n;
  const cpu::Scratch sums(adds ? static_cast<size_t>(chunks * s.k * s.d) * sizeof(double) : 0);
  const cpu::Scratch counts(adds ? static_cast<size_t>(chunks * s.k) * sizeof(int64_t) : 0);
  const auto totals = [&](int64_t chunk) {
    return Totals{sums.data<double>() + chunk * s.k * s.d, counts.data<int64_t>() + chunk * s.k};
  };
  parallel_for(chunks, 1, [&](int64_t first, int64_t last) {
    for (int64_t chunk = first; chunk < last; ++chunk) {
      const int64_t begin = chunk * rows, end = std::min(s.n, begin + rows);
      assign_rows<T>(step, centers, begin, end);
      if (adds) add_rows<T>(step, totals(chunk), begin, end);
    }
  });
  if (!adds) return;
  std::fill_n(step.sums, s.k * s.d, 0.0);
  std::fill_n(step.counts, s.k, int64_t{0});
  for (int64_t chunk = 0; chunk < chunks; ++chunk) {
    const Totals part = totals(chunk);
    for (int64_t i = 0; i < s.k * s.d; ++i) step.sums[i] += part.sums[i];
    for (int64_t c = 0; c < s.k; ++c) step.counts[c] += part.counts[c];
  }
}

struct CenterDistances {
  double* out;
  const void* x;
  const void* centers;
  const int64_t* labels;
  ClusterSizes sizes;
  Metric metric;
};

template <class T>
void center_distances_kernel(const CenterDistances& args) {
  const auto& s = args.sizes;
  parallel_for(s.n, std::max<int64_t>(1, cpu::cheap_piece / std::max<int64_t>(s.d, 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const T* x = static_cast<const T*>(args.x) + i * s.d;
                   const T* c =
                       static_cast<const T*>(args.centers) + (args.labels ? args.labels[i] : 0) * s.d;
                   double total = 0;
                   for (int64_t j = 0; j < s.d; ++j) {
                     const double gap = static_cast<double>(x[j]) - static_cast<double>(c[j]);
                     total += args.metric == Metric::euclidean ? gap * gap : std::abs(gap);
                   }
                   args.out[i] = total;
                 }
               });
}

}  // namespace

bool cpu::has_wide_registers() { return __builtin_cpu_supports("avx512f") != 0; }

void lloyd_step(const LloydStep& step) {
  dispatch_float(step.type, [&]<class T>() { launch(&lloyd_kernel<T>, step); });
}

void center_distances(DType type, double* out, const void* x, const void* centers, const int64_t* labels,
                      const ClusterSizes& sizes, Metric metric) {
  dispatch_float(type, [&]<class T>() {
    launch(&center_distances_kernel<T>, CenterDistances{out, x, centers, labels, sizes, metric});
  });
}

}  // namespace gradus::kernels
