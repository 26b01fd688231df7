#include "gradus/learn/covariance.hpp"

#include <algorithm>
#include <vector>

#include "gradus/base/threads.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/kernels/matmul.hpp"

namespace gradus::learn::internal {
namespace {

/// A guess at the mean from rows all over x: near enough that nothing is lost when it is put right.
template <class T>
std::vector<T> provisional_mean(const T* x, int64_t n, int64_t d) {
  constexpr int64_t samples = 1024;
  const int64_t step = std::max<int64_t>(1, n / samples), count = (n + step - 1) / step;
  std::vector<double> sums(static_cast<size_t>(d));
  for (int64_t i = 0; i < n; i += step) {
    for (int64_t j = 0; j < d; ++j) sums[static_cast<size_t>(j)] += static_cast<double>(x[i * d + j]);
  }
  std::vector<T> result;
  result.reserve(sums.size());
  for (const double sum : sums) result.push_back(static_cast<T>(sum / static_cast<double>(count)));
  return result;
}

template <class T>
struct Part {
  std::vector<T> products;
  std::vector<double> sums;
};

/// Products and sums of some rows less the provisional mean, which `moved` has room for.
template <class T>
Part<T> part_of(const T* x, const std::vector<T>& middle, int64_t rows, std::vector<T>& moved) {
  constexpr int64_t block = 64;  // of rows, few enough for sums of type T
  const auto d = static_cast<int64_t>(middle.size());
  std::vector<T> sums(middle.size());
  Part<T> part{std::vector<T>(static_cast<size_t>(d * d)), std::vector<double>(static_cast<size_t>(d))};
  for (int64_t begin = 0; begin < rows; begin += block) {
    std::fill(sums.begin(), sums.end(), T{0});
    for (int64_t i = begin; i < std::min(rows, begin + block); ++i) {
      const T *from = x + i * d, *mean = middle.data();
      T* __restrict to = moved.data() + i * d, * __restrict sum = sums.data();
      for (int64_t j = 0; j < d; ++j) {
        to[j] = from[j] - mean[j];
        sum[j] += to[j];
      }
    }
    for (size_t j = 0; j < sums.size(); ++j) part.sums[j] += static_cast<double>(sums[j]);
  }
  kernels::matmul(dtype_of<T>, part.products.data(), {moved.data(), 1, d}, {moved.data(), d, 1},
                  {.batch = 1, .m = d, .n = d, .k = rows, .x_batch_stride = 0, .y_batch_stride = 0});
  return part;
}

template <class T>
Scatter scatter_of(const Tensor& x) {
  const int64_t n = x.size(0), d = x.size(1);
  const std::vector<T> middle = provisional_mean(x.data<T>(), n, d);
  // Large enough that the parts' products take less memory than the rows.
  const int64_t rows = std::max<int64_t>(2048, 2 * d), count = (n + rows - 1) / rows;
  std::vector<Part<T>> parts(static_cast<size_t>(count));
  parallel_for(count, 1, [&](int64_t begin, int64_t end) {
    std::vector<T> moved(static_cast<size_t>(rows * d));
    for (int64_t p = begin; p < end; ++p) {
      parts[static_cast<size_t>(p)] =
          part_of(x.data<T>() + p * rows * d, middle, std::min(rows, n - p * rows), moved);
    }
  });
  std::vector<double> squares(static_cast<size_t>(d * d)), sums(static_cast<size_t>(d));
  for (const Part<T>& part : parts) {
    for (size_t i = 0; i < squares.size(); ++i) squares[i] += static_cast<double>(part.products[i]);
    for (size_t j = 0; j < sums.size(); ++j) sums[j] += part.sums[j];
  }
  std::vector<double> mean(static_cast<size_t>(d));
  const auto width = static_cast<size_t>(d);
  for (size_t j = 0; j < width; ++j) {
    mean[j] = static_cast<double>(middle[j]) + sums[j] / static_cast<double>(n);
    for (size_t l = 0; l < width; ++l) squares[j * width + l] -= sums[j] * sums[l] / static_cast<double>(n);
  }
  return {from_data(mean, {d}), from_data(squares, {d, d})};
}

}  // namespace

Scatter scatter(const Tensor& x) {
  return dispatch_float(x.dtype(), [&]<class T>() { return scatter_of<T>(x); });
}

}  // namespace gradus::learn::internal
