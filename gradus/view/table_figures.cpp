#include "gradus/view/table_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gradus/core/ops/reduction.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/plot/text.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "gradus/view/regressor_figures.hpp"
#include "gradus/view/training_figures.hpp"

namespace gradus::view {

namespace {

/// A name on one line that leaves room for what stands beside it.
std::string shortened(std::string name) {
  std::replace(name.begin(), name.end(), '\n', ' ');
  constexpr size_t most = 40;  // letters
  size_t letters = 0, end = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    if ((name[i] & 0xC0) == 0x80) continue;  // inside a letter
    if (++letters == most) end = i;
    if (letters > most) return name.substr(0, end) + "\u2026";
  }
  return name;
}

}  // namespace

plot::Figure effects(const learn::LinearTerms& terms, std::span<const double> spread, size_t most) {
  const size_t d = terms.features.size(), outputs = terms.coefs.size();
  const auto effect = [&](size_t row, size_t j) { return terms.coefs[row][j] * terms.scales[j] * spread[j]; };
  std::vector<size_t> order(d);
  std::iota(order.begin(), order.end(), size_t{0});
  const auto size_of = [&](size_t j) {
    double size = 0;
    for (size_t row = 0; row < outputs; ++row) size = std::max(size, std::abs(effect(row, j)));
    return size;
  };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return size_of(a) > size_of(b); });
  order.resize(std::min(most, d));

  plot::Figure figure({.width = 900, .height = 130 + 26 * static_cast<int>(order.size())});
  plot::Axes& axes = figure.axes();
  axes.x.label = "coefficient times the feature's standard deviation";
  axes.y.min = -0.7;
  axes.y.max = static_cast<double>(order.size()) - 0.3;
  axes.y.reversed = true;
  axes.vline(0, {.color = plot::colors::grey});
  for (size_t row = 0; row < outputs; ++row) {
    std::vector<double> values, places;
    values.reserve(order.size());
    places.reserve(order.size());
    for (size_t i = 0; i < order.size(); ++i) {
      values.push_back(effect(row, order[i]));
      places.push_back(static_cast<double>(i));
      if (outputs == 1) {
        axes.line({0, values.back()}, {places.back(), places.back()},
                  {.color = plot::colors::blue, .width = 3});
      }
    }
    const std::string label = outputs == 1 ? "" : plot::literal(terms.outputs[row]);
    axes.scatter(values, places, {.label = label, .color = plot::cycle_color(row), .size = 9});
  }
  for (size_t i = 0; i < order.size(); ++i) {
    axes.y.ticks.push_back(static_cast<double>(i));
    axes.y.tick_labels.push_back(plot::literal(shortened(terms.features[order[i]])));
  }
  return figure;
}

namespace {

/// Whether rows have two classes or more, without which there is no trade between them.
bool has_two_classes(const Tensor& truth) {
  return amin(truth).item<int64_t>() != amax(truth).item<int64_t>();
}

plot::Figure loss_figure(const std::vector<double>& losses, const std::vector<double>& validation) {
  train::History history;
  const bool watched = validation.size() == losses.size();
  for (size_t i = 0; i < losses.size(); ++i) {
    train::EpochRecord& record = history.epochs.emplace_back();
    record.epoch = static_cast<int64_t>(i) + 1;
    record.values.emplace_back("loss", losses[i]);
    if (watched) record.values.emplace_back("val_loss", validation[i]);
  }
  if (watched) {
    history.best_epoch = std::min_element(validation.begin(), validation.end()) - validation.begin() + 1;
  }
  return learning_curves(history);
}

void add_loss(const learn::TableModel& model, std::vector<NamedFigure>& figures) {
  const std::vector<double>& losses = model.learner->loss_curve();
  if (losses.size() < 2) return;
  std::vector<double> validation;
  if (const auto* classes = dynamic_cast<const learn::MLPClassifier*>(model.learner.get())) {
    validation = classes->validation_losses();
  } else if (const auto* numbers = dynamic_cast<const learn::MLPRegressor*>(model.learner.get())) {
    validation = numbers->validation_losses();
  }
  std::string caption = "What training made smaller, epoch by epoch.";
  if (!validation.empty()) caption += " The dotted line marks the epoch whose weights were kept.";
  figures.push_back({"loss", caption, loss_figure(losses, validation)});
}

}  // namespace

std::vector<NamedFigure> training_figures(const learn::TableTraining& training) {
  const learn::TableModel& model = training.model;
  const learn::TablePrediction& prediction = training.prediction;
  const std::string rows = training.shown_split == "train" ? "the rows it learned from"
                                                           : fmt::format("the {} rows", training.shown_split);
  std::vector<NamedFigure> figures;
  if (model.task == learn::Task::classification) {
    figures.push_back({"confusion", fmt::format("How {} were taken: right ones on the diagonal.", rows),
                       confusion(training.truth, prediction.values, {.class_names = model.class_names})});
    const bool two = model.class_names.size() == 2;
    const Tensor& scores = two ? prediction.scores : prediction.probabilities;
    if (scores.defined() && model.class_names.size() <= 8 && has_two_classes(training.truth)) {
      figures.push_back(
          {"roc",
           fmt::format("The trade between finding a class and false alarms, in {}: the closer to the "
                       "upper left corner the better.",
                       rows),
           roc(training.truth, scores, {.class_names = model.class_names})});
    }
  } else {
    figures.push_back(
        {"predicted",
         fmt::format("Predicted and true numbers of {}; on the dashed line they are equal.", rows),
         predicted_and_residuals(training.truth, prediction.values, {.target_name = model.target})});
  }
  const learn::LinearTerms terms = learn::linear_terms(model);
  if (!terms.empty()) {
    constexpr size_t most = 20;
    std::string caption = "How far a step of one standard deviation of each feature moves the outcome.";
    if (terms.features.size() > most)
      caption += fmt::format(" The {} features that move it most, of {}.", most, terms.features.size());
    figures.push_back({"effects", caption, effects(terms, training.spread, most)});
  }
  add_loss(model, figures);
  return figures;
}

}  // namespace gradus::view
