#include "gradus/view/cluster_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/metrics/clustering.hpp"
#include "gradus/view/model.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::Columns;

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

/// The cycle of colours for as many clusters as there are: further rounds of it are darker.
std::vector<plot::Color> cluster_colors(size_t count) {
  constexpr size_t cycle = 8;
  if (count <= cycle) return {};  // those of the style
  std::vector<plot::Color> colors;
  colors.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const size_t round = i / cycle;
    const double dark = std::min(0.75, 0.4 * static_cast<double>(round));
    colors.push_back(plot::mix(plot::colors::black, plot::cycle_color(i % cycle), dark));
  }
  return colors;
}

/// A line with gaps from each point to its centre.
std::array<std::vector<double>, 2> spokes(const Columns& points, const Columns& centers,
                                          const std::vector<int64_t>& nearest) {
  std::array<std::vector<double>, 2> ends;
  for (size_t axis = 0; axis < 2; ++axis) {
    ends[axis].reserve(3 * points.rows);
    for (size_t i = 0; i < points.rows; ++i) {
      ends[axis].insert(ends[axis].end(),
                        {points[axis][i], centers[axis][static_cast<size_t>(nearest[i])], gap});
    }
  }
  return ends;
}

Interval range_of(const Columns& points, const Columns& centers, size_t axis, double margin) {
  std::vector<double> all = points[axis];
  all.insert(all.end(), centers[axis].begin(), centers[axis].end());
  return interval_of("cluster_regions", all, margin);
}

}  // namespace

void cluster_regions(plot::Axes& axes, const learn::internal::CenterModel& clusters, const Tensor& x,
                     const ClusterRegionsOptions& options) {
  constexpr const char* op = "cluster_regions";
  constexpr const char* hint = "choose two columns, or project them, before clusters are fitted";
  const Columns points = internal::read_columns(op, "x", x, 2, hint);
  const Columns centers = internal::read_columns(op, "cluster_centers", clusters.cluster_centers(), 2, hint);
  const std::vector<std::string> names = internal::shown_names(op, options.feature_names, 2);
  const Interval across = range_of(points, centers, 0, options.margin),
                 up = range_of(points, centers, 1, options.margin);
  const DType type = clusters.cluster_centers().dtype();
  const Grid grid = make_grid(op, across, up, options.resolution, type);
  const Tensor places = clusters.predict(grid.points);
  const std::vector<int64_t> nearest = clusters.predict(x.to(type)).to_vector<int64_t>();

  axes.title = options.title;
  axes.x = {.label = names[0], .min = across.low, .max = across.high};
  axes.y = {.label = names[1], .min = up.low, .max = up.high};
  axes.equal_aspect = options.equal_aspect;
  axes.legend = plot::Legend::none;
  axes.regions(grid.x, grid.y, places.to_vector(), {.colors = cluster_colors(centers.rows), .strength = 0.4});
  if (options.spokes) {
    auto ends = spokes(points, centers, nearest);
    axes.line(std::move(ends[0]), std::move(ends[1]),
              {.color = plot::colors::grey, .width = 1, .opacity = 0.7});
  }
  if (options.points) {
    axes.scatter(points[0], points[1],
                 {.color = plot::colors::dark_grey,
                  .marker = plot::Marker::circle,
                  .size = points.rows > 1000 ? 3 : 4.5,
                  .edge = plot::colors::white,
                  .edge_width = 0.4});
  }
  axes.scatter(centers[0], centers[1],
               {.color = plot::colors::black,
                .marker = plot::Marker::diamond,
                .size = 12,
                .edge = plot::colors::white,
                .edge_width = 1.5});
}

plot::Figure cluster_regions(const learn::internal::CenterModel& clusters, const Tensor& x,
                             const ClusterRegionsOptions& options) {
  plot::Figure figure({.width = 680, .height = 520});
  cluster_regions(figure.axes(), clusters, x, options);
  return figure;
}

std::optional<int64_t> Elbow::knee() const {
  // As many clusters as different rows leave nothing, which has no logarithm.
  size_t count = 0;
  while (count < std::min(inertia.size(), clusters.size()) && inertia[count] > 1e-12 * inertia.front())
    ++count;
  if (count < 3) return std::nullopt;
  const auto wide = static_cast<double>(clusters[count - 1] - clusters.front());
  const double deep = std::log(inertia[count - 1] / inertia.front());
  if (!(wide > 0) || !(deep < 0)) return std::nullopt;
  std::optional<int64_t> best;
  double farthest = 1e-9;  // rounding is no bend
  for (size_t i = 1; i + 1 < count; ++i) {
    const double across = static_cast<double>(clusters[i] - clusters.front()) / wide;
    const double fallen = std::log(inertia[i] / inertia.front()) / deep;
    if (fallen - across > farthest) farthest = fallen - across, best = clusters[i];
  }
  return best;
}

