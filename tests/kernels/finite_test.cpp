#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "gradus/kernels/finite.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

template <class T>
void finds_it_anywhere(DType type) {
  using Limits = std::numeric_limits<T>;
  for (const T bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
    for (const size_t n : {1U, 7U, 4096U, 4100U, 9000U}) {
      std::vector<T> x(n, Limits::max());
      x[n / 2] = Limits::denorm_min();
      EXPECT_TRUE(all_finite(type, x.data(), static_cast<int64_t>(n)));
      for (const size_t at : {size_t{0}, n / 2, n - 1}) {
        std::vector<T> with = x;
        with[at] = bad;
        EXPECT_FALSE(all_finite(type, with.data(), static_cast<int64_t>(n))) << at << " of " << n;
      }
    }
  }
  EXPECT_TRUE(all_finite(type, nullptr, 0));
}

TEST(Finite, FindsNaNAndInfinityAnywhere) {
  finds_it_anywhere<float>(DType::float32);
  finds_it_anywhere<double>(DType::float64);
}

TEST(Finite, IsAskedAgainAtAReplay) {
  std::vector<float> first{1, 2, 3}, second{4, 5};
  FiniteBatch batch;
  batch.count = 2;
  batch.arrays[0] = {first.data(), 3};
  batch.arrays[1] = {second.data(), 2};
  Recording recording;
  {
    const RecordingScope scope(recording);
    require_finite(batch);
  }
  recording.replay();
  second[1] = std::numeric_limits<float>::infinity();
  EXPECT_THROW(recording.replay(), NotFinite);
  EXPECT_THROW(require_finite(batch), NotFinite);
}

}  // namespace
}  // namespace gradus::kernels
