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

/// Scores of classes beside what rows are.
struct Ranking {
  internal::Columns scores;
  Classes classes;
};

Ranking ranking_of(const char* op, const Tensor& y_true, const ClassScores& scores,
                   const std::vector<std::string>& names) {
  Ranking ranking{internal::read_columns(op, "y_score", scores.values), {}};
  const auto rows = internal::read_classes(op, "y_true", y_true, ranking.scores.rows);
  ranking.classes = internal::classes_of(op, rows, scores.labels, names);
  if (ranking.classes.count() != scores.labels.size()) {
    fail(fmt::format("{}: {} class_names for scores of {} classes", op, names.size(), scores.labels.size()));
  }
  return ranking;
}

/// Scores [n], [n, 1] or [n, k] with the classes that y_true [n] lets them be of.
ClassScores scores_of(const char* op, const Tensor& y_true, const Tensor& y_score) {
  const internal::Columns scores = internal::read_columns(op, "y_score", y_score);
  const auto rows = internal::read_classes(op, "y_true", y_true, scores.rows);
  const auto k = static_cast<int64_t>(std::max<size_t>(scores.count(), 2));
  return {labels_of_columns(op, k, metrics::detail::different(rows)), y_score};
}

/// The same as a model tells them.
ClassScores scores_of(const char* op, const Model& model, const Tensor& x, const Tensor& y) {
  const internal::Columns columns = internal::read_columns(op, "x", x);
  return model.scores(op, x, metrics::detail::different(internal::read_classes(op, "y", y, columns.rows)));
}

