#include "gradus/kernels/rough_clusters.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "gradus/base/threads.hpp"
#include "gradus/kernels/cpu/cluster_chunk.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/rough_search.hpp"
#include "gradus/kernels/cpu/scratch.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::rough_block;
using cpu::rough_center_group;

/// Two numbers of 16 bits in one of 32, the first below.
int32_t pair_of(double first, double second) {
  const auto low = static_cast<uint16_t>(static_cast<int16_t>(std::lrint(first)));
  const auto high = static_cast<uint16_t>(static_cast<int16_t>(std::lrint(second)));
  return std::bit_cast<int32_t>(static_cast<uint32_t>(low) | static_cast<uint32_t>(high) << 16);
}

/// The centres' squared norms, and the largest.
double largest_square(const float* centers, const ClusterSizes& s) {
  double largest = 0;
  for (int64_t c = 0; c < s.k; ++c) {
    double square = 0;
    for (int64_t j = 0; j < s.d; ++j) {
      const double number = static_cast<double>(centers[c * s.d + j]);
      square += number * number;
    }
    largest = std::max(largest, square);
  }
  return largest;
}

/// Minus the centres as whole numbers in groups, with half their squares, in the scale of the scores; groups
/// are filled up with centres that are far from all.
///
/// A score is off by what rounding does to it: of x c, half a unit of each number times the other side, which
/// is at most sqrt(d) / 2 times both norms by Cauchy and Schwarz, and a quarter for each column; of |c|^2 /
/// 2, half a unit; and by the low bits that it gives away. With norms below rough_norm all sums fit into 32
/// bits.
class RoughCenters {
 public:
  static int64_t padded(int64_t k) { return cpu::rough_center_group * ((k + 3) / cpu::rough_center_group); }
  static size_t bytes(const ClusterSizes& s) {
    return static_cast<size_t>(padded(s.k) * (rough_width(s.d) + 1)) * sizeof(int32_t);
  }

  RoughCenters(void* memory, const LloydStep& step, const RoughRows& rows)
      : numbers(static_cast<int32_t*>(memory)),
        starts(numbers + padded(step.sizes.k) * rough_width(step.sizes.d)) {
    const auto& s = step.sizes;
    const auto* centers = static_cast<const float*>(step.centers);
    const double largest = std::sqrt(largest_square(centers, s));
    const double scale = largest > 0 ? rough_norm / largest : 1.0;
    unit = 1 / (scale * rows.scale);
    places = static_cast<int32_t>(std::bit_ceil(static_cast<uint64_t>(padded(s.k)))) - 1;
    error =
        1.02 * std::sqrt(static_cast<double>(s.d)) * rough_norm + 0.3 * static_cast<double>(s.d) + places + 2;
    std::fill_n(numbers, padded(s.k) * rough_width(s.d), 0);
    std::fill_n(starts, padded(s.k), INT32_MAX);
    for (int64_t c = 0; c < s.k; ++c) pack(c, centers + c * s.d, s.d, scale);
  }

  int32_t* numbers;  ///< [padded / 4, pairs, 4]
  int32_t* starts;   ///< [padded]
  int32_t places;    ///< the bits that a centre's number takes
  double unit;       ///< what one of a score stands for
  double error;      ///< by how much a score is off at most

 private:
  void pack(int64_t c, const float* center, int64_t d, double scale) {
    int32_t* to =
        numbers + c / rough_center_group * rough_center_group * rough_width(d) + c % rough_center_group;
    double square = 0;
    for (int64_t j = 0; j < d; j += 2) {
      const double first = static_cast<double>(center[j]),
                   second = j + 1 < d ? static_cast<double>(center[j + 1]) : 0;
      to[j / 2 * rough_center_group] = pair_of(-first * scale, -second * scale);
      square += first * first + second * second;
    }
    starts[c] = static_cast<int32_t>(std::lrint(square / 2 / unit));
  }
};

void search(const cpu::RoughSearch& task) {
  static const bool wide = cpu::has_wide_products();
  if (wide) return cpu::rough_search_wide(task);
  cpu::rough_search_block<32, 2>(task);
}

/// The rows of a chunk, some at a time; it names those that remain in doubt.
class RoughChunk {
 public:
  RoughChunk(const LloydStep& step, const RoughRows& rows, const RoughCenters& centers, int32_t* block)
      : step_(step),
        all_(rows),
        centers_(centers),
        task_{.block = block,
              .centers = centers.numbers,
              .starts = centers.starts,
              .pairs = rough_width(step.sizes.d),
              .k = step.sizes.k,
              .places = centers.places,
              .best = best_,
              .second = second_},
        block_(block),
        doubt_(doubt_of(step, centers)) {}
  RoughChunk(const RoughChunk&) = delete;
  RoughChunk& operator=(const RoughChunk&) = delete;

  /// Writes the rows in doubt over the beginning of the list; returns how many there are.
  int64_t look_at(int64_t* rows, int64_t count) {
    int64_t doubts = 0;
    for (int64_t first = 0; first < count; first += rough_block) {
      doubts += look_at_block(rows + first, std::min(rough_block, count - first), rows + doubts);
    }
    return doubts;
  }

 private:
  /// The difference of two scores below which float32 may see it the other way round.
  static uint32_t doubt_of(const LloydStep& step, const RoughCenters& centers) {
    const double doubt = 2 * centers.error + cpu::slack_of<float>(step) / centers.unit;
    return static_cast<uint32_t>(std::min(doubt, 4e9));
  }

