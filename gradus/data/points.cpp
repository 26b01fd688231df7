#include "gradus/data/points.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data::detail {
namespace {

template <class T>
std::vector<T> reordered(const std::vector<T>& rows, const std::vector<int64_t>& order, int64_t width) {
  std::vector<T> result;
  result.reserve(rows.size());
  for (const int64_t row : order) {
    const auto begin = rows.begin() + row * width;
    result.insert(result.end(), begin, begin + width);
  }
  return result;
}

}  // namespace

void PointList::shuffle(random::NumpyRandom& rng) {
  const std::vector<int64_t> order = rng.permutation(rows());
  x = reordered(x, order, width);
  if (!classes.empty()) classes = reordered(classes, order, 1);
  if (!values.empty()) {
    values =
        reordered(values, order, static_cast<int64_t>(values.size()) / static_cast<int64_t>(order.size()));
  }
}

void PointList::reorder_features(const std::vector<int64_t>& order) {
  const std::vector<double> before = x;
  for (size_t begin = 0; begin < x.size(); begin += order.size()) {
    for (size_t j = 0; j < order.size(); ++j) x[begin + j] = before[begin + static_cast<size_t>(order[j])];
  }
}

void PointList::add_noise(double std, random::NumpyRandom& rng) {
  for (double& number : x) number += rng.normal(0, std);
}

Points PointList::points() const {
  const Tensor features = from_data(x, {rows(), width});
  if (values.empty()) return {features, from_data(classes, {rows()})};
  return {features, from_data(values, {static_cast<int64_t>(values.size())})};
}

void require_at_least(const char* op, const char* what, int64_t value, int64_t least) {
  if (value < least) fail(fmt::format("{}: {} must be at least {}, got {}", op, what, least, value));
}

void require_not_negative(const char* op, const char* what, double value) {
  if (!(value >= 0) || std::isinf(value)) {
    fail(fmt::format("{}: {} must be finite and not negative, got {}", op, what, value));
  }
}

void require_possible(const char* op, int64_t rows, int64_t columns) {
  check_size(op, Shape{rows, columns}, sizeof(double));
  room_for<double>(op, rows * columns);
}

std::vector<double> even_steps(double start, double stop, int64_t n, bool closed) {
  std::vector<double> steps(static_cast<size_t>(n));
  const auto intervals = static_cast<double>(closed ? n - 1 : n);
  const double step = n > 1 || !closed ? (stop - start) / intervals : 0;
  for (int64_t i = 0; i < n; ++i) steps[static_cast<size_t>(i)] = static_cast<double>(i) * step + start;
  if (closed && n > 1) steps.back() = stop;
  return steps;
}

}  // namespace gradus::data::detail
