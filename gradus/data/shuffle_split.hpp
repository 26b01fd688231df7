#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/data/split.hpp"

/// Ways to draw training and test rows several times, each time anew, with scikit-learn's names and draws:
/// `seed` is its random_state, and each call of split() starts from it again.
namespace gradus::data {

struct ShuffleSplitOptions {
  int64_t n_splits = 10;
  std::optional<SplitSize> test_size = std::nullopt;   ///< none: what train_size leaves, or 0.1
  std::optional<SplitSize> train_size = std::nullopt;  ///< none: what test_size leaves
  int64_t seed = 0;
};

/// Rows at random, in random order.
///
///     for (const auto& [train, test] : data::ShuffleSplit({.n_splits = 3}).split(n)) { ... }
class ShuffleSplit {
 public:
  /// An Error unless there are 1 to 1000000 splits.
  explicit ShuffleSplit(const ShuffleSplitOptions& options = {});
  /// An Error for sizes that do not fit n rows.
  std::vector<SplitIndices> split(int64_t n) const;

 private:
  ShuffleSplitOptions options_;
};

/// ShuffleSplit that keeps the shares of the classes on both sides.
class StratifiedShuffleSplit {
 public:
  explicit StratifiedShuffleSplit(const ShuffleSplitOptions& options = {});
  /// labels [n], any integers; an Error for a class with a single row and a side with fewer rows than
  /// classes.
  std::vector<SplitIndices> split(std::span<const int64_t> labels) const;

 private:
  ShuffleSplitOptions options_;
};

struct GroupShuffleSplitOptions {
  int64_t n_splits = 5;
  std::optional<SplitSize> test_size = std::nullopt;  ///< of the groups; none: what train_size leaves, or 0.2
  std::optional<SplitSize> train_size = std::nullopt;  ///< of the groups; none: what test_size leaves
  int64_t seed = 0;
};

/// Whole groups at random, so that no group is on both sides; rows stay in order.
class GroupShuffleSplit {
 public:
  explicit GroupShuffleSplit(const GroupShuffleSplitOptions& options = {});
  /// groups [n], any integers; an Error for sizes that do not fit the number of groups.
  std::vector<SplitIndices> split(std::span<const int64_t> groups) const;

 private:
  GroupShuffleSplitOptions options_;
};

struct ThreeWayOptions {
  SplitSize validation_size = 0.2;  ///< of all rows: a fraction, rounded up, or their number
  SplitSize test_size = 0.2;
  bool shuffle = true;               ///< otherwise training, validation and test rows follow each other
  bool stratify = false;             ///< all sides keep the shares of the classes
  std::vector<int64_t> groups = {};  ///< [n] keeps groups whole: the sizes count groups, rows stay in order
};

/// Rows of each side, counted from 0.
struct ThreeWayIndices {
  std::vector<int64_t> train, validation, test;
};

/// Splits rows in three at one go: the test rows are drawn first, then the validation rows from the others,
/// as two calls of scikit-learn's train_test_split (of GroupShuffleSplit, for groups) with one generator do.
///
/// `labels` [n] are looked at when options.stratify is set. An Error for sizes that leave a side empty, and
/// for groups with stratify or without shuffle.
ThreeWayIndices train_validation_test_split(std::span<const int64_t> labels, const ThreeWayOptions& options,
                                            random::NumpyRandom& rng);
/// The same for n rows without labels.
ThreeWayIndices train_validation_test_split(int64_t n, const ThreeWayOptions& options,
                                            random::NumpyRandom& rng);

struct ThreeWaySplit {
  Tensor x_train, x_validation, x_test, y_train, y_validation, y_test;
};

/// Splits the rows of x [n, ...] and their labels y [n, ...]; to stratify, y is [n] of int64.
///
///     auto parts = data::train_validation_test_split(x, y, {.test_size = 0.1, .stratify = true}, 42);
ThreeWaySplit train_validation_test_split(const Tensor& x, const Tensor& y, const ThreeWayOptions& options,
                                          int64_t seed);

}  // namespace gradus::data
