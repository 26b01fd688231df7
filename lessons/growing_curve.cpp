#include "lessons/growing_curve.hpp"

#include <algorithm>
#include <utility>

#include "lessons/shown_epochs.hpp"

namespace gradus::lessons {
namespace {

constexpr size_t most_points = 600;

}  // namespace

GrowingCurve::GrowingCurve(plot::Axes& axes, std::vector<double> errors) : errors_(std::move(errors)) {
  axes.x.label = "epoch";
  axes.x.min = 0;
  axes.x.max = std::max(1.0, static_cast<double>(errors_.size()) - 1);
  axes.y.min = 0;
  axes.y.max = 1.1 * *std::max_element(errors_.begin(), errors_.end());
  curve_ = &axes.line({0}, {errors_.front()}, {.color = plot::colors::vermillion});
  end_ = &axes.scatter({0}, {errors_.front()},
                       {.color = plot::colors::vermillion, .marker = plot::Marker::circle});
}

void GrowingCurve::show(int64_t epoch) {
  curve_->x.clear();
  curve_->y.clear();
  for (const size_t i : thinned(static_cast<size_t>(epoch) + 1, most_points)) {
    curve_->x.push_back(static_cast<double>(i));
    curve_->y.push_back(errors_[i]);
  }
  end_->x = {curve_->x.back()};
  end_->y = {curve_->y.back()};
}

}  // namespace gradus::lessons
