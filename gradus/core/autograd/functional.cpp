#include "gradus/core/autograd/functional.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::detail {

Tensor variable(const char* op, const Tensor& x) {
  if (!is_floating_point(defined(op, x).dtype())) {
    fail(fmt::format("{}: the argument is {}; only floating-point tensors have gradients", op,
                     name(x.dtype())));
  }
  if (tracks(x)) return reshape(x, x.shape());  // recorded: a node of its own
  Tensor leaf = x.detach();
  leaf.requires_grad_();
  return leaf;
}

Tensor variable(const char*, double x) {
  return full({}, x, {.dtype = DType::float64, .requires_grad = true});
}

namespace {

std::vector<Tensor> variables(const char* op, std::span<const Tensor> inputs) {
  std::vector<Tensor> result;
  for (const Tensor& x : inputs) result.push_back(variable(op, x));
  return result;
}

/// Whether the derivative is to be recorded: someone outside differentiates as well.
bool nested(std::span<const Tensor> at) {
  for (const Tensor& x : at) {
    if (!x.is_leaf()) return true;
  }
  return false;
}

const Tensor& checked_result(const char* op, const Tensor& y) {
  if (!y.defined()) fail(fmt::format("{}: the function returned an undefined tensor", op));
  return y;
}

const Tensor& one_element(const char* op, const Tensor& y) {
  if (checked_result(op, y).numel() != 1) {
    fail(fmt::format(
        "{}: the function returned shape {}, one element is needed; elementwise_grad and jacobian "
        "take others",
        op, to_string(y.shape())));
  }
  return y;
}

/// d <y, v> / d inputs, with zeros for inputs that play no part.
std::vector<Tensor> product(const Tensor& y, std::span<const Tensor> inputs, const Tensor& v, bool recorded) {
  std::vector<Tensor> found(inputs.size());
  if (y.requires_grad()) {
    found = grad(y, inputs,
                 {.gradient = v, .retain_graph = true, .create_graph = recorded, .allow_unused = true});
  }
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i].defined()) found[i] = zeros_like(inputs[i]);
  }
  return found;
}

/// The derivative as the caller gets it: without history unless he differentiates as well.
std::vector<Tensor> released(std::vector<Tensor> list, bool recorded) {
  if (!recorded) {
    for (Tensor& x : list) x = x.detach();
  }
  return list;
}

void check_like(const char* op, const Tensor& v, const Tensor& x, const char* what) {
  if (defined(op, v).shape() == x.shape() && v.dtype() == x.dtype()) return;
  fail(fmt::format("{}: v is {} {}, {} is {} {}; they must be alike", op, name(v.dtype()),
                   to_string(v.shape()), what, name(x.dtype()), to_string(x.shape())));
}

Shape shapes_joined(const Shape& a, const Shape& b) {
  Shape shape = a;
  for (int64_t size : b) shape.push_back(size);
  return shape;
}

/// The Jacobian of y as it stands.
std::vector<Tensor> jacobian_of(const Tensor& y, std::span<const Tensor> at, bool recorded) {
  std::vector<std::vector<Tensor>> rows(at.size());
  const Tensor units = eye(y.numel(), {.dtype = y.dtype()});
  for (int64_t i = 0; i < y.numel(); ++i) {
    const auto row = product(y, at, reshape(select(units, 0, i), y.shape()), recorded);
    for (size_t k = 0; k < at.size(); ++k) rows[k].push_back(row[k]);
  }
  std::vector<Tensor> result;
  for (size_t k = 0; k < at.size(); ++k) {
    const Shape shape = shapes_joined(y.shape(), at[k].shape());
    result.push_back(rows[k].empty() ? zeros(shape, {.dtype = at[k].dtype()})
                                     : reshape(stack(rows[k]), shape));
  }
  return result;
}

}  // namespace

Tensor slope(const char* op, const Tensor& result, const Tensor& at, bool summed, bool recorded) {
  const Tensor y = summed ? sum(checked_result(op, result)) : one_element(op, result);
  const auto found = product(y, std::span(&at, 1), ones(y.shape(), {.dtype = y.dtype()}), recorded);
  return released(found, recorded)[0];
}

std::vector<Tensor> jacobian(FunctionView f, std::span<const Tensor> inputs, bool create_graph) {
  const auto at = variables("jacobian", inputs);
  const SetGradEnabled recording(true);
  const bool recorded = create_graph || nested(at);
  const Tensor y = f(at);
  return released(jacobian_of(checked_result("jacobian", y), at, recorded), recorded);
}

std::vector<std::vector<Tensor>> hessian(FunctionView f, std::span<const Tensor> inputs, bool create_graph) {
  const auto at = variables("hessian", inputs);
  const SetGradEnabled recording(true);
  const bool recorded = create_graph || nested(at);
  const Tensor y = one_element("hessian", f(at));
  std::vector<std::vector<Tensor>> blocks;
  for (const Tensor& g : product(y, at, ones(y.shape(), {.dtype = y.dtype()}), true)) {
    blocks.push_back(released(jacobian_of(g, at, recorded), recorded));
  }
  return blocks;
}

ValueAndList vjp(FunctionView f, std::span<const Tensor> inputs, const Tensor& v, bool create_graph) {
  const auto at = variables("vjp", inputs);
  const SetGradEnabled recording(true);
  const bool recorded = create_graph || nested(at);
  const Tensor y = f(at);
  check_like("vjp", v, checked_result("vjp", y), "the function's result");
  auto list = released(product(y, at, v, recorded), recorded);
  return {recorded ? y : y.detach(), std::move(list)};
}

ValueAndList jvp(FunctionView f, std::span<const Tensor> inputs, std::span<const Tensor> v,
                 bool create_graph) {
  const auto at = variables("jvp", inputs);
  const SetGradEnabled recording(true);
  for (size_t i = 0; i < at.size(); ++i) check_like("jvp", v[i], at[i], "the argument");
  const bool recorded = create_graph || nested(at);
  const Tensor y = f(at);
  // u^T J is linear in u; its own vector-Jacobian product with v is J v, whatever u is.
  const Tensor u = zeros(checked_result("jvp", y).shape(), {.dtype = y.dtype(), .requires_grad = true});
  const auto g = product(y, at, u, true);
  Tensor result = zeros_like(y);
  for (size_t i = 0; i < g.size(); ++i) {
    result = result + product(g[i], std::span(&u, 1), v[i], recorded)[0];
  }
  return {recorded ? y : y.detach(), released({result}, recorded)};
}

ValueAndList hvp(FunctionView f, std::span<const Tensor> inputs, std::span<const Tensor> v,
                 bool create_graph) {
  const auto at = variables("hvp", inputs);
  const SetGradEnabled recording(true);
  for (size_t i = 0; i < at.size(); ++i) check_like("hvp", v[i], at[i], "the argument");
  const bool recorded = create_graph || nested(at);
  const Tensor y = one_element("hvp", f(at));
  const auto g = product(y, at, ones(y.shape(), {.dtype = y.dtype()}), true);
  Tensor along;
  for (size_t i = 0; i < g.size(); ++i) {
    const Tensor part = sum(g[i] * v[i]);
    along = along.defined() ? along + part : part;
  }
  auto list = released(product(along, at, ones({}, {.dtype = along.dtype()}), recorded), recorded);
  return {recorded ? y : y.detach(), std::move(list)};
}

}  // namespace gradus::detail
