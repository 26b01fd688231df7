#include "gradus/data/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"

namespace gradus::data {
namespace {

using Indices = std::vector<int64_t>;

struct Sizes {
  int64_t train, test;
};

int64_t rows_of(const char* which, const SplitSize& size, int64_t n, bool round_up) {
  if (size.is_count()) {
    if (size.count() <= 0 || size.count() >= n) {
      fail(fmt::format("train_test_split: {} = {} is not between 1 and {}, for {} rows", which, size.count(),
                       n - 1, n));
    }
    return size.count();
  }
  if (!(size.fraction() > 0 && size.fraction() < 1)) {
    fail(fmt::format("train_test_split: {} = {} is not between 0 and 1; give a whole number to count rows",
                     which, size.fraction()));
  }
  const double rows = size.fraction() * static_cast<double>(n);
  return static_cast<int64_t>(round_up ? std::ceil(rows) : std::floor(rows));
}

Sizes sizes_of(int64_t n, const SplitOptions& options) {
  if (n < 2) fail(fmt::format("train_test_split: {} rows cannot be split", n));
  Sizes sizes{};
  if (options.test_size) sizes.test = rows_of("test_size", *options.test_size, n, true);
  if (options.train_size) sizes.train = rows_of("train_size", *options.train_size, n, false);
  if (!options.test_size && !options.train_size) sizes.test = rows_of("test_size", 0.25, n, true);
  if (!options.train_size) sizes.train = n - sizes.test;
  if (!options.test_size && options.train_size) sizes.test = n - sizes.train;
  if (sizes.train + sizes.test > n) {
    fail(fmt::format("train_test_split: {} training and {} test rows are more than the {} there are",
                     sizes.train, sizes.test, n));
  }
  if (sizes.train < 1 || sizes.test < 1) {
    fail(fmt::format(
        "train_test_split: of {} rows {} would be for training and {} for testing; each side needs one", n,
        sizes.train, sizes.test));
  }
  return sizes;
}

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

/// The rows of each class, in order; classes in the order of their labels.
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

void check_classes(const std::vector<Indices>& classes, std::span<const int64_t> labels, const Sizes& sizes) {
  for (const Indices& rows : classes) {
    if (rows.size() < 2) {
      fail(fmt::format(
          "train_test_split: class {} has a single row; a stratified split needs two of each class",
          labels[static_cast<size_t>(rows.front())]));
    }
  }
  const auto k = static_cast<int64_t>(classes.size());
  if (sizes.train < k || sizes.test < k) {
    const bool train = sizes.train < k;
    fail(fmt::format("train_test_split: {} {} rows are too few for {} classes",
                     train ? sizes.train : sizes.test, train ? "training" : "test", k));
  }
}

SplitIndices stratified(std::span<const int64_t> labels, const Sizes& sizes, random::NumpyRandom& rng) {
  const std::vector<Indices> classes = rows_by_class(labels);
  check_classes(classes, labels, sizes);
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

SplitIndices plain(int64_t n, const Sizes& sizes, bool shuffle, random::NumpyRandom& rng) {
  if (shuffle) {
    const Indices order = rng.permutation(n);
    const auto cut = order.begin() + sizes.test;
    return {Indices(cut, cut + sizes.train), Indices(order.begin(), cut)};
  }
  SplitIndices split{Indices(static_cast<size_t>(sizes.train)), Indices(static_cast<size_t>(sizes.test))};
  std::iota(split.train.begin(), split.train.end(), int64_t{0});
  std::iota(split.test.begin(), split.test.end(), sizes.train);
  return split;
}

void check_rows(const Tensor& x, const Tensor& y) {
  if (!x.defined() || !y.defined()) fail("train_test_split: an undefined tensor was given");
  if (x.dim() == 0 || y.dim() == 0 || x.size(0) != y.size(0)) {
    fail(fmt::format("train_test_split: x and y differ in their number of rows: {} and {}",
                     to_string(x.shape()), to_string(y.shape())));
  }
}

}  // namespace

SplitIndices train_test_split(std::span<const int64_t> labels, const SplitOptions& options,
                              random::NumpyRandom& rng) {
  const auto n = static_cast<int64_t>(labels.size());
  const Sizes sizes = sizes_of(n, options);
  if (!options.stratify) return plain(n, sizes, options.shuffle, rng);
  if (!options.shuffle) fail("train_test_split: a stratified split is a shuffled one; drop one of the two");
  return stratified(labels, sizes, rng);
}

SplitIndices train_test_split(int64_t n, const SplitOptions& options, random::NumpyRandom& rng) {
  if (options.stratify) fail("train_test_split: a stratified split needs the labels");
  return plain(n, sizes_of(n, options), options.shuffle, rng);
}

Split train_test_split(const Tensor& x, const Tensor& y, const SplitOptions& options,
                       random::NumpyRandom& rng) {
  check_rows(x, y);
  SplitIndices rows;
  if (options.stratify) {
    if (y.dim() != 1 || y.dtype() != int64) {
      fail(fmt::format("train_test_split: to stratify, y must be labels, int64 of one dimension, got {} {}",
                       name(y.dtype()), to_string(y.shape())));
    }
    rows = train_test_split(y.to_vector<int64_t>(), options, rng);
  } else {
    rows = train_test_split(x.size(0), options, rng);
  }
  const Tensor train = from_data(rows.train, {static_cast<int64_t>(rows.train.size())});
  const Tensor test = from_data(rows.test, {static_cast<int64_t>(rows.test.size())});
  return {index_select(x, 0, train), index_select(x, 0, test), index_select(y, 0, train),
          index_select(y, 0, test)};
}

Split train_test_split(const Tensor& x, const Tensor& y, const SplitOptions& options, int64_t seed) {
  random::NumpyRandom rng(seed);
  return train_test_split(x, y, options, rng);
}

}  // namespace gradus::data
