#include "gradus/train/divergence.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/kernels/finite.hpp"

namespace gradus::train {
namespace {

std::string message_of(const Divergence& d) {
  return fmt::format(
      "train: epoch {}, batch {}, step {}: {} is the first that is not finite; the model is as it was before "
      "this step; a lower learning rate or clip_norm may help",
      d.epoch, d.batch, d.step, d.where);
}

/// "NaN in row 3": the first element that is not finite.
std::string place_in(const Tensor& x) {
  const std::vector<double> values = x.detach().to_vector();
  const int64_t rows = x.dim() == 0 ? 1 : x.size(0);
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    return fmt::format("{} in row {}", std::isnan(values[i]) ? "NaN" : "infinity",
                       static_cast<int64_t>(i) / (x.numel() / rows));
  }
  return "nothing";
}

/// Hooks on all layers that note the first output, and in backward the first gradient, that is not finite.
class Watch {
 public:
  explicit Watch(nn::Module& model) {
    for (auto& [path, module] : model.named_modules()) {
      auto* layer = dynamic_cast<nn::Layer*>(module);
      if (!layer) continue;
      const std::string name = path.empty() ? fmt::format("the model ({})", module->type_name())
                                            : fmt::format("layer '{}' ({})", path, module->type_name());
      handles_.push_back(
          layer->register_forward_hook([this, name](nn::Layer&, const Tensor&, const Tensor& output) {
            if (!first_output_ && !detail::is_finite(output)) first_output_ = "the output of " + name;
          }));
      handles_.push_back(layer->register_full_backward_hook(
          [this, name, path = path](const Tensor& input, const Tensor& output) {
            passed_.push_back({path, name, detail::is_finite(input), detail::is_finite(output)});
          }));
    }
  }
  ~Watch() {
    for (nn::HookHandle& handle : handles_) handle.remove();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  const std::optional<std::string>& first_output() const { return first_output_; }

  /// After backward: the first layer that got a finite gradient and made one that is not, of its input or of
  /// a parameter of its own.
  std::optional<std::string> first_gradient(nn::Module& model) const {
    std::vector<std::string> bad;
    for (const nn::NamedTensor& parameter : model.named_parameters()) {
      if (!detail::is_finite(parameter.tensor.grad())) bad.push_back(parameter.name);
    }
    for (const Passed& layer : passed_) {
      if (!layer.output_finite) continue;
      for (const std::string& name : bad) {
        const size_t dot = name.rfind('.');
        if ((dot == std::string::npos ? "" : name.substr(0, dot)) == layer.path) {
          return fmt::format("the gradient of '{}'", name);
        }
      }
      if (!layer.input_finite) return "the gradient that goes down from " + layer.name;
    }
    if (!bad.empty()) return fmt::format("the gradient of '{}'", bad.back());
    return std::nullopt;
  }

 private:
  struct Passed {
    std::string path, name;
    bool input_finite, output_finite;
  };

  std::vector<nn::HookHandle> handles_;
  std::optional<std::string> first_output_;
  std::vector<Passed> passed_;  // in the order in which backward finished them
};

std::optional<std::string> bad_tensor(const Batch& batch, const nn::Module& model) {
  const auto part = [](const char* name, const Tensor& x) -> std::optional<std::string> {
    if (detail::is_finite(x)) return std::nullopt;
    return fmt::format("the batch's {} ({})", name, place_in(x));
  };
  if (auto found = part("x", batch.x)) return found;
  if (auto found = part("y", batch.y)) return found;
  for (const Tensor& x : batch.more) {
    if (auto found = part("more", x)) return found;
  }
  for (const nn::NamedTensor& entry : model.state_dict()) {
    if (!detail::is_finite(entry.tensor)) return fmt::format("the value of '{}' before the step", entry.name);
  }
  return std::nullopt;
}

}  // namespace

Diverged::Diverged(Divergence divergence)
    : Error(message_of(divergence)), divergence_(std::move(divergence)) {}

bool detail::is_finite(const Tensor& x) {
  if (!x.defined() || !is_floating_point(x.dtype())) return true;
  const Tensor dense = x.detach().contiguous();
  return kernels::all_finite(dense.dtype(), dense.impl()->data, dense.numel());
}

std::optional<std::string> detail::first_not_finite(nn::Module& model, const Batch& batch,
                                                    const std::function<Tensor(const Batch&)>& loss_of) {
  if (auto found = bad_tensor(batch, model)) return found;
  const SetGradEnabled guard(true);
  const Watch watch(model);
  model.zero_grad();
  const Tensor loss = loss_of(batch);
  if (watch.first_output()) return watch.first_output();
  if (!is_finite(loss)) return fmt::format("the loss ({})", loss.item());
  loss.backward();
  auto found = watch.first_gradient(model);
  model.zero_grad();
  return found;
}

}  // namespace gradus::train
