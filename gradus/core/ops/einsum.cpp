#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/diagonals.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/products.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

/// A letter's place in "ABC..Zabc..z", which is also the order of a result that is not spelled out;
/// dimensions under "..." have labels behind the letters, so that the last ones of all operands agree.
using Label = int;
using Labels = std::vector<Label>;
constexpr Label first_nameless = 52;
constexpr Label label_count = first_nameless + max_rank;

/// Stands for "..." until it is known how many dimensions that is.
constexpr Label ellipsis = -1;

std::string name_of(Label label) {
  if (label >= first_nameless) return "...";
  return std::string(1, static_cast<char>(label < 26 ? 'A' + label : 'a' + (label - 26)));
}

bool among(const Labels& labels, Label label) { return std::ranges::find(labels, label) != labels.end(); }

/// One operand's letters, or those of the result.
Labels parse_term(const std::string& equation, std::string_view term) {
  Labels labels;
  for (size_t i = 0; i < term.size(); ++i) {
    const char c = term[i];
    if (c >= 'A' && c <= 'Z') {
      labels.push_back(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      labels.push_back(c - 'a' + 26);
    } else if (term.substr(i, 3) == "..." && !among(labels, ellipsis)) {
      labels.push_back(ellipsis);
      i += 2;
    } else if (c != ' ') {
      fail(fmt::format(
          "einsum: \"{}\": '{}' cannot stand here; letters, one \"...\" a term, ',' and \"->\" can", equation,
          c));
    }
  }
  return labels;
}

struct Equation {
  std::vector<Labels> terms;
  bool has_result = false;
  Labels result;
};

Equation parse(const std::string& text) {
  Equation equation;
  std::string_view left = text;
  if (const size_t arrow = left.find("->"); arrow != std::string_view::npos) {
    equation.has_result = true;
    equation.result = parse_term(text, left.substr(arrow + 2));
    left = left.substr(0, arrow);
  }
  while (true) {
    const size_t comma = left.find(',');
    equation.terms.push_back(parse_term(text, left.substr(0, comma)));
    if (comma == std::string_view::npos) return equation;
    left = left.substr(comma + 1);
  }
}

/// Puts `count` labels of nameless dimensions, the last ones, in the place of "...".
Labels spelled_out(const Labels& labels, int count, int widest) {
  Labels result;
  for (Label label : labels) {
    if (label != ellipsis) {
      result.push_back(label);
      continue;
    }
    for (int i = widest - count; i < widest; ++i) result.push_back(first_nameless + i);
  }
  return result;
}

/// A factor of the product and what its dimensions are called.
struct Factor {
  Tensor tensor;
  Labels labels;
};

/// The operands with a label for each dimension, and how many dimensions the widest "..." has.
std::vector<Factor> label_operands(const std::string& text, const Equation& equation,
                                   std::span<const Tensor> operands, int& widest) {
  if (equation.terms.size() != operands.size()) {
    fail(fmt::format("einsum: \"{}\" has {} operands, {} were given", text, equation.terms.size(),
                     operands.size()));
  }
  std::vector<int> nameless(operands.size(), 0);
  for (size_t i = 0; i < operands.size(); ++i) {
    const Tensor& x = detail::defined("einsum", operands[i]);
    const bool open = among(equation.terms[i], ellipsis);
    const int letters = static_cast<int>(equation.terms[i].size()) - (open ? 1 : 0);
    if (letters > x.dim() || (!open && letters < x.dim())) {
      fail(fmt::format("einsum: \"{}\": operand {} of shape {} has {} dimensions for {} letters", text, i,
                       to_string(x.shape()), x.dim(), letters));
    }
    if (x.dtype() != operands[0].dtype()) {
      fail(fmt::format("einsum: operands are {} and {}; convert one with to()", name(operands[0].dtype()),
                       name(x.dtype())));
    }
    nameless[i] = x.dim() - letters;
    widest = std::max(widest, nameless[i]);
  }
  std::vector<Factor> factors;
  for (size_t i = 0; i < operands.size(); ++i) {
    factors.push_back({operands[i], spelled_out(equation.terms[i], nameless[i], widest)});
  }
  return factors;
}

std::string shapes_of(const std::vector<Factor>& factors) {
  std::string text;
  for (const Factor& factor : factors) text += (text.empty() ? "" : " x ") + to_string(factor.tensor.shape());
  return text;
}

/// The size of each label; a size of 1 gives way to another.
std::vector<int64_t> label_sizes(const std::string& text, const std::vector<Factor>& factors) {
  std::vector<int64_t> sizes(label_count, 1);
  for (const Factor& factor : factors) {
    for (size_t i = 0; i < factor.labels.size(); ++i) {
      int64_t& size = sizes[static_cast<size_t>(factor.labels[i])];
      const int64_t here = factor.tensor.shape()[static_cast<int>(i)];
      if (size != 1 && here != 1 && here != size) {
        fail(fmt::format("einsum: \"{}\": {} has sizes {} and {} in {}", text, name_of(factor.labels[i]),
                         size, here, shapes_of(factors)));
      }
      if (size == 1) size = here;
    }
  }
  return sizes;
}

Labels result_labels(const std::string& text, const Equation& equation, const std::vector<Factor>& factors,
                     int widest) {
  std::vector<int> uses(label_count, 0);
  for (const Factor& factor : factors) {
    for (Label label : factor.labels) ++uses[static_cast<size_t>(label)];
  }
  if (!equation.has_result) {
    Labels result = spelled_out({ellipsis}, widest, widest);
    for (Label label = 0; label < first_nameless; ++label) {
      if (uses[static_cast<size_t>(label)] == 1) result.push_back(label);
    }
    return result;
  }
  const Labels result = spelled_out(equation.result, widest, widest);
  for (size_t i = 0; i < result.size(); ++i) {
    if (uses[static_cast<size_t>(result[i])] == 0) {
      fail(fmt::format("einsum: \"{}\": {} of the result is in no operand", text, name_of(result[i])));
    }
    if (std::ranges::count(result, result[i]) > 1) {
      fail(fmt::format("einsum: \"{}\": {} is twice in the result", text, name_of(result[i])));
    }
  }
  return result;
}

/// A label twice becomes the diagonal, dimensions of size 1 that others stretch vanish.
void simplify(const std::string& text, Factor& factor, const std::vector<int64_t>& sizes) {
  auto& [x, labels] = factor;
  for (size_t i = 0; i < labels.size(); ++i) {
    for (size_t j = i + 1; j < labels.size(); ++j) {
      if (labels[i] != labels[j]) continue;
      const int a = static_cast<int>(i), b = static_cast<int>(j);
      if (x.shape()[a] != x.shape()[b]) {
        fail(fmt::format("einsum: \"{}\": {} has sizes {} and {} in one operand", text, name_of(labels[i]),
                         x.shape()[a], x.shape()[b]));
      }
      const Label label = labels[i];
      x = diagonal(x, 0, a, b);
      labels.erase(labels.begin() + b);
      labels.erase(labels.begin() + a);
      labels.push_back(label);
      return simplify(text, factor, sizes);
    }
  }
  for (size_t i = labels.size(); i-- > 0;) {
    const int axis = static_cast<int>(i);
    if (x.shape()[axis] != 1 || sizes[static_cast<size_t>(labels[i])] == 1) continue;
    x = squeeze(x, axis);
    labels.erase(labels.begin() + axis);
  }
}

/// Sums over the labels that nobody else needs.
void sum_out(Factor& factor, auto needed) {
  Axes axes;
  Labels kept;
  for (size_t i = 0; i < factor.labels.size(); ++i) {
    if (needed(factor.labels[i])) {
      kept.push_back(factor.labels[i]);
    } else {
      axes.push_back(static_cast<int64_t>(i));
    }
  }
  if (axes.empty()) return;
  factor = {sum(factor.tensor, {.dim = axes}), kept};
}

/// The tensor with the labels of each group as one dimension.
Tensor grouped(const Factor& factor, std::initializer_list<const Labels*> groups) {
  Axes order;
  Shape shape;
  for (const Labels* group : groups) {
    int64_t size = 1;
    for (Label label : *group) {
      const auto axis = std::ranges::find(factor.labels, label) - factor.labels.begin();
      order.push_back(axis);
      size *= factor.tensor.shape()[static_cast<int>(axis)];
    }
    shape.push_back(size);
  }
  return reshape(permute(factor.tensor, order), shape);
}

/// The product of two factors, summed over the labels of both that are not needed: batches of matrices.
Factor contract(const std::string& text, const Factor& x, const Factor& y, const std::vector<int64_t>& sizes,
                auto needed) {
  Labels batch, summed, rows, columns;
  for (Label label : x.labels) {
    (!among(y.labels, label) ? rows : (needed(label) ? batch : summed)).push_back(label);
  }
  for (Label label : y.labels) {
    if (!among(x.labels, label)) columns.push_back(label);
  }
  Labels labels = batch;
  labels.insert(labels.end(), rows.begin(), rows.end());
  labels.insert(labels.end(), columns.begin(), columns.end());
  if (labels.size() > max_rank) {
    fail(fmt::format("einsum: \"{}\": a product on the way has {} dimensions; tensors have at most {}", text,
                     labels.size(), max_rank));
  }
  Shape shape;
  for (Label label : labels) shape.push_back(sizes[static_cast<size_t>(label)]);
  Tensor product;
  if (summed.empty()) {
    const Tensor a = grouped(x, {&batch, &rows}), b = grouped(y, {&batch, &columns});
    product = unsqueeze(a, 2) * unsqueeze(b, 1);
  } else if (batch.empty()) {
    product = matmul(grouped(x, {&rows, &summed}), grouped(y, {&summed, &columns}));
  } else {
    product = matmul(grouped(x, {&batch, &rows, &summed}), grouped(y, {&batch, &summed, &columns}));
  }
  return {reshape(product, shape), labels};
}

}  // namespace

