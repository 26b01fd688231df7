// The kernels for layers with few inputs or outputs, and for short rows, against plain loops. Small whole
// numbers have exact sums, so every order of summation must give the same bits.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <tuple>
#include <vector>

#include "gradus/kernels/matmul.hpp"
#include "gradus/kernels/reduce.hpp"

namespace gradus::kernels {
namespace {

template <class T>
std::vector<T> whole_numbers(int64_t n, uint32_t seed) {
  std::mt19937 words(seed);
  std::vector<T> values(static_cast<size_t>(n));
  for (T& value : values) value = static_cast<T>(static_cast<int>(words() % 17) - 8);
  return values;
}

/// n, in, out.
class ThinLayer : public testing::TestWithParam<std::tuple<int64_t, int64_t, int64_t>> {};

template <class T>
void expect_plain_sums(int64_t n, int64_t in, int64_t out) {
  const auto x = whole_numbers<T>(n * in, 1), w = whole_numbers<T>(out * in, 2), b = whole_numbers<T>(out, 3),
             g = whole_numbers<T>(n * out, 4);
  std::vector<T> y(g.size()), gx(x.size()), gw(w.size()), gb(b.size());
  std::vector<T> expected_y(y.size()), expected_gx(gx.size()), expected_gw(gw.size()), expected_gb(gb.size());
  const auto at = [](auto& values, int64_t row, int64_t columns, int64_t column) -> auto& {
    return values[static_cast<size_t>(row * columns + column)];
  };
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t o = 0; o < out; ++o) {
      at(expected_y, i, out, o) += at(b, 0, out, o);
      at(expected_gb, 0, out, o) += at(g, i, out, o);
      for (int64_t k = 0; k < in; ++k) {
        at(expected_y, i, out, o) += at(x, i, in, k) * at(w, o, in, k);
        at(expected_gx, i, in, k) += at(g, i, out, o) * at(w, o, in, k);
        at(expected_gw, o, in, k) += at(g, i, out, o) * at(x, i, in, k);
      }
    }
  }
  constexpr DType type = dtype_of<T>;
  const LinearSizes sizes{n, in, out};
  ASSERT_TRUE(is_small(sizes));
  small_linear(type, y.data(), x.data(), w.data(), b.data(), sizes);
  small_linear_gradient(type, gx.data(), gw.data(), gb.data(), g.data(), x.data(), w.data(), sizes);
  EXPECT_EQ(y, expected_y);
  EXPECT_EQ(gx, expected_gx);
  EXPECT_EQ(gw, expected_gw);
  EXPECT_EQ(gb, expected_gb);
}

TEST_P(ThinLayer, SumsAllThatAPlainLoopSums) {
  const auto [n, in, out] = GetParam();
  expect_plain_sums<float>(n, in, out);
  expect_plain_sums<double>(n, in, out);
}

// Rows below, at and above the blocks of 32 and 256; widths around a register's 4 and 8 lanes and the strips
// of 256.
INSTANTIATE_TEST_SUITE_P(Sizes, ThinLayer,
                         testing::Combine(testing::Values(1, 31, 32, 33, 300), testing::Values(1, 2, 3, 4),
                                          testing::Values(1, 3, 4, 5, 7, 8, 9, 17, 100, 257)));
INSTANTIATE_TEST_SUITE_P(Turned, ThinLayer,
                         testing::Combine(testing::Values(1, 33, 300), testing::Values(5, 7, 8, 17, 257, 600),
                                          testing::Values(1, 2, 3, 4)));

TEST(ThinLayer, OfARowDoesNotDependOnItsPlace) {
  for (const auto& [in, out] : {std::pair<int64_t, int64_t>{2, 3}, {3, 40}, {70, 2}}) {
    constexpr int64_t n = 75;
    std::vector<float> x(static_cast<size_t>(n * in)), w(static_cast<size_t>(out * in));
    std::mt19937 words(5);
    std::normal_distribution<float> normal;
    for (float& value : x) value = normal(words);
    for (float& value : w) value = normal(words);
    std::vector<float> y(static_cast<size_t>(n * out)), rest(y.size());
    const std::vector<float> b(static_cast<size_t>(out), 0.3F);
    small_linear(DType::float32, y.data(), x.data(), w.data(), b.data(), {n, in, out});
    for (int64_t first : {1, 2, 31, 40}) {
      small_linear(DType::float32, rest.data(), x.data() + first * in, w.data(), b.data(),
                   {n - first, in, out});
      for (size_t i = 0; i < static_cast<size_t>((n - first) * out); ++i)
        ASSERT_EQ(rest[i], y[i + static_cast<size_t>(first * out)]) << in << " to " << out << ", " << i;
    }
  }
}

template <class T>
std::vector<T> scores(int64_t n) {
  std::mt19937 words(6);
  std::normal_distribution<double> normal(0, 3);
  std::vector<T> values(static_cast<size_t>(n));
  for (T& value : values) value = static_cast<T>(normal(words));
  return values;
}

template <class T>
void expect_rows_alone(bool logarithm, int64_t rows, int64_t length) {
  constexpr DType type = dtype_of<T>;
  auto x = scores<T>(rows * length);
  const auto g = scores<T>(rows * length);
  x[static_cast<size_t>(3 * length)] = T(NAN);
  x[static_cast<size_t>(5 * length)] = T(INFINITY);
  std::vector<T> y(x.size()), gx(x.size()), row(static_cast<size_t>(length));
  softmax(logarithm, type, y.data(), x.data(), rows, length);
  softmax_gradient(logarithm, type, gx.data(), g.data(), y.data(), rows, length);
  const auto expect_same = [&](const T* whole) {
    for (size_t k = 0; k < row.size(); ++k)
      ASSERT_TRUE(row[k] == whole[k] || (std::isnan(row[k]) && std::isnan(whole[k])))
          << row[k] << " " << whole[k];
  };
  for (int64_t r = 0; r < rows; ++r) {
    const auto at = static_cast<size_t>(r * length);
    softmax(logarithm, type, row.data(), x.data() + at, 1, length);
    expect_same(y.data() + at);
    softmax_gradient(logarithm, type, row.data(), g.data() + at, y.data() + at, 1, length);
    expect_same(gx.data() + at);
  }
}

TEST(Softmax, OfShortRowsIsThatOfEachRowAlone) {
  for (int64_t length : {1, 2, 3, 4, 7, 10, 33, 64, 65}) {
    for (bool logarithm : {false, true}) {
      expect_rows_alone<float>(logarithm, 37, length);
      expect_rows_alone<double>(logarithm, 37, length);
    }
  }
}

TEST(Sums, OfColumnsHaveTheBitsOfRows) {
  for (int64_t columns : {1, 2, 3, 4, 5, 16, 21, 100}) {
    for (int64_t rows : {1, 3, 5, 40, 600, 3000}) {
      const auto x = scores<float>(rows * columns);
      std::vector<float> turned(x.size()), by_columns(static_cast<size_t>(columns)),
          by_rows(by_columns.size());
      for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < columns; ++c)
          turned[static_cast<size_t>(c * rows + r)] = x[static_cast<size_t>(r * columns + c)];
      }
      reduce_columns(ReduceOp::sum, DType::float32, by_columns.data(), x.data(), columns, rows);
      reduce_rows(ReduceOp::sum, DType::float32, by_rows.data(), turned.data(), columns, rows);
      ASSERT_EQ(by_columns, by_rows) << columns << " columns of " << rows;
    }
  }
}

}  // namespace
}  // namespace gradus::kernels
