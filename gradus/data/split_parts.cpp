#include "gradus/data/split_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"

namespace gradus::data::detail {
namespace {

int64_t rows_of(const char* op, const char* which, const SplitSize& size, int64_t n, bool round_up) {
  if (size.is_count()) {
    if (size.count() <= 0 || size.count() >= n) {
      fail(
          fmt::format("{}: {} = {} is not between 1 and {}, for {} rows", op, which, size.count(), n - 1, n));
    }
    return size.count();
  }
  if (!(size.fraction() > 0 && size.fraction() < 1)) {
    fail(fmt::format("{}: {} = {} is not between 0 and 1; give a whole number to count rows", op, which,
                     size.fraction()));
  }
  const double rows = size.fraction() * static_cast<double>(n);
  return static_cast<int64_t>(round_up ? std::ceil(rows) : std::floor(rows));
}

}  // namespace

Sizes sizes_of(const char* op, int64_t n, const std::optional<SplitSize>& test_size,
               const std::optional<SplitSize>& train_size, double default_test_size) {
  if (n < 2) fail(fmt::format("{}: {} rows cannot be split", op, n));
  Sizes sizes{};
  if (test_size) sizes.test = rows_of(op, "test_size", *test_size, n, true);
  if (train_size) sizes.train = rows_of(op, "train_size", *train_size, n, false);
  if (!test_size && !train_size) sizes.test = rows_of(op, "test_size", default_test_size, n, true);
  if (!train_size) sizes.train = n - sizes.test;
  if (!test_size && train_size) sizes.test = n - sizes.train;
  if (sizes.train > n - sizes.test) {
    fail(fmt::format("{}: {} training and {} test rows are more than the {} there are", op, sizes.train,
                     sizes.test, n));
  }
  if (sizes.train < 1 || sizes.test < 1) {
    fail(fmt::format("{}: of {} rows {} would be for training and {} for testing; each side needs one", op, n,
                     sizes.train, sizes.test));
  }
  return sizes;
}

namespace {

/// Shares `draws` places among classes of these sizes: each gets its share rounded down, and the places left
/// go to the largest remainders, by lot among equal ones (scikit-learn's _approximate_mode; Deville and
/// Tille).
Indices share_places(const Indices& counts, int64_t draws, random::NumpyRandom& rng) {
  const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), int64_t{0}));
  Indices places;
  std::vector<double> remainders;
  int64_t left = draws;
  for (int64_t count : counts) {
    const double share = static_cast<double>(count) / total * static_cast<double>(draws);
    const double whole = std::floor(share);
    places.push_back(static_cast<int64_t>(whole));
    remainders.push_back(share - whole);
    left -= places.back();
  }
  const std::set<double, std::greater<>> levels(remainders.begin(), remainders.end());
  for (auto level = levels.begin(); left > 0 && level != levels.end(); ++level) {
    Indices equal;
    for (size_t i = 0; i < remainders.size(); ++i) {
      if (remainders[i] == *level) equal.push_back(static_cast<int64_t>(i));
    }
    const auto n = static_cast<int64_t>(equal.size());
    for (int64_t chosen : rng.choice(n, std::min(n, left))) {
      ++places[static_cast<size_t>(equal[static_cast<size_t>(chosen)])];
      --left;
    }
  }
  return places;
}

}  // namespace

std::vector<Indices> rows_by_class(std::span<const int64_t> labels) {
  Indices order(labels.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  const auto label = [&](int64_t row) { return labels[static_cast<size_t>(row)]; };
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return label(a) < label(b); });
  std::vector<Indices> classes;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || label(order[i]) != label(order[i - 1])) classes.emplace_back();
    classes.back().push_back(order[i]);
  }
  return classes;
}

void check_classes(const char* op, const std::vector<Indices>& classes, std::span<const int64_t> labels,
                   const Sizes& sizes) {
  for (const Indices& rows : classes) {
    if (rows.size() < 2) {
      fail(fmt::format("{}: class {} has a single row; a stratified split needs two of each class", op,
                       labels[static_cast<size_t>(rows.front())]));
    }
  }
  const auto k = static_cast<int64_t>(classes.size());
  if (sizes.train < k || sizes.test < k) {
    const bool train = sizes.train < k;
    fail(fmt::format("{}: {} {} rows are too few for {} classes", op, train ? sizes.train : sizes.test,
                     train ? "training" : "test", k));
  }
}

SplitIndices stratified(const std::vector<Indices>& classes, const Sizes& sizes, random::NumpyRandom& rng) {
  Indices counts;
  for (const Indices& rows : classes) counts.push_back(static_cast<int64_t>(rows.size()));
  const Indices train = share_places(counts, sizes.train, rng);
  Indices remaining(counts.size());
  std::transform(counts.begin(), counts.end(), train.begin(), remaining.begin(), std::minus<>());
  const Indices test = share_places(remaining, sizes.test, rng);

  SplitIndices split;
  for (size_t c = 0; c < classes.size(); ++c) {
    const Indices order = rng.permutation(counts[c]);
    for (int64_t i = 0; i < train[c] + test[c]; ++i) {
      const int64_t row = classes[c][static_cast<size_t>(order[static_cast<size_t>(i)])];
      (i < train[c] ? split.train : split.test).push_back(row);
    }
  }
  rng.shuffle(split.train);
  rng.shuffle(split.test);
  return split;
}

SplitIndices plain(const char* op, int64_t n, const Sizes& sizes, bool shuffle, random::NumpyRandom& rng) {
  if (shuffle) {
    const Indices order = rng.permutation(n);
    const auto cut = order.begin() + sizes.test;
    return {Indices(cut, cut + sizes.train), Indices(order.begin(), cut)};
  }
  SplitIndices split{sized_vector<int64_t>(op, sizes.train), sized_vector<int64_t>(op, sizes.test)};
  std::iota(split.train.begin(), split.train.end(), int64_t{0});
  std::iota(split.test.begin(), split.test.end(), sizes.train);
  return split;
}

}  // namespace gradus::data::detail
