#include "gradus/view/loss_landscape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/view/quiet_model.hpp"

namespace gradus::view {
namespace {

/// A model's parameters, which come back at the end.
class KeptWeights {
 public:
  explicit KeptWeights(const nn::Module& model) : parameters(model.parameters()) {
    saved.reserve(parameters.size());
    for (const Tensor& parameter : parameters) saved.push_back(parameter.detach().clone());
  }
  ~KeptWeights() { set(saved); }
  KeptWeights(const KeptWeights&) = delete;
  KeptWeights& operator=(const KeptWeights&) = delete;

  void set(const std::vector<Tensor>& values) {
    for (size_t i = 0; i < parameters.size(); ++i) parameters[i].copy_(values[i]);
  }

  std::vector<Tensor> parameters, saved;
};

/// An Error unless `given` ("a direction") has a tensor of the same shape, or none, for each parameter.
void check(const char* given, const std::vector<Tensor>& direction, const std::vector<Tensor>& parameters) {
  if (direction.size() != parameters.size())
    fail(fmt::format("loss_landscape: {} of {} tensors for a model of {} parameters", given, direction.size(),
                     parameters.size()));
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (direction[i].defined() && direction[i].shape() != parameters[i].shape())
      fail(fmt::format("loss_landscape: tensor {} of {} has shape {}, the parameter {}", i, given,
                       to_string(direction[i].shape()), to_string(parameters[i].shape())));
  }
}

double inner(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  double total = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i].defined() && b[i].defined())
      total += sum(a[i].to(DType::float64) * b[i].to(DType::float64)).item();
  }
  return total;
}

/// The coordinates of the plane's points that lie nearest to models.
class Nearest {
 public:
  Nearest(const WeightPlane& plane, const std::vector<Tensor>& start)
      : plane_(plane),
        start_(start),
        aa_(inner(plane.first, plane.first)),
        ab_(inner(plane.first, plane.second)),
        bb_(inner(plane.second, plane.second)) {
    if (!(aa_ * bb_ - ab_ * ab_ > 1e-12 * aa_ * bb_))
      fail("loss_landscape: the two directions are parallel, or one of them is zero");
  }

  std::array<double, 2> of(const std::vector<Tensor>& model) const {
    std::vector<Tensor> offset;
    offset.reserve(model.size());
    for (size_t i = 0; i < model.size(); ++i)
      offset.push_back(model[i].to(DType::float64) - start_[i].to(DType::float64));
    const double a = inner(offset, plane_.first), b = inner(offset, plane_.second);
    const double det = aa_ * bb_ - ab_ * ab_;
    return {plane_.first_start + (bb_ * a - ab_ * b) / det, plane_.second_start + (aa_ * b - ab_ * a) / det};
  }

 private:
  const WeightPlane& plane_;
  const std::vector<Tensor>& start_;
  double aa_, ab_, bb_;
};

/// From `reach` below to `reach` above the start, and a little beyond the path.
std::vector<double> places(int64_t count, double start, double reach, const std::vector<double>& path) {
  if (!(reach > 0) || !std::isfinite(reach) || !std::isfinite(start))
    fail(fmt::format("loss_landscape: cannot reach {} to both sides of {}", reach, start));
  double low = start - reach, high = start + reach;
  if (!path.empty()) {
    const auto [least, greatest] = std::minmax_element(path.begin(), path.end());
    const double margin = 0.08 * std::max(high, *greatest) - 0.08 * std::min(low, *least);
    low = std::min(low, *least - margin);
    high = std::max(high, *greatest + margin);
  }
  std::vector<double> result;
  result.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i)
    result.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1));
  return result;
}

/// The loss at each place of a grid, x fastest.
std::vector<double> losses_over(const WeightPlane& plane, KeptWeights& weights, const LossLandscape& grid,
                                const std::function<Tensor()>& loss) {
  std::vector<double> losses;
  losses.reserve(grid.x.size() * grid.y.size());
  std::vector<Tensor> row = weights.saved;  // the start of a row, for parameters that move along it
  for (const double y : grid.y) {
    const double b = y - plane.second_start;
    for (size_t i = 0; i < row.size(); ++i) {
      if (!plane.second[i].defined()) continue;
      row[i] = weights.saved[i] + plane.second[i] * b;
      weights.parameters[i].copy_(row[i]);
    }
    for (const double x : grid.x) {
      const double a = x - plane.first_start;
      for (size_t i = 0; i < row.size(); ++i) {
        if (plane.first[i].defined()) weights.parameters[i].copy_(row[i]).add_(plane.first[i], a);
      }
      losses.push_back(loss().item());
    }
  }
  return losses;
}

}  // namespace

LossLandscape loss_landscape(nn::Module& model, const std::function<Tensor()>& loss, const WeightPlane& plane,
                             const LandscapeOptions& options) {
  if (options.resolution < 2 || options.resolution > 1000)
    fail(fmt::format("loss_landscape: resolution {} is not from 2 to 1000", options.resolution));
  const QuietModel quiet(model);
  KeptWeights weights(model);
  check("a direction", plane.first, weights.parameters);
  check("a direction", plane.second, weights.parameters);
  const Nearest nearest(plane, weights.saved);
  LossLandscape result{.at_x = plane.first_start,
                       .at_y = plane.second_start,
                       .x_label = plane.first_label,
                       .y_label = plane.second_label};
  if (options.path) {
    for (const std::vector<Tensor>& moment : options.path->moments()) {
      check("a moment of the path", moment, weights.parameters);
      const auto [x, y] = nearest.of(moment);
      result.path_x.push_back(x);
      result.path_y.push_back(y);
    }
  }
  result.x =
      places(options.resolution, result.at_x, options.first_reach.value_or(plane.first_reach), result.path_x);
  result.y = places(options.resolution, result.at_y, options.second_reach.value_or(plane.second_reach),
                    result.path_y);
  result.at_loss = loss().item();
  if (options.path) {
    for (const std::vector<Tensor>& moment : options.path->moments()) {
      weights.set(moment);
      result.path_losses.push_back(loss().item());
    }
    weights.set(weights.saved);
  }
  result.losses = losses_over(plane, weights, result, loss);
  return result;
}

LossLandscape loss_landscape(nn::Layer& model, const train::Loss& loss, const Tensor& x, const Tensor& y,
                             const WeightPlane& plane, const LandscapeOptions& options) {
  return loss_landscape(
      model, [&] { return loss(model(x), y); }, plane, options);
}

}  // namespace gradus::view
