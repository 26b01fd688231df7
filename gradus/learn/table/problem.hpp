#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gradus/data/split.hpp"
#include "gradus/io/table.hpp"
#include "gradus/learn/table/model_choice.hpp"
#include "gradus/learn/table/preparation.hpp"
#include "gradus/learn/table/target.hpp"
#include "gradus/learn/table/training.hpp"
#include "gradus/learn/table/weights.hpp"

/// The steps of train_table().
namespace gradus::learn::internal {

using Rows = std::vector<int64_t>;

/// A table that is learned from, and what of it is known.
struct Problem {
  const io::Table& table;
  const TableTrainOptions& options;
  TableTarget target;
  FeatureColumns columns;
  Rows labels;  ///< the class of each row; empty for numbers
  const TableWeights& weights;

  int64_t rows() const { return table.rows(); }
  bool has_classes() const { return target.task == Task::classification; }
};

// --- Rows apart.

Rows labels_of(const Problem& problem, const Rows& rows);
/// Those of `rows` whose class is among the classes of others.
Rows with_known_classes(const Problem& problem, Rows rows, const Rows& others);
/// Whether each class has rows enough for both sides, of which one has `count`.
bool can_stratify(const Rows& labels, int64_t count);
/// Takes `count` of the rows away, at random, with the shares of the classes where that can be.
Rows set_apart(const Problem& problem, Rows& rows, int64_t count);
int64_t share_of_rows(const Problem& problem, double share);
/// An Error where the shares to validate and to test leave too few rows.
void check_shares(const Problem& problem, double valid);

// --- Models.

/// A model of some rows; others, where there are any, decide when a network has learned enough.
TableModel fit_rows(const Problem& problem, const ModelChoice& choice, const Rows& train, const Rows& valid,
                    const std::function<void(const TableEpoch&)>& told);
/// The best of a few by cross-validation; writes their scores down.
ModelChoice choose_model(const Problem& problem, Rows rows, TableTraining& done);

}  // namespace gradus::learn::internal
