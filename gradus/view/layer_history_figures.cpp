// Pictures of what a LayerRecorder noted.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/order.hpp"
#include "gradus/plot/text.hpp"
#include "gradus/view/evenly.hpp"
#include "gradus/view/layer_recorder.hpp"

namespace gradus::view {
namespace {

constexpr size_t most_plots = 12, most_ridges = 14, most_bands = 300;

/// Few lines differ by colour and marker; many are coloured from the first layer to the last.
plot::Color line_color(size_t layer, size_t layers) {
  if (layers <= 7) return plot::cycle_color(layer);
  const double place = static_cast<double>(layer) / static_cast<double>(layers - 1);
  return plot::map_color(plot::ColorMap::viridis, 0.92 * place);
}

std::vector<const LayerValues*> chosen(const char* op, const std::vector<LayerValues>& all,
                                       const std::vector<std::string>& names) {
  std::vector<const LayerValues*> result;
  if (names.empty()) {
    for (const size_t i : evenly_picked(all.size(), most_plots)) result.push_back(&all[i]);
    return result;
  }
  for (const std::string& name : names) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    if (at == all.end()) {
      std::vector<std::string> known;
      known.reserve(all.size());
      for (const LayerValues& each : all) known.push_back(each.name);
      fail(fmt::format("{}: no layer \"{}\" was noted; there are {}", op, name, fmt::join(known, ", ")));
    }
    result.push_back(&*at);
  }
  return result;
}

std::vector<double> finite(const std::vector<float>& values) {
  std::vector<double> result;
  result.reserve(values.size());
  for (const float value : values) {
    if (std::isfinite(value)) result.push_back(static_cast<double>(value));
  }
  return result;
}

/// The ranges that hold the middle of the values at each moment, from the widest.
void draw_bands(plot::Axes& axes, const std::vector<double>& times, const LayerValues& layer) {
  constexpr std::array<double, 7> places = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99};
  std::vector<double> x;
  std::array<std::vector<double>, places.size()> y;
  for (const size_t moment : evenly_picked(times.size(), most_bands)) {
    const std::vector<double> values = finite(layer.values[moment]);
    if (values.empty()) continue;
    x.push_back(times[moment]);
    const std::vector<double> at =
        quantile(from_data(values, {std::ssize(values)}), std::span<const double>(places)).to_vector();
    for (size_t i = 0; i < places.size(); ++i) y[i].push_back(at[i]);
  }
  constexpr std::array<double, 3> strengths = {0.16, 0.24, 0.34};
  constexpr std::array<const char*, 3> labels = {"98 %", "80 %", "50 %"};
  for (size_t i = 0; i < 3; ++i) {
    axes.band(x, y[i], y[places.size() - 1 - i],
              {.label = labels[i], .color = plot::colors::blue, .opacity = strengths[i]});
  }
  axes.line(x, y[3], {.label = "median", .color = plot::colors::blue, .width = 2});
}

/// Bins for all moments that leave out what is far from everything else.
std::vector<double> common_edges(const char* op, const LayerValues& layer, int64_t bins) {
  std::vector<double> all;
  for (const std::vector<float>& values : layer.values) {
    const std::vector<double> some = finite(values);
    all.insert(all.end(), some.begin(), some.end());
  }
  if (all.empty()) fail(fmt::format("{}: no value of {} is finite", op, layer.name));
  std::sort(all.begin(), all.end());
  const auto at = [&](double part) {
    return all[static_cast<size_t>(part * static_cast<double>(all.size() - 1))];
  };
  double low = at(0.002), high = at(0.998);
  if (!(high > low)) low -= 0.5, high += 0.5;
  std::vector<double> edges;
  edges.reserve(static_cast<size_t>(bins) + 1);
  for (int64_t i = 0; i <= bins; ++i)
    edges.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(bins));
  return edges;
}

/// By the rule of Rice University.
int64_t usual_bins(const LayerValues& layer) {
  const auto count = static_cast<double>(layer.values.front().size());
  return std::clamp<int64_t>(std::llround(2 * std::cbrt(count)), 8, 60);
}

