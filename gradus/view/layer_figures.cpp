#include "gradus/view/layer_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/learn/pca.hpp"
#include "gradus/nn/layers/linear.hpp"
#include "gradus/view/evenly.hpp"
#include "gradus/view/layer_outputs.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Classes;
using internal::Columns;

bool has_weights(const nn::Layer& layer) {
  const std::vector<Tensor> parameters = layer.parameters();
  return std::any_of(parameters.begin(), parameters.end(), [](const Tensor& each) { return each.dim() > 1; });
}

/// The rows between the layers of a model: what comes into each one with weights, and what comes out at last.
std::vector<Tensor> rows_between(const char* op, nn::Layer& model, const Tensor& x) {
  if (x.dim() < 2 || x.size(0) == 0)
    fail(fmt::format("{}: x has shape {}; rows are needed", op, to_string(x.shape())));
  const LayerOutputs outputs = layer_outputs(model, x);
  std::vector<Tensor> stages;
  for (const LayerOutput& at : outputs.layers) {
    if (has_weights(*at.layer) && at.input.dim() > 0 && at.input.size(0) == x.size(0))
      stages.push_back(at.input);
  }
  if (stages.empty()) stages.push_back(x);
  stages.push_back(outputs.output);
  for (Tensor& stage : stages) {
    if (stage.dim() == 0 || stage.size(0) != x.size(0))
      fail(fmt::format("{}: {} rows became shape {}", op, x.size(0), to_string(stage.shape())));
    stage = stage.reshape({stage.size(0), stage.numel() / stage.size(0)});
  }
  return stages;
}

/// Numbers between -0.5 and 0.5 that lie evenly and look scattered: n golden sections, without the whole.
std::vector<double> scattered(size_t count) {
  constexpr double golden = 0.6180339887498949;
  std::vector<double> places;
  places.reserve(count);
  for (size_t i = 0; i < count; ++i) places.push_back(std::fmod(golden * static_cast<double>(i), 1.0) - 0.5);
  return places;
}

constexpr double small = 0.8;  // markers in a box beside other plots

/// The classes' names and markers in a plot of their own.
void draw_key(plot::Axes& axes, const Classes& classes, size_t rows) {
  axes.hidden = true;
  axes.legend = plot::Legend::none;
  axes.x.min = -1, axes.x.max = 6;
  const double middle = static_cast<double>(classes.count() - 1) / 2;
  axes.y.min = -std::max(5.5, middle + 1), axes.y.max = -*axes.y.min;
  for (size_t place = 0; place < classes.count(); ++place) {
    plot::ScatterOptions dots = internal::class_dots(classes, place, rows);
    dots.label = "", dots.opacity = 1, dots.size = 7;
    const double y = middle - static_cast<double>(place);
    axes.scatter({0.4}, {y}, dots);
    axes.text(0.9, y, classes.names[place], {.horizontal = plot::HAlign::left});
  }
}

/// Plots of the same points, and where their legend stands: in a place that is left over, or below each. Many
/// classes get a place in any case.
struct ClassPlots {
  PlotGrid grid;
  size_t plots;

  ClassPlots(size_t count, int across, const Classes& classes) : grid(count, across), plots(count) {
    if (grid.cells() == count && classes.count() > 4) grid = PlotGrid(count + 1, across);
  }
  bool key() const { return grid.cells() > plots; }
  plot::Legend legend() const { return key() ? plot::Legend::none : plot::Legend::below; }
  /// Fills the places that no plot takes.
  void finish(plot::Figure& figure, const Classes& classes, size_t rows) const {
    for (size_t i = plots; i < grid.cells(); ++i) figure.axes(grid.row(i), grid.column(i)).hidden = true;
    const bool named = classes.count() > 1 || !classes.names.front().empty();
    if (key() && named) draw_key(figure.axes(grid.row(plots), grid.column(plots)), classes, rows);
  }
};