Tensor einsum(const std::string& text, std::span<const Tensor> operands) {
  if (operands.empty()) fail(fmt::format("einsum: \"{}\": no operands were given", text));
  const Equation equation = parse(text);
  int widest = 0;
  std::vector<Factor> factors = label_operands(text, equation, operands, widest);
  const std::vector<int64_t> sizes = label_sizes(text, factors);
  const Labels result = result_labels(text, equation, factors, widest);
  for (Factor& factor : factors) simplify(text, factor, sizes);

  Factor product = factors.front();
  for (size_t i = 1; i <= factors.size(); ++i) {
    const auto later = [&](Label label) {
      const auto has = [label](const Factor& factor) { return among(factor.labels, label); };
      const auto rest = std::span(factors).subspan(std::min(i + 1, factors.size()));
      return among(result, label) || std::ranges::any_of(rest, has);
    };
    if (i == factors.size()) {
      sum_out(product, later);
      break;
    }
    Factor& next = factors[i];
    sum_out(product, [&](Label label) { return later(label) || among(next.labels, label); });
    sum_out(next, [&](Label label) { return later(label) || among(product.labels, label); });
    product = contract(text, product, next, sizes, later);
  }
  Axes order;
  for (Label label : result) {
    order.push_back(std::ranges::find(product.labels, label) - product.labels.begin());
  }
  return permute(product.tensor, order);
}

}  // namespace gradus