/// The share of the values in each bin.
std::vector<double> shares(const std::vector<float>& values, const std::vector<double>& edges) {
  const std::vector<double> some = finite(values);
  std::vector<double> heights = plot::bins_of({.values = some, .options = {.edges = edges}}).heights;
  for (double& height : heights) height /= static_cast<double>(std::max<size_t>(some.size(), 1));
  return heights;
}

std::vector<double> middles(const std::vector<double>& edges) {
  std::vector<double> result;
  result.reserve(edges.size());
  for (size_t i = 0; i + 1 < edges.size(); ++i) result.push_back((edges[i] + edges[i + 1]) / 2);
  return result;
}

/// Heights between which colours change; the few bins that hold most of everything, as the zeros of a ReLU
/// do, are all above the last.
std::vector<double> heat_levels(const std::vector<double>& z) {
  std::vector<double> filled;
  filled.reserve(z.size());
  std::copy_if(z.begin(), z.end(), std::back_inserter(filled), [](double share) { return share > 0; });
  const auto place = static_cast<std::ptrdiff_t>(0.96 * static_cast<double>(filled.size()));
  if (filled.empty()) return {0.5, 1};
  const auto at = filled.begin() + std::min<std::ptrdiff_t>(place, std::ssize(filled) - 1);
  std::nth_element(filled.begin(), at, filled.end());
  constexpr int steps = 16;
  std::vector<double> levels;
  levels.reserve(steps);
  for (int i = 1; i <= steps; ++i) levels.push_back(*at * i / steps);
  return levels;
}

void draw_heat(const char* op, plot::Axes& axes, const std::vector<double>& times, const LayerValues& layer,
               int64_t bins) {
  if (times.size() < 2) fail(fmt::format("{}: heat needs two moments; bands and ridge do with one", op));
  const std::vector<double> edges = common_edges(op, layer, bins);
  std::vector<double> x;
  std::vector<std::vector<double>> columns;
  columns.reserve(most_bands);
  for (const size_t moment : evenly_picked(times.size(), most_bands)) {
    x.push_back(times[moment]);
    columns.push_back(shares(layer.values[moment], edges));
  }
  std::vector<double> z;
  z.reserve(columns.size() * static_cast<size_t>(bins));
  for (size_t bin = 0; bin < static_cast<size_t>(bins); ++bin) {
    for (const std::vector<double>& column : columns) z.push_back(column[bin]);
  }
  const std::vector<double> levels = heat_levels(z);
  axes.contours(x, middles(edges), z,
                {.levels = levels,
                 .filled = true,
                 .min = 0,
                 .max = levels.back(),
                 .width = 0,
                 .color_bar = true,
                 .color_bar_label = "share"});
}

/// The first moment at the back and on top, the last in front.
void draw_ridge(const char* op, plot::Axes& axes, const std::vector<double>& times, const LayerValues& layer,
                int64_t bins) {
  const std::vector<double> edges = common_edges(op, layer, bins), x = middles(edges);
  const std::vector<size_t> moments = evenly_picked(times.size(), most_ridges);
  std::vector<std::vector<double>> heights;
  heights.reserve(moments.size());
  double highest = 0;
  for (const size_t moment : moments) {
    heights.push_back(shares(layer.values[moment], edges));
    highest = std::max(highest, *std::max_element(heights.back().begin(), heights.back().end()));
  }
  const double rise = highest > 0 ? 3 / highest : 1;  // the highest ridge covers the feet of two others
  for (size_t i = 0; i < moments.size(); ++i) {
    const double foot = static_cast<double>(moments.size() - 1 - i);
    const double place =
        moments.size() == 1 ? 1 : static_cast<double>(i) / static_cast<double>(moments.size() - 1);
    std::vector<double> outline_x = {edges.front()}, outline_y = {foot};
    for (size_t bin = 0; bin < x.size(); ++bin) {
      outline_x.push_back(x[bin]);
      outline_y.push_back(foot + rise * heights[i][bin]);
    }
    outline_x.push_back(edges.back());
    outline_y.push_back(foot);
    axes.fill(outline_x, outline_y,
              {.color = plot::map_color(plot::ColorMap::viridis, 0.15 + 0.7 * place),
               .opacity = 0.92,
               .edge = plot::colors::white,
               .edge_width = 1});
  }
  for (const size_t i : evenly_picked(moments.size(), 6)) {
    axes.y.ticks.push_back(static_cast<double>(moments.size() - 1 - i));
    axes.y.tick_labels.push_back(fmt::format("{:g}", times[moments[i]]));
  }
  axes.y.min = -0.4;
}

