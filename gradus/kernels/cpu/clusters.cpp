#include "gradus/kernels/clusters.hpp"

#include <immintrin.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "gradus/base/threads.hpp"
#include "gradus/kernels/cpu/nearest_search.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::block_rows;
using cpu::center_group;
using cpu::NearestSearch;

/// Centres in groups of four, [k / 4, d, 4], and what a score starts from: half of |c|^2, or 0.
///
/// The score is |c|^2 / 2 - x c, which orders centres as |x - c|^2 = |x|^2 + 2 score does, or the sum of
/// |x_j - c_j|. Groups are filled up with centres that are infinitely far.
template <class T>
struct PackedCenters {
  static int64_t groups(int64_t k) { return (k + center_group - 1) / center_group; }
  static size_t bytes(const ClusterSizes& s) {
    return static_cast<size_t>(groups(s.k) * center_group * (s.d + 1)) * sizeof(T);
  }

  PackedCenters(void* memory, const T* centers, const ClusterSizes& s, Metric metric)
      : numbers(static_cast<T*>(memory)), starts(numbers + groups(s.k) * center_group * s.d) {
    constexpr T far = std::numeric_limits<T>::infinity();
    const bool euclidean = metric == Metric::euclidean;
    for (int64_t c = 0; c < groups(s.k) * center_group; ++c) {
      T* to = numbers + c / center_group * center_group * s.d + c % center_group;
      double norm = 0;
      for (int64_t j = 0; j < s.d; ++j) {
        const T number = c < s.k ? centers[c * s.d + j] : T(0);
        to[j * center_group] = number;
        norm += static_cast<double>(number) * static_cast<double>(number);
      }
      starts[c] = c >= s.k ? far : euclidean ? static_cast<T>(norm / 2) : T(0);
    }
  }

  T* numbers;
  T* starts;
};

/// 3 x 4 sums, 3 registers of rows and one centre of the 16 registers; or the wide ones.
template <class T>
void search(const NearestSearch<T>& task) {
  static const bool wide = cpu::has_wide_registers();
  if (wide) return cpu::search_wide(task);
  cpu::search_block<T, 32, 3>(task);
}

