// Pictures of loss landscapes.
#include <algorithm>
#include <cmath>

#include "gradus/view/loss_landscape.hpp"

namespace gradus::view {
namespace {

/// Losses as a figure shows them: cut, and perhaps as logarithms.
class Shown {
 public:
  explicit Shown(const LandscapeFigureOptions& options) : log_(options.log), highest_(options.highest) {}

  double of(double loss) const {
    const double cut = highest_ ? std::min(loss, *highest_) : loss;
    return log_ ? std::log10(cut) : cut;
  }
  std::vector<double> of(const std::vector<double>& losses) const {
    std::vector<double> result;
    result.reserve(losses.size());
    for (const double loss : losses) result.push_back(of(loss));
    return result;
  }
  std::string label() const { return log_ ? "$\\log_{10}$ loss" : "loss"; }

 private:
  bool log_;
  std::optional<double> highest_;
};

constexpr plot::Color path_color = plot::colors::vermillion;

}  // namespace

plot::Figure landscape_contours(const LossLandscape& landscape, const LandscapeFigureOptions& options) {
  const Shown shown(options);
  plot::Figure figure({.title = options.title, .width = options.width, .height = options.height});
  plot::Axes& axes = figure.axes();
  axes.x.label = landscape.x_label;
  axes.y.label = landscape.y_label;
  axes.contours(landscape.x, landscape.y, shown.of(landscape.losses),
                {.count = 18, .filled = true, .width = 0.5, .color_bar = true, .color_bar_label = shown.label()});
  if (!landscape.path_x.empty()) {
    axes.line(landscape.path_x, landscape.path_y,
              {.label = "path", .color = path_color, .width = 2, .marker = plot::Marker::circle, .marker_size = 4});
  }
  axes.scatter({landscape.at_x}, {landscape.at_y},
               {.label = "model",
                .color = path_color,
                .marker = plot::Marker::star,
                .size = 15,
                .edge = plot::colors::white,
                .edge_width = 1.2});
  return figure;
}

plot::Figure landscape_surface(const LossLandscape& landscape, const LandscapeFigureOptions& options) {
  const Shown shown(options);
  plot::Figure figure({.title = options.title, .width = options.width, .height = options.height});
  plot::Axes3D& axes = figure.axes3d();
  axes.view = options.view;
  axes.x.label = landscape.x_label;
  axes.y.label = landscape.y_label;
  axes.z.label = shown.label();
  axes.surface(landscape.x, landscape.y, shown.of(landscape.losses),
               {.map = plot::ColorMap::viridis, .opacity = 0.9});
  if (!landscape.path_x.empty()) {
    axes.line(landscape.path_x, landscape.path_y, shown.of(landscape.path_losses),
              {.label = "path", .color = path_color, .width = 2.2, .marker = plot::Marker::circle, .marker_size = 4});
  }
  axes.scatter({landscape.at_x}, {landscape.at_y}, {shown.of(landscape.at_loss)},
               {.label = "model",
                .color = path_color,
                .marker = plot::Marker::circle,
                .size = 10,
                .edge = plot::colors::white,
                .edge_width = 1.2});
  return figure;
}

}  // namespace gradus::view
