#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/plot/check/check.hpp"
#include "gradus/plot/check/check_parts.hpp"

namespace gradus::plot {
namespace {

constexpr double most_bins = 100000, most_levels = 1000;

void rising_list(std::string_view what, std::string_view name, const Column& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    finite(what, fmt::format("{}[{}]", name, i), list[i]);
    if (i > 0 && !(list[i] > list[i - 1])) {
      fail(fmt::format("{}: {} does not rise at place {}: {} after {}", what, name, i, list[i], list[i - 1]));
    }
  }
}

}  // namespace

void check_bars(const Bars& bars) {
  const BarOptions& o = bars.options;
  same_length("bars", "x", bars.x, "height", bars.height);
  some_finite("bars", "x and height", {&bars.x, &bars.height});
  positive("bars", "width", o.width);
  between("bars", "opacity", o.opacity, 0, 1);
  between("bars", "edge_width", o.edge_width, 0, most_px);
  one_each("bars", "base", o.base.size(), bars.x.size(), "bars");
  one_each("bars", "errors", o.errors.size(), bars.x.size(), "bars");
  for (const double error : o.errors) {
    if (error < 0) fail(fmt::format("bars: one of errors is {}; half a length has to be 0 or more", error));
  }
}

void check_histogram(const Histogram& histogram) {
  const HistogramOptions& o = histogram.options;
  constexpr std::string_view what = "histogram";
  some_finite(what, "the values", {&histogram.values});
  between(what, "bins", o.bins, 0, most_bins);
  between(what, "opacity", o.opacity, 0, 1);
  between(what, "width", o.width, 0, most_px);
  if (o.from) finite(what, "from", *o.from);
  if (o.to) finite(what, "to", *o.to);
  if (o.from && o.to && *o.from >= *o.to)
    fail(fmt::format("{}: from {} is not below to {}", what, *o.from, *o.to));
  if (o.edges.size() == 1) fail(fmt::format("{}: edges holds one edge; a bin needs two", what));
  rising_list(what, "edges", o.edges);
  one_each(what, "weights", o.weights.size(), histogram.values.size(), "values");
  for (const double weight : o.weights) {
    if (!(weight >= 0) || !std::isfinite(weight)) {
      fail(fmt::format("{}: one of weights is {}; weights are finite and not negative", what, weight));
    }
  }
}

void check_box_plot(const BoxPlot& plot) {
  constexpr std::string_view what = "box_plot";
  finite(what, "its place", plot.at);
  some_finite(what, "the values", {&plot.values});
  positive(what, "width", plot.options.width);
  between(what, "whisker", plot.options.whisker, 0, 1e6);
}

void check_band(const Band& band) {
  same_length("band", "x", band.x, "low", band.low);
  same_length("band", "x", band.x, "high", band.high);
  some_finite("band", "x, low and high", {&band.x, &band.low, &band.high});
  between("band", "opacity", band.options.opacity, 0, 1);
  between("band", "edge_width", band.options.edge_width, 0, most_px);
}

void check_fill(const Fill& fill) {
  same_length("fill", "x", fill.x, "y", fill.y);
  some_finite("fill", "x and y", {&fill.x, &fill.y});
  between("fill", "opacity", fill.options.opacity, 0, 1);
  between("fill", "edge_width", fill.options.edge_width, 0, most_px);
}

void check_contours(const Contours& contours) {
  const ContourOptions& o = contours.options;
  constexpr std::string_view what = "contours";
  heights(what, contours.x, contours.y, contours.z);
  rising_list(what, "levels", o.levels);
  between(what, "the number of levels", static_cast<double>(o.levels.size()), 0, most_levels);
  between(what, "count", o.count, 1, most_levels);
  between(what, "width", o.width, 0, most_px);
  between(what, "opacity", o.opacity, 0, 1);
  between(what, "decimals", o.decimals, -1, 17);
  between(what, "number_size", o.number_size, 0.1, 20);
  color_limits(what, o.min, o.max);
  if (!o.filled && o.width == 0) fail("contours: width is 0 and filled is not set; there is nothing to draw");
}

void check_images(const Images& images) {
  const ImageOptions& o = images.options;
  constexpr std::string_view what = "images";
  if (images.channels != 1 && images.channels != 3) {
    fail(
        fmt::format("{}: {} channels; pictures have 1, or 3 for red, green and blue", what, images.channels));
  }
  // Divided, because the product of any numbers may wrap.
  std::size_t left = images.pixels.size();
  bool fits = left > 0;
  for (const std::size_t size : {images.count, images.rows, images.columns, images.channels}) {
    fits = fits && size > 0 && left % size == 0;
    left = fits ? left / size : 0;
  }
  if (!fits || left != 1) {
    fail(fmt::format("{}: {} values for {} pictures of {} x {} pixels and {} channels", what,
                     images.pixels.size(), images.count, images.rows, images.columns, images.channels));
  }
  some_finite(what, "the pixels", {&images.pixels});
  const std::size_t one = images.pixels.size() / images.count;
  for (std::size_t i = 0; o.each && i < images.count; ++i) {
    const auto first = images.pixels.begin() + static_cast<std::ptrdiff_t>(i * one);
    if (std::any_of(first, first + static_cast<std::ptrdiff_t>(one),
                    [](double v) { return std::isfinite(v); }))
      continue;
    fail(fmt::format("{}: no pixel of picture {} is finite, and each takes its range from its own", what, i));
  }
  color_limits(what, o.min, o.max);
  one_each(what, "labels", o.labels.size(), images.count, "pictures");
  between(what, "gap", o.gap, 0, 10);
}

void check_linear(const Trace& trace) {
  const bool pixels = std::holds_alternative<Regions>(trace) || std::holds_alternative<Heatmap>(trace);
  if (pixels) fail("axes: regions and heat maps need linear axes, and one is logarithmic");
  const auto* contours = std::get_if<Contours>(&trace);
  if (std::holds_alternative<Images>(trace) || (contours != nullptr && contours->options.filled)) {
    fail("axes: images and filled contours need linear axes, and one is logarithmic");
  }
  const auto* line = std::get_if<ReferenceLine>(&trace);
  if (line != nullptr && line->direction == ReferenceLine::Direction::diagonal) {
    fail("axes: a diagonal needs linear axes, and one is logarithmic");
  }
}

}  // namespace gradus::plot