/// A stage in up to three dimensions.
struct Shown {
  Columns at;
  std::string about;              // "16 units, 83 % of the variance"
  std::vector<std::string> axes;  // labels
};

Shown shown_rows(const char* op, const Tensor& rows, int principal, const char* unit) {
  const int64_t width = rows.size(1);
  if (width <= 3) {
    Shown shown{.at = internal::read_columns(op, "what a layer gives", rows), .about = {}, .axes = {}};
    for (int64_t i = 1; i <= width; ++i) shown.axes.push_back(fmt::format("${}_{}$", unit, i));
    return shown;
  }
  if (rows.size(0) < 2) fail(fmt::format("{}: principal components need two rows", op));
  const int64_t kept = std::min<int64_t>({principal, rows.size(0), width});
  learn::PCA pca({.n_components = kept});
  Shown shown{
      .at = internal::read_columns(op, "principal components", pca.fit_transform(rows.to(DType::float64))),
      .about = fmt::format("{} units", width),
      .axes = {}};
  const double share = pca.explained_variance_ratio().sum().item();
  if (std::isfinite(share)) shown.about += fmt::format(", {:.0f} % of variance", 100 * share);
  for (int64_t i = 1; i <= kept; ++i) shown.axes.push_back(fmt::format("component {}", i));
  return shown;
}

void draw(plot::Figure& figure, int row, int column, const std::string& title, const Shown& shown,
          const Classes& classes, plot::Legend legend) {
  if (shown.at.count() == 3) {
    plot::Axes3D& axes = figure.axes3d(row, column);
    axes.title = title;
    axes.legend = legend;
    axes.x.label = shown.axes[0], axes.y.label = shown.axes[1], axes.z.label = shown.axes[2];
    internal::scatter_classes(axes, shown.at[0], shown.at[1], shown.at[2], classes, small);
    return;
  }
  plot::Axes& axes = figure.axes(row, column);
  axes.title = title;
  axes.legend = legend;
  axes.x.label = shown.axes[0];
  if (shown.at.count() == 2) {
    axes.y.label = shown.axes[1];
    internal::scatter_classes(axes, shown.at[0], shown.at[1], classes);
    return;
  }
  axes.y = {.min = -1, .max = 1, .ticks = {0}, .tick_labels = {""}};
  internal::scatter_classes(axes, shown.at[0], scattered(shown.at.rows), classes);
}

}  // namespace

plot::Figure layer_points(nn::Layer& model, const Tensor& x, const Tensor& y,
                          const LayerPointsOptions& options) {
  constexpr const char* op = "layer_points";
  if (options.principal != 2 && options.principal != 3)
    fail(fmt::format("{}: principal is 2 or 3, not {}", op, options.principal));
  if (options.most_plots < 2 || options.across < 1)
    fail(fmt::format("{}: {} plots, {} side by side; 2 and 1 are the least", op, options.most_plots,
                     options.across));
  const std::vector<Tensor> stages = rows_between(op, model, x);
  const Classes classes = internal::classes_in(op, y, static_cast<size_t>(x.size(0)), options.class_names);
  const std::vector<size_t> picked = evenly_picked(stages.size(), options.most_plots);
  const ClassPlots plots(picked.size(), options.across, classes);
  const PlotGrid& grid = plots.grid;
  plot::Figure figure({.title = options.title,
                       .width = std::max(480, 330 * grid.columns),
                       .height = 350 * grid.rows + (options.title.empty() ? 0 : 30),
                       .rows = grid.rows,
                       .columns = grid.columns,
                       .font_size = 13});
  for (size_t i = 0; i < picked.size(); ++i) {
    const size_t stage = picked[i];
    const bool first = stage == 0, last = stage + 1 == stages.size();
    const Shown shown = shown_rows(op, stages[stage], options.principal, first ? "x" : last ? "y" : "h");
    std::string title = first ? "input" : last ? "output" : fmt::format("after layer {}", stage);
    if (!shown.about.empty()) title += "\n" + shown.about;
    draw(figure, grid.row(i), grid.column(i), title, shown, classes, plots.legend());
  }
  plots.finish(figure, classes, static_cast<size_t>(x.size(0)));
  return figure;
}

