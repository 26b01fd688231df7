#include "gradus/store/learner.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/learn/predictor.hpp"
#include "gradus/learn/tensor_value.hpp"

namespace gradus::store {
namespace {

constexpr const char* learner_kind = "learner";
constexpr const char* tensor_mark = "tensor";

// --- Tensors apart: a learner's plain data holds them as {"dtype", "shape", "values"}.

bool is_tensor(const Value& value) {
  return value.is_dict() && value.dict("").size() == 3 && value.find("dtype") && value.find("shape") &&
         value.find("values");
}

/// The value with each tensor moved to `tensors` and its name left in its place.
Value without_tensors(const Value& value, const std::string& name, StateDict& tensors) {
  if (is_tensor(value)) {
    tensors.push_back({name, from_value<Tensor>(value, name)});
    return Value(Value::Dict{{tensor_mark, name}});
  }
  if (value.is_list()) {
    Value::List list;
    list.reserve(value.list(name).size());
    for (const Value& item : value.list(name)) {
      list.push_back(without_tensors(item, fmt::format("{}.{}", name, list.size()), tensors));
    }
    return Value(std::move(list));
  }
  if (!value.is_dict()) return value;
  Value::Dict dict;
  dict.reserve(value.dict(name).size());
  for (const auto& [key, item] : value.dict(name)) {
    dict.emplace_back(key,
                      without_tensors(item, name.empty() ? key : fmt::format("{}.{}", name, key), tensors));
  }
  return Value(std::move(dict));
}

using TensorsByName = std::map<std::string, Tensor>;

/// The value with its tensors again; those used are taken out of `tensors`.
Value with_tensors(const Value& value, const std::string& where, TensorsByName& tensors) {
  if (value.is_list()) {
    Value::List list;
    list.reserve(value.list(where).size());
    for (const Value& item : value.list(where)) list.push_back(with_tensors(item, where, tensors));
    return Value(std::move(list));
  }
  if (!value.is_dict()) return value;
  if (const Value* mark = value.find(tensor_mark); mark && value.dict(where).size() == 1) {
    const std::string& name = mark->text(where + ": " + tensor_mark);
    const auto found = tensors.find(name);
    if (found == tensors.end()) fail(fmt::format("{}: the tensor \"{}\" is missing", where, name));
    Value whole = to_value(found->second);
    tensors.erase(found);
    return whole;
  }
  Value::Dict dict;
  dict.reserve(value.dict(where).size());
  for (const auto& [key, item] : value.dict(where))
    dict.emplace_back(key, with_tensors(item, where, tensors));
  return Value(std::move(dict));
}

FolderContent content_of(const learn::Estimator& learner) {
  if (!learner.is_fitted()) fail(fmt::format("save_learner: the {} is not fitted", learner.kind()));
  FolderContent content{.kind = learner_kind};
  content.architecture =
      Value(Value::Dict{{"learner", without_tensors(learner.save(), "", content.weights)}});
  return content;
}

std::unique_ptr<learn::Estimator> learner_of(const FolderContent& content, const std::string& folder) {
  if (content.kind != learner_kind) {
    fail(
        fmt::format("load_learner: {}: the folder holds a {}, not a {}", folder, content.kind, learner_kind));
  }
  const std::string place = folder + "/architecture.json";
  TensorsByName tensors;
  for (const NamedTensor& entry : content.weights) tensors.emplace(entry.name, entry.tensor);
  const Value whole = with_tensors(content.architecture.at("learner", place), place, tensors);
  if (!tensors.empty()) {
    fail(fmt::format("load_learner: {}: weights.safetensors holds a tensor that the learner has not: \"{}\"",
                     folder, tensors.begin()->first));
  }
  auto learner = learn::Estimator::load(whole, "load_learner: " + place);
  if (!learner->is_fitted())
    fail(fmt::format("load_learner: {}: the {} is not fitted", folder, learner->kind()));
  return learner;
}

}  // namespace

void save_learner(const std::string& folder, const learn::Estimator& learner, const SaveOptions& options) {
  FolderContent content = content_of(learner);
  content.feature_names = options.feature_names;
  content.class_names = options.class_names;
  content.target = options.target;
  content.notes = options.notes;
  if (options.preparation) {
    content.preparation = options.preparation->clone();
    if (content.feature_names.empty() && content.preparation->is_fitted()) {
      content.feature_names = content.preparation->feature_names_out();
    }
  }
  write_folder(folder, content, {.overwrite = options.overwrite, .durability = options.durability});
}

LoadedLearner load_learner(const std::string& folder) {
  FolderContent content = read_folder(folder);
  LoadedLearner loaded{.learner = learner_of(content, folder),
                       .preparation = std::move(content.preparation),
                       .feature_names = std::move(content.feature_names),
                       .class_names = std::move(content.class_names),
                       .target = std::move(content.target),
                       .notes = std::move(content.notes)};
  return loaded;
}

// --- Models of tables: what lies around the learner stands beside it in architecture.json.

namespace {

void around_fields(learn::TableModel& model, Fields& f) {
  f.required("task", model.task);
  f.required("model", model.model);
  f.required("target_mean", model.target_mean);
  f.required("target_scale", model.target_scale);
  f.required("baseline", model.baseline);
}

/// An Error unless the parts belong together.
void check_parts(const learn::TableModel& model, const std::string& folder) {
  const auto refuse = [&](const std::string& reason) {
    fail(fmt::format("load_table_model: {}: {}", folder, reason));
  };
  if (!model.preparation) refuse("preparation.json is missing");
  const auto* classifier = dynamic_cast<const learn::Classifier*>(model.learner.get());
  const bool classes = model.task == learn::Task::classification;
  if (classes != (classifier != nullptr) ||
      (!classes && !dynamic_cast<const learn::Regressor*>(model.learner.get()))) {
    refuse(fmt::format("a {} does no {}", model.learner->kind(), learn::name(model.task)));
  }
  if (!std::cmp_equal(model.preparation->feature_names_out().size(), model.learner->n_features_in())) {
    refuse("the preparation does not make the columns that the learner takes");
  }
  if (model.target.empty()) refuse("model.json names no target");
  if (model.baseline.size() != (classes ? model.class_names.size() : 1))
    refuse("the baseline does not fit the classes");
  if (!classifier) return;
  for (const int64_t label : classifier->classes().to_vector<int64_t>()) {
    if (label < 0 || std::cmp_greater_equal(label, model.class_names.size())) {
      refuse(fmt::format("class {} has no name", label));
    }
  }
}

}  // namespace

void save_table_model(const std::string& folder, const learn::TableModel& model,
                      const std::map<std::string, std::string>& files, const FolderOptions& options) {
  FolderContent content = content_of(*model.learner);
  Fields around;
  learn::TableModel copy = model;
  around_fields(copy, around);
  Value::Dict architecture = content.architecture.dict("architecture");
  architecture.emplace_back("table", Value(std::move(around.written())));
  content.architecture = Value(std::move(architecture));
  content.preparation = model.preparation;
  content.feature_names = model.preparation->feature_names_out();
  content.class_names = model.class_names;
  content.target = model.target;
  content.files = files;
  write_folder(folder, content, options);
}

learn::TableModel load_table_model(const std::string& folder) {
  const FolderContent content = read_folder(folder);
  learn::TableModel model;
  model.learner = learner_of(content, folder);
  const std::string place = folder + "/architecture.json";
  const Value* table = content.architecture.find("table");
  if (!table)
    fail(fmt::format("load_table_model: {}: the learner was kept without a table's model around it", folder));
  Fields around(*table, place + ": table");
  around_fields(model, around);
  around.finish();
  model.target = content.target;
  model.class_names = content.class_names;
  model.preparation = content.preparation;
  check_parts(model, folder);
  return model;
}

}  // namespace gradus::store
