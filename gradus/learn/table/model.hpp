#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gradus/data/transformer.hpp"
#include "gradus/io/table.hpp"
#include "gradus/learn/estimator.hpp"

namespace gradus::learn {

enum class Task : uint8_t { classification, regression };
std::span<const std::string_view> enum_names(Task);
std::string_view name(Task task);

/// What is predicted for rows.
struct TablePrediction {
  Tensor values = {};         ///< [n]: places among the class names (int64), or numbers (float64)
  Tensor probabilities = {};  ///< [n, classes]; undefined where the learner has none
  Tensor scores = {};  ///< what speaks for the second of two classes, [n]; undefined where there is none
};

/// A learner with everything that lies between it and tables: which column it predicts, how columns become
/// numbers, how its answers become words again.
///
///     learn::TableModel model = learn::train_table(table, {.target = "species"}).model;
///     io::Table answers = model.answer(io::read_csv("new.csv"));
struct TableModel {
  Task task = Task::classification;
  std::string model = {};                     ///< as it was chosen: "mlp:64,32"
  std::string target = {};                    ///< the column it predicts
  std::vector<std::string> class_names = {};  ///< place i is class i; empty for numbers
  std::shared_ptr<const data::Transformer> preparation = {};
  std::shared_ptr<const Estimator> learner = {};
  double target_mean = 0, target_scale = 1;  ///< numbers: target = mean + scale * what the learner says
  std::vector<double> baseline = {};  ///< in the rows it learned from: shares of the classes, or the mean

  /// The prepared rows [n, d]. An Error names columns that are missing and cells that do not fit.
  Tensor features(const io::Table& table) const;
  /// The target of rows: places among the class names (int64), or numbers (float64), [n]. An Error for a gap,
  /// and for a class it did not learn, with row and column.
  Tensor truth(const io::Table& table) const;

  TablePrediction predict(const Tensor& features) const;
  /// What one says who only knows the target: the largest class and the shares, or the mean.
  TablePrediction predict_baseline(int64_t rows) const;

  /// Predictions as a table: "prediction", and for classes "probability_<class>" where there are any.
  io::Table answer(const io::Table& table) const;
};

using Measures = std::vector<std::pair<std::string, double>>;

/// accuracy, balanced_accuracy, precision, recall, f1 (of the second class of two, else the mean over
/// classes), roc_auc and log_loss; or rmse, mae, r2. Those that these rows do not determine are left out.
/// Rows count by their weights [n], unless undefined.
Measures measure(const TableModel& model, const Tensor& truth, const TablePrediction& prediction,
                 const Tensor& weights = {});

/// A linear model in the data's own units: score = intercept + sum of coefficient * feature.
struct LinearTerms {
  std::vector<std::string> outputs;        ///< what each row is for: a class; empty when there is one row
  std::vector<std::string> features;       ///< columns of numbers, and "column_category"
  std::vector<double> intercepts;          ///< [rows]
  std::vector<std::vector<double>> coefs;  ///< [rows][features]
  std::vector<double> scales;              ///< what each feature was divided by before it was learned from

  bool empty() const { return coefs.empty(); }
};

/// The terms of a linear model, with the scaling undone; empty for other models.
LinearTerms linear_terms(const TableModel& model);

}  // namespace gradus::learn
