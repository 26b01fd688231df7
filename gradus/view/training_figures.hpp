#pragma once

#include <string>
#include <vector>

#include "gradus/plot/figure.hpp"
#include "gradus/train/history.hpp"

/// Pictures of a training's numbers, epoch by epoch.
namespace gradus::view {

struct LearningCurveOptions {
  std::string title = {};
  std::vector<std::string> names = {};  ///< of the values to show, "loss" say; all if empty
  bool log = false;                     ///< a logarithmic scale for losses and other errors
  bool best = true;                     ///< marks the best epoch, where the history has one
};

/// A plot for each value of a training, "loss" first: of the training rows, and dashed, of the validation
/// rows where there is a "val_" of it.
///
///     plot::Figure figure = view::learning_curves(trainer.fit(train, valid), {.log = true});
///
/// A vertical line marks the best epoch, and a marker the value there. An Error for a history without epochs,
/// and for names that it does not have.
plot::Figure learning_curves(const train::History& history, const LearningCurveOptions& options = {});

struct RateCurveOptions {
  std::string title = {};
  bool log = false;  ///< a logarithmic scale for the rate
};

/// The learning rate at the end of each epoch. An Error for a history without epochs.
plot::Figure rate_curve(const train::History& history, const RateCurveOptions& options = {});

}  // namespace gradus::view
