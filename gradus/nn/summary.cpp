#include "gradus/nn/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::nn {
namespace {

/// Puts modes and the generator back, and takes the hooks off.
class Restore {
 public:
  explicit Restore(Module& model) : generator_(default_generator()) {
    for (const auto& [path, module] : model.named_modules())
      modes_.emplace_back(module, module->is_training());
  }
  ~Restore() {
    for (HookHandle& hook : hooks) hook.remove();
    for (const auto& [module, mode] : modes_)
      module->train(mode);  // parents first: children have the last word
    default_generator() = generator_;
  }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

  std::vector<HookHandle> hooks;

 private:
  Generator generator_;
  std::vector<std::pair<Module*, bool>> modes_;
};

DType input_type(const Layer& model, const SummaryOptions& options) {
  if (options.dtype) return *options.dtype;
  const auto parameters = model.parameters();
  return parameters.empty() ? default_dtype() : parameters.front().dtype();
}

/// A module's count without those of its children.
int64_t own(const Module& module, int64_t (Module::*count)() const) {
  int64_t result = (module.*count)();
  for (const auto& [name, child] : module.named_children()) result -= (child->*count)();
  return result;
}

SummaryRow row_of(const std::string& path, const Module& module) {
  const auto dots = std::count(path.begin(), path.end(), '.');
  return {.path = path,
          .name = path.substr(path.rfind('.') + 1),
          .type = module.type_name(),
          .depth = path.empty() ? 0 : static_cast<int>(dots) + 1,
          .output = std::nullopt,
          .parameters = own(module, &Module::parameter_count),
          .trainable = own(module, &Module::trainable_parameter_count)};
}

/// 1234567 as "1,234,567".
std::string grouped(int64_t number) {
  std::string text = fmt::format("{}", number);
  for (auto at = static_cast<int64_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<size_t>(at), ",");
  return text;
}

}  // namespace

Summary summary(Layer& model, const Shape& input_shape, const SummaryOptions& options) {
  const Tensor input = zeros(input_shape, {.dtype = input_type(model, options)});
  Summary result{.rows = {},
                 .input = input_shape,
                 .parameters = model.parameter_count(),
                 .trainable = model.trainable_parameter_count()};
  const auto modules = model.named_modules();
  for (const auto& [path, module] : modules) result.rows.push_back(row_of(path, *module));

  Restore restore(model);
  for (size_t i = 0; i < modules.size(); ++i) {
    auto* layer = dynamic_cast<Layer*>(modules[i].second);
    if (!layer) continue;
    restore.hooks.push_back(
        layer->register_forward_hook([&row = result.rows[i]](Layer&, const Tensor&, const Tensor& output) {
          if (!row.output && output.defined()) row.output = output.shape();
        }));
  }
  model.eval();
  const NoGrad guard;
  model(input);
  return result;
}

std::string to_string(const Summary& summary) {
  struct Line {
    std::string layer, output, parameters;
  };
  std::vector<Line> lines{{"Layer", "Output shape", "Parameters"}};
  for (const SummaryRow& row : summary.rows) {
    const std::string indent(static_cast<size_t>(2 * row.depth), ' ');
    lines.push_back({row.depth == 0 ? row.type : fmt::format("{}{}: {}", indent, row.name, row.type),
                     row.output ? gradus::to_string(*row.output) : "-",
                     row.parameters > 0 ? grouped(row.parameters) : "-"});
  }
  size_t first = 0, second = 0, third = 0;
  for (const Line& line : lines) {
    first = std::max(first, line.layer.size());
    second = std::max(second, line.output.size());
    third = std::max(third, line.parameters.size());
  }
  const std::string rule(first + second + third + 4, '-');
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) {
    text += fmt::format("{:<{}}  {:<{}}  {:>{}}\n", lines[i].layer, first, lines[i].output, second,
                        lines[i].parameters, third);
    if (i == 0) text += rule + "\n";
  }
  return text + rule +
         fmt::format("\nInput shape: {}\nTotal parameters: {}\nTrainable parameters: {}\n",
                     gradus::to_string(summary.input), grouped(summary.parameters),
                     grouped(summary.trainable));
}

std::ostream& operator<<(std::ostream& stream, const Summary& summary) {
  return stream << to_string(summary);
}

}  // namespace gradus::nn
