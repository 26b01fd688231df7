#include "op_runner.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus::test {
namespace {

/// sum(upstream * output) over the outputs that carry a gradient; undefined when none does.
Tensor weighted_total(const std::vector<Tensor>& outputs, const std::vector<Tensor>& upstream) {
  Tensor total;
  size_t next = 0;
  for (const Tensor& output : outputs) {
    if (!output.requires_grad()) continue;
    const Tensor part = sum(output * (upstream.empty() ? weights(output) : upstream.at(next)));
    ++next;
    total = total.defined() ? total + part : part;
  }
  return total;
}

std::vector<Tensor> differentiable(const Inputs& inputs) {
  std::vector<Tensor> result;
  for (const Tensor& x : inputs) {
    if (x.defined() && x.requires_grad()) result.push_back(x);
  }
  return result;
}

/// Puts the gradients of the differentiable inputs back into the places of all inputs.
std::vector<Tensor> spread(const Inputs& inputs, const std::vector<Tensor>& gradients) {
  std::vector<Tensor> result;
  size_t next = 0;
  for (const Tensor& x : inputs) result.push_back(x.requires_grad() ? gradients.at(next++) : Tensor());
  return result;
}

}  // namespace

Tensor weights(const Tensor& x) { return between(-1.5, 1.7, x.shape(), 3).to(x.dtype()); }

Inputs leaves(const Inputs& inputs) {
  Inputs result;
  for (const Tensor& x : inputs) {
    // A view stays the view it is, so that its layout is what is tested.
    Tensor leaf = x.detach();
    if (is_floating_point(leaf.dtype())) leaf.requires_grad_();
    result.push_back(leaf);
  }
  return result;
}

Evaluated evaluate(const OpRow& row, const Inputs& inputs, const Attributes& attributes,
                   const std::vector<Tensor>& upstream) {
  const Inputs at = leaves(inputs);
  Evaluated result{row.call(at, attributes), {}};
  const Tensor total = weighted_total(result.outputs, upstream);
  if (!total.defined()) {
    result.gradients.resize(inputs.size());
    return result;
  }
  result.gradients = spread(at, grad(total, differentiable(at), {.allow_unused = true}));
  return result;
}

std::vector<Tensor> second_gradients(const OpRow& row, const Inputs& inputs, const Attributes& attributes,
                                     const std::vector<Tensor>& upstream, const std::vector<Tensor>& second) {
  const Inputs at = leaves(inputs);
  const auto wanted = differentiable(at);
  const auto first = grad(weighted_total(row.call(at, attributes), upstream), wanted, {.create_graph = true});
  return spread(at, grad(weighted_total(first, second), wanted, {.allow_unused = true}));
}

Tensor laid_out(const Tensor& x, Layout layout) {
  Tensor y = x.detach();
  if (layout != Layout::gaps) {
    Axes back;
    for (int i = x.dim() - 1; i >= 0; --i) back.push_back(i);
    y = permute(permute(y, back).contiguous().clone(), back);
  }
  if (layout != Layout::reversed) {
    // Room for two elements behind each, filled with numbers that would show in any result.
    Shape wide;
    for (int64_t size : y.shape()) wide.push_back(3 * size);
    Tensor room = full(wide, 77, {.dtype = y.dtype()});
    if (layout == Layout::reversed_gaps) {
      Axes back;
      Shape turned;
      for (int i = x.dim() - 1; i >= 0; --i) {
        back.push_back(i);
        turned.push_back(wide[i]);
      }
      room = permute(full(turned, 77, {.dtype = y.dtype()}), back);
    }
    for (int i = 0; i < wide.rank(); ++i) room = slice(room, i, 1, std::nullopt, 3);
    room.copy_(y);
    y = room;
  }
  return y;
}

namespace {

std::string header_difference(const Tensor& found, const Tensor& expected) {
  if (found.defined() != expected.defined()) return found.defined() ? "defined" : "undefined";
  if (!found.defined()) return "";
  if (found.dtype() != expected.dtype()) {
    return fmt::format("type {} instead of {}", name(found.dtype()), name(expected.dtype()));
  }
  if (found.shape() != expected.shape()) {
    return fmt::format("shape {} instead of {}", to_string(found.shape()), to_string(expected.shape()));
  }
  return "";
}

std::string compare(const Tensor& found, const Tensor& expected, const auto& agrees) {
  std::string text = header_difference(found, expected);
  if (!text.empty() || !found.defined()) return text;
  const auto a = found.to_vector(), b = expected.to_vector();
  for (size_t i = 0; i < a.size(); ++i) {
    if (!agrees(a[i], b[i])) return fmt::format("element {} is {} instead of {}", i, a[i], b[i]);
  }
  return "";
}

}  // namespace

Tensor gradient_of(const Tensor& x) { return x.grad().defined() ? x.grad() : zeros_like(x); }

std::string bit_difference(const Tensor& found, const Tensor& expected) {
  return compare(found, expected, [](double a, double b) {
    return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b) || (std::isnan(a) && std::isnan(b));
  });
}

std::string difference(const Tensor& found, const Tensor& expected, double relative) {
  return compare(found, expected, [relative](double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b)) ||
           std::fabs(a - b) <= relative * std::fmax(1, std::fabs(b));
  });
}

}  // namespace gradus::test
