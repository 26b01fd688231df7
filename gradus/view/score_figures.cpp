#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/metrics/ranking.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "gradus/view/parts.hpp"

namespace gradus::view {
namespace {

using internal::Classes;

/// One class against the rest.
struct OneClass {
  size_t place;
  Tensor is_class;  ///< [n]: 1 or 0
  Tensor scores;    ///< [n]
};

Tensor vector_of(const auto& values) { return from_data(values, {std::ssize(values)}); }

Tensor is_class(const Classes& classes, size_t place) {
  std::vector<int64_t> sides;
  sides.reserve(classes.places.size());
  for (const int64_t each : classes.places) sides.push_back(std::cmp_equal(each, place) ? 1 : 0);
  return vector_of(sides);
}

/// The classes that scores [n], [n, 1] or [n, k] rank: the larger of two, or each of more. Those without a
/// row, and those of all rows, cannot be ranked.
std::vector<OneClass> ranked_classes(const char* op, const Classes& classes,
                                     const internal::Columns& scores) {
  std::vector<OneClass> found;
  const bool two = classes.count() == 2;
  for (size_t place = two ? 1 : 0; place < classes.count(); ++place) {
    const auto rows = std::ranges::count(classes.places, static_cast<int64_t>(place));
    if (rows == 0 || rows == std::ssize(classes.places)) continue;
    found.push_back({place, is_class(classes, place), vector_of(scores[scores.count() == 1 ? 0 : place])});
  }
  if (found.empty()) fail(fmt::format("{}: y_true has a single class; two are needed", op));
  return found;
}

/// The classes of y_true [n] that columns of scores stand for.
Classes classes_of_scores(const char* op, const Tensor& y_true, const internal::Columns& scores,
                          const std::vector<std::string>& names) {
  const std::vector<int64_t> labels = internal::read_classes(op, "y_true", y_true, scores.rows);
  const auto k = static_cast<int64_t>(std::max<size_t>(scores.count(), 2));
  Classes classes =
      internal::classes_of(op, labels, labels_of_columns(op, k, metrics::detail::different(labels)), names);
  if (std::cmp_not_equal(classes.count(), k)) {
    fail(fmt::format("{}: {} class_names for scores of {} classes", op, names.size(), k));
  }
  return classes;
}

/// Axes from 0 to 1 in both directions, with a little room.
plot::Axes& unit_axes(plot::Figure& figure, const ScoreCurveOptions& options) {
  plot::Axes& axes = figure.axes();
  axes.title = options.title;
  axes.x = {.min = -0.02, .max = 1.02};
  axes.y = {.min = -0.02, .max = 1.02};
  axes.legend = options.legend;
  return axes;
}

plot::Figure unit_figure() { return plot::Figure({.width = 640, .height = 540}); }

}  // namespace

plot::Figure confusion(const Tensor& y_true, const Tensor& y_pred, const ConfusionOptions& options) {
  constexpr const char* op = "confusion";
  const auto n = static_cast<size_t>(y_true.defined() && y_true.dim() > 0 ? y_true.size(0) : 0);
  const auto truth = internal::read_classes(op, "y_true", y_true, n);
  const auto said = internal::read_classes(op, "y_pred", y_pred, n);
  if (truth.empty()) fail(fmt::format("{}: there are no rows", op));
  std::vector<int64_t> all = truth;
  all.insert(all.end(), said.begin(), said.end());
  const Classes classes =
      internal::classes_of(op, truth, metrics::detail::different(std::move(all)), options.class_names);
  const bool shares = options.normalize != metrics::Normalize::none;
  // Every label that is named may have a row nowhere, so that rows of the truth cannot choose them.
  const Tensor counts = metrics::confusion_matrix(
      vector_of(classes.places), vector_of(internal::classes_of(op, said, classes.labels, {}).places),
      {.classes = std::ssize(classes.labels), .normalize = options.normalize});
  const auto k = static_cast<int>(classes.count());
  const int side = std::clamp(200 + 70 * k, 380, 900);
  plot::Figure figure({.width = side + 120, .height = side});
  plot::Axes& axes = figure.axes();
  axes.title = options.title;
  axes.x.label = "predicted";
  axes.y.label = "true";
  axes.heatmap(classes.count(), classes.count(), counts.to_vector(),
               {.row_labels = classes.names,
                .column_labels = classes.names,
                .numbers = k <= 20,
                .decimals = shares ? 2 : 0,
                .map = plot::ColorMap::blues,
                .min = 0,
                .max = shares ? std::optional(1.0) : std::nullopt,
                .color_bar = k > 20});
  return figure;
}

plot::Figure roc(const Tensor& y_true, const Tensor& y_score, const ScoreCurveOptions& options) {
  constexpr const char* op = "roc";
  const internal::Columns scores = internal::read_columns(op, "y_score", y_score);
  const Classes classes = classes_of_scores(op, y_true, scores, options.class_names);
  plot::Figure figure = unit_figure();
  plot::Axes& axes = unit_axes(figure, options);
  axes.x.label = "false positive rate";
  axes.y.label = "true positive rate";
  axes.line({0, 1}, {0, 1},
            {.label = "chance", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
  for (const OneClass& each : ranked_classes(op, classes, scores)) {
    const metrics::RocCurve curve = metrics::roc_curve(each.is_class, each.scores, {.pos_label = 1});
    const double area = metrics::auc(curve.fpr, curve.tpr);
    axes.line(curve.fpr, curve.tpr,
              {.label = fmt::format("{} (area {:.3f})", classes.names[each.place], area),
               .color = plot::cycle_color(classes.count() == 2 ? 0 : each.place),
               .width = 2});
  }
  return figure;
}

plot::Figure precision_recall(const Tensor& y_true, const Tensor& y_score, const ScoreCurveOptions& options) {
  constexpr const char* op = "precision_recall";
  const internal::Columns scores = internal::read_columns(op, "y_score", y_score);
  const Classes classes = classes_of_scores(op, y_true, scores, options.class_names);
  plot::Figure figure = unit_figure();
  plot::Axes& axes = unit_axes(figure, options);
  axes.x.label = "recall";
  axes.y.label = "precision";
  for (const OneClass& each : ranked_classes(op, classes, scores)) {
    const auto curve = metrics::precision_recall_curve(each.is_class, each.scores, {.pos_label = 1});
    // Between two thresholds nothing is reached: the line goes in steps, as the average precision counts it.
    std::vector<double> recall, precision;
    for (size_t i = 0; i < curve.recall.size(); ++i) {
      if (i > 0) {
        recall.push_back(curve.recall[i]);
        precision.push_back(curve.precision[i - 1]);
      }
      recall.push_back(curve.recall[i]);
      precision.push_back(curve.precision[i]);
    }
    const double average = metrics::average_precision_score(each.is_class, each.scores);
    const plot::Color color = plot::cycle_color(classes.count() == 2 ? 0 : each.place);
    axes.line(recall, precision,
              {.label = fmt::format("{} (average {:.3f})", classes.names[each.place], average),
               .color = color,
               .width = 2});
    const auto rows = std::ranges::count(classes.places, static_cast<int64_t>(each.place));
    axes.hline(
        static_cast<double>(rows) / static_cast<double>(scores.rows),
        {.label = classes.count() == 2 ? "chance" : "", .color = color, .style = plot::LineStyle::dotted});
  }
  return figure;
}

plot::Figure calibration(const Tensor& y_true, const Tensor& y_prob,
                         const CalibrationFigureOptions& options) {
  constexpr const char* op = "calibration";
  if (options.n_bins < 1 || options.n_bins > 1000) {
    fail(fmt::format("{}: n_bins = {} must be 1 to 1000", op, options.n_bins));
  }
  const internal::Columns shares = internal::read_columns(op, "y_prob", y_prob);
  const Classes classes = classes_of_scores(op, y_true, shares, options.class_names);
  plot::Figure figure({.width = 640, .height = 680, .rows = 4});
  figure.span(0, 0, {.rows = 3});
  plot::Axes &axes = figure.axes(0, 0), &below = figure.axes(3, 0);
  axes.title = options.title;
  axes.x = {.min = -0.02, .max = 1.02};
  axes.y = {.label = "share that came true", .min = -0.02, .max = 1.02};
  axes.legend = options.legend;
  below.x = {.label = "predicted probability", .min = -0.02, .max = 1.02};
  below.y = {.label = "rows", .min = 0};
  below.legend = plot::Legend::none;
  axes.line({0, 1}, {0, 1},
            {.label = "calibrated", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
  const std::vector<OneClass> each_class = ranked_classes(op, classes, shares);
  for (const OneClass& each : each_class) {
    const auto curve = metrics::calibration_curve(
        each.is_class, each.scores, {.pos_label = 1, .n_bins = options.n_bins, .strategy = options.strategy});
    const size_t look = classes.count() == 2 ? 0 : each.place;
    axes.line(curve.prob_pred, curve.prob_true,
              {.label = classes.names[each.place],
               .color = plot::cycle_color(look),
               .width = 2,
               .marker = plot::cycle_marker(look),
               .marker_size = 7});
    below.histogram(each.scores.to_vector(), {.color = plot::cycle_color(look),
                                              .bins = static_cast<int>(options.n_bins),
                                              .from = 0,
                                              .to = 1,
                                              .outline = each_class.size() > 1,
                                              .opacity = each_class.size() > 1 ? 1.0 : 0.75});
  }
  return figure;
}

// --- By what a model says of rows.

namespace {

std::vector<int64_t> labels_in(const char* op, const Tensor& x, const Tensor& y) {
  const internal::Columns columns = internal::read_columns(op, "x", x);
  return metrics::detail::different(internal::read_classes(op, "y", y, columns.rows));
}

}  // namespace

plot::Figure confusion(const Model& model, const Tensor& x, const Tensor& y,
                       const ConfusionOptions& options) {
  const ClassAnswer answer = model.classes("confusion", x, labels_in("confusion", x, y));
  return confusion(y, vector_of(answer.given()), options);
}

plot::Figure roc(const Model& model, const Tensor& x, const Tensor& y, const ScoreCurveOptions& options) {
  return roc(y, model.scores("roc", x, labels_in("roc", x, y)), options);
}

plot::Figure precision_recall(const Model& model, const Tensor& x, const Tensor& y,
                              const ScoreCurveOptions& options) {
  constexpr const char* op = "precision_recall";
  return precision_recall(y, model.scores(op, x, labels_in(op, x, y)), options);
}

plot::Figure calibration(const Model& model, const Tensor& x, const Tensor& y,
                         const CalibrationFigureOptions& options) {
  constexpr const char* op = "calibration";
  const ClassAnswer answer = model.classes(op, x, labels_in(op, x, y));
  if (answer.probabilities.empty()) fail(fmt::format("{}: the model has no probabilities", op));
  const Tensor shares = from_data(answer.probabilities, {x.size(0), std::ssize(answer.labels)});
  return calibration(y, shares, options);
}

}  // namespace gradus::view
