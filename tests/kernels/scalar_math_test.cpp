// How exact our own exp, log, tanh and sigmoid are: against long double, in units of the last place.
#include "gradus/kernels/cpu/scalar_math.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace gradus::kernels::math {
namespace {

/// |found - expected| in units in the last place of the expected value, subnormal results included.
template <class T>
double ulps(T found, long double expected) {
  if (std::isnan(expected)) return std::isnan(found) ? 0 : INFINITY;
  const T rounded = static_cast<T>(expected);
  if (found == rounded) return 0;
  if (std::isinf(found) || std::isinf(rounded)) return INFINITY;
  const T magnitude = std::fabs(rounded);
  const T unit = std::nextafter(magnitude, std::numeric_limits<T>::infinity()) - magnitude;
  return static_cast<double>(std::fabs(static_cast<long double>(found) - expected) /
                             static_cast<long double>(unit));
}

template <class T>
using Function = T (*)(T);
using Exact = long double (*)(long double);

/// The largest error over random numbers: even on [low, high], and of every magnitude inside it.
template <class T>
double worst(Function<T> f, Exact exact, double low, double high) {
  std::mt19937_64 words(7);
  std::uniform_real_distribution<double> even(low, high), exponent(-140, 12);
  double largest = 0;
  const auto check = [&](double x) {
    const T value = static_cast<T>(x);
    if (x < low || x > high) return;
    largest = std::max(largest, ulps(f(value), exact(static_cast<long double>(value))));
  };
  for (int i = 0; i < 200000; ++i) {
    check(even(words));
    const double magnitude = std::exp2(exponent(words));
    check(magnitude);
    check(-magnitude);
  }
  return largest;
}

long double exact_sigmoid(long double x) { return 1 / (1 + std::exp(-x)); }

template <class T>
class ScalarMath : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(ScalarMath, Reals);

TYPED_TEST(ScalarMath, IsExactToAUnitOrTwo) {
  using T = TypeParam;
  constexpr bool narrow = std::is_same_v<T, float>;
  EXPECT_LE(worst<T>(exp<T>, std::exp, narrow ? -87 : -708, narrow ? 88.7 : 709.7), 1.1);
  EXPECT_LE(worst<T>(log<T>, std::log, 0, narrow ? 3e38 : 1e300), 1);
  EXPECT_LE(worst<T>(log<T>, std::log, 0.5, 2), 1);
  EXPECT_LE(worst<T>(tanh<T>, std::tanh, -25, 25), 2.5);
  EXPECT_LE(worst<T>(sigmoid<T>, exact_sigmoid, narrow ? -80 : -700, 40), 2.5);
}

TYPED_TEST(ScalarMath, SubnormalResultsAreNearlyAsGood) {
  using T = TypeParam;
  constexpr bool narrow = std::is_same_v<T, float>;
  EXPECT_LE(worst<T>(exp<T>, std::exp, narrow ? -104 : -746, narrow ? -87 : -708), 1);
}

TYPED_TEST(ScalarMath, SpecialValues) {
  using T = TypeParam;
  using Limits = std::numeric_limits<T>;
  const T infinity = Limits::infinity(), nan = Limits::quiet_NaN(), tiny = Limits::denorm_min();
  EXPECT_EQ(exp(T(0)), T(1));
  EXPECT_EQ(exp(-T(0)), T(1));
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_EQ(exp(-infinity), T(0));
  EXPECT_EQ(exp(Limits::max()), infinity);
  EXPECT_EQ(exp(Limits::lowest()), T(0));
  EXPECT_EQ(exp(tiny), T(1));
  EXPECT_TRUE(std::isnan(exp(nan)));
  EXPECT_EQ(log(T(1)), T(0));
  EXPECT_EQ(log(T(0)), -infinity);
  EXPECT_EQ(log(-T(0)), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_TRUE(std::isnan(log(T(-1))));
  EXPECT_TRUE(std::isnan(log(-tiny)));
  EXPECT_TRUE(std::isnan(log(nan)));
  EXPECT_LE(ulps(log(tiny), std::log(static_cast<long double>(tiny))), 1);
  EXPECT_LE(ulps(log(Limits::max()), std::log(static_cast<long double>(Limits::max()))), 1);
  EXPECT_EQ(tanh(T(0)), T(0));
  EXPECT_TRUE(std::signbit(tanh(-T(0))));
  EXPECT_EQ(tanh(infinity), T(1));
  EXPECT_EQ(tanh(-infinity), T(-1));
  EXPECT_EQ(tanh(T(30)), T(1));
  EXPECT_EQ(tanh(tiny), tiny);
  EXPECT_TRUE(std::isnan(tanh(nan)));
  EXPECT_EQ(sigmoid(T(0)), T(0.5));
  EXPECT_EQ(sigmoid(infinity), T(1));
  EXPECT_EQ(sigmoid(-infinity), T(0));
  EXPECT_TRUE(std::isnan(sigmoid(nan)));
}

TYPED_TEST(ScalarMath, StaysInItsRange) {
  using T = TypeParam;
  for (T x = -40; x < 40; x += T(0.00390625)) {
    EXPECT_LE(std::fabs(tanh(x)), T(1)) << x;
    EXPECT_EQ(tanh(-x), -tanh(x)) << x;
    EXPECT_GE(sigmoid(x), T(0)) << x;
    EXPECT_LE(sigmoid(x), T(1)) << x;
    EXPECT_GT(exp(x), T(0)) << x;
  }
}

}  // namespace
}  // namespace gradus::kernels::math
