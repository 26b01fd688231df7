#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/trace_counts.hpp"

// Histograms and box plots: what they show, and the marks that show it.
namespace gradus::plot {
namespace {

constexpr double most_bins = 1000;

std::vector<double> sorted_finite(const std::vector<double>& values) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double v) { return std::isfinite(v); });
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// The value below which this part of them lies, between two of them by their distances.
double quantile(const std::vector<double>& sorted, double part) {
  const double place = part * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(low);
  const double next = sorted[std::min(low + 1, sorted.size() - 1)];
  return sorted[low] + share * (next - sorted[low]);
}

// As many bins as Sturges' or Freedman and Diaconis' rule gives, whichever are more.
double automatic_bins(const std::vector<double>& sorted) {
  const auto count = static_cast<double>(sorted.size());
  const double range = sorted.back() - sorted.front();
  const double sturges = range / (std::log2(count) + 1);
  const double freedman = 2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / std::cbrt(count);
  const double width = freedman > 0 ? std::min(sturges, freedman) : sturges;
  return width > 0 ? std::clamp(std::ceil(range / width), 1.0, most_bins) : 1;
}

std::vector<double> edges_of(const Histogram& histogram) {
  const HistogramOptions& o = histogram.options;
  if (!o.edges.empty()) return o.edges;
  std::vector<double> sorted = sorted_finite(histogram.values);
  double low = o.from.value_or(sorted.front()), high = o.to.value_or(sorted.back());
  if (!(low < high)) {  // one value, or none inside: a bin around it
    if (o.from) {
      high = low + 1;
    } else if (o.to) {
      low = high - 1;
    } else {
      low -= 0.5, high += 0.5;
    }
  }
  std::erase_if(sorted, [&](double v) { return v < low || v > high; });
  const auto bins = static_cast<std::size_t>(o.bins > 0       ? o.bins
                                             : sorted.empty() ? 1
                                                              : automatic_bins(sorted));
  std::vector<double> edges(bins + 1);
  for (std::size_t i = 0; i <= bins; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(bins);
    edges[i] = low + part * (high - low);
  }
  edges.back() = high;
  return edges;
}

}  // namespace

HistogramBins bins_of(const Histogram& histogram) {
  const HistogramOptions& o = histogram.options;
  HistogramBins bins{edges_of(histogram), {}};
  const std::vector<double>& edges = bins.edges;
  bins.heights.resize(edges.size() - 1);
  for (std::size_t i = 0; i < histogram.values.size(); ++i) {
    const double value = histogram.values[i], weight = o.weights.empty() ? 1 : o.weights[i];
    if (!std::isfinite(value) || value < edges.front() || value > edges.back()) continue;
    const auto after = std::upper_bound(edges.begin(), edges.end(), value);
    const auto bin = std::min(static_cast<std::size_t>(after - edges.begin()) - 1, bins.heights.size() - 1);
    bins.heights[bin] += weight;
  }
  const double sum = std::accumulate(bins.heights.begin(), bins.heights.end(), 0.0);
  if (o.cumulative) {
    std::partial_sum(bins.heights.begin(), bins.heights.end(), bins.heights.begin());
  }
  if (!o.density || sum == 0) return bins;
  for (std::size_t i = 0; i < bins.heights.size(); ++i) {
    bins.heights[i] /= o.cumulative ? sum : sum * (edges[i + 1] - edges[i]);
  }
  return bins;
}

BoxPlotFigures figures_of(const BoxPlot& plot) {
  const std::vector<double> sorted = sorted_finite(plot.values);
  BoxPlotFigures f{
      .first = quantile(sorted, 0.25), .median = quantile(sorted, 0.5), .third = quantile(sorted, 0.75)};
  const double reach = plot.options.whisker * (f.third - f.first);
  f.low = f.first, f.high = f.third;
  for (const double value : sorted) {
    f.mean += value / static_cast<double>(sorted.size());
    if (value < f.first - reach || value > f.third + reach) {
      f.outliers.push_back(value);
    } else {
      f.low = std::min(f.low, value), f.high = std::max(f.high, value);
    }
  }
  return f;
}

Marks marks_of(const Histogram& histogram, Look look, const Theme& theme) {
  const HistogramOptions& o = histogram.options;
  const HistogramBins bins = bins_of(histogram);
  Mark mark{.kind = o.outline ? Mark::Kind::line : Mark::Kind::boxes, .look = look, .opacity = o.opacity};
  mark.sample = true;
  if (o.outline) {
    mark.opacity = 1, mark.width = o.width;
    const auto add = [&](double x, double y) { mark.x.push_back(x), mark.y.push_back(y); };
    add(bins.edges.front(), 0);
    for (std::size_t i = 0; i < bins.heights.size(); ++i) {
      add(bins.edges[i], bins.heights[i]), add(bins.edges[i + 1], bins.heights[i]);
    }
    if (!o.cumulative) add(bins.edges.back(), 0);
  } else {
    mark.width = 0.6, mark.edge = theme.background;  // parts the bins
    mark.x.assign(bins.edges.begin(), bins.edges.end() - 1);
    mark.x2.assign(bins.edges.begin() + 1, bins.edges.end());
    mark.y.assign(bins.heights.size(), 0);
    mark.y2 = bins.heights;
  }
  if (o.horizontal) lay_down(mark);
  return {std::move(mark)};
}

Marks marks_of(const BoxPlot& plot, Look look, const Theme& theme) {
  const BoxPlotOptions& o = plot.options;
  const BoxPlotFigures f = figures_of(plot);
  const double left = plot.at - o.width / 2, right = plot.at + o.width / 2;
  Mark whiskers{.kind = Mark::Kind::spans, .look = look, .width = 1.2, .size = 12};
  whiskers.x = whiskers.x2 = {plot.at, plot.at};
  whiskers.y = {f.low, f.high}, whiskers.y2 = {f.first, f.third};
  Mark box{.kind = Mark::Kind::boxes, .look = {mix(look.color, theme.background, 0.35)}, .width = 1.2};
  box.x = {left}, box.x2 = {right}, box.y = {f.first}, box.y2 = {f.third};
  box.edge = look.color, box.sample = true;
  Mark median{.kind = Mark::Kind::line, .look = {theme.text}, .width = 1.8};
  median.x = {left, right}, median.y = {f.median, f.median};
  Marks marks{std::move(whiskers), std::move(box), std::move(median)};
  if (o.mean) {
    Mark mean{.kind = Mark::Kind::points,
              .x = {plot.at},
              .y = {f.mean},
              .look = {theme.background, Marker::diamond}};
    mean.size = 7, mean.edge = theme.text;
    marks.push_back(std::move(mean));
  }
  if (o.outliers && !f.outliers.empty()) {
    Mark beyond{.kind = Mark::Kind::points, .y = f.outliers, .look = {look.color, Marker::circle}};
    beyond.x.assign(f.outliers.size(), plot.at);
    beyond.size = 4.5, beyond.opacity = 0.7;
    marks.push_back(std::move(beyond));
  }
  if (o.horizontal) {
    for (Mark& mark : marks) lay_down(mark);
  }
  return marks;
}

}  // namespace gradus::plot
