#include "gradus/view/pca_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::Columns;

/// Percent of the variance, one a component.
std::vector<double> shares_of(const learn::PCA& pca) {
  std::vector<double> shares = pca.explained_variance_ratio().to_vector();
  for (double& share : shares) share *= 100;
  return shares;
}

std::string component_label(const std::vector<double>& shares, int64_t component) {
  return fmt::format("component {} ({:.1f} %)", component + 1, shares[static_cast<size_t>(component)]);
}

/// "1 or more": how many of the first ones are shown.
int64_t shown_count(const char* op, int64_t most, int64_t there_are) {
  if (most < 1) fail(fmt::format("{}: most = {}; 1 or more are shown", op, most));
  return std::min(most, there_are);
}

void check_components(const char* op, const learn::PCA& pca, const std::vector<int64_t>& components,
                      bool box) {
  const size_t count = components.size();
  if (count != 2 && !(box && count == 3)) {
    fail(fmt::format("{}: {} components; name two{}", op, count, box ? ", or three for a box" : ""));
  }
  for (size_t i = 0; i < count; ++i) {
    if (components[i] < 0 || components[i] >= pca.n_components()) {
      fail(fmt::format("{}: component {} of {}, counted from 0", op, components[i], pca.n_components()));
    }
    if (std::count(components.begin(), components.end(), components[i]) > 1) {
      fail(fmt::format("{}: component {} twice", op, components[i]));
    }
  }
}

/// The rows along the chosen components.
std::vector<std::vector<double>> scores(const char* op, const learn::PCA& pca, const Tensor& x,
                                        const std::vector<int64_t>& components) {
  const Columns columns = internal::read_columns(op, "x", x, static_cast<size_t>(pca.components().size(1)),
                                                 "these are the features that the PCA was fitted on");
  const Tensor z = pca.transform(x.dim() == 1 ? x.reshape({x.size(0), 1}) : x);
  std::vector<std::vector<double>> chosen;
  chosen.reserve(components.size());
  for (const int64_t component : components) chosen.push_back(z.select(1, component).to_vector());
  return chosen;
}

void name_axes(plot::Axes& axes, const learn::PCA& pca, const std::vector<int64_t>& components) {
  const std::vector<double> shares = shares_of(pca);
  axes.x.label = component_label(shares, components[0]);
  axes.y.label = component_label(shares, components[1]);
}

double greatest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

/// An arrow of a biplot.
struct Arrow {
  double x, y;
  std::string name;

  double length() const { return std::hypot(x, y); }
};

std::vector<Arrow> arrows_of(const learn::PCA& pca, const BiplotOptions& options) {
  const int64_t features = pca.components().size(1);
  const auto names = internal::shown_names("biplot", options.feature_names, static_cast<size_t>(features));
  const std::vector<double> variance = pca.explained_variance().to_vector();
  const auto loadings = [&](int64_t component) {
    std::vector<double> values = pca.components().select(0, component).to_vector();
    for (double& value : values) value *= std::sqrt(variance[static_cast<size_t>(component)]);
    return values;
  };
  const std::vector<double> across = loadings(options.components[0]), up = loadings(options.components[1]);
  std::vector<Arrow> arrows;
  arrows.reserve(names.size());
  for (size_t j = 0; j < names.size(); ++j) arrows.push_back({across[j], up[j], names[j]});
  std::stable_sort(arrows.begin(), arrows.end(),
                   [](const Arrow& a, const Arrow& b) { return a.length() > b.length(); });
  arrows.resize(static_cast<size_t>(shown_count("biplot", options.most, features)));
  return arrows;
}

/// Names beyond the tips; those that would lie on each other are moved apart, upwards or downwards.
void name_arrows(plot::Axes& axes, const std::vector<Arrow>& arrows, double reach) {
  struct Label {
    double x, y;
    const std::string* name;
  };
  std::vector<Label> labels;
  labels.reserve(arrows.size());
  for (const Arrow& arrow : arrows) {
    const double length = std::max(arrow.length(), 1e-300);
    labels.push_back(
        {arrow.x + 0.04 * reach * arrow.x / length, arrow.y + 0.05 * reach * arrow.y / length, &arrow.name});
  }
  std::stable_sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
  const double line = 0.09 * reach, word = 0.5 * reach;
  for (size_t i = 1; i < labels.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      const bool beside =
          std::abs(labels[i].x - labels[j].x) < word && (labels[i].x > 0) == (labels[j].x > 0);
      if (beside && labels[i].y - labels[j].y < line) labels[i].y = labels[j].y + line;
    }
  }
  for (const Label& label : labels) {
    // A plot's range knows nothing of words: about as long as this at the figure's size.
    const double length = 0.027 * reach * static_cast<double>(label.name->size());
    if (label.x < 0) *axes.x.min = std::min(*axes.x.min, label.x - length);
    if (label.x >= 0) *axes.x.max = std::max(*axes.x.max, label.x + length);
    axes.text(label.x, label.y, *label.name,
              {.horizontal = label.x < 0 ? plot::HAlign::right : plot::HAlign::left, .boxed = true});
  }
}

}  // namespace

