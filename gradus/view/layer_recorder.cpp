#include "gradus/view/layer_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/vector_norms.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/train/trainer.hpp"
#include "gradus/view/layer_outputs.hpp"

namespace gradus::view {
namespace {

/// Those that hand on what they get, but in another shape or with holes.
bool passes_on(const nn::Module& layer) {
  static constexpr std::array<std::string_view, 8> types = {
      "Flatten", "Unflatten", "Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"};
  return std::find(types.begin(), types.end(), layer.type_name()) != types.end();
}

/// A module's parameters without those of the modules below: named_parameters() begins with them.
std::vector<Tensor> own_parameters(const nn::Module& module) {
  std::vector<Tensor> own = module.parameters();
  size_t below = 0;
  for (const auto& [name, child] : module.named_children()) below += child->parameters().size();
  own.resize(own.size() - below);
  return own;
}

}  // namespace

LayerRecorder::LayerRecorder(nn::Layer& model, const LayerRecorderOptions& options)
    : LayerRecorder(static_cast<nn::Module&>(model), [&] {
        LayerRecorderOptions without = options;
        without.probe = {};
        return without;
      }()) {
  layer_ = &model;
  options_.probe = options.probe;
}

LayerRecorder::LayerRecorder(nn::Module& model, const LayerRecorderOptions& options)
    : model_(&model), layer_(nullptr), options_(options) {
  if (options.most_values < 1)
    fail(fmt::format("LayerRecorder: most_values {} is below 1", options.most_values));
  if (options.probe.defined()) fail("LayerRecorder: a probe needs a model that is a Layer");
  for (const auto& [path, module] : model.named_modules()) {
    std::vector<Tensor> parameters = own_parameters(*module);
    if (parameters.empty()) continue;
    std::vector<Tensor> weights;
    std::copy_if(parameters.begin(), parameters.end(), std::back_inserter(weights),
                 [](const Tensor& each) { return each.dim() > 1; });
    if (weights.empty()) weights = {parameters.front()};
    owners_.push_back({.parameters = std::move(parameters), .weights = std::move(weights)});
    gradients_.push_back({.name = layer_name(path, *module), .norms = {}});
    weights_.push_back({.name = layer_name(path, *module), .values = {}});
  }
}

void LayerRecorder::note_gradients() {
  const NoGrad guard;
  for (Owner& owner : owners_) {
    double squares = 0;
    bool any = false;
    for (const Tensor& parameter : owner.parameters) {
      const Tensor gradient = parameter.grad();
      if (!gradient.defined()) continue;
      any = true;
      const double length = norm(gradient.detach()).item();
      squares += length * length;
    }
    if (!any) continue;
    owner.norms += std::sqrt(squares);
    ++owner.count;
  }
}

void LayerRecorder::note(double time) {
  if (!std::isfinite(time) || (!times_.empty() && time <= times_.back()))
    fail(fmt::format("LayerRecorder: time {} does not come after {}", time,
                     times_.empty() ? -std::numeric_limits<double>::infinity() : times_.back()));
  if (options_.probe.defined()) note_activations();  // may throw: nothing is kept then
  times_.push_back(time);
  for (size_t i = 0; i < owners_.size(); ++i) {
    Owner& owner = owners_[i];
    gradients_[i].norms.push_back(owner.count > 0 ? owner.norms / static_cast<double>(owner.count)
                                                  : std::numeric_limits<double>::quiet_NaN());
    owner.norms = 0;
    owner.count = 0;
    weights_[i].values.push_back(picked(owner.weights));
  }
}

void LayerRecorder::note_activations() {
  const LayerOutputs outputs = layer_outputs(*layer_, options_.probe);
  std::vector<const LayerOutput*> shown;
  for (const LayerOutput& at : outputs.layers) {
    if (!passes_on(*at.layer)) shown.push_back(&at);
  }
  if (times_.empty()) {
    for (const LayerOutput* at : shown) activations_.push_back({.name = at->name(), .values = {}});
  }
  bool same = shown.size() == activations_.size();
  for (size_t i = 0; same && i < shown.size(); ++i) same = shown[i]->name() == activations_[i].name;
  if (!same) fail("LayerRecorder: the model runs other layers than before");
  for (size_t i = 0; i < shown.size(); ++i) activations_[i].values.push_back(picked({shown[i]->output}));
}

std::vector<float> LayerRecorder::picked(const std::vector<Tensor>& tensors) const {
  int64_t count = 0;
  for (const Tensor& tensor : tensors) count += tensor.numel();
  const int64_t step =
      std::max<int64_t>(1, count / options_.most_values + (count % options_.most_values != 0 ? 1 : 0));
  std::vector<float> values;
  values.reserve(static_cast<size_t>(count / step + 1));
  int64_t next = 0;  // in the tensor at hand
  for (const Tensor& tensor : tensors) {
    const std::vector<float> all = tensor.detach().to_vector<float>();
    for (; next < std::ssize(all); next += step) values.push_back(all[static_cast<size_t>(next)]);
    next -= std::ssize(all);
  }
  return values;
}

void LayerRecorder::operator()(const train::Event& event) {
  switch (event.moment) {
    case train::Moment::start:
      if (times_.empty()) note(static_cast<double>(event.epoch));
      break;
    case train::Moment::batch:
      note_gradients();
      break;
    case train::Moment::epoch:
      note(static_cast<double>(event.epoch));
      break;
    case train::Moment::end:
      break;
  }
}

void LayerRecorder::watch(train::Trainer& trainer) {
  for (const train::Moment moment : {train::Moment::start, train::Moment::batch, train::Moment::epoch})
    trainer.on(moment, [this](const train::Event& event) { (*this)(event); });
}

}  // namespace gradus::view
