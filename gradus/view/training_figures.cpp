#include "gradus/view/training_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/plot/text.hpp"

namespace gradus::view {
namespace {

constexpr std::string_view validation = "val_";

/// What is the same of training and validation rows: "loss" for "val_loss".
std::string quantity_of(const std::string& name) {
  return name.starts_with(validation) ? name.substr(validation.size()) : name;
}

/// "roc_auc" as "roc auc".
std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return plot::literal(name);
}

std::vector<std::string> quantities(const train::History& history, const LearningCurveOptions& options) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& name) {
    const std::string quantity = quantity_of(name);
    if (std::find(found.begin(), found.end(), quantity) == found.end()) found.push_back(quantity);
  };
  const std::vector<std::string> names = history.names();
  const auto known = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const std::string& name : options.names.empty() ? names : options.names) {
    if (!known(name) && !known(std::string(validation) + name))
      fail(
          fmt::format("learning_curves: the history has no \"{}\"; it has {}", name, fmt::join(names, ", ")));
    add(name);
  }
  const auto loss = std::find(found.begin(), found.end(), "loss");
  if (loss != found.end()) std::rotate(found.begin(), loss, loss + 1);
  return found;
}

std::vector<double> epochs_of(const train::History& history) {
  std::vector<double> epochs;
  epochs.reserve(history.epochs.size());
  for (const train::EpochRecord& record : history.epochs) epochs.push_back(static_cast<double>(record.epoch));
  return epochs;
}

void check(const train::History& history, const char* op) {
  if (history.epochs.empty()) fail(fmt::format("{}: the history has no epochs", op));
}

/// One epoch is a point, and some are points on a line.
plot::LineOptions curve_style(size_t epochs, const std::string& label, size_t color) {
  plot::LineOptions style{.label = label, .color = plot::cycle_color(color), .width = 2};
  if (epochs <= 12) style.marker = plot::Marker::circle;
  return style;
}

/// The values of a kind of rows and the one of the best epoch; nothing when there are none.
void add_curve(plot::Axes& axes, const train::History& history, const std::string& name,
               plot::LineOptions style, bool mark_best) {
  const std::vector<std::string> names = history.names();
  if (std::find(names.begin(), names.end(), name) == names.end()) return;
  const std::vector<double> epochs = epochs_of(history), values = history.values(name);
  if (std::none_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) return;
  const plot::Color color = *style.color;
  axes.line(epochs, values, std::move(style));
  if (!mark_best || !history.best_epoch) return;
  const auto at = std::find(epochs.begin(), epochs.end(), static_cast<double>(*history.best_epoch));
  if (at == epochs.end()) return;
  const double value = values[static_cast<size_t>(at - epochs.begin())];
  if (!std::isfinite(value)) return;
  axes.scatter({*at}, {value},
               {.color = color, .marker = plot::Marker::circle, .size = 9, .edge = plot::colors::white});
}

/// Losses and errors, which spread over powers of ten, unlike shares and scores.
bool is_error(const std::string& quantity) {
  for (const char* word : {"loss", "error", "mae", "mse", "rmse"}) {
    if (quantity.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

plot::Figure learning_curves(const train::History& history, const LearningCurveOptions& options) {
  check(history, "learning_curves");
  const std::vector<std::string> shown = quantities(history, options);
  const int count = static_cast<int>(shown.size()), across = std::min(count, count == 4 ? 2 : 3);
  const int down = (count + across - 1) / across;
  plot::Figure figure({.title = options.title,
                       .width = across == 1 ? 760 : 480 * across,
                       .height = 400 * down,
                       .rows = down,
                       .columns = across});
  for (int i = 0; i < count; ++i) {
    const std::string& quantity = shown[static_cast<size_t>(i)];
    plot::Axes& axes = figure.axes(i / across, i % across);
    axes.x.label = "epoch";
    axes.y.label = words_of(quantity);
    if (count > 1) axes.legend = plot::Legend::below;
    if (options.log && is_error(quantity)) axes.y.scale = plot::Scale::log;
    const std::string of_validation = std::string(validation) + quantity;
    const auto names = history.names();
    const bool watched = std::find(names.begin(), names.end(), of_validation) != names.end();
    add_curve(axes, history, quantity, curve_style(history.epochs.size(), "training", 0),
              options.best && !watched);
    plot::LineOptions dashed = curve_style(history.epochs.size(), "validation", 1);
    dashed.style = plot::LineStyle::dashed;
    add_curve(axes, history, of_validation, std::move(dashed), options.best);
    if (options.best && history.best_epoch) {
      axes.vline(static_cast<double>(*history.best_epoch),
                 {.label = fmt::format("best: {}", *history.best_epoch), .style = plot::LineStyle::dotted});
    }
  }
  for (int i = count; i < across * down; ++i) figure.axes(i / across, i % across).hidden = true;
  return figure;
}

plot::Figure rate_curve(const train::History& history, const RateCurveOptions& options) {
  check(history, "rate_curve");
  std::vector<double> rates;
  rates.reserve(history.epochs.size());
  for (const train::EpochRecord& record : history.epochs) rates.push_back(record.lr);
  plot::Figure figure({.title = options.title, .width = 760, .height = 360});
  plot::Axes& axes = figure.axes();
  axes.x.label = "epoch";
  axes.y.label = "learning rate";
  if (options.log)
    axes.y.scale = plot::Scale::log;
  else
    axes.y.min = 0;
  axes.line(epochs_of(history), rates, curve_style(rates.size(), "", 0));
  return figure;
}

}  // namespace gradus::view