  int64_t look_at_block(const int64_t* rows, int64_t count, int64_t* in_doubt) {
    const int32_t* from[rough_block];
    for (int64_t r = 0; r < rough_block; ++r)
      from[r] = all_.pairs + rows[std::min(r, count - 1)] * task_.pairs;
    cpu::gather_rows<rough_block>(block_, from, task_.pairs);
    search(task_);
    int32_t places[rough_block];
    uint32_t room[rough_block];
    for (int64_t r = 0; r < rough_block; ++r) {
      places[r] = best_[r] & centers_.places;
      room[r] = static_cast<uint32_t>(second_[r]) - static_cast<uint32_t>(best_[r]);
    }
    cpu::store_rows(step_.labels, places, rows, count);
    if (step_.bounds.upper) store_bounds(rows, count);
    return list_doubts(room, rows, count, in_doubt);
  }

  int64_t list_doubts(const uint32_t* room, const int64_t* rows, int64_t count, int64_t* in_doubt) const {
    constexpr int64_t group = 16;
    int64_t doubts = 0;
    for (int64_t first = 0; first < count; first += group) {
      uint32_t least = room[first];
      for (int64_t r = first; r < first + group; ++r) least = std::min(least, room[r]);
      if (least > doubt_) continue;
      for (int64_t r = first; r < std::min(count, first + group); ++r) {
        in_doubt[doubts] = rows[r];
        doubts += room[r] <= doubt_ ? 1 : 0;
      }
    }
    return doubts;
  }

  void store_bounds(const int64_t* rows, int64_t count) {
    const auto slack = static_cast<float>(cpu::slack_of<float>(step_) + 2 * centers_.error * centers_.unit);
    const auto scale = static_cast<float>(2 * centers_.unit);
    float squares[rough_block], upper[rough_block], lower[rough_block];
    for (int64_t r = 0; r < rough_block; ++r) squares[r] = all_.squares[rows[std::min(r, count - 1)]];
    for (int64_t r = 0; r < rough_block; ++r) {
      const float own = squares[r] + scale * static_cast<float>(best_[r]) + slack;
      const float other = squares[r] + scale * static_cast<float>(second_[r]) - slack;
      upper[r] = std::sqrt(own > 0 ? own : 0.0F);
      lower[r] = std::sqrt(other > 0 ? other : 0.0F);
    }
    cpu::store_rows(static_cast<float*>(step_.bounds.upper), upper, rows, count);
    cpu::store_rows(static_cast<float*>(step_.bounds.lower), lower, rows, count);
  }

  const LloydStep& step_;
  const RoughRows& all_;
  const RoughCenters& centers_;
  cpu::RoughSearch task_;
  int32_t* block_;
  uint32_t doubt_;
  int32_t best_[rough_block], second_[rough_block];
};

struct RoughStep {
  LloydStep step;
  RoughRows rows;
};

void rough_lloyd_kernel(const RoughStep& args) {
  const LloydStep& step = args.step;
  const auto& s = step.sizes;
  const cpu::Scratch packed(cpu::PackedCenters<float>::bytes(s)), rounded(RoughCenters::bytes(s));
  const cpu::PackedCenters<float> centers(packed.data(), static_cast<const float*>(step.centers), s,
                                          step.metric);
  const RoughCenters rough_centers(rounded.data(), step, args.rows);
  const int64_t rows = cpu::chunk_rows(s);
  if (step.bounds.looked) *step.bounds.looked = step.bounds.shift ? 0 : s.n;
  parallel_for((s.n + rows - 1) / rows, 1, [&](int64_t first, int64_t last) {
    const cpu::Scratch block(static_cast<size_t>(s.d * cpu::block_rows<float>) * sizeof(float));
    const cpu::Scratch rough(static_cast<size_t>(rough_width(s.d) * rough_block) * sizeof(int32_t));
    const cpu::Scratch list(static_cast<size_t>(rows) * sizeof(int64_t));
    auto* listed = list.data<int64_t>();
    cpu::Chunk<float> exact(step, centers, block.data<float>());
    RoughChunk rounded_rows(step, args.rows, rough_centers, rough.data<int32_t>());
    for (int64_t chunk = first; chunk < last; ++chunk) {
      const int64_t begin = chunk * rows, end = std::min(s.n, begin + rows);
      const int64_t count = cpu::list_rows<float>(step, begin, end, listed);
      exact.look_at(listed, rounded_rows.look_at(listed, count));
    }
  });
}

struct Rounding {
  int32_t* pairs;
  const float* x;
  int64_t n, d;
  double scale;
};

void round_rows_kernel(const Rounding& args) {
  const int64_t d = args.d, width = rough_width(d);
  parallel_for(args.n, std::max<int64_t>(1, cpu::cheap_piece / d), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const float* x = args.x + i * d;
      int32_t* to = args.pairs + i * width;
      for (int64_t j = 0; j < d / 2; ++j) {
        to[j] = pair_of(static_cast<double>(x[2 * j]) * args.scale,
                        static_cast<double>(x[2 * j + 1]) * args.scale);
      }
      if (d % 2 == 1) to[width - 1] = pair_of(static_cast<double>(x[d - 1]) * args.scale, 0);
    }
  });
}

}  // namespace

bool cpu::has_wide_products() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vnni") != 0;
}

void round_rows(int32_t* pairs, const float* x, int64_t n, int64_t d, double scale) {
  launch(&round_rows_kernel, Rounding{pairs, x, n, d, scale});
}

bool can_be_rough(const LloydStep& step) {
  return step.type == DType::float32 && step.metric == Metric::euclidean && !step.sums &&
         step.sizes.k <= 65536 &&
         largest_square(static_cast<const float*>(step.centers), step.sizes) <= step.bounds.largest_norm;
}

void rough_lloyd_step(const LloydStep& step, const RoughRows& rows) {
  launch(&rough_lloyd_kernel, RoughStep{step, rows});
}

}  // namespace gradus::kernels