namespace {

/// The rows of a hidden layer: stage number `layer`, or the first one of three units or more.
const Tensor& hidden_rows(const std::vector<Tensor>& stages, int64_t& layer) {
  constexpr const char* op = "hidden_activations";
  const auto hidden = static_cast<int64_t>(stages.size()) - 2;
  if (layer < 0 || layer > hidden)
    fail(fmt::format("{}: hidden layer {} of a model of {}", op, layer, hidden));
  if (layer == 0) {
    for (int64_t i = 1; i <= hidden && layer == 0; ++i) {
      if (stages[static_cast<size_t>(i)].size(1) >= 3) layer = i;
    }
    if (layer == 0) fail(fmt::format("{}: no hidden layer has three units", op));
  }
  const Tensor& rows = stages[static_cast<size_t>(layer)];
  if (rows.size(1) < 3)
    fail(fmt::format("{}: hidden layer {} has {} units; three are needed", op, layer, rows.size(1)));
  return rows;
}

/// At most `most` of the triples a < b < c below `count`, evenly picked in their order.
std::vector<std::array<size_t, 3>> triples(size_t count, size_t most) {
  // Of many units only the first take part, so that there are not too many triples to list.
  const size_t used = std::min<size_t>(count, 40);
  std::vector<std::array<size_t, 3>> all;
  for (size_t a = 0; a < used; ++a) {
    for (size_t b = a + 1; b < used; ++b) {
      for (size_t c = b + 1; c < used; ++c) all.push_back({a, b, c});
    }
  }
  const std::vector<size_t> places = evenly_picked(all.size(), most);
  std::vector<std::array<size_t, 3>> picked;
  picked.reserve(places.size());
  for (const size_t i : places) picked.push_back(all[i]);
  return picked;
}

}  // namespace

plot::Figure hidden_activations(nn::Layer& model, const Tensor& x, const Tensor& y,
                                const HiddenActivationsOptions& options) {
  constexpr const char* op = "hidden_activations";
  if (options.most_plots < 1) fail(fmt::format("{}: no plots", op));
  const std::vector<Tensor> stages = rows_between(op, model, x);
  int64_t layer = options.layer;
  const Columns units = internal::read_columns(op, "what a layer gives", hidden_rows(stages, layer));
  const Classes classes = internal::classes_in(op, y, units.rows, options.class_names);
  const auto shown = triples(units.count(), options.most_plots);
  const ClassPlots plots(shown.size(), 3, classes);
  const PlotGrid& grid = plots.grid;
  plot::Figure figure({.title = options.title,
                       .width = grid.columns == 1 ? 620 : 400 * grid.columns,
                       .height = grid.rows == 1 ? 440 : 360 * grid.rows,
                       .rows = grid.rows,
                       .columns = grid.columns,
                       .font_size = 13});
  for (size_t i = 0; i < shown.size(); ++i) {
    plot::Axes3D& axes = figure.axes3d(grid.row(i), grid.column(i));
    const auto label = [&](size_t k) { return fmt::format("$h_{{{}}}$", shown[i][k] + 1); };
    axes.x.label = label(0), axes.y.label = label(1), axes.z.label = label(2);
    axes.legend = plots.legend();
    internal::scatter_classes(axes, units[shown[i][0]], units[shown[i][1]], units[shown[i][2]], classes,
                              small);
  }
  plots.finish(figure, classes, units.rows);
  return figure;
}

namespace {

/// The part of the line w x + b = 0 in a rectangle: its two ends, or nothing.
struct Segment {
  std::vector<double> x, y;

