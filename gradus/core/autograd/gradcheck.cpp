#include <fmt/format.h>

#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

using Function = std::function<Tensor(std::span<const Tensor>)>;

void check_inputs(std::span<const Tensor> inputs) {
  bool any = false;
  for (const Tensor& x : inputs) {
    if (!x.defined()) fail("gradcheck: an input is undefined");
    if (!x.requires_grad()) continue;
    any = true;
    if (x.dtype() != DType::float64 || !x.is_leaf()) {
      fail("gradcheck: inputs that require gradients must be float64 leaves; float32 has too few digits");
    }
  }
  if (!any) fail("gradcheck: no input requires a gradient");
}

/// d f / d x[element], by the difference of two values.
std::vector<double> numerical(const Function& f, std::span<const Tensor> inputs, const Tensor& x,
                              int64_t element, double eps) {
  const NoGrad guard;
  // The element's place in memory, whatever the strides.
  int64_t offset = 0, rest = element;
  for (int i = x.dim() - 1; i >= 0; rest /= x.shape()[i--]) offset += rest % x.shape()[i] * x.strides()[i];
  double& place = x.data<double>()[offset];
  const double middle = place;
  place = middle + eps;
  const std::vector<double> above = f(inputs).to_vector();
  place = middle - eps;
  std::vector<double> slope = f(inputs).to_vector();
  place = middle;
  for (size_t i = 0; i < slope.size(); ++i) slope[i] = (above[i] - slope[i]) / (2 * eps);
  return slope;
}

/// d f[element] / d x for every input that requires a gradient, as numbers; zeros for one that plays no part.
std::vector<std::vector<double>> analytical(const Tensor& output, int64_t element,
                                            std::span<const Tensor> inputs) {
  std::vector<double> weights(static_cast<size_t>(output.numel()));
  weights[static_cast<size_t>(element)] = 1;
  const auto gradients =
      grad(output, inputs,
           {.gradient = from_data(weights, output.shape()), .retain_graph = true, .allow_unused = true});
  std::vector<std::vector<double>> values;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (gradients[i].defined() && gradients[i].shape() != inputs[i].shape()) {
      fail(fmt::format("gradcheck: the gradient of input {} has shape {}, the input {}", i,
                       to_string(gradients[i].shape()), to_string(inputs[i].shape())));
    }
    values.push_back(gradients[i].defined() ? gradients[i].to_vector()
                                            : std::vector<double>(static_cast<size_t>(inputs[i].numel())));
  }
  return values;
}

}  // namespace

bool gradcheck(const Function& f, std::span<const Tensor> inputs, const GradcheckOptions& options) {
  check_inputs(inputs);
  std::vector<Tensor> differentiable;
  for (const Tensor& x : inputs) {
    if (x.requires_grad()) differentiable.push_back(x);
  }
  const Tensor output = f(inputs);
  if (output.dtype() != DType::float64)
    fail(fmt::format("gradcheck: the function returned {}", name(output.dtype())));
  std::vector<std::vector<std::vector<double>>> rows;  // [output element][input][input element]
  for (int64_t o = 0; o < output.numel(); ++o) rows.push_back(analytical(output, o, differentiable));
  for (size_t i = 0; i < differentiable.size(); ++i) {
    for (int64_t e = 0; e < differentiable[i].numel(); ++e) {
      const auto column = numerical(f, inputs, differentiable[i], e, options.eps);
      for (size_t o = 0; o < column.size(); ++o) {
        const double computed = rows[o][i][static_cast<size_t>(e)];
        if (!(std::fabs(computed - column[o]) <= options.atol + options.rtol * std::fabs(column[o]))) {
          fail(fmt::format(
              "gradcheck: d output[{}] / d input {}[{}] is {} by the gradient and {} by differences", o, i, e,
              computed, column[o]));
        }
      }
    }
  }
  return true;
}

bool gradgradcheck(const Function& f, std::span<const Tensor> inputs, const GradcheckOptions& options) {
  const auto first = [&](std::span<const Tensor> at) {
    const SetGradEnabled recording(true);
    std::vector<Tensor> differentiable;
    for (const Tensor& x : at) {
      if (x.requires_grad()) differentiable.push_back(x);
    }
    const Tensor output = f(at);
    // Weights that differ from one another, so that no error cancels.
    const Tensor weights =
        linspace(0.5, 1.5, output.numel(), {.dtype = DType::float64}).reshape(output.shape());
    const auto gradients =
        grad(output, differentiable, {.gradient = weights, .create_graph = true, .allow_unused = true});
    Tensor total;
    double scale = 1;
    for (const Tensor& g : gradients) {
      if (!g.defined()) continue;
      const Tensor part = g.flatten() * linspace(scale, scale + 1, g.numel(), {.dtype = DType::float64});
      total = total.defined() ? total + part.sum() : part.sum();
      scale += 0.3;
    }
    return total;
  };
  if (!first(inputs).requires_grad()) return true;  // the first derivative is constant
  return gradcheck(first, inputs, options);
}

}  // namespace gradus
