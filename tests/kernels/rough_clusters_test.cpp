#include "gradus/kernels/rough_clusters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/kernels/cluster_sums.hpp"
#include "gradus/kernels/cpu/rough_search.hpp"

namespace gradus::kernels {
namespace {

int32_t pair_of(int64_t low, int64_t high) {
  return static_cast<int32_t>((static_cast<uint32_t>(low) & 0xffffU) | static_cast<uint32_t>(high) << 16);
}

// Registers of either width find what plain sums find.
TEST(RoughSearch, FindsTheLeastTwoScores) {
  constexpr int64_t n = cpu::rough_block, pairs = 3, k = 7, groups = 2;
  random::NumpyRandom random(4);
  std::vector<int64_t> rows, centers, starts;
  for (int64_t i = 0; i < n * pairs * 2; ++i) rows.push_back(random.randint(-9000, 9000));
  for (int64_t i = 0; i < k * pairs * 2; ++i) centers.push_back(random.randint(-9000, 9000));
  for (int64_t i = 0; i < k; ++i) starts.push_back(random.randint(0, 1000000));
  std::vector<int32_t> block(n * pairs), packed(groups * 4 * pairs), first(groups * 4, INT32_MAX);
  std::vector<int32_t> best(n), second(n), wanted_best, wanted_second;
  for (int64_t r = 0; r < n; ++r) {
    for (int64_t j = 0; j < pairs; ++j) {
      const auto at = static_cast<size_t>((r * pairs + j) * 2);
      block[static_cast<size_t>(j * n + r)] = pair_of(rows[at], rows[at + 1]);
    }
    std::vector<int32_t> scores;
    for (int64_t c = 0; c < k; ++c) {
      int64_t score = starts[static_cast<size_t>(c)];
      for (int64_t j = 0; j < pairs * 2; ++j) {
        score +=
            rows[static_cast<size_t>(r * pairs * 2 + j)] * centers[static_cast<size_t>(c * pairs * 2 + j)];
      }
      scores.push_back(static_cast<int32_t>((score & ~int64_t{7}) | c));
    }
    std::sort(scores.begin(), scores.end());
    wanted_best.push_back(scores[0]);
    wanted_second.push_back(scores[1]);
  }
  for (int64_t c = 0; c < k; ++c) {
    first[static_cast<size_t>(c)] = static_cast<int32_t>(starts[static_cast<size_t>(c)]);
    for (int64_t j = 0; j < pairs; ++j) {
      const auto at = static_cast<size_t>((c * pairs + j) * 2);
      packed[static_cast<size_t>(((c / 4) * pairs + j) * 4 + c % 4)] = pair_of(centers[at], centers[at + 1]);
    }
  }
  const cpu::RoughSearch search{.block = block.data(),
                                .centers = packed.data(),
                                .starts = first.data(),
                                .pairs = pairs,
                                .k = k,
                                .places = 7,
                                .best = best.data(),
                                .second = second.data()};
  cpu::rough_search_block<32, 2>(search);
  EXPECT_EQ(best, wanted_best);
  EXPECT_EQ(second, wanted_second);
  if (!cpu::has_wide_products()) return;
  best.assign(n, 0);
  second.assign(n, 0);
  cpu::rough_search_wide(search);
  EXPECT_EQ(best, wanted_best);
  EXPECT_EQ(second, wanted_second);
}

TEST(RoughRows, AreRoundedInPairs) {
  const std::vector<float> x{1.25F, -2.0F, 3.5F, 0.0F, 100.0F, -100.0F};
  std::vector<int32_t> pairs(4);
  round_rows(pairs.data(), x.data(), 2, 3, 10);
  EXPECT_EQ(pairs,
            (std::vector<int32_t>{pair_of(12, -20), pair_of(35, 0), pair_of(0, 1000), pair_of(-1000, 0)}));
}

TEST(ClusterSums, FollowTheLabels) {
  constexpr int64_t n = 9001, d = 3, k = 4;
  random::NumpyRandom random(6);
  const std::vector<double> x = random.randn(n * d);
  std::vector<int64_t> labels(n), summed(n, -1), counts(k);
  std::vector<double> sums(k * d);
  for (int round = 0; round < 4; ++round) {
    const std::vector<int64_t> before = labels;
    for (size_t i = 0; i < labels.size(); ++i) {
      if (round == 0 || i % 7 == 3) labels[i] = random.randint(0, k);
    }
    int64_t moved = -1, wanted_moved = 0;
    follow_labels({DType::float64,
                   x.data(),
                   {n, d, k},
                   labels.data(),
                   summed.data(),
                   sums.data(),
                   counts.data(),
                   &moved});
    std::vector<double> wanted(k * d);
    std::vector<int64_t> wanted_counts(k);
    for (size_t i = 0; i < labels.size(); ++i) {
      const auto label = static_cast<size_t>(labels[i]);
      wanted_moved += round == 0 || labels[i] != before[i] ? 1 : 0;
      ++wanted_counts[label];
      for (size_t j = 0; j < d; ++j) wanted[label * d + j] += x[i * d + j];
    }
    EXPECT_EQ(moved, wanted_moved);
    EXPECT_EQ(counts, wanted_counts);
    EXPECT_EQ(summed, labels);
    for (size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(sums[i], wanted[i], 1e-10);
  }
}

}  // namespace
}  // namespace gradus::kernels
