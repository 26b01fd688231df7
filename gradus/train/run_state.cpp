// What a checkpoint of a training holds, and how a training takes it over.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/train/divergence.hpp"
#include "gradus/train/json.hpp"
#include "gradus/train/run.hpp"

namespace gradus::train {
namespace {

using nlohmann::json;

using Tensors = std::map<std::string, Tensor>;

constexpr const char* model_prefix = "model.";
constexpr const char* best_prefix = "best.";
constexpr const char* optimizer_prefix = "optimizer.";
constexpr const char* generator_prefix = "generator.";
constexpr const char* order_name = "loader.order";
constexpr const char* loader_generator_name = "loader.generator";

/// The entries whose names begin so, without the beginning.
Tensors part_of(const Tensors& tensors, std::string_view prefix) {
  Tensors part;
  for (auto at = tensors.lower_bound(std::string(prefix)); at != tensors.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    part.emplace(at->first.substr(prefix.size()), at->second);
  }
  return part;
}

nn::StateDict as_state(const Tensors& tensors) {
  nn::StateDict state;
  for (const auto& [name, tensor] : tensors) state.push_back({name, tensor});
  return state;
}

json from_numbers(const std::map<std::string, double>& numbers) {
  json object = json::object();
  for (const auto& [name, value] : numbers) object[name] = detail::from_number(value);
  return object;
}

std::map<std::string, double> to_numbers(const json& object) {
  std::map<std::string, double> numbers;
  for (const auto& [name, value] : object.items()) numbers[name] = detail::to_number(value);
  return numbers;
}

Tensor from_words(const std::vector<uint32_t>& words) {
  std::vector<int32_t> values;
  values.reserve(words.size());
  for (const uint32_t word : words) values.push_back(std::bit_cast<int32_t>(word));
  return from_data(values, {static_cast<int64_t>(values.size())});
}

std::vector<uint32_t> to_words(const Tensor& tensor) {
  const std::vector<int32_t> values = tensor.to_vector<int32_t>();
  std::vector<uint32_t> words;
  words.reserve(values.size());
  for (const int32_t value : values) words.push_back(std::bit_cast<uint32_t>(value));
  return words;
}

Generator to_generator(const Tensor& tensor) {
  Generator generator;
  generator.set_state(to_words(tensor));
  return generator;
}

/// Where a checkpoint's weights are of another type than the model's; names and shapes the model checks.
void check_types(const nn::StateDict& weights, const nn::Module& model) {
  std::vector<std::string> faults;
  for (const nn::NamedTensor& own : model.state_dict()) {
    for (const nn::NamedTensor& entry : weights) {
      if (entry.name == own.name && entry.tensor.dtype() != own.tensor.dtype()) {
        faults.push_back(fmt::format("{} is {}, the model's {}", own.name, name(entry.tensor.dtype()),
                                     name(own.tensor.dtype())));
      }
    }
  }
  if (!faults.empty()) fail(fmt::format("{}", fmt::join(faults, "; ")));
}

/// Whether the model has exactly these names and shapes.
bool fits(const nn::StateDict& weights, const nn::Module& model) {
  std::map<std::string, Shape> own;
  for (const nn::NamedTensor& entry : model.state_dict()) own.emplace(entry.name, entry.tensor.shape());
  const auto known = [&](const nn::NamedTensor& entry) {
    const auto place = own.find(entry.name);
    return place != own.end() && place->second == entry.tensor.shape();
  };
  return own.size() == weights.size() && std::all_of(weights.begin(), weights.end(), known);
}

/// A checkpoint's content, read but not yet in use.
struct Content {
  nn::StateDict model, best;
  optim::OptimizerState optimizer;
  std::optional<optim::ScheduleState> schedule;
  std::vector<Generator> generators;
  data::LoaderState loader;
  bool has_loader = false;
  detail::Progress progress;
  std::vector<std::string> metrics;
};

Content content_of(const detail::CheckpointData& data) {
  const json state = json::parse(data.state);
  Content content{.model = as_state(part_of(data.tensors, model_prefix)),
                  .best = as_state(part_of(data.tensors, best_prefix)),
                  .optimizer = {.tensors = part_of(data.tensors, optimizer_prefix),
                                .numbers = to_numbers(state.at("optimizer"))},
                  .schedule = std::nullopt,
                  .generators = {},
                  .loader = {},
                  .progress = detail::to_progress(state.at("progress")),
                  .metrics = state.at("metrics").get<std::vector<std::string>>()};
  if (!state.at("schedule").is_null()) content.schedule = to_numbers(state.at("schedule"));
  for (const auto& [number, tensor] : part_of(data.tensors, generator_prefix)) {
    content.generators.push_back(to_generator(tensor));
  }
  if (const json& loader = state.at("loader"); !loader.is_null()) {
    content.has_loader = true;
    const auto order = data.tensors.find(order_name);
    if (order != data.tensors.end()) content.loader.order = order->second.to_vector<int64_t>();
    const auto generator = data.tensors.find(loader_generator_name);
    if (generator != data.tensors.end()) content.loader.generator = to_words(generator->second);
    content.loader.batch_size = loader.at("batch_size").get<int64_t>();
    content.loader.next_batch = loader.at("next_batch").get<int64_t>();
    content.loader.base_seed = loader.at("base_seed").get<int64_t>();
  }
  return content;
}

}  // namespace

std::vector<Generator*> Trainer::Run::generators() const {
  std::vector<Generator*> all{&default_generator()};
  if (options.checkpoints) {
    all.insert(all.end(), options.checkpoints->generators.begin(), options.checkpoints->generators.end());
  }
  return all;
}

void Trainer::Run::put_generators() {
  if (loaded_generators.empty()) return;
  const std::vector<Generator*> all = generators();
  for (size_t i = 0; i < all.size(); ++i) *all[i] = loaded_generators[i];
  loaded_generators.clear();
}

detail::CheckpointData Trainer::Run::data() const {
  detail::CheckpointData data;
  const auto put = [&](const nn::StateDict& state, const char* prefix) {
    for (const nn::NamedTensor& entry : state) data.tensors.emplace(prefix + entry.name, entry.tensor);
  };
  put(model.state_dict(), model_prefix);
  put(best_weights, best_prefix);
  const optim::OptimizerState optimizer_state = optimizer.state_dict();
  for (const auto& [name, tensor] : optimizer_state.tensors) {
    data.tensors.emplace(optimizer_prefix + name, tensor);
  }
  const std::vector<Generator*> all = generators();
  for (size_t i = 0; i < all.size(); ++i) {
    data.tensors.emplace(fmt::format("{}{:03}", generator_prefix, i),
                         from_words((loaded_generators.empty() ? *all[i] : loaded_generators[i]).state()));
  }
  std::vector<std::string> metrics;
  for (size_t i = 0; i < batch_metrics; ++i) metrics.push_back(options.metrics[i].name);
  json state{{"progress", detail::from_progress(progress)},
             {"optimizer", from_numbers(optimizer_state.numbers)},
             {"schedule", options.schedule ? from_numbers(options.schedule->state_dict()) : json()},
             {"loader", json()},
             {"metrics", metrics},
             {"model", model.type_name()},
             {"configuration", options.configuration}};
  const std::optional<data::LoaderState> place = source && !loader ? source->state() : loader;
  if (place) {
    state["loader"] = {{"batch_size", place->batch_size},
                       {"next_batch", place->next_batch},
                       {"base_seed", place->base_seed}};
    if (!place->order.empty()) {
      data.tensors.emplace(order_name, from_data(place->order, {static_cast<int64_t>(place->order.size())}));
    }
    if (!place->generator.empty()) {
      data.tensors.emplace(loader_generator_name, from_words(place->generator));
    }
  }
  data.state = state.dump(-1, ' ', false, json::error_handler_t::replace);
  return data;
}

/// All or nothing, without a copy to go back to: each part looks at everything before it takes anything, and
/// the schedule, which comes first, is small.
void Trainer::Run::take_over(const nn::StateDict& weights, const optim::OptimizerState& state,
                             const std::optional<optim::ScheduleState>& schedule) {
  check_types(weights, model);
  if (!fits(weights, model)) model.load_state_dict(weights);  // says what is different
  optim::ScheduleState before;
  if (schedule) {
    before = options.schedule->state_dict();
    options.schedule->load_state_dict(*schedule);
  }
  try {
    optimizer.load_state_dict(state);
  } catch (...) {
    if (schedule) options.schedule->load_state_dict(before);
    throw;
  }
  model.load_state_dict(weights);
}

void Trainer::Run::take_over(const detail::CheckpointData& data, const std::string& path) {
  if (source) fail("train: load: this trainer is in the middle of a training; a callback cannot load");
  const auto refuse = [&](std::string_view why) { fail(fmt::format("checkpoint: {}: {}", path, why)); };
  Content content;
  try {
    content = content_of(data);
  } catch (const json::exception& error) {
    refuse(error.what());
  }
  if (content.generators.size() != generators().size()) {
    refuse(fmt::format("it holds {} generators, the training has {}", content.generators.size(),
                       generators().size()));
  }
  if (content.schedule.has_value() != (options.schedule != nullptr)) {
    refuse(content.schedule ? "it has a schedule, the training none"
                            : "it has no schedule, the training one");
  }
  if (options.restore_best && content.progress.best && content.best.empty()) {
    refuse("it has no weights of the best epoch, which restore_best needs");
  }
  std::vector<std::string> metrics;
  for (size_t i = 0; i < batch_metrics; ++i) metrics.push_back(options.metrics[i].name);
  if (content.progress.pass.batches > 0 && content.metrics != metrics) {
    refuse(fmt::format("inside its epoch it has sums of the metrics [{}], the training has [{}]",
                       fmt::join(content.metrics, ", "), fmt::join(metrics, ", ")));
  }
  try {
    take_over(content.model, content.optimizer, content.schedule);
  } catch (const Error& error) {
    refuse(error.what());
  }
  best_weights = std::move(content.best);
  loaded_generators = std::move(content.generators);
  progress = std::move(content.progress);
  loader.reset();
  if (content.has_loader) loader = std::move(content.loader);
  resumed_from = path;
}

void Trainer::Run::save_to_folder(bool best) const {
  const CheckpointOptions& o = *options.checkpoints;
  // A step with finite gradients may still carry the weights away; the next one finds out. Nothing to go on
  // from: the checkpoint before stays the newest.
  const auto finite = [](const nn::NamedTensor& entry) { return detail::is_finite(entry.tensor); };
  if (options.check_finite && !std::ranges::all_of(model.named_parameters(), finite)) return;
  detail::write_checkpoint(data(),
                           best ? detail::best_path(o.folder) : detail::step_path(o.folder, progress.step));
  if (!best) detail::remove_old(o.folder, o.keep);
}

void Trainer::Run::resume_from_folder() {
  auto found = detail::read_newest_checkpoint(options.checkpoints->folder);
  if (found) take_over(found->data, found->path);
}

}  // namespace gradus::train