/// Curves of several classes have the classes' colours.
plot::Color color_of(const Classes& classes, const OneClass& each) {
  return plot::cycle_color(classes.count() == 2 ? 0 : each.place);
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

/// All labels that occur, of models that tell more than these.
std::vector<int64_t> all_labels(std::vector<int64_t> some, const std::vector<int64_t>& more) {
  some.insert(some.end(), more.begin(), more.end());
  return metrics::detail::different(std::move(some));
}

/// What rows are beside what they were taken for, both among all classes.
struct Taken {
  Classes truth, said;

  Taken(const std::vector<int64_t>& rows, const std::vector<int64_t>& answers,
        const std::vector<int64_t>& all, const ConfusionOptions& options)
      : truth(internal::classes_of("confusion", rows, all, options.class_names)),
        said(internal::classes_of("confusion", answers, truth.labels, {})) {}
};

Taken taken_of(const Tensor& y_true, const Tensor& y_pred, const ConfusionOptions& options) {
  constexpr const char* op = "confusion";
  const auto n = static_cast<size_t>(y_true.defined() && y_true.dim() > 0 ? y_true.size(0) : 0);
  const auto truth = internal::read_classes(op, "y_true", y_true, n);
  const auto said = internal::read_classes(op, "y_pred", y_pred, n);
  if (truth.empty()) fail(fmt::format("{}: there are no rows", op));
  return {truth, said, all_labels(truth, said), options};
}

Taken taken_of(const Model& model, const Tensor& x, const Tensor& y, const ConfusionOptions& options) {
  constexpr const char* op = "confusion";
  const internal::Columns columns = internal::read_columns(op, "x", x);
  const auto truth = internal::read_classes(op, "y", y, columns.rows);
  const ClassAnswer answer = model.classes(op, x, metrics::detail::different(truth));
  return {truth, answer.given(), answer.labels, options};
}

void draw_confusion(plot::Axes& axes, const Taken& taken, const ConfusionOptions& options) {
  const bool shares = options.normalize != metrics::Normalize::none;
  const Tensor counts =
      metrics::confusion_matrix(vector_of(taken.truth.places), vector_of(taken.said.places),
                                {.classes = std::ssize(taken.truth.labels), .normalize = options.normalize});
  const size_t k = taken.truth.count();
  axes.title = options.title;
  axes.x.label = "predicted";
  axes.y.label = "true";
  axes.heatmap(k, k, counts.to_vector(),
               {.row_labels = taken.truth.names,
                .column_labels = taken.truth.names,
                .numbers = k <= 20,
                .decimals = shares ? 2 : 0,
                .map = plot::ColorMap::blues,
                .min = 0,
                .max = shares ? std::optional(1.0) : std::nullopt,
                .color_bar = k > 20});
}

plot::Figure confusion_figure(const Taken& taken, const ConfusionOptions& options) {
  const int side = std::clamp(200 + 70 * static_cast<int>(taken.truth.count()), 380, 900);
  plot::Figure figure({.width = side + 120, .height = side});
  draw_confusion(figure.axes(), taken, options);
  return figure;
}

plot::Figure draw_roc(const Ranking& ranking, const ScoreCurveOptions& options) {
  const Classes& classes = ranking.classes;
  plot::Figure figure = unit_figure();
  plot::Axes& axes = unit_axes(figure, options);
  axes.x.label = "false positive rate";
  axes.y.label = "true positive rate";
  axes.line({0, 1}, {0, 1},
            {.label = "chance", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
  for (const OneClass& each : ranked_classes("roc", classes, ranking.scores)) {
    const metrics::RocCurve curve = metrics::roc_curve(each.is_class, each.scores, {.pos_label = 1});
    const double area = metrics::auc(curve.fpr, curve.tpr);
    axes.line(curve.fpr, curve.tpr,
              {.label = fmt::format("{} (area {:.3f})", classes.names[each.place], area),
               .color = color_of(classes, each),
               .width = 2});
  }
  return figure;
}

/// Precision over recall. Between two thresholds nothing is reached: the line goes in steps, as the average
/// precision counts it.
void add_steps(plot::Axes& axes, const OneClass& each, plot::LineOptions look) {
  const auto curve = metrics::precision_recall_curve(each.is_class, each.scores, {.pos_label = 1});
  std::vector<double> recall, precision;
  recall.reserve(2 * curve.recall.size());
  precision.reserve(2 * curve.recall.size());
  for (size_t i = 0; i < curve.recall.size(); ++i) {
    if (i > 0) {
      recall.push_back(curve.recall[i]);
      precision.push_back(curve.precision[i - 1]);
    }
    recall.push_back(curve.recall[i]);
    precision.push_back(curve.precision[i]);
  }
  axes.line(recall, precision, std::move(look));
}

plot::Figure draw_precision_recall(const Ranking& ranking, const ScoreCurveOptions& options) {
  const Classes& classes = ranking.classes;
  plot::Figure figure = unit_figure();
  plot::Axes& axes = unit_axes(figure, options);
  axes.x.label = "recall";
  axes.y.label = "precision";
  for (const OneClass& each : ranked_classes("precision_recall", classes, ranking.scores)) {
    const double average = metrics::average_precision_score(each.is_class, each.scores);
    const plot::Color color = color_of(classes, each);
    add_steps(axes, each,
              {.label = fmt::format("{} (average {:.3f})", classes.names[each.place], average),
               .color = color,
               .width = 2});
    const auto rows = std::ranges::count(classes.places, static_cast<int64_t>(each.place));
    axes.hline(
        static_cast<double>(rows) / static_cast<double>(ranking.scores.rows),
        {.label = classes.count() == 2 ? "chance" : "", .color = color, .style = plot::LineStyle::dotted});
  }
  return figure;
}

void check_bins(const CalibrationFigureOptions& options) {
  if (options.n_bins >= 1 && options.n_bins <= 1000) return;
  fail(fmt::format("calibration: n_bins = {} must be 1 to 1000", options.n_bins));
}

plot::Figure draw_calibration(const Ranking& ranking, const CalibrationFigureOptions& options) {
  const Classes& classes = ranking.classes;
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
  const std::vector<OneClass> each_class = ranked_classes("calibration", classes, ranking.scores);
  for (const OneClass& each : each_class) {
    const auto curve = metrics::calibration_curve(
        each.is_class, each.scores, {.pos_label = 1, .n_bins = options.n_bins, .strategy = options.strategy});
    axes.line(curve.prob_pred, curve.prob_true,
              {.label = classes.names[each.place],
               .color = color_of(classes, each),
               .width = 2,
               .marker = plot::cycle_marker(classes.count() == 2 ? 0 : each.place),
               .marker_size = 7});
    below.histogram(each.scores.to_vector(), {.color = color_of(classes, each),
                                              .bins = static_cast<int>(options.n_bins),
                                              .from = 0,
                                              .to = 1,
                                              .outline = each_class.size() > 1,
                                              .opacity = each_class.size() > 1 ? 1.0 : 0.75});
  }
  return figure;
}

}  // namespace

plot::Figure confusion(const Tensor& y_true, const Tensor& y_pred, const ConfusionOptions& options) {
  return confusion_figure(taken_of(y_true, y_pred, options), options);
}

plot::Figure confusion(const Model& model, const Tensor& x, const Tensor& y,
                       const ConfusionOptions& options) {
  return confusion_figure(taken_of(model, x, y, options), options);
}

void confusion(plot::Axes& axes, const Tensor& y_true, const Tensor& y_pred,
               const ConfusionOptions& options) {
  draw_confusion(axes, taken_of(y_true, y_pred, options), options);
}

void confusion(plot::Axes& axes, const Model& model, const Tensor& x, const Tensor& y,
               const ConfusionOptions& options) {
  draw_confusion(axes, taken_of(model, x, y, options), options);
}

plot::Figure roc(const Tensor& y_true, const Tensor& y_score, const ScoreCurveOptions& options) {
  constexpr const char* op = "roc";
  return draw_roc(ranking_of(op, y_true, scores_of(op, y_true, y_score), options.class_names), options);
}

plot::Figure roc(const Model& model, const Tensor& x, const Tensor& y, const ScoreCurveOptions& options) {
  constexpr const char* op = "roc";
  return draw_roc(ranking_of(op, y, scores_of(op, model, x, y), options.class_names), options);
}

plot::Figure precision_recall(const Tensor& y_true, const Tensor& y_score, const ScoreCurveOptions& options) {
  constexpr const char* op = "precision_recall";
  const ClassScores scores = scores_of(op, y_true, y_score);
  return draw_precision_recall(ranking_of(op, y_true, scores, options.class_names), options);
}

plot::Figure precision_recall(const Model& model, const Tensor& x, const Tensor& y,
                              const ScoreCurveOptions& options) {
  constexpr const char* op = "precision_recall";
  const ClassScores scores = scores_of(op, model, x, y);
  return draw_precision_recall(ranking_of(op, y, scores, options.class_names), options);
}

plot::Figure calibration(const Tensor& y_true, const Tensor& y_prob,
                         const CalibrationFigureOptions& options) {
  constexpr const char* op = "calibration";
  check_bins(options);
  const ClassScores scores = scores_of(op, y_true, y_prob);
  return draw_calibration(ranking_of(op, y_true, scores, options.class_names), options);
}

plot::Figure calibration(const Model& model, const Tensor& x, const Tensor& y,
                         const CalibrationFigureOptions& options) {
  constexpr const char* op = "calibration";
  check_bins(options);
  const internal::Columns columns = internal::read_columns(op, "x", x);
  const auto known = metrics::detail::different(internal::read_classes(op, "y", y, columns.rows));
  const ClassAnswer answer = model.classes(op, x, known);
  if (answer.probabilities.empty()) fail(fmt::format("{}: the model has no probabilities", op));
  const ClassScores scores{answer.labels,
                           from_data(answer.probabilities, {x.size(0), std::ssize(answer.labels)})};
  return draw_calibration(ranking_of(op, y, scores, options.class_names), options);
}

}  // namespace gradus::view
