#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/learn/table/model.hpp"
#include "gradus/learn/table/model_choice.hpp"

namespace gradus::learn {

/// An epoch of a learner that has some.
struct TableEpoch {
  int64_t epoch = 0, epochs = 0;          ///< which one, from 1, and how many at most
  double loss = 0;                        ///< what training makes smaller
  std::optional<double> validation = {};  ///< of the rows that decide when mlp stops
};

struct TableTrainOptions {
  std::string target = {};                   ///< the column to predict
  std::string model = "auto";                ///< see parse_model_choice()
  std::optional<Task> task = std::nullopt;   ///< told from the target and the model unless given
  std::vector<std::string> categories = {};  ///< columns of text that are categories, however they look
  std::vector<std::string> drop = {};        ///< columns not to learn from
  std::string weights = {};  ///< a column that says how much each row counts, not learned from; none: 1
  bool balanced = false;     ///< classes count alike, however many rows they have
  std::optional<double> valid =
      std::nullopt;   ///< share of rows that decide when mlp stops: 0.2 for mlp, else 0
  double test = 0.2;  ///< share of rows held out
  bool intercept = true;
  std::optional<int64_t> epochs = std::nullopt;
  std::optional<double> lr = std::nullopt;
  int64_t seed = 0;
  std::function<void(std::string_view stage, double part)> progress = {};  ///< may throw to end it
  std::function<void(const TableEpoch&)> epoch =
      {};  ///< after each epoch of the model that is kept; likewise
};

/// How good a model is on some rows, beside a baseline that knows the target of the training rows alone.
struct SplitMeasures {
  std::string split = {};  ///< "train", "valid", "test"
  int64_t rows = 0;
  Measures measures = {}, baseline = {};
};

/// A model that "auto" compared with others: the mean over the folds, and its standard error.
struct CandidateScore {
  std::string model;
  double score = 0, error = 0;
};

struct TableTraining {
  TableModel model = {};
  std::vector<CandidateScore> candidates =
      {};             ///< accuracy, or root mean squared error; empty without "auto"
  int64_t folds = 0;  ///< in which they were compared
  std::vector<SplitMeasures> splits = {};
  std::vector<std::string> features = {};  ///< columns it learned from
  std::vector<std::string> warnings = {};  ///< sentences
  int64_t rows = 0;                        ///< that count
  std::vector<double> spread = {};  ///< the standard deviation of each prepared column in the training rows
  std::string shown_split = {};     ///< the rows that figures show: "test", where there are any, else "train"
  Tensor truth = {};                ///< of these rows
  TablePrediction prediction = {};
};

/// Learns one column of a table from the others: tells what kind of problem it is, sets rows apart (with the
/// shares of the classes), fills gaps (median, most frequent text), scales numbers (but for "linear", which
/// is exact and needs none), makes columns of categories, fits, and measures.
///
/// Columns of texts that hardly repeat, and without any value, are left out with a warning, and so are rows
/// of weight 0; measures count rows by their weights, but gaps and scales are those of all rows alike. "auto"
/// compares some models by five-fold cross-validation on up to 5000 rows that are not held out, and takes the
/// simplest whose mean lies within one standard error (of the difference) of the best. An Error for infinity,
/// for numbers with a text among them, for a target as read_target() says, and when no column is left that
/// varies.
///
///     learn::TableTraining done = learn::train_table(table, {.target = "species", .model = "mlp:64,32"});
TableTraining train_table(const io::Table& table, const TableTrainOptions& options);

/// The measures of a model on a table that holds its target as well; rows count by the column `weights`,
/// unless empty.
SplitMeasures evaluate_table(const TableModel& model, const io::Table& table, const std::string& split,
                             const std::string& weights = {});

}  // namespace gradus::learn
