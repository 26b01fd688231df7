#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gradus/io/table.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/store/model_folder.hpp"

namespace gradus::store {

struct SaveOptions {
  const data::Transformer* preparation = nullptr;  ///< fitted; what turns a table into the model's input
  std::vector<std::string> feature_names = {};     ///< the preparation's, unless given
  std::vector<std::string> class_names = {};       ///< place i is class i
  std::string target = {};                         ///< the column that the model predicts
  Value notes = Value(Value::Dict{});              ///< anything else to find again
  bool overwrite = false;  ///< replace a model folder of this name; anything else is never replaced
  Durability durability = Durability::of_process;
};

/// Keeps a network in a model folder (model_folder.hpp): its architecture, weights and buffers, which
/// parameters are frozen, and what the options name. Layers of your own have to be registered
/// (nn::register_layer).
///
///     store::save_model("iris-model", model, {.preparation = &scaler, .class_names = {"setosa",
///     "versicolor"}});
void save_model(const std::string& folder, const nn::Module& model, const SaveOptions& options = {});

/// A network from a model folder, with all that is needed to predict.
struct LoadedModel {
  std::unique_ptr<nn::Module> network;                   ///< in evaluation mode
  std::shared_ptr<const data::Transformer> preparation;  ///< null when there is none
  std::vector<std::string> feature_names, class_names;
  std::string target;
  Value notes;

  /// The network as a layer; an Error when it does not take one tensor.
  nn::Layer& layer() const;
  /// What the network gives for the rows of a table, prepared first and converted to the type of its
  /// parameters; or for rows of features. Without gradients.
  Tensor operator()(const io::Table& table) const;
  Tensor operator()(const Tensor& x) const;
};

/// The network of a model folder. An Error for a folder with a file missing, changed or of another version,
/// for a type of layer that is not registered, and for weights that do not fit.
///
///     const store::LoadedModel model = store::load_model("iris-model");
///     Tensor scores = model(io::read_csv("new.csv", {.types = model.preparation->column_types()}));
LoadedModel load_model(const std::string& folder);

}  // namespace gradus::store
