#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exit_code.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/learn/table/training.hpp"

namespace gradus::cli {

/// A table on the command line.
struct TableArguments {
  std::string file;                        ///< a path or the name of a known table
  std::string directory;                   ///< looked in first for names
  std::vector<std::string> categories;     ///< columns to be taken as text
  std::optional<char> separator, decimal;  ///< found out unless given
  std::optional<bool> header;              ///< the same
};

/// The table; says on standard error what was found out, where that is unusual. `types` are demanded of the
/// columns that are there.
io::Table read_table(const TableArguments& arguments, const io::ColumnTypes& types = {});

/// The same for what learns without classes: the column of classes that scikit-learn's tables have goes into
/// `drop`, and that is told.
io::Table read_unlabelled_table(const TableArguments& arguments, std::vector<std::string>& drop);

struct TrainArguments {
  TableArguments table;
  learn::TableTrainOptions options;
  std::optional<std::string> out;  ///< none with json: nothing is written
  bool report = true;
  bool json = false;
  bool live = false;  ///< shows loss and curve while it learns
};

/// predict and evaluate.
struct ModelArguments {
  std::string model;  ///< a folder
  TableArguments table;
  std::string out;      ///< a file for predictions; empty: standard output
  std::string weights;  ///< of evaluate: a column of how much each row counts; empty: 1
  bool json = false;
};

/// cluster, pca and describe.
struct ShapeArguments {
  TableArguments table;
  int64_t count = 0;  ///< clusters or components
  std::vector<std::string> drop;
  std::string target;  ///< of describe
  bool scale = true;
  std::string out;     ///< a file for labels or components; empty: not written
  std::string report;  ///< a page
  int64_t seed = 0;
  bool json = false;
};

int train_model(const TrainArguments& arguments);
int predict_table(const ModelArguments& arguments);
int evaluate_model(const ModelArguments& arguments);
int cluster_table(const ShapeArguments& arguments);
int find_components(const ShapeArguments& arguments);
int describe_table(const ShapeArguments& arguments);

}  // namespace gradus::cli
