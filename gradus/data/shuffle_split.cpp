#include "gradus/data/shuffle_split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/data/split_parts.hpp"

namespace gradus::data {
namespace {

using detail::Indices;

void check_splits(const char* op, int64_t n_splits) {
  if (n_splits < 1 || n_splits > detail::most_splits) {
    fail(fmt::format("{}: n_splits must be 1 to {}, got {}", op, detail::most_splits, n_splits));
  }
}

/// The rows of the chosen groups, in order.
Indices rows_of(const std::vector<Indices>& groups, const Indices& chosen) {
  Indices rows;
  for (int64_t group : chosen) {
    const Indices& of = groups[static_cast<size_t>(group)];
    rows.insert(rows.end(), of.begin(), of.end());
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

SplitIndices with_groups(const std::vector<Indices>& groups, const SplitIndices& chosen) {
  return {rows_of(groups, chosen.train), rows_of(groups, chosen.test)};
}

/// values[places].
Indices taken(std::span<const int64_t> values, const Indices& places) {
  Indices out;
  out.reserve(places.size());
  for (int64_t place : places) out.push_back(values[static_cast<size_t>(place)]);
  return out;
}

constexpr const char* three_op = "train_validation_test_split";

int64_t count_of(const char* which, const SplitSize& size, int64_t n) {
  if (size.is_count()) {
    if (size.count() >= 1 && size.count() < n) return size.count();
    fail(fmt::format("{}: {} = {} is not between 1 and {}", three_op, which, size.count(), n - 1));
  }
  if (!(size.fraction() > 0 && size.fraction() < 1)) {
    fail(fmt::format("{}: {} = {} is not between 0 and 1; give a whole number to count rows", three_op, which,
                     size.fraction()));
  }
  return static_cast<int64_t>(std::ceil(size.fraction() * static_cast<double>(n)));
}

struct Counts {
  int64_t validation, test;
};

Counts counts_of(const ThreeWayOptions& options, int64_t n, const char* what) {
  if (n < 3) fail(fmt::format("{}: {} {} cannot be split in three", three_op, n, what));
  const Counts counts{count_of("validation_size", options.validation_size, n),
                      count_of("test_size", options.test_size, n)};
  if (counts.validation >= n - counts.test) {
    fail(fmt::format("{}: {} validation and {} test {} leave none of {} for training", three_op,
                     counts.validation, counts.test, what, n));
  }
  return counts;
}

/// Splits n things with labels (looked at when stratified) by two calls of split(n, labels, test count).
template <class Split>
ThreeWayIndices in_two_steps(int64_t n, const Counts& counts, Split split) {
  const SplitIndices outer = split(n, std::optional<Indices>(), counts.test);
  const SplitIndices inner =
      split(static_cast<int64_t>(outer.train.size()), std::optional(outer.train), counts.validation);
  return {taken(outer.train, inner.train), taken(outer.train, inner.test), outer.test};
}

ThreeWayIndices split_rows(int64_t n, std::span<const int64_t> labels, const ThreeWayOptions& options,
                           random::NumpyRandom& rng) {
  random::NumpyRandom draws = rng;  // a call that fails on its way leaves the caller's as it was
  const Counts counts = counts_of(options, n, "rows");
  const ThreeWayIndices rows =
      in_two_steps(n, counts, [&](int64_t count, const std::optional<Indices>& chosen, int64_t test) {
        const detail::Sizes sizes{count - test, test};
        if (!options.stratify) return detail::plain(three_op, count, sizes, options.shuffle, draws);
        const Indices of = chosen ? taken(labels, *chosen) : Indices(labels.begin(), labels.end());
        const std::vector<Indices> classes = detail::rows_by_class(of);
        detail::check_classes(three_op, classes, of, sizes);
        return detail::stratified(classes, sizes, draws);
      });
  rng = draws;
  return rows;
}

/// Groups among the rows left are numbered anew, in order, so the second draw is one of places too.
ThreeWayIndices split_groups(const ThreeWayOptions& options, random::NumpyRandom& rng) {
  const std::vector<Indices> groups = detail::rows_by_class(options.groups);
  const Counts counts = counts_of(options, static_cast<int64_t>(groups.size()), "groups");
  const ThreeWayIndices chosen =
      in_two_steps(static_cast<int64_t>(groups.size()), counts,
                   [&](int64_t count, const std::optional<Indices>&, int64_t test) {
                     SplitIndices split = detail::plain(three_op, count, {count - test, test}, true, rng);
                     std::sort(split.train.begin(), split.train.end());
                     return split;
                   });
  return {rows_of(groups, chosen.train), rows_of(groups, chosen.validation), rows_of(groups, chosen.test)};
}

ThreeWayIndices split_in_three(int64_t n, std::span<const int64_t> labels, const ThreeWayOptions& options,
                               random::NumpyRandom& rng) {
  if (options.stratify && !options.shuffle) {
    fail(fmt::format("{}: a stratified split is a shuffled one; drop one of the two", three_op));
  }
  if (options.groups.empty()) return split_rows(n, labels, options, rng);
  if (options.stratify || !options.shuffle) {
    fail(fmt::format("{}: groups are drawn at random and not stratified; drop one of the two", three_op));
  }
  if (static_cast<int64_t>(options.groups.size()) != n) {
    fail(fmt::format("{}: {} groups for {} rows; give one for each row", three_op, options.groups.size(), n));
  }
  return split_groups(options, rng);
}

}  // namespace

ShuffleSplit::ShuffleSplit(const ShuffleSplitOptions& options) : options_(options) {
  check_splits("ShuffleSplit", options.n_splits);
}

std::vector<SplitIndices> ShuffleSplit::split(int64_t n) const {
  constexpr const char* op = "ShuffleSplit";
  const detail::Sizes sizes = detail::sizes_of(op, n, options_.test_size, options_.train_size, 0.1);
  random::NumpyRandom rng(options_.seed);
  std::vector<SplitIndices> splits;
  for (int64_t i = 0; i < options_.n_splits; ++i) splits.push_back(detail::plain(op, n, sizes, true, rng));
  return splits;
}

StratifiedShuffleSplit::StratifiedShuffleSplit(const ShuffleSplitOptions& options) : options_(options) {
  check_splits("StratifiedShuffleSplit", options.n_splits);
}

std::vector<SplitIndices> StratifiedShuffleSplit::split(std::span<const int64_t> labels) const {
  constexpr const char* op = "StratifiedShuffleSplit";
  const auto n = static_cast<int64_t>(labels.size());
  const detail::Sizes sizes = detail::sizes_of(op, n, options_.test_size, options_.train_size, 0.1);
  const std::vector<Indices> classes = detail::rows_by_class(labels);
  detail::check_classes(op, classes, labels, sizes);
  random::NumpyRandom rng(options_.seed);
  std::vector<SplitIndices> splits;
  for (int64_t i = 0; i < options_.n_splits; ++i) splits.push_back(detail::stratified(classes, sizes, rng));
  return splits;
}

GroupShuffleSplit::GroupShuffleSplit(const GroupShuffleSplitOptions& options) : options_(options) {
  check_splits("GroupShuffleSplit", options.n_splits);
}

std::vector<SplitIndices> GroupShuffleSplit::split(std::span<const int64_t> groups) const {
  constexpr const char* op = "GroupShuffleSplit (of groups)";
  const std::vector<Indices> rows = detail::rows_by_class(groups);
  const auto n = static_cast<int64_t>(rows.size());
  const detail::Sizes sizes = detail::sizes_of(op, n, options_.test_size, options_.train_size, 0.2);
  random::NumpyRandom rng(options_.seed);
  std::vector<SplitIndices> splits;
  for (int64_t i = 0; i < options_.n_splits; ++i) {
    splits.push_back(with_groups(rows, detail::plain(op, n, sizes, true, rng)));
  }
  return splits;
}

ThreeWayIndices train_validation_test_split(std::span<const int64_t> labels, const ThreeWayOptions& options,
                                            random::NumpyRandom& rng) {
  return split_in_three(static_cast<int64_t>(labels.size()), labels, options, rng);
}

ThreeWayIndices train_validation_test_split(int64_t n, const ThreeWayOptions& options,
                                            random::NumpyRandom& rng) {
  if (options.stratify) fail(fmt::format("{}: a stratified split needs the labels", three_op));
  return split_in_three(n, {}, options, rng);
}

ThreeWaySplit train_validation_test_split(const Tensor& x, const Tensor& y, const ThreeWayOptions& options,
                                          int64_t seed) {
  detail::check_rows(three_op, x, y);
  random::NumpyRandom rng(seed);
  const ThreeWayIndices rows =
      options.stratify ? train_validation_test_split(detail::labels_to_stratify(three_op, y), options, rng)
                       : train_validation_test_split(x.size(0), options, rng);
  return {detail::take_rows(x, rows.train),      detail::take_rows(x, rows.validation),
          detail::take_rows(x, rows.test),       detail::take_rows(y, rows.train),
          detail::take_rows(y, rows.validation), detail::take_rows(y, rows.test)};
}

}  // namespace gradus::data
