#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gradus/base/file.hpp"
#include "gradus/base/value.hpp"
#include "gradus/core/tensor/named_tensor.hpp"
#include "gradus/data/transformer.hpp"

/// The folder that a trained model is kept in, whatever its kind; model.hpp puts networks into it.
namespace gradus::store {

/// What a model folder holds.
struct FolderContent {
  std::string kind = {};    ///< "network", or what another module registers for itself
  Value architecture = {};  ///< what the kind makes a model of
  StateDict weights = {};   ///< its tensors by name
  std::shared_ptr<const data::Transformer> preparation = nullptr;  ///< null: there is none
  std::vector<std::string> feature_names = {};  ///< of the columns the model takes, after preparation
  std::vector<std::string> class_names = {};    ///< place i is class i; empty: no classes
  std::string target = {};                      ///< the column it predicts
  Value notes = Value(Value::Dict{});           ///< anything else the program wants to find again
  std::map<std::string, std::string> files =
      {};  ///< more files by name, such as a report; read_folder() leaves them
};

struct FolderOptions {
  bool overwrite = false;  ///< replace a model folder of this name; anything else is never replaced
  Durability durability = Durability::of_process;
};

/// Writes a model folder, whole or not at all:
///
///     manifest.json         format, version, kind, and size and SHA-256 of each other file
///     model.json            names of features, classes and target; notes
///     architecture.json     what the model is made of
///     weights.safetensors   its tensors, with PyTorch's names and layouts
///     preparation.json      the fitted preparation, if there is one
///
/// and content.files beside them. An Error for a name of a file that is none or taken, a place that is taken,
/// a folder that cannot be written, and a preparation that is not fitted.
void write_folder(const std::string& folder, const FolderContent& content, const FolderOptions& options = {});

/// An Error where write_folder() would not write, to be told before a long training.
void check_place(const std::string& folder, bool overwrite);

/// Reads it. An Error names a file that is missing or was changed, and a folder of a version that this gradus
/// does not know.
FolderContent read_folder(const std::string& folder);

}  // namespace gradus::store
