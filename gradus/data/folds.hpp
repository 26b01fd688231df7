#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/data/split.hpp"

/// Ways to split rows several times, for cross-validation, with scikit-learn's names and its draws: `seed`
/// is its random_state, and each call of split() starts from it again.
namespace gradus::data {

/// Splits of n rows, each made when it is asked for: folds [i] or a loop over all. Training rows are the
/// others, in order.
///
///     for (const data::SplitIndices& fold : data::KFold({.n_splits = 5}).split(n)) { ... }
class Folds {
 public:
  /// Of n rows, the test rows of each fold in order.
  Folds(int64_t n, std::vector<std::vector<int64_t>> tests) : rows_(n), tests_(std::move(tests)) {}

  int64_t size() const { return static_cast<int64_t>(tests_.size()); }
  /// An Error unless 0 <= i < size().
  SplitIndices operator[](int64_t i) const;
  const std::vector<int64_t>& test(int64_t i) const;

  class Iterator {
   public:
    Iterator(const Folds* folds, int64_t i) : folds_(folds), i_(i) {}
    SplitIndices operator*() const { return (*folds_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return i_ != other.i_; }

   private:
    const Folds* folds_;
    int64_t i_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  int64_t rows_;
  std::vector<std::vector<int64_t>> tests_;
};

struct KFoldOptions {
  int64_t n_splits = 5;
  bool shuffle = false;  ///< otherwise each fold is a run of rows
  int64_t seed = 0;      ///< of the shuffle
};

/// Each row is tested once, in folds of n / n_splits rows; the first n % n_splits folds have one more.
class KFold {
 public:
  /// An Error for fewer than two splits.
  explicit KFold(const KFoldOptions& options = {});
  /// An Error for fewer rows than splits.
  Folds split(int64_t n) const;

 private:
  KFoldOptions options_;
};

/// KFold whose folds have the shares of the classes.
class StratifiedKFold {
 public:
  explicit StratifiedKFold(const KFoldOptions& options = {});
  /// labels [n], any integers. An Error when each class has fewer rows than there are splits; a class that
  /// has fewer is missing in some folds.
  Folds split(std::span<const int64_t> labels) const;

 private:
  KFoldOptions options_;
};

struct RepeatedKFoldOptions {
  int64_t n_splits = 5;
  int64_t n_repeats = 10;
  int64_t seed = 0;
};

/// A shuffled KFold again and again, each with a new shuffle.
class RepeatedKFold {
 public:
  explicit RepeatedKFold(const RepeatedKFoldOptions& options = {});
  Folds split(int64_t n) const;

 private:
  RepeatedKFoldOptions options_;
};

/// A shuffled StratifiedKFold again and again.
class RepeatedStratifiedKFold {
 public:
  explicit RepeatedStratifiedKFold(const RepeatedKFoldOptions& options = {});
  Folds split(std::span<const int64_t> labels) const;

 private:
  RepeatedKFoldOptions options_;
};

struct GroupKFoldOptions {
  int64_t n_splits = 5;
};

/// Folds of whole groups, so that no group is on both sides: the largest groups first, each to the fold with
/// the fewest rows.
class GroupKFold {
 public:
  explicit GroupKFold(const GroupKFoldOptions& options = {});
  /// groups [n], any integers; an Error for fewer groups than splits.
  Folds split(std::span<const int64_t> groups) const;

 private:
  GroupKFoldOptions options_;
};

/// Each row is tested alone.
class LeaveOneOut {
 public:
  /// An Error for fewer than two rows.
  Folds split(int64_t n) const;
};

struct TimeSeriesSplitOptions {
  int64_t n_splits = 5;
  std::optional<int64_t> max_train_size = std::nullopt;  ///< the last ones of the training rows; none: all
  std::optional<int64_t> test_size = std::nullopt;       ///< none: n / (n_splits + 1)
  int64_t gap = 0;                                       ///< rows left out before each test
};

/// Tests on rows that come after those of training, each split later than the one before.
class TimeSeriesSplit {
 public:
  explicit TimeSeriesSplit(const TimeSeriesSplitOptions& options = {});
  /// An Error when the rows are too few for the splits.
  std::vector<SplitIndices> split(int64_t n) const;

 private:
  TimeSeriesSplitOptions options_;
};

}  // namespace gradus::data
