#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>

#include "gradus/kernels/clusters.hpp"
#include "gradus/kernels/cpu/nearest_search.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/cpu/transpose_rows.hpp"

/// Rows that are looked at some at a time, and what is known of them from the pass before.
namespace gradus::kernels::cpu {

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
  static const bool wide = has_wide_registers();
  if (wide) return search_wide(task);
  search_block<T, 32, 3>(task);
}

/// What rounding can add to a score's square of a distance, with room to spare.
template <class T>
double slack_of(const LloydStep& step) {
  return 16.0 * static_cast<double>(step.sizes.d + 8) * std::numeric_limits<T>::epsilon() *
         step.bounds.largest_norm;
}

/// Moves bounds by what the centres moved, and tells which rows must be looked at again.
template <class T>
class BoundsMove {
 public:
  static size_t bytes(int64_t k) { return static_cast<size_t>(3 * k) * sizeof(T); }

  BoundsMove(void* memory, const LloydStep& step)
      : step_(step),
        own_(static_cast<T*>(memory)),
        others_(own_ + step.sizes.k),
        gap_(others_ + step.sizes.k) {
    const double* shift = step.bounds.shift;
    const int64_t k = step.sizes.k, farthest = std::max_element(shift, shift + k) - shift;
    double next = 0;
    for (int64_t c = 0; c < k; ++c) next = std::max(next, c == farthest ? 0 : shift[c]);
    for (int64_t c = 0; c < k; ++c) {
      own_[c] = static_cast<T>(shift[c]) * up;
      others_[c] = static_cast<T>(c == farthest ? next : shift[farthest]) * up;
      gap_[c] = static_cast<T>(2 * step.bounds.half_gap[c]) * down;
    }
  }

  /// Writes the numbers of those of begin..end to look at; returns how many there are.
  int64_t operator()(int64_t begin, int64_t end, int64_t* rows) const {
    T looks[strip];
    int64_t count = 0;
    for (int64_t first = begin; first < end; first += strip) {
      const int64_t some = std::min(strip, end - first);
      move(first, some, looks);
      for (int64_t i = 0; i < some; ++i) {
        rows[count] = first + i;
        count += looks[i] != 0 ? 1 : 0;
      }
    }
    return count;
  }

 private:
  static constexpr int64_t strip = 64;
  // Every result is rounded once or twice; these make up for more than that.
  static constexpr T up = 1 + 4 * std::numeric_limits<T>::epsilon();
  static constexpr T down = 1 - 4 * std::numeric_limits<T>::epsilon();

  void move(int64_t first, int64_t count, T* __restrict looks) const {
    T* __restrict upper = static_cast<T*>(step_.bounds.upper) + first;
    T* __restrict lower = static_cast<T*>(step_.bounds.lower) + first;
    T own[strip], others[strip], gap[strip];
    for (int64_t i = 0; i < count; ++i) {
      const int64_t label = step_.labels[first + i];
      own[i] = own_[label];
      others[i] = others_[label];
      gap[i] = gap_[label];
    }
    const T least = static_cast<T>(2 * slack_of<T>(step_)) * up;
    for (int64_t i = 0; i < count; ++i) {
      const T far = (upper[i] + own[i]) * up, away = (lower[i] - others[i]) * down;
      upper[i] = far;
      lower[i] = away;
      // The triangle inequality: who is nearer than half the gap between centres has no nearer one.
      const T between = (gap[i] - far) * down, limit = away > between ? away : between;
      const T room = limit > far ? (limit - far) * (limit + far) * down : T(0);
      looks[i] = room > least ? T(0) : T(1);
    }
  }

  const LloydStep& step_;
  T* own_;     // how far a row's own centre has moved
  T* others_;  // how far any other has, at most
  T* gap_;     // from a centre to the next
};

template <class To, class From>
void store_rows(To* __restrict to, const From* __restrict from, const int64_t* __restrict rows,
                int64_t count) {
  for (int64_t r = 0; r < count; ++r) to[rows[r]] = static_cast<To>(from[r]);
}

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

  void look_at(const int64_t* rows, int64_t count) {
    for (int64_t first = 0; first < count; first += block_rows<T>) {
      look_at_block(rows + first, std::min(block_rows<T>, count - first));
    }
  }

 private:
  void look_at_block(const int64_t* rows, int64_t count) {
    const T* from[block_rows<T>];
    for (int64_t r = 0; r < block_rows<T>; ++r) {
      from[r] = static_cast<const T*>(step_.x) + rows[std::min(r, count - 1)] * step_.sizes.d;
    }
    gather_rows<block_rows<T>>(block_, from, step_.sizes.d);
    search(task_);
    store_rows(step_.labels, index_, rows, count);
    if (task_.with_second) store_bounds(rows, count);
  }

  void store_bounds(const int64_t* rows, int64_t count) {
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
    store_rows(static_cast<T*>(step_.bounds.upper), upper, rows, count);
    store_rows(static_cast<T*>(step_.bounds.lower), lower, rows, count);
  }

  const LloydStep& step_;
  NearestSearch<T> task_;
  T* block_;
  double slack_;
  T score_[block_rows<T>], second_[block_rows<T>];
  CenterIndex<T> index_[block_rows<T>];
};

/// Writes the numbers of the rows of begin..end that bounds, where there are any, do not pass over; returns
/// how many there are.
template <class T>
int64_t list_rows(const LloydStep& step, int64_t begin, int64_t end, int64_t* rows) {
  if (!step.bounds.upper || !step.bounds.shift) {
    for (int64_t row = begin; row < end; ++row) rows[row - begin] = row;
    return end - begin;
  }
  const Scratch tables(BoundsMove<T>::bytes(step.sizes.k));
  const int64_t count = BoundsMove<T>(tables.data(), step)(begin, end, rows);
  if (step.bounds.looked) std::atomic_ref(*step.bounds.looked) += count;
  return count;
}

/// Rows of a chunk: enough that the chunks' sums take a part of the memory that the rows take.
inline int64_t chunk_rows(const ClusterSizes& s) { return std::max<int64_t>(4096, 16 * s.k); }

}  // namespace gradus::kernels::cpu
