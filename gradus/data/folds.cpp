#include "gradus/data/folds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"
#include "gradus/data/split_parts.hpp"

namespace gradus::data {
namespace {

using detail::Indices;
using Tests = std::vector<Indices>;

void check_splits(const char* op, int64_t n_splits) {
  if (n_splits < 2) fail(fmt::format("{}: n_splits must be at least 2, got {}", op, n_splits));
}

void check_repeats(const char* op, const RepeatedKFoldOptions& options) {
  check_splits(op, options.n_splits);
  if (options.n_repeats < 1 || options.n_repeats > detail::most_splits) {
    fail(fmt::format("{}: n_repeats must be 1 to {}, got {}", op, detail::most_splits, options.n_repeats));
  }
  random::NumpyRandom(options.seed);  // an Error for a seed that is none
}

void check_enough(const char* op, int64_t n_splits, int64_t n) {
  if (n_splits > n) fail(fmt::format("{}: {} rows are too few for {} splits", op, n, n_splits));
}

/// 0, 1, ..., n-1.
Indices counting(const char* op, int64_t n) {
  auto rows = sized_vector<int64_t>(op, n);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

/// Runs of rows, shuffled before when there is a generator.
void add_k_folds(const char* op, Tests& tests, int64_t n, int64_t n_splits, random::NumpyRandom* rng) {
  check_enough(op, n_splits, n);
  Indices rows = counting(op, n);
  if (rng) rng->shuffle(rows);
  auto begin = rows.begin();
  for (int64_t i = 0; i < n_splits; ++i) {
    const auto end = begin + n / n_splits + (i < n % n_splits ? 1 : 0);
    tests.emplace_back(begin, end);
    std::sort(tests.back().begin(), tests.back().end());
    begin = end;
  }
}

/// Classes in the order in which they first occur; how many rows of each go to each fold follows from dealing
/// out all rows, sorted by class, one by one.
void add_stratified_folds(const char* op, Tests& tests, std::span<const int64_t> labels, int64_t n_splits,
                          random::NumpyRandom* rng) {
  check_enough(op, n_splits, static_cast<int64_t>(labels.size()));
  Tests classes = detail::rows_by_class(labels);
  std::sort(classes.begin(), classes.end(), [](const Indices& a, const Indices& b) { return a[0] < b[0]; });
  const bool enough = std::any_of(classes.begin(), classes.end(), [&](const Indices& rows) {
    return static_cast<int64_t>(rows.size()) >= n_splits;
  });
  if (!enough) fail(fmt::format("{}: no class has as many rows as there are splits, {}", op, n_splits));
  const size_t first = tests.size();
  tests.resize(first + static_cast<size_t>(n_splits));
  int64_t dealt = 0;
  for (const Indices& rows : classes) {
    Indices folds(rows.size());
    for (int64_t& fold : folds) fold = dealt++ % n_splits;
    std::sort(folds.begin(), folds.end());
    if (rng) rng->shuffle(folds);
    for (size_t i = 0; i < rows.size(); ++i) tests[first + static_cast<size_t>(folds[i])].push_back(rows[i]);
  }
  for (size_t i = first; i < tests.size(); ++i) std::sort(tests[i].begin(), tests[i].end());
}

/// NumPy's order of argsort: quicksort with the median of three, by insertion up to 16. It matters where
/// groups are equally large.
class NumpyOrder {
 public:
  explicit NumpyOrder(const Indices& values) : values_(values), order_(values.size()) {
    std::iota(order_.begin(), order_.end(), size_t{0});
    int depth = 0;
    for (size_t n = values.size(); n > 1; n /= 2) depth += 2;
    if (!values.empty()) sort(0, values.size() - 1, depth);
  }
  const std::vector<size_t>& order() const { return order_; }

 private:
  bool less(size_t a, size_t b) const { return values_[order_[a]] < values_[order_[b]]; }
  void order_pair(size_t a, size_t b) {
    if (less(b, a)) std::swap(order_[a], order_[b]);
  }

  void sort(size_t low, size_t high, int depth) {
    while (high - low > 15) {
      if (depth-- < 0) {  // an order made to be slow; here NumPy takes a heap, and ties come as they may
        std::stable_sort(order_.begin() + static_cast<std::ptrdiff_t>(low),
                         order_.begin() + static_cast<std::ptrdiff_t>(high) + 1,
                         [&](size_t a, size_t b) { return values_[a] < values_[b]; });
        return;
      }
      const size_t middle = partition(low, high);
      sort(middle + 1, high, depth);
      high = middle - 1;
    }
    insert(low, high);
  }

  /// Puts the median of the first, middle and last to its place, which it returns.
  size_t partition(size_t low, size_t high) {
    const size_t middle = low + (high - low) / 2, hidden = high - 1;
    order_pair(low, middle);
    order_pair(middle, high);
    order_pair(low, middle);
    std::swap(order_[middle], order_[hidden]);
    size_t up = low, down = hidden;
    while (true) {
      do ++up;
      while (less(up, hidden));
      do --down;
      while (less(hidden, down));
      if (up >= down) break;
      std::swap(order_[up], order_[down]);
    }
    std::swap(order_[up], order_[hidden]);
    return up;
  }

  void insert(size_t low, size_t high) {
    for (size_t i = low + 1; i <= high; ++i) {
      for (size_t j = i; j > low && less(j, j - 1); --j) std::swap(order_[j], order_[j - 1]);
    }
  }

  const Indices& values_;
  std::vector<size_t> order_;
};

}  // namespace

const std::vector<int64_t>& Folds::test(int64_t i) const {
  if (i < 0 || i >= size()) fail(fmt::format("Folds: there is no fold {} of {}", i, size()));
  return tests_[static_cast<size_t>(i)];
}

SplitIndices Folds::operator[](int64_t i) const {
  SplitIndices split{{}, test(i)};
  split.train.reserve(static_cast<size_t>(rows_) - split.test.size());
  auto next = split.test.begin();
  for (int64_t row = 0; row < rows_; ++row) {
    if (next != split.test.end() && *next == row) {
      ++next;
    } else {
      split.train.push_back(row);
    }
  }
  return split;
}

KFold::KFold(const KFoldOptions& options) : options_(options) { check_splits("KFold", options.n_splits); }

Folds KFold::split(int64_t n) const {
  random::NumpyRandom rng(options_.seed);
  Tests tests;
  add_k_folds("KFold", tests, n, options_.n_splits, options_.shuffle ? &rng : nullptr);
  return {n, std::move(tests)};
}

StratifiedKFold::StratifiedKFold(const KFoldOptions& options) : options_(options) {
  check_splits("StratifiedKFold", options.n_splits);
}

Folds StratifiedKFold::split(std::span<const int64_t> labels) const {
  random::NumpyRandom rng(options_.seed);
  Tests tests;
  add_stratified_folds("StratifiedKFold", tests, labels, options_.n_splits,
                       options_.shuffle ? &rng : nullptr);
  return {static_cast<int64_t>(labels.size()), std::move(tests)};
}

RepeatedKFold::RepeatedKFold(const RepeatedKFoldOptions& options) : options_(options) {
  check_repeats("RepeatedKFold", options);
}

Folds RepeatedKFold::split(int64_t n) const {
  random::NumpyRandom rng(options_.seed);
  Tests tests;
  for (int64_t i = 0; i < options_.n_repeats; ++i) {
    add_k_folds("RepeatedKFold", tests, n, options_.n_splits, &rng);
  }
  return {n, std::move(tests)};
}

RepeatedStratifiedKFold::RepeatedStratifiedKFold(const RepeatedKFoldOptions& options) : options_(options) {
  check_repeats("RepeatedStratifiedKFold", options);
}

Folds RepeatedStratifiedKFold::split(std::span<const int64_t> labels) const {
  random::NumpyRandom rng(options_.seed);
  Tests tests;
  for (int64_t i = 0; i < options_.n_repeats; ++i) {
    add_stratified_folds("RepeatedStratifiedKFold", tests, labels, options_.n_splits, &rng);
  }
  return {static_cast<int64_t>(labels.size()), std::move(tests)};
}

GroupKFold::GroupKFold(const GroupKFoldOptions& options) : options_(options) {
  check_splits("GroupKFold", options.n_splits);
}

Folds GroupKFold::split(std::span<const int64_t> groups) const {
  const Tests rows = detail::rows_by_class(groups);
  if (options_.n_splits > static_cast<int64_t>(rows.size())) {
    fail(fmt::format("GroupKFold: {} groups are too few for {} splits", rows.size(), options_.n_splits));
  }
  Indices sizes;
  for (const Indices& group : rows) sizes.push_back(static_cast<int64_t>(group.size()));
  const NumpyOrder by_size(sizes);
  Tests tests(static_cast<size_t>(options_.n_splits));
  for (size_t i = sizes.size(); i-- > 0;) {
    Indices& lightest = *std::min_element(
        tests.begin(), tests.end(), [](const Indices& a, const Indices& b) { return a.size() < b.size(); });
    const Indices& group = rows[by_size.order()[i]];
    lightest.insert(lightest.end(), group.begin(), group.end());
  }
  for (Indices& test : tests) std::sort(test.begin(), test.end());
  return {static_cast<int64_t>(groups.size()), std::move(tests)};
}

Folds LeaveOneOut::split(int64_t n) const {
  check_enough("LeaveOneOut", 2, n);
  auto tests = sized_vector<Indices>("LeaveOneOut", n);
  for (int64_t i = 0; i < n; ++i) tests[static_cast<size_t>(i)] = {i};
  return {n, std::move(tests)};
}

TimeSeriesSplit::TimeSeriesSplit(const TimeSeriesSplitOptions& options) : options_(options) {
  check_splits("TimeSeriesSplit", options.n_splits);
  if (options.gap < 0) fail(fmt::format("TimeSeriesSplit: gap must not be negative, got {}", options.gap));
  if (options.max_train_size && *options.max_train_size < 1) {
    fail(fmt::format("TimeSeriesSplit: max_train_size must be at least 1, got {}", *options.max_train_size));
  }
  if (options.test_size && *options.test_size < 1) {
    fail(fmt::format("TimeSeriesSplit: test_size must be at least 1, got {}", *options.test_size));
  }
}

std::vector<SplitIndices> TimeSeriesSplit::split(int64_t n) const {
  constexpr const char* op = "TimeSeriesSplit";
  const int64_t splits = options_.n_splits;
  if (splits >= n) fail(fmt::format("{}: {} rows are too few for {} splits", op, n, splits));
  const int64_t size = options_.test_size.value_or(n / (splits + 1));
  if (size > (n - 1) / splits || options_.gap >= n - size * splits) {
    fail(fmt::format("{}: {} rows are too few for {} splits with {} test rows and a gap of {}", op, n, splits,
                     size, options_.gap));
  }
  std::vector<SplitIndices> all;
  for (int64_t start = n - splits * size; start < n; start += size) {
    const int64_t train_end = start - options_.gap;
    const int64_t train_begin = std::max<int64_t>(train_end - options_.max_train_size.value_or(train_end), 0);
    SplitIndices split{sized_vector<int64_t>(op, train_end - train_begin), sized_vector<int64_t>(op, size)};
    std::iota(split.train.begin(), split.train.end(), train_begin);
    std::iota(split.test.begin(), split.test.end(), start);
    all.push_back(std::move(split));
  }
  return all;
}

}  // namespace gradus::data
