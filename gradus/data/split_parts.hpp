#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/data/split.hpp"

/// What the ways to split rows share; `op` names the caller in errors.
namespace gradus::data::detail {

using Indices = std::vector<int64_t>;

/// More splits at random than this are taken for a mistake.
inline constexpr int64_t most_splits = 1000000;

struct Sizes {
  int64_t train, test;
};

/// How many of n rows go to each side: fractions of test rows are rounded up, of training rows down; what one
/// leaves open the other takes. Each side gets one at least.
Sizes sizes_of(const char* op, int64_t n, const std::optional<SplitSize>& test_size,
               const std::optional<SplitSize>& train_size, double default_test_size);

/// The rows of each class, in order; classes in the order of their labels.
std::vector<Indices> rows_by_class(std::span<const int64_t> labels);

/// An Error for a class with one row and for a side with fewer rows than classes.
void check_classes(const char* op, const std::vector<Indices>& classes, std::span<const int64_t> labels,
                   const Sizes& sizes);

/// Rows of both sides in random order, each with the shares of the classes; draws as scikit-learn's
/// StratifiedShuffleSplit.
SplitIndices stratified(const std::vector<Indices>& classes, const Sizes& sizes, random::NumpyRandom& rng);

/// Rows of both sides: at random as scikit-learn's ShuffleSplit, or the first ones for training.
SplitIndices plain(const char* op, int64_t n, const Sizes& sizes, bool shuffle, random::NumpyRandom& rng);

/// The rows of tensors: x[rows].
Tensor take_rows(const Tensor& x, const Indices& rows);

/// An Error unless both are there and have as many rows.
void check_rows(const char* op, const Tensor& x, const Tensor& y);

/// Labels to stratify by: int64 [n].
Indices labels_to_stratify(const char* op, const Tensor& y);

}  // namespace gradus::data::detail