void scree(plot::Axes& axes, const learn::PCA& pca, const ScreeOptions& options) {
  constexpr const char* op = "scree";
  const std::vector<double> all = shares_of(pca);
  const auto count = static_cast<size_t>(shown_count(op, options.most, pca.n_components()));
  if (options.level && !(*options.level > 0 && *options.level <= 1)) {
    fail(fmt::format("{}: level = {}; a share is above 0 and at most 1", op, *options.level));
  }
  if (!(greatest(all) > 0)) fail(fmt::format("{}: the rows do not vary, so no component holds a share", op));
  std::vector<double> places(count), so_far(all.size());
  std::iota(places.begin(), places.end(), 1.0);
  std::partial_sum(all.begin(), all.end(), so_far.begin());

  axes.title = options.title;
  axes.x = {.label = "component", .min = 0.4, .max = static_cast<double>(count) + 0.6};
  axes.y = {.label = "share of the variance, %", .min = 0};
  if (options.cumulative || options.level) axes.y.max = 105;
  if (count <= 12) axes.x.ticks = places;
  axes.bars(places, std::vector<double>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)),
            {.label = "this component", .width = 0.6});
  if (options.cumulative) {
    axes.line(places,
              std::vector<double>(so_far.begin(), so_far.begin() + static_cast<std::ptrdiff_t>(count)),
              {.label = "all so far", .width = 2, .marker = plot::Marker::circle});
  }
  if (!options.level) return;
  const double wanted = 100 * *options.level;
  // Rounding is not to ask for one more.
  const auto enough =
      std::find_if(so_far.begin(), so_far.end(), [&](double sum) { return sum >= wanted - 1e-9; });
  std::string label = fmt::format("{:g} %", wanted);
  if (enough != so_far.end()) {
    const auto needed = enough - so_far.begin() + 1;
    label += fmt::format(": {} component{}", needed, needed == 1 ? "" : "s");
  }
  axes.hline(wanted, {.label = std::move(label)});
}

plot::Figure scree(const learn::PCA& pca, const ScreeOptions& options) {
  plot::Figure figure({.width = 680, .height = 420});
  scree(figure.axes(), pca, options);
  return figure;
}

plot::Figure biplot(const learn::PCA& pca, const Tensor& x, const Tensor& y, const BiplotOptions& options) {
  constexpr const char* op = "biplot";
  check_components(op, pca, options.components, false);
  const auto rows = scores(op, pca, x, options.components);
  std::vector<Arrow> arrows = arrows_of(pca, options);
  const Classes classes = internal::classes_in(op, y, rows[0].size(), options.class_names);
  const double farthest = std::max(greatest(rows[0]), greatest(rows[1]));
  const double reach = farthest > 0 ? farthest : 1;  // rows that do not vary lie at 0
  const double longest = arrows.front().length();
  const double factor = longest > 0 ? 0.9 * reach / longest : 1;
  for (Arrow& arrow : arrows) arrow.x *= factor, arrow.y *= factor;

  plot::Figure figure({.width = 760, .height = 580});
  plot::Axes& axes = figure.axes();
  axes.title = options.title;
  name_axes(axes, pca, options.components);
  axes.equal_aspect = true;
  axes.hline(0, {.width = 0.8, .style = plot::LineStyle::dotted});
  axes.vline(0, {.width = 0.8, .style = plot::LineStyle::dotted});
  internal::scatter_classes(axes, rows[0], rows[1], classes);
  std::vector<double> dx, dy;
  dx.reserve(arrows.size()), dy.reserve(arrows.size());
  for (const Arrow& arrow : arrows) dx.push_back(arrow.x), dy.push_back(arrow.y);
  const std::vector<double> origin(arrows.size(), 0);
  axes.arrows(origin, origin, dx, dy, {.color = plot::colors::dark_grey, .width = 1.8});
  const auto [least, most] = std::minmax_element(rows[0].begin(), rows[0].end());
  axes.x.min = *least - 0.05 * reach;
  axes.x.max = *most + 0.05 * reach;
  name_arrows(axes, arrows, reach);
  return figure;
}

