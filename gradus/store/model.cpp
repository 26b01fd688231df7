#include "gradus/store/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/nn/registry.hpp"

namespace gradus::store {
namespace {

constexpr const char* network_kind = "network";

/// Gives parameters and buffers the types of the stored ones, which load_state_dict would convert.
void take_types(nn::Module& network, const StateDict& stored) {
  std::map<std::string_view, DType> types;
  for (const NamedTensor& entry : stored) types.emplace(entry.name, entry.tensor.dtype());
  const NoGrad guard;
  for (const StateDict& own : {network.named_parameters(), network.named_buffers()}) {
    for (const NamedTensor& entry : own) {
      const auto type = types.find(entry.name);
      if (type == types.end() || type->second == entry.tensor.dtype() || !is_floating_point(type->second))
        continue;
      Tensor part = entry.tensor;
      if (is_floating_point(part.dtype())) replace_data(part, part.detach().to(type->second));
    }
  }
}

void freeze(nn::Module& network, const std::vector<std::string>& names) {
  for (NamedTensor& entry : network.named_parameters()) {
    if (std::find(names.begin(), names.end(), entry.name) != names.end()) entry.tensor.requires_grad_(false);
  }
}

}  // namespace

void save_model(const std::string& folder, const nn::Module& model, const SaveOptions& options) {
  std::vector<std::string> frozen;
  for (const NamedTensor& entry : model.named_parameters()) {
    if (!entry.tensor.requires_grad()) frozen.push_back(entry.name);
  }
  FolderContent content{
      .kind = network_kind,
      .architecture = Value(Value::Dict{{"model", nn::describe(model)}, {"frozen", value_of(frozen)}}),
      .weights = model.state_dict(),
      .preparation = nullptr,
      .feature_names = options.feature_names,
      .class_names = options.class_names,
      .target = options.target,
      .notes = options.notes};
  if (options.preparation) {
    content.preparation = options.preparation->clone();
    if (content.feature_names.empty() && content.preparation->is_fitted()) {
      content.feature_names = content.preparation->feature_names_out();
    }
  }
  write_folder(folder, content, {.overwrite = options.overwrite, .durability = options.durability});
}

LoadedModel load_model(const std::string& folder) {
  FolderContent content = read_folder(folder);
  if (content.kind != network_kind) {
    fail(fmt::format("load_model: {}: the folder holds a {}, not a {}", folder, content.kind, network_kind));
  }
  const std::string place = folder + "/architecture.json";
  LoadedModel model;
  std::vector<std::string> frozen;
  Value architecture;
  Fields f(content.architecture, place);
  f.required("model", architecture);
  f.required("frozen", frozen);
  f.finish();
  try {
    model.network = nn::build(architecture, "architecture.json");
    take_types(*model.network, content.weights);
    model.network->load_state_dict(content.weights);
  } catch (const Error& error) {
    fail(fmt::format("load_model: {}: {}", folder, error.what()));
  }
  freeze(*model.network, frozen);
  model.network->eval();
  model.preparation = std::move(content.preparation);
  model.feature_names = std::move(content.feature_names);
  model.class_names = std::move(content.class_names);
  model.target = std::move(content.target);
  model.notes = std::move(content.notes);
  return model;
}

nn::Layer& LoadedModel::layer() const {
  auto* layer = dynamic_cast<nn::Layer*>(network.get());
  if (!layer) fail(fmt::format("LoadedModel: a {} does not take one tensor", network->type_name()));
  return *layer;
}

Tensor LoadedModel::operator()(const io::Table& table) const {
  if (!preparation) {
    fail("LoadedModel: the folder holds no preparation that turns a table into numbers; give it a tensor");
  }
  return (*this)(preparation->transform(table));
}

Tensor LoadedModel::operator()(const Tensor& x) const {
  const NoGrad guard;
  const std::vector<Tensor> parameters = network->parameters();
  const bool converts = !parameters.empty() && x.defined() && is_floating_point(x.dtype());
  return layer()(converts ? x.to(parameters.front().dtype()) : x);
}

}  // namespace gradus::store
