// The same number gives the same bits wherever it stands: in the vector body, in the scalar tail, with gaps.
#include "gradus/kernels/elementwise.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace gradus::kernels {
namespace {

template <class T>
using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

template <class T>
Bits<T> bits(T x) {
  return std::isnan(x) ? Bits<T>(-1) : std::bit_cast<Bits<T>>(x);
}

template <class T>
std::vector<T> numbers(size_t n) {
  std::mt19937 words(11);
  std::uniform_real_distribution<double> even(-3, 3);
  std::vector<T> values(n);
  for (T& value : values) value = static_cast<T>(even(words));
  const T special[] = {
      T(0),   -T(0),    T(INFINITY), -T(INFINITY), T(NAN), std::numeric_limits<T>::denorm_min(),
      T(100), T(-1000), T(1e30),     T(1),         T(-1)};
  for (size_t i = 0; i < std::size(special); ++i) values[i * 5 + 2] = special[i];
  return values;
}

template <class T>
class Elementwise : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(Elementwise, Reals);

TYPED_TEST(Elementwise, OfOneNumberDoesNotDependOnItsPlace) {
  using T = TypeParam;
  constexpr size_t n = 67;
  const auto x = numbers<T>(n);
  for (int op = 0; op < static_cast<int>(UnaryOp::count); ++op) {
    const auto kind = static_cast<UnaryOp>(op);
    std::vector<T> whole(n), one(1), part(n);
    unary(kind, dtype_of<T>, whole.data(), x.data(), n, 0.75, 1.5);
    for (size_t offset = 0; offset < n; ++offset) {
      unary(kind, dtype_of<T>, one.data(), x.data() + offset, 1, 0.75, 1.5);
      ASSERT_EQ(bits(one[0]), bits(whole[offset])) << "operation " << op << " of " << x[offset];
      unary(kind, dtype_of<T>, part.data(), x.data() + offset, static_cast<int64_t>(n - offset), 0.75, 1.5);
      for (size_t i = offset; i < n; ++i)
        ASSERT_EQ(bits(part[i - offset]), bits(whole[i])) << "operation " << op;
    }
    // Every second element, backwards into a dense array.
    std::vector<T> strided(n / 2);
    const Shape shape{static_cast<int64_t>(n / 2)};
    const Strides dense{1}, gaps{2};
    unary(kind, dtype_of<T>, shape, {strided.data(), &dense}, {const_cast<T*>(x.data()), &gaps}, 0.75, 1.5);
    for (size_t i = 0; i < n / 2; ++i) ASSERT_EQ(bits(strided[i]), bits(whole[2 * i])) << "operation " << op;
  }
}

TYPED_TEST(Elementwise, OfTwoNumbersDoesNotDependOnTheirPlace) {
  using T = TypeParam;
  constexpr size_t n = 67;
  const auto x = numbers<T>(n);
  std::vector<T> y = numbers<T>(n);
  std::reverse(y.begin(), y.end());
  for (int op = 0; op < static_cast<int>(BinaryOp::count); ++op) {
    const auto kind = static_cast<BinaryOp>(op);
    std::vector<T> whole(n), one(1), strided(n);
    binary(kind, dtype_of<T>, whole.data(), x.data(), y.data(), n);
    for (size_t i = 0; i < n; ++i) {
      binary(kind, dtype_of<T>, one.data(), x.data() + i, y.data() + i, 1);
      ASSERT_EQ(bits(one[0]), bits(whole[i])) << "operation " << op << " of " << x[i] << " and " << y[i];
    }
    // A repeated operand on either side.
    const Shape shape{static_cast<int64_t>(n - 3)};
    const Strides dense{1}, repeated{0};
    for (const bool left : {true, false}) {
      binary(kind, dtype_of<T>, shape, {strided.data(), &dense},
             {const_cast<T*>(x.data() + 3), left ? &repeated : &dense},
             {const_cast<T*>(y.data()), left ? &dense : &repeated});
      for (size_t i = 0; i + 3 < n; ++i) {
        binary(kind, dtype_of<T>, one.data(), x.data() + 3 + (left ? 0 : i), y.data() + (left ? i : 0), 1);
        ASSERT_EQ(bits(one[0]), bits(strided[i])) << "operation " << op;
      }
    }
  }
}

}  // namespace
}  // namespace gradus::kernels