Elbow fit_elbow(const Tensor& x, const FitElbowOptions& options) {
  constexpr const char* op = "fit_elbow";
  const Columns columns = internal::read_columns(op, "x", x);
  if (options.from < 1 || options.to < options.from || std::cmp_greater(options.to, columns.rows)) {
    fail(fmt::format("{}: clusters from {} to {} for {} rows; 1 <= from <= to <= rows", op, options.from,
                     options.to, columns.rows));
  }
  Elbow curve;
  for (int64_t k = options.from; k <= options.to; ++k) {
    learn::KMeansOptions each = options.kmeans;
    each.n_clusters = k;
    learn::KMeans clusters(each);
    clusters.fit(x);
    curve.clusters.push_back(k);
    curve.inertia.push_back(clusters.inertia());
  }
  return curve;
}

void elbow(plot::Axes& axes, const Elbow& curve, const ElbowOptions& options) {
  if (curve.clusters.size() != curve.inertia.size()) {
    fail(fmt::format("elbow: {} inertias for {} numbers of clusters", curve.inertia.size(),
                     curve.clusters.size()));
  }
  axes.title = options.title;
  axes.x.label = "clusters $k$";
  axes.y = {.label = "inertia", .scale = options.log ? plot::Scale::log : plot::Scale::linear};
  const plot::Values places = curve.clusters;
  if (curve.clusters.size() <= 12) axes.x.ticks = plot::Values(places).take();
  if (!options.log) axes.y.min = 0;
  axes.line(places, curve.inertia, {.width = 2, .marker = plot::Marker::circle});
  const std::optional<int64_t> knee = options.mark_knee ? curve.knee() : std::nullopt;
  if (knee) axes.vline(static_cast<double>(*knee), {.label = fmt::format("bend at $k = {}$", *knee)});
}

plot::Figure elbow(const Elbow& curve, const ElbowOptions& options) {
  plot::Figure figure({.width = 680, .height = 420});
  elbow(figure.axes(), curve, options);
  return figure;
}

void silhouette(plot::Axes& axes, const Tensor& x, const Tensor& labels, const SilhouetteOptions& options) {
  constexpr const char* op = "silhouette";
  const Columns columns = internal::read_columns(op, "x", x);
  const Classes clusters = internal::classes_in(op, labels, columns.rows, options.cluster_names);
  const std::vector<double> samples = metrics::silhouette_samples(x, labels).to_vector();
  const double mean =
      std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());

  axes.title = options.title;
  axes.x.label = "silhouette";
  axes.y = {.label = "cluster", .reversed = true};
  const double space = std::max(1.0, 0.02 * static_cast<double>(samples.size()));  // between two clusters
  double top = 0;
  for (size_t c = 0; c < clusters.count(); ++c) {
    std::vector<double> bars = internal::of_class(samples, clusters, c);
    if (bars.empty()) continue;
    std::sort(bars.begin(), bars.end(), std::greater<>());
    // One outline around all bars: thousands of them stay one shape.
    std::vector<double> xs{0}, ys{top};
    for (size_t i = 0; i < bars.size(); ++i) {
      const double from = top + static_cast<double>(i);
      xs.insert(xs.end(), {bars[i], bars[i]});
      ys.insert(ys.end(), {from, from + 1});
    }
    const double bottom = top + static_cast<double>(bars.size());
    xs.push_back(0), ys.push_back(bottom);
    axes.fill(std::move(xs), std::move(ys), {.color = plot::cycle_color(c), .opacity = 0.75});
    axes.y.ticks.push_back((top + bottom) / 2);
    axes.y.tick_labels.push_back(clusters.names[c]);
    top = bottom + space;
  }
  axes.y.min = -space;
  axes.y.max = top;
  axes.vline(0, {.width = 0.8, .style = plot::LineStyle::solid});
  axes.vline(mean,
             {.label = fmt::format("mean {:.2f}", mean), .color = plot::colors::vermillion, .width = 1.6});
}

plot::Figure silhouette(const Tensor& x, const Tensor& labels, const SilhouetteOptions& options) {
  plot::Figure figure({.width = 680, .height = 460});
  silhouette(figure.axes(), x, labels, options);
  return figure;
}

}  // namespace gradus::view
