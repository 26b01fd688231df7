// Planes in the space of a model's weights, and ways through it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/vector_norms.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/plot/text.hpp"
#include "gradus/view/loss_landscape.hpp"

namespace gradus::view {
namespace {

/// A number of a model as a tensor without dimensions, over the model's memory.
struct Found {
  size_t parameter;
  Tensor value;
  std::string name;  // "0.weight[0, 1]"
};

Found find(const nn::Module& model, const WeightPlace& place) {
  const StateDict parameters = model.named_parameters();
  std::string names;
  for (size_t p = 0; p < parameters.size(); ++p) {
    const auto& [name, tensor] = parameters[p];
    if (name != place.parameter) {
      names += (names.empty() ? "" : ", ") + name;
      continue;
    }
    const Shape& shape = tensor.shape();
    Found found{p, tensor, fmt::format("{}[{}]", name, fmt::join(place.index, ", "))};
    bool fits = std::cmp_equal(place.index.size(), shape.rank());
    for (size_t i = 0; fits && i < place.index.size(); ++i) {
      fits = place.index[i] >= 0 && place.index[i] < shape[static_cast<int>(i)];
    }
    if (!fits)
      fail(fmt::format("weight_plane: {} is not in the parameter's shape {}", found.name, to_string(shape)));
    for (const int64_t index : place.index) found.value = found.value.select(0, index);
    return found;
  }
  fail(fmt::format("weight_plane: the model has no parameter \"{}\"; it has {}", place.parameter, names));
}

/// Of a parameter's shape, 1 at the place and 0 elsewhere.
Tensor unit_direction(const Tensor& parameter, const WeightPlace& place) {
  Tensor direction = zeros_like(parameter);
  Tensor at = direction;
  for (const int64_t index : place.index) at = at.select(0, index);
  at.fill_(1);
  return direction;
}

/// A normal direction whose rows are as long as those of a parameter.
Tensor filter_direction(const Tensor& parameter, Generator& generator) {
  Tensor direction = zeros_like(parameter).normal_(0, 1, &generator);
  const int64_t rows = parameter.size(0);
  const auto lengths = [&](const Tensor& x) {
    return norm(x.reshape({rows, x.numel() / rows}), 2, {.dim = 1, .keepdim = true});
  };
  const Tensor factors = lengths(parameter.detach()) / (lengths(direction) + 1e-10);
  return (direction.reshape({rows, direction.numel() / rows}) * factors).reshape(parameter.shape());
}

/// All parameters in one row, float64.
Tensor flattened(const std::vector<Tensor>& parameters) {
  std::vector<Tensor> parts;
  parts.reserve(parameters.size());
  for (const Tensor& parameter : parameters) parts.push_back(parameter.detach().flatten().to(DType::float64));
  return cat(parts, 0);
}

/// One row for all parameters cut back into their shapes and types.
std::vector<Tensor> cut_like(const Tensor& row, const std::vector<Tensor>& parameters) {
  std::vector<Tensor> parts;
  parts.reserve(parameters.size());
  int64_t start = 0;
  for (const Tensor& parameter : parameters) {
    parts.push_back(row.slice(0, start, start + parameter.numel())
                        .reshape(parameter.shape())
                        .to(parameter.dtype())
                        .clone());
    start += parameter.numel();
  }
  return parts;
}

}  // namespace

WeightPlane weight_plane(const nn::Module& model, const WeightPlace& first, const WeightPlace& second) {
  const NoGrad guard;
  const Found a = find(model, first), b = find(model, second);
  if (a.name == b.name) fail(fmt::format("weight_plane: both places are {}", a.name));
  const std::vector<Tensor> parameters = model.parameters();
  const double at_a = a.value.item(), at_b = b.value.item();
  WeightPlane plane{.first = std::vector<Tensor>(parameters.size()),
                    .second = std::vector<Tensor>(parameters.size()),
                    .first_label = plot::literal(a.name),
                    .second_label = plot::literal(b.name),
                    .first_start = at_a,
                    .second_start = at_b,
                    .first_reach = std::max(1.0, 1.5 * std::abs(at_a)),
                    .second_reach = std::max(1.0, 1.5 * std::abs(at_b))};
  plane.first[a.parameter] = unit_direction(parameters[a.parameter], first);
  plane.second[b.parameter] = unit_direction(parameters[b.parameter], second);
  return plane;
}

WeightPlane random_plane(const nn::Module& model, uint64_t seed) {
  const NoGrad guard;
  Generator generator(seed);
  const std::vector<Tensor> parameters = model.parameters();
  const auto moves = [](const Tensor& parameter) { return parameter.dim() > 1 && parameter.numel() > 0; };
  if (std::none_of(parameters.begin(), parameters.end(), moves))
    fail("random_plane: the model has no parameter of two or more dimensions");
  const auto direction = [&] {
    std::vector<Tensor> parts;
    parts.reserve(parameters.size());
    for (const Tensor& parameter : parameters)
      parts.push_back(moves(parameter) ? filter_direction(parameter, generator) : Tensor());
    return parts;
  };
  WeightPlane plane{.first_label = "first direction", .second_label = "second direction"};
  plane.first = direction();
  plane.second = direction();
  return plane;
}

void WeightPath::note(const nn::Module& model) {
  const NoGrad guard;
  const std::vector<Tensor> parameters = model.parameters();
  bool same = moments_.empty() || moments_.front().size() == parameters.size();
  for (size_t i = 0; same && !moments_.empty() && i < parameters.size(); ++i)
    same = moments_.front()[i].shape() == parameters[i].shape();
  if (!same) fail("WeightPath: the model's parameters have other shapes than before");
  std::vector<Tensor> copies;
  copies.reserve(parameters.size());
  for (const Tensor& parameter : parameters) copies.push_back(parameter.detach().clone());
  moments_.push_back(std::move(copies));
}

WeightPlane path_plane(const nn::Module& model, const WeightPath& path) {
  const NoGrad guard;
  const auto& moments = path.moments();
  if (moments.size() < 3) fail(fmt::format("path_plane: a path of {} moments; 3 are needed", moments.size()));
  const std::vector<Tensor> parameters = model.parameters();
  const Tensor here = flattened(parameters);
  std::vector<Tensor> rows;
  rows.reserve(moments.size());
  for (const std::vector<Tensor>& moment : moments) {
    rows.push_back(flattened(moment));
    if (rows.back().numel() != here.numel()) fail("path_plane: the path is of another model");
    rows.back() = rows.back() - here;
  }
  // The eigenvectors of the small matrix of all inner products give those of the large one.
  const Tensor offsets = stack(rows, 0);  // [moments, numbers]
  const linalg::EighResult eigen = linalg::eigh(matmul(offsets, offsets.t()));
  const auto last = static_cast<int64_t>(moments.size()) - 1;
  const double widest = eigen.eigenvalues[last].item(), second = eigen.eigenvalues[last - 1].item();
  if (!(second > 1e-12 * widest)) fail("path_plane: the path is a straight line, or stays where it is");
  const auto direction = [&](int64_t k) {
    const Tensor row = matmul(eigen.eigenvectors.select(1, k), offsets);
    return row / norm(row);
  };
  const Tensor along = direction(last), across = direction(last - 1);
  const auto reach = [&](const Tensor& to) { return 0.3 * norm(matmul(offsets, to), INFINITY).item(); };
  return {.first = cut_like(along, parameters),
          .second = cut_like(across, parameters),
          .first_label = "first direction of the path",
          .second_label = "second direction of the path",
          .first_reach = reach(along),
          .second_reach = reach(across)};
}

}  // namespace gradus::view