  Segment(const std::array<double, 2>& w, double b, const Interval& across, const Interval& up) {
    const auto add = [&](double at_x, double at_y) {
      const double slack = 1e-9;
      const double width = across.high - across.low, height = up.high - up.low;
      if (at_x < across.low - slack * width || at_x > across.high + slack * width) return;
      if (at_y < up.low - slack * height || at_y > up.high + slack * height) return;
      if (x.size() == 2 || (x.size() == 1 && x[0] == at_x && y[0] == at_y)) return;
      x.push_back(at_x);
      y.push_back(at_y);
    };
    if (w[1] != 0) {
      add(across.low, (-b - w[0] * across.low) / w[1]);
      add(across.high, (-b - w[0] * across.high) / w[1]);
    }
    if (w[0] != 0) {
      add((-b - w[1] * up.low) / w[0], up.low);
      add((-b - w[1] * up.high) / w[0], up.high);
    }
  }
};

constexpr plot::Color line_color = plot::rgb(0x6E6E6E);  // to be seen on paper and on dark ground

/// The first layer with weights, where it is Linear and takes the two columns of x as they are.
const nn::Linear& first_linear(const LayerOutputs& outputs, const Tensor& x) {
  for (const LayerOutput& at : outputs.layers) {
    if (!has_weights(*at.layer)) continue;
    const auto* linear = dynamic_cast<const nn::Linear*>(at.layer);
    if (!linear || linear->weight().size(1) != 2)
      fail(fmt::format("hidden_unit_lines: the first layer is {}({}); a Linear of two inputs is needed",
                       at.layer->type_name(), at.layer->extra_repr()));
    if (!equal(at.input, x.to(at.input.dtype()))) {
      fail("hidden_unit_lines: layers before the first Linear change x; its lines are in another plane");
    }
    return *linear;
  }
  fail("hidden_unit_lines: the model has no layer with weights");
}

}  // namespace

plot::Figure hidden_unit_lines(nn::Layer& model, const Tensor& x, const Tensor& y,
                               const HiddenLinesOptions& options) {
  constexpr const char* op = "hidden_unit_lines";
  DecisionRegionsOptions regions = options.regions;
  const Columns columns = internal::read_columns(op, "x", x, 2, "lines need a plane");
  if (!regions.x_range) regions.x_range = interval_of(op, columns[0], regions.margin);
  if (!regions.y_range) regions.y_range = interval_of(op, columns[1], regions.margin);
  const nn::Linear& linear = first_linear(layer_outputs(model, x), x);
  plot::Figure figure = decision_regions(model, x, y, regions);
  plot::Axes& axes = figure.axes();
  const size_t units = std::min(static_cast<size_t>(linear.weight().size(0)), options.most_units);
  const std::vector<double> weights = linear.weight().to_vector();
  const std::vector<double> biases =
      linear.bias().defined() ? linear.bias().to_vector() : std::vector<double>(weights.size() / 2, 0.0);
  const double reach = 0.05 * std::hypot(regions.x_range->high - regions.x_range->low,
                                         regions.y_range->high - regions.y_range->low);
  for (size_t unit = 0; unit < units; ++unit) {
    const std::array<double, 2> w = {weights[2 * unit], weights[2 * unit + 1]};
    const Segment line(w, biases[unit], *regions.x_range, *regions.y_range);
    if (line.x.size() < 2) continue;  // the plane has one sign here
    axes.line(line.x, line.y, {.color = line_color, .width = 1.6});
    if (!options.arrows) continue;
    const double length = std::hypot(w[0], w[1]), middle_x = (line.x[0] + line.x[1]) / 2,
                 middle_y = (line.y[0] + line.y[1]) / 2;
    axes.arrow(middle_x, middle_y, middle_x + reach * w[0] / length, middle_y + reach * w[1] / length,
               {.color = line_color, .width = 1.6, .head = 8});
  }
  return figure;
}

}  // namespace gradus::view
