#include "lessons/picture_figures.hpp"

#include <algorithm>
#include <limits>

namespace gradus::lessons {
namespace {

/// Where the pictures of a mosaic lie, in pixels of theirs.
struct MosaicGrid {
  int64_t columns, rows, gap, caption, tile_width, tile_height;

  MosaicGrid(const Tensor& pictures, const MosaicOptions& options)
      : columns(std::min(options.columns, pictures.size(0))),
        rows((pictures.size(0) + columns - 1) / columns),
        gap(std::max<int64_t>(1, pictures.size(2) / 10)),
        caption(options.captions.empty() ? 0 : std::max<int64_t>(1, pictures.size(1) * 3 / 10)),
        tile_width(pictures.size(2) + gap),
        tile_height(pictures.size(1) + gap + caption) {}

  int64_t width() const { return columns * tile_width - gap; }
  int64_t height() const { return rows * tile_height - gap; }
  int64_t left(int64_t i) const { return i % columns * tile_width; }
  int64_t top(int64_t i) const { return i / columns * tile_height + caption; }
};

/// The mean of the last `window` values at each place.
std::vector<double> running_mean(const std::vector<double>& values, size_t window) {
  std::vector<double> means;
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    if (i >= window) sum -= values[i - window];
    means.push_back(sum / static_cast<double>(std::min(i + 1, window)));
  }
  return means;
}

}  // namespace

void draw_mosaic(plot::Axes& axes, const Tensor& pictures, const MosaicOptions& options) {
  const MosaicGrid grid(pictures, options);
  const int64_t h = pictures.size(1), w = pictures.size(2);
  const std::vector<double> pixels = pictures.to_vector();
  // What lies between the pictures stays without a colour.
  std::vector<double> cells(static_cast<size_t>(grid.width() * grid.height()),
                            std::numeric_limits<double>::quiet_NaN());
  for (int64_t i = 0; i < pictures.size(0); ++i) {
    for (int64_t row = 0; row < h; ++row) {
      std::copy_n(pixels.begin() + (i * h + row) * w, w,
                  cells.begin() + (grid.top(i) + row) * grid.width() + grid.left(i));
    }
  }
  const auto [least, greatest] = std::ranges::minmax(pixels);
  axes.hidden = true;
  axes.equal_aspect = true;
  axes.heatmap(static_cast<size_t>(grid.height()), static_cast<size_t>(grid.width()), std::move(cells),
               {.map = options.map,
                .min = options.min.value_or(least),
                .max = options.max.value_or(greatest),
                .color_bar = false});
  for (size_t i = 0; i < options.captions.size(); ++i) {
    const auto at = static_cast<int64_t>(i);
    const double middle = static_cast<double>(grid.left(at)) + static_cast<double>(w - 1) / 2;
    const double above = static_cast<double>(grid.top(at)) - 0.5 - static_cast<double>(grid.caption) / 2;
    axes.text(middle, above, options.captions[i], {.size = 0.9});
  }
}

plot::Figure mosaic(const std::string& title, const Tensor& pictures, const MosaicOptions& options) {
  constexpr int title_height = 70;
  const MosaicGrid grid(pictures, options);
  const auto height = static_cast<int>(options.width * grid.height() / grid.width());
  plot::Figure figure({.title = title, .width = options.width, .height = height + title_height});
  draw_mosaic(figure.axes(), pictures, options);
  return figure;
}

plot::Figure learning_figure(const std::string& title, const std::vector<LearningCurve>& curves) {
  const bool several =
      std::ranges::any_of(curves, [](const LearningCurve& curve) { return curve.test_accuracy.size() > 1; });
  plot::Figure figure(
      {.title = title, .width = several ? 1150 : 760, .height = 480, .columns = several ? 2 : 1});
  plot::Axes& loss = figure.axes();
  loss.title = "loss of each batch, and their running mean";
  loss.x.label = "epoch";
  loss.y = {.label = "cross-entropy", .min = 0};
  loss.legend = plot::Legend::top_right;
  for (size_t c = 0; c < curves.size(); ++c) {
    const LearningCurve& curve = curves[c];
    const plot::Color color = plot::cycle_color(c);
    std::vector<double> steps;
    for (size_t i = 0; i < curve.losses.size(); ++i) {
      steps.push_back(static_cast<double>(i + 1) / static_cast<double>(curve.steps_an_epoch));
    }
    loss.line(steps, curve.losses, {.color = color, .width = 0.8, .opacity = 0.25});
    loss.line(steps, running_mean(curve.losses, std::clamp<size_t>(curve.losses.size() / 20, 1, 50)),
              {.label = curves.size() > 1 ? curve.label : "", .color = color, .width = 2});
  }
  if (!several) return figure;
  plot::Axes& accuracy = figure.axes(0, 1);
  accuracy.title = "test pictures after each epoch";
  accuracy.x.label = "epoch";
  accuracy.y = {.label = "share that is right", .max = 1};
  accuracy.legend = curves.size() > 1 ? plot::Legend::bottom_right : plot::Legend::none;
  for (size_t c = 0; c < curves.size(); ++c) {
    std::vector<double> epochs;
    for (size_t i = 0; i < curves[c].test_accuracy.size(); ++i) epochs.push_back(static_cast<double>(i + 1));
    accuracy.line(epochs, curves[c].test_accuracy,
                  {.label = curves[c].label,
                   .color = plot::cycle_color(c),
                   .width = 2,
                   .marker = plot::cycle_marker(c)});
  }
  return figure;
}

}  // namespace gradus::lessons
