#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "table_commands.hpp"

namespace gradus::cli {

/// The words for people with a table: train, predict, evaluate, cluster, pca, describe.
class TableCommands {
 public:
  explicit TableCommands(CLI::App& app);

  /// Runs the one that was given; nothing when none was.
  std::optional<int> execute();

 private:
  void add_train();
  void add_model_users();
  void add_shapes();
  int execute_train();

  CLI::App *train_, *predict_, *evaluate_, *cluster_, *pca_, *describe_;
  TrainArguments train_arguments_;
  ModelArguments model_arguments_;
  ShapeArguments shape_arguments_;
  std::optional<uint32_t> seed_;
  std::string out_, task_, class_weight_;
  bool no_intercept_ = false, no_report_ = false, no_scale_ = false;
};

}  // namespace gradus::cli
