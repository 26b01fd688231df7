// Products by the libraries: transposed sides, tiles, threads; and products of bfloat16.
#include "gradus/kernels/matmul.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/kernels/bfloat16.hpp"

namespace gradus::kernels {
namespace {

struct Case {
  int64_t m, n, k;
};

// Below and above each size at which something else computes: loops, primitives, tiles, BLAS.
const Case cases[] = {{5, 7, 3},     {100, 1, 9},     {101, 2, 7},     {13, 3, 50},     {25, 26, 25},
                      {26, 26, 26},  {33, 200, 90},   {1, 300, 200},   {300, 1, 200},   {200, 300, 1},
                      {1, 200, 100}, {65, 130, 4100}, {300, 300, 400}, {40, 900, 1000}, {600, 1100, 820}};

std::vector<float> draw(int64_t n, unsigned seed) {
  random::NumpyRandom generator(seed);
  std::vector<float> values(static_cast<size_t>(n));
  for (float& value : values) value = static_cast<float>(generator.random_sample() - 0.5);
  return values;
}

template <class T>
std::vector<T> transposed(const std::vector<T>& x, int64_t rows, int64_t columns) {
  std::vector<T> out(x.size());
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      out[static_cast<size_t>(j * rows + i)] = x[static_cast<size_t>(i * columns + j)];
    }
  }
  return out;
}

/// A few elements of x y, summed in double.
template <class Product>
void expect_near_product(const Case& c, const Product& term, const std::vector<float>& out,
                         double tolerance) {
  for (int64_t i = 0; i < c.m; i += std::max<int64_t>(c.m / 7, 1)) {
    for (int64_t j = 0; j < c.n; j += std::max<int64_t>(c.n / 7, 1)) {
      double sum = 0;
      for (int64_t k = 0; k < c.k; ++k) sum += term(i * c.k + k, k * c.n + j);
      EXPECT_NEAR(out[static_cast<size_t>(i * c.n + j)], sum, tolerance * std::sqrt(static_cast<double>(c.k)))
          << c.m << " x " << c.k << " x " << c.n << " at " << i << ", " << j;
    }
  }
}

/// All four layouts of the sides of one product, given by data and strides.
template <class T, class F>
void for_each_layout(const Case& c, const std::vector<T>& x, const std::vector<T>& y, F f) {
  const std::vector<T> xt = transposed(x, c.m, c.k), yt = transposed(y, c.k, c.n);
  for (const bool tx : {false, true}) {
    for (const bool ty : {false, true}) {
      const Matrix left = tx ? Matrix{xt.data(), 1, c.m} : Matrix{x.data(), c.k, 1};
      const Matrix right = ty ? Matrix{yt.data(), 1, c.k} : Matrix{y.data(), c.n, 1};
      f(left, right);
    }
  }
}

/// Runs f with 1, 2, 3 and 7 threads.
template <class F>
void for_each_thread_count(F f) {
  const int before = num_threads();
  for (const int threads : {1, 2, 3, 7}) {
    set_num_threads(threads);
    f();
  }
  set_num_threads(before);
}

TEST(Matmul, LibraryProductsInEveryLayoutAndOnAnyThreads) {
  for (const Case& c : cases) {
    const std::vector<float> x = draw(c.m * c.k, 1), y = draw(c.k * c.n, 2), bias = draw(c.n, 3);
    for_each_layout(c, x, y, [&](const Matrix& left, const Matrix& right) {
      std::vector<float> first;
      for_each_thread_count([&] {
        std::vector<float> out(static_cast<size_t>(c.m * c.n), NAN);
        matmul(DType::float32, out.data(), left, right, {1, c.m, c.n, c.k, 0, 0}, bias.data());
        if (first.empty()) first = out;
        EXPECT_EQ(std::memcmp(first.data(), out.data(), out.size() * sizeof(float)), 0);
      });
      for (int64_t i = 0; i < c.m * c.n; ++i)
        first[static_cast<size_t>(i)] -= bias[static_cast<size_t>(i % c.n)];
      expect_near_product(
          c,
          [&](int64_t a, int64_t b) {
            return static_cast<double>(x[static_cast<size_t>(a)]) *
                   static_cast<double>(y[static_cast<size_t>(b)]);
          },
          first, 2e-6);
    });
  }
}

TEST(Matmul, ABatchOfLibraryProducts) {
  const Case c{30, 40, 50};
  const int64_t batch = 12;
  const std::vector<float> x = draw(batch * c.m * c.k, 1), y = draw(c.k * c.n, 2);
  for_each_thread_count([&] {
    std::vector<float> all(static_cast<size_t>(batch * c.m * c.n)), one(static_cast<size_t>(c.m * c.n));
    matmul(DType::float32, all.data(), {x.data(), c.k, 1}, {y.data(), c.n, 1},
           {batch, c.m, c.n, c.k, c.m * c.k, 0});
    for (int64_t b = 0; b < batch; ++b) {
      matmul(DType::float32, one.data(), {x.data() + b * c.m * c.k, c.k, 1}, {y.data(), c.n, 1},
             {1, c.m, c.n, c.k, 0, 0});
      EXPECT_EQ(std::memcmp(one.data(), all.data() + b * c.m * c.n, one.size() * sizeof(float)), 0);
    }
  });
}

