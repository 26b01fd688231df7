#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gradus/learn/estimator.hpp"
#include "gradus/learn/table/model.hpp"
#include "gradus/store/model.hpp"

namespace gradus::store {

/// Keeps a fitted learner in a model folder: its kind and options, what it learned (tensors among the
/// weights, bit for bit), and what the options name.
///
///     store::save_learner("digits-knn", knn, {.class_names = {"no", "yes"}});
void save_learner(const std::string& folder, const learn::Estimator& learner,
                  const SaveOptions& options = {});

/// A learner from a model folder.
struct LoadedLearner {
  std::unique_ptr<learn::Estimator> learner;
  std::shared_ptr<const data::Transformer> preparation;  ///< null when there is none
  std::vector<std::string> feature_names, class_names;
  std::string target;
  Value notes;
};

/// An Error for a folder with a file missing, changed or of another version, for one that holds no learner,
/// and for what does not fit together.
LoadedLearner load_learner(const std::string& folder);

/// Keeps a model of a table; `files` stand beside it, such as a report.
void save_table_model(const std::string& folder, const learn::TableModel& model,
                      const std::map<std::string, std::string>& files = {},
                      const FolderOptions& options = {});

/// The model of a table from its folder. An Error as of load_learner(), and for a learner that was not kept
/// with a table's model around it.
///
///     const learn::TableModel model = store::load_table_model("iris-model");
///     io::Table answers = model.answer(io::read_csv("new.csv"));
learn::TableModel load_table_model(const std::string& folder);

}  // namespace gradus::store
