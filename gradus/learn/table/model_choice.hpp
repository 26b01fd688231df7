#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gradus/learn/table/model.hpp"

namespace gradus::learn {

/// A learner by the word that a person gives for it.
struct ModelChoice {
  std::string kind;                   ///< "mlp"
  std::vector<int64_t> numbers = {};  ///< sizes of hidden layers, or the number of neighbours

  std::string text() const;  ///< "mlp:64,32"
};

/// "mlp", "mlp:64,32", "knn", "knn:7", "logistic", "linear", "ridge", "perceptron", "adaline", "auto"; an
/// Error for other words, with the nearest one.
ModelChoice parse_model_choice(const std::string& text);

/// What a choice can do: "linear" and "ridge" tell numbers, "logistic", "perceptron" and "adaline" classes;
/// nothing for those that do both.
std::optional<Task> task_of(const ModelChoice& choice);

struct LearnerOptions {
  bool intercept = true;
  std::optional<int64_t> epochs = std::nullopt;
  std::optional<double> lr = std::nullopt;
  int64_t seed = 0;
  bool balanced = false;        ///< classes count alike
  bool weighted = false;        ///< rows will come with weights
  bool early_stopping = false;  ///< of mlp
};

/// An Error for a setting that this kind of learner does not have.
void check_options(const ModelChoice& choice, const LearnerOptions& options);

/// Whether classes can be made to count alike; of "auto" too, which then compares those of which it holds.
bool takes_class_weight(const ModelChoice& choice);

/// The learner, not fitted.
std::unique_ptr<Estimator> make_learner(const ModelChoice& choice, Task task, const LearnerOptions& options);

/// How many epochs it takes at most, for showing how far it is; 0 for those that learn in one go.
int64_t most_epochs(const ModelChoice& choice, const LearnerOptions& options);

/// What "auto" compares, simplest first.
std::vector<ModelChoice> candidates(Task task, const LearnerOptions& options);

}  // namespace gradus::learn