TEST(Matmul, MorePrimitivesThanAreKept) {
  // Each has a form of its own; the first ones come again when they have been dropped.
  for (int round = 0; round < 2; ++round) {
    for (int64_t m = 30; m < 200; ++m) {
      const std::vector<float> x(static_cast<size_t>(m * 30), 0.5F), y(30 * 30, 2.0F);
      std::vector<float> out(static_cast<size_t>(m * 30));
      matmul(DType::float32, out.data(), {x.data(), 30, 1}, {y.data(), 30, 1}, {1, m, 30, 30, 0, 0});
      for (const float value : out) ASSERT_EQ(value, 30.0F);
    }
  }
}

TEST(Matmul, LeavesOpenMPsSettingsAlone) {
  const int before = omp_get_max_threads();
  omp_set_num_threads(5);
  const std::vector<float> x(100 * 100, 1.0F);
  std::vector<float> out(100 * 100);
  matmul(DType::float32, out.data(), {x.data(), 100, 1}, {x.data(), 100, 1}, {1, 100, 100, 100, 0, 0});
  EXPECT_EQ(omp_get_max_threads(), 5);
  omp_set_num_threads(before);
}

uint16_t round_one(float x) {
  uint16_t out = 0;
  const Strides one{1};
  round_to_bfloat16(&out, Shape{1}, {&x, &one});
  return out;
}

TEST(BFloat16, RoundsToTheNearestAndTiesToEven) {
  const auto from = [](uint32_t bits) { return round_one(std::bit_cast<float>(bits)); };
  EXPECT_EQ(round_one(1.0F), 0x3F80);
  EXPECT_EQ(round_one(-2.0F), 0xC000);
  EXPECT_EQ(round_one(0.0F), 0x0000);
  EXPECT_EQ(round_one(-0.0F), 0x8000);
  EXPECT_EQ(from(0x3F807FFF), 0x3F80);  // just below half
  EXPECT_EQ(from(0x3F808000), 0x3F80);  // half: to even
  EXPECT_EQ(from(0x3F818000), 0x3F82);
  EXPECT_EQ(from(0x3F808001), 0x3F81);
  EXPECT_EQ(from(0x7F7FFFFF), 0x7F80);  // the largest float32 is nearer to infinity
  EXPECT_EQ(round_one(std::numeric_limits<float>::infinity()), 0x7F80);
  EXPECT_EQ(round_one(-std::numeric_limits<float>::infinity()), 0xFF80);
  for (const uint32_t nan : {0x7FC00000U, 0x7F800001U, 0x7FFFFFFFU, 0xFF800001U}) {
    EXPECT_GT(from(nan) & 0x7FFF, 0x7F80) << nan;
  }
  EXPECT_EQ(from(0x00008000), 0x0000);  // subnormal numbers round like all others
  EXPECT_EQ(from(0x00018000), 0x0002);
}

TEST(BFloat16, RoundsAnyStrides) {
  const std::vector<float> x = draw(300 * 301, 4);
  const Strides across{1, 301}, along{301, 1};
  std::vector<uint16_t> rows(x.size()), columns(x.size());
  round_to_bfloat16(rows.data(), Shape{300, 301}, {const_cast<float*>(x.data()), &along});
  round_to_bfloat16(columns.data(), Shape{301, 300}, {const_cast<float*>(x.data()), &across});
  EXPECT_EQ(transposed(rows, 300, 301), columns);
  for (size_t i = 0; i < x.size(); i += 101) EXPECT_EQ(rows[i], round_one(x[i]));
}

TEST(BFloat16, ProductsInEveryLayoutAndOnAnyThreads) {
  for (const Case& c : cases) {
    const auto rounded = [](const std::vector<float>& x) {
      std::vector<uint16_t> out(x.size());
      const Strides one{1};
      round_to_bfloat16(out.data(), Shape{std::ssize(x)}, {const_cast<float*>(x.data()), &one});
      return out;
    };
    const std::vector<uint16_t> x = rounded(draw(c.m * c.k, 1)), y = rounded(draw(c.k * c.n, 2));
    const std::vector<float> bias = draw(c.n, 3);
    for_each_layout(c, x, y, [&](const Matrix& left, const Matrix& right) {
      std::vector<float> first;
      for_each_thread_count([&] {
        std::vector<float> out(static_cast<size_t>(c.m * c.n), NAN);
        matmul_bfloat16(out.data(), left, right, {1, c.m, c.n, c.k, 0, 0}, bias.data());
        if (first.empty()) first = out;
        EXPECT_EQ(std::memcmp(first.data(), out.data(), out.size() * sizeof(float)), 0);
      });
      for (int64_t i = 0; i < c.m * c.n; ++i)
        first[static_cast<size_t>(i)] -= bias[static_cast<size_t>(i % c.n)];
      const auto value = [](const std::vector<uint16_t>& v, int64_t i) {
        return static_cast<double>(
            std::bit_cast<float>(static_cast<uint32_t>(v[static_cast<size_t>(i)]) << 16));
      };
      expect_near_product(
          c, [&](int64_t a, int64_t b) { return value(x, a) * value(y, b); }, first, 2e-6);
    });
  }
}

TEST(BFloat16, SaysWhatMultiplies) {
  const std::string words = bfloat16_products();
  EXPECT_TRUE(words == "amx" || words == "avx512_bf16" || words == "float32") << words;
}

}  // namespace
}  // namespace gradus::kernels