plot::Figure distributions(const char* op, const LayerRecorder& recorder, const std::vector<LayerValues>& all,
                           const char* values, const LayerDistributionOptions& options) {
  if (recorder.times().empty()) fail(fmt::format("{}: nothing was noted", op));
  if (all.empty()) fail(fmt::format("{}: the recorder has none; give it a probe for activations", op));
  if (options.bins != 0 && (options.bins < 2 || options.bins > 1000))
    fail(fmt::format("{}: {} bins are not from 2 to 1000", op, options.bins));
  const std::vector<const LayerValues*> layers = chosen(op, all, options.layers);
  const PlotGrid grid(layers.size(), 3);
  plot::Figure figure({.title = options.title,
                       .width = grid.columns == 1 ? 760 : 440 * grid.columns,
                       .height = grid.rows == 1 ? 400 : 330 * grid.rows,
                       .rows = grid.rows,
                       .columns = grid.columns});
  for (size_t i = 0; i < layers.size(); ++i) {
    plot::Axes& axes = figure.axes(grid.row(i), grid.column(i));
    axes.title = plot::literal(layers[i]->name);
    const bool ridge = options.kind == Distribution::ridge;
    (ridge ? axes.x : axes.y).label = values;
    (ridge ? axes.y : axes.x).label = "epoch";
    axes.legend = plot::Legend::below;
    const int64_t bins = options.bins > 0 ? options.bins : usual_bins(*layers[i]);
    switch (options.kind) {
      case Distribution::bands:
        draw_bands(axes, recorder.times(), *layers[i]);
        break;
      case Distribution::heat:
        draw_heat(op, axes, recorder.times(), *layers[i], bins);
        break;
      case Distribution::ridge:
        draw_ridge(op, axes, recorder.times(), *layers[i], bins);
        break;
    }
  }
  for (size_t i = layers.size(); i < grid.cells(); ++i)
    figure.axes(grid.row(i), grid.column(i)).hidden = true;
  return figure;
}

}  // namespace

plot::Figure gradient_norms(const LayerRecorder& recorder, const GradientNormOptions& options) {
  const auto& layers = recorder.gradients();
  plot::Figure figure({.title = options.title, .width = 800, .height = 480});
  plot::Axes& axes = figure.axes();
  axes.x.label = "epoch";
  axes.y.label = "norm of the gradient";
  if (options.log) axes.y.scale = plot::Scale::log;
  for (size_t i = 0; i < layers.size(); ++i) {
    const auto shown = [&](double norm) { return std::isfinite(norm) && (!options.log || norm > 0); };
    if (std::none_of(layers[i].norms.begin(), layers[i].norms.end(), shown)) continue;
    plot::LineOptions line{.label = plot::literal(layers[i].name), .color = line_color(i, layers.size())};
    if (recorder.times().size() <= 15) line.marker = plot::cycle_marker(i);
    axes.line(recorder.times(), layers[i].norms, line);
  }
  if (axes.traces.empty())
    fail("gradient_norms: no gradients were noted; call note_gradients() after backward()");
  axes.legend = plot::Legend::right;
  return figure;
}

plot::Figure weight_distributions(const LayerRecorder& recorder, const LayerDistributionOptions& options) {
  return distributions("weight_distributions", recorder, recorder.weights(), "weight", options);
}

plot::Figure activation_distributions(const LayerRecorder& recorder,
                                      const LayerDistributionOptions& options) {
  return distributions("activation_distributions", recorder, recorder.activations(), "activation", options);
}

}  // namespace gradus::view
