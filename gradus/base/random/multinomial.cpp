#include "gradus/base/random/multinomial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "gradus/base/error.hpp"

namespace gradus::random {
namespace {

void draw_with_replacement(Generator& generator, std::span<int64_t> out, std::span<const double> weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  const double total = sums.back();
  for (double& sum : sums) sum /= total;
  sums.back() = 1;
  for (int64_t& place : out) {
    const double u = generator.uniform_float64();
    place = std::lower_bound(sums.begin(), sums.end(), u) - sums.begin();
    // A uniform number of exactly 0 would fall on a first weight of 0.
    while (weights[static_cast<size_t>(place)] == 0) ++place;
  }
}

void draw_without_replacement(Generator& generator, std::span<int64_t> out, std::span<const double> weights) {
  std::vector<double> keys(weights.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const double exponential = -std::log1p(-generator.uniform_float64());
    // A quotient of 0 / 0 must not win either.
    keys[i] = weights[i] > 0 ? weights[i] / exponential : 0;
  }
  std::vector<int64_t> order(keys.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  const auto larger = [&keys](int64_t a, int64_t b) {
    return keys[static_cast<size_t>(a)] > keys[static_cast<size_t>(b)];
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(out.size()), order.end(),
                    larger);
  std::copy_n(order.begin(), out.size(), out.begin());
}

}  // namespace

void check_multinomial(const char* op, int64_t draws, std::span<const double> weights, bool replacement) {
  double total = 0;
  int64_t positive = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0) || std::isinf(weights[i])) {
      fail(fmt::format("{}: weights must be finite and not negative, weight {} is {}", op, i, weights[i]));
    }
    total += weights[i];
    positive += weights[i] > 0 ? 1 : 0;
  }
  if (positive == 0) fail(fmt::format("{}: one weight at least must be positive", op));
  if (std::isinf(total)) fail(fmt::format("{}: the weights are too large to add up", op));
  if (!replacement && draws > positive) {
    fail(fmt::format("{}: {} different samples cannot be drawn, {} weights are positive", op, draws,
                     positive));
  }
}

void fill_multinomial(Generator& generator, std::span<int64_t> out, std::span<const double> weights,
                      bool replacement) {
  check_multinomial("multinomial", static_cast<int64_t>(out.size()), weights, replacement);
  if (out.empty()) return;
  if (replacement) {
    draw_with_replacement(generator, out, weights);
  } else {
    draw_without_replacement(generator, out, weights);
  }
}

}  // namespace gradus::random