/// Writes 8 x 8 numbers of rows so that the rows lie side by side, `stride` from column to column.
inline void transpose_tile(float* to, int64_t stride, const float* const* rows, int64_t column) {
  __m256 r[8], t[8];
  for (int i = 0; i < 8; ++i) r[i] = _mm256_loadu_ps(rows[i] + column);
  for (int i = 0; i < 4; ++i) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
    r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  for (int i = 0; i < 4; ++i) {
    _mm256_storeu_ps(to + i * stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    _mm256_storeu_ps(to + (i + 4) * stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}

/// The same for 4 x 4.
inline void transpose_tile(double* to, int64_t stride, const double* const* rows, int64_t column) {
  __m256d r[4], t[4];
  for (int i = 0; i < 4; ++i) r[i] = _mm256_loadu_pd(rows[i] + column);
  for (int i = 0; i < 4; i += 2) {
    t[i] = _mm256_unpacklo_pd(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_pd(r[i], r[i + 1]);
  }
  for (int i = 0; i < 2; ++i) {
    _mm256_storeu_pd(to + i * stride, _mm256_permute2f128_pd(t[i], t[i + 2], 0x20));
    _mm256_storeu_pd(to + (i + 2) * stride, _mm256_permute2f128_pd(t[i], t[i + 2], 0x31));
  }
}

/// The block of rows side by side, [d, block_rows].
template <class T>
void gather_block(T* block, const T* const* rows, int64_t d) {
  constexpr int64_t side = 32 / static_cast<int64_t>(sizeof(T));
  for (int64_t r = 0; r < block_rows<T>; r += side) {
    int64_t j = 0;
    for (; j + side <= d; j += side)
      transpose_tile(block + j * block_rows<T> + r, block_rows<T>, rows + r, j);
    for (; j < d; ++j) {
      for (int64_t i = 0; i < side; ++i) block[j * block_rows<T> + r + i] = rows[r + i][j];
    }
  }
}

/// What rounding can add to a score's square of a distance, with room to spare.
template <class T>
double slack_of(const LloydStep& step) {
  return 16.0 * static_cast<double>(step.sizes.d + 8) * std::numeric_limits<T>::epsilon() *
         step.bounds.largest_norm;
}

/// Moves the bounds of a row by what the centres moved; whether it must be looked at again.
template <class T>
struct BoundsMove {
  const LloydStep& step;
  double largest = 0, next = 0;  // the largest shift and the largest of the others
  int64_t farthest = 0;
  double slack;

  explicit BoundsMove(const LloydStep& lloyd) : step(lloyd), slack(slack_of<T>(lloyd)) {
    for (int64_t c = 0; c < lloyd.sizes.k; ++c) {
      const double shift = lloyd.bounds.shift[c];
      if (shift > largest) {
        next = largest;
        largest = shift;
        farthest = c;
      } else {
        next = std::max(next, shift);
      }
    }
  }

  bool operator()(int64_t row) const {
    constexpr double up = 1 + 4.0 * std::numeric_limits<T>::epsilon(), down = 2 - up;
    T* upper = static_cast<T*>(step.bounds.upper) + row;
    T* lower = static_cast<T*>(step.bounds.lower) + row;
    const int64_t own = step.labels[row];
    const double far = (static_cast<double>(*upper) + step.bounds.shift[own]) * up;
    const double others = (static_cast<double>(*lower) - (own == farthest ? next : largest)) * down;
    *upper = static_cast<T>(far);
    *lower = static_cast<T>(others);
    // The triangle inequality: who is nearer than half the gap between centres has no nearer one.
    const double limit = std::max(others, 2 * step.bounds.half_gap[own] - far);
    return !(limit > far && limit * limit - far * far > 2 * slack);
  }
};

/// The rows of a chunk, some at a time, with all that a pass does to them.
template <class T>
class Chunk {
 public:
  Chunk(const LloydStep& step, const PackedCenters<T>& centers, T* block)
      : step_(step),
        task_{.block = block,
              .centers = centers.numbers,
              .starts = centers.starts,
              .d = step.sizes.d,
              .k = step.sizes.k,
              .score = score_,
              .second = second_,
              .index = index_,
              .metric = step.metric,
              .with_second = step.bounds.upper != nullptr},
        block_(block),
        slack_(slack_of<T>(step)) {}
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  void look_at(int64_t row) {
    rows_[count_++] = row;
    if (count_ == block_rows<T>) finish();
  }

  void finish() {
    if (count_ == 0) return;
    const T* from[block_rows<T>];
    for (int64_t r = 0; r < block_rows<T>; ++r) {
      from[r] = static_cast<const T*>(step_.x) + rows_[std::min(r, count_ - 1)] * step_.sizes.d;
    }
    gather_block(block_, from, step_.sizes.d);
    search(task_);
    for (int64_t r = 0; r < count_; ++r) step_.labels[rows_[r]] = index_[r];
    if (task_.with_second) store_bounds();
    count_ = 0;
  }

 private:
  void store_bounds() {
    T norm[block_rows<T>] = {};
    for (int64_t j = 0; j < step_.sizes.d; ++j) {
      const T* numbers = block_ + j * block_rows<T>;
      for (int64_t r = 0; r < block_rows<T>; ++r) norm[r] += numbers[r] * numbers[r];
    }
    const auto slack = static_cast<T>(slack_);
    T upper[block_rows<T>], lower[block_rows<T>];
    for (int64_t r = 0; r < block_rows<T>; ++r) {
      const T own = norm[r] + 2 * score_[r] + slack, other = norm[r] + 2 * second_[r] - slack;
      upper[r] = std::sqrt(own > 0 ? own : T(0));
      lower[r] = std::sqrt(other > 0 ? other : T(0));
    }
    for (int64_t r = 0; r < count_; ++r) {
      static_cast<T*>(step_.bounds.upper)[rows_[r]] = upper[r];
      static_cast<T*>(step_.bounds.lower)[rows_[r]] = lower[r];
    }
  }

  const LloydStep& step_;
  NearestSearch<T> task_;
  T* block_;
  double slack_;
  int64_t rows_[block_rows<T>];
  T score_[block_rows<T>], second_[block_rows<T>];
  cpu::CenterIndex<T> index_[block_rows<T>];
  int64_t count_ = 0;
};

template <class T>
void assign_rows(const LloydStep& step, const PackedCenters<T>& centers, int64_t begin, int64_t end) {
  const cpu::Scratch block(static_cast<size_t>(step.sizes.d * block_rows<T>) * sizeof(T));
  Chunk<T> chunk(step, centers, block.template data<T>());
  if (step.bounds.upper && step.bounds.shift) {
    const BoundsMove<T> must_look(step);
    int64_t looked = 0;
    for (int64_t i = begin; i < end; ++i) {
      if (!must_look(i)) continue;
      chunk.look_at(i);
      ++looked;
    }
    if (step.bounds.looked) std::atomic_ref(*step.bounds.looked) += looked;
  } else {
    for (int64_t i = begin; i < end; ++i) chunk.look_at(i);
  }
  chunk.finish();
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

/// Rows of a chunk: enough that the chunks' sums take a part of the memory that the rows take.
int64_t chunk_rows(const ClusterSizes& s) { return std::max<int64_t>(4096, 16 * s.k); }

template <class T>
void lloyd_kernel(const LloydStep& step) {
  const auto& s = step.sizes;
  const cpu::Scratch packed(PackedCenters<T>::bytes(s));
  const PackedCenters<T> centers(packed.data(), static_cast<const T*>(step.centers), s, step.metric);
  const int64_t rows = chunk_rows(s), chunks = (s.n + rows - 1) / rows;
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