plot::Figure biplot(const learn::PCA& pca, const Tensor& x, const BiplotOptions& options) {
  return biplot(pca, x, Tensor(), options);
}

namespace {

/// Components as pictures, in rows.
void add_pictures(plot::Axes& axes, const learn::PCA& pca, const std::vector<double>& weights, int64_t count,
                  const ComponentPlanesOptions& options) {
  const int64_t features = pca.components().size(1);
  const bool fits = options.rows > 0 && options.columns > 0 && options.rows <= features &&
                    options.columns <= features && options.rows * options.columns == features;
  if (!fits || options.across < 0) {
    fail(fmt::format(
        "component_planes: pictures of {} x {} pixels, {} across, for {} features; rows * columns "
        "must be their number",
        options.rows, options.columns, options.across, features));
  }
  const std::vector<double> shares = shares_of(pca);
  std::vector<std::string> labels;
  labels.reserve(static_cast<size_t>(count));
  for (int64_t k = 0; k < count; ++k) {
    labels.push_back(fmt::format("{}: {:.1f} %", k + 1, shares[static_cast<size_t>(k)]));
  }
  axes.images(static_cast<size_t>(count), static_cast<size_t>(options.rows),
              static_cast<size_t>(options.columns), 1, weights,
              {.labels = labels,
               .across = static_cast<size_t>(options.across),
               .map = plot::ColorMap::balance,
               .min = -greatest(weights),
               .max = greatest(weights),
               .frame = true,
               .color_bar = true,
               .color_bar_label = "weight"});
}

}  // namespace

plot::Figure component_planes(const learn::PCA& pca, const ComponentPlanesOptions& options) {
  constexpr const char* op = "component_planes";
  const int64_t features = pca.components().size(1);
  const int64_t count = shown_count(op, options.most, pca.n_components());
  const std::vector<double> weights = pca.components().slice(0, 0, count).to_vector();
  const bool pictures = options.rows != 0 || options.columns != 0;
  const double limit = greatest(weights);
  const int width =
      pictures ? 760 : std::clamp(220 + 60 * static_cast<int>(std::min<int64_t>(features, 20)), 420, 1100);
  const int height =
      pictures ? 480 : std::clamp(130 + 46 * static_cast<int>(std::min<int64_t>(count, 20)), 240, 900);
  plot::Figure figure({.width = width, .height = height});
  plot::Axes& axes = figure.axes();
  axes.title = options.title;
  if (pictures) {
    add_pictures(axes, pca, weights, count, options);
    return figure;
  }
  std::vector<std::string> rows;
  rows.reserve(static_cast<size_t>(count));
  for (int64_t k = 0; k < count; ++k) rows.push_back(std::to_string(k + 1));
  axes.y.label = "component";
  axes.heatmap(
      static_cast<size_t>(count), static_cast<size_t>(features), weights,
      {.row_labels = rows,
       .column_labels = internal::shown_names(op, options.feature_names, static_cast<size_t>(features)),
       .numbers = features <= 15,
       .decimals = 2,
       .map = plot::ColorMap::balance,
       .min = -limit,
       .max = limit,
       .color_bar_label = "weight"});
  return figure;
}

plot::Figure projection(const learn::PCA& pca, const Tensor& x, const Tensor& y,
                        const ProjectionOptions& options) {
  constexpr const char* op = "projection";
  check_components(op, pca, options.components, true);
  const auto rows = scores(op, pca, x, options.components);
  const Classes classes = internal::classes_in(op, y, rows[0].size(), options.class_names);
  plot::Figure figure({.width = 720, .height = 540});
  if (options.components.size() == 2) {
    plot::Axes& axes = figure.axes();
    axes.title = options.title;
    name_axes(axes, pca, options.components);
    internal::scatter_classes(axes, rows[0], rows[1], classes);
    return figure;
  }
  plot::Axes3D& axes = figure.axes3d();
  axes.title = options.title;
  const std::vector<double> shares = shares_of(pca);
  axes.x.label = component_label(shares, options.components[0]);
  axes.y.label = component_label(shares, options.components[1]);
  axes.z.label = component_label(shares, options.components[2]);
  internal::scatter_classes(axes, rows[0], rows[1], rows[2], classes, 1, plot::colors::white);
  return figure;
}

plot::Figure projection(const learn::PCA& pca, const Tensor& x, const ProjectionOptions& options) {
  return projection(pca, x, Tensor(), options);
}

}  // namespace gradus::view
