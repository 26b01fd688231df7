#include "gradus/learn/table/model_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/learn/neighbors.hpp"
#include "gradus/learn/perceptron.hpp"

namespace gradus::learn {
namespace {

/// What is known of a kind of learner.
struct Kind {
  std::string_view name;
  std::optional<Task> task;
  bool has_intercept, has_epochs, has_rate, takes_weights;
  int64_t epochs;  ///< unless given; 0: it learns in one go

  bool has_class_weight() const { return takes_weights && task == Task::classification; }
};

constexpr std::array<Kind, 7> kinds{{{"logistic", Task::classification, true, true, false, true, 1000},
                                     {"linear", Task::regression, true, false, false, true, 0},
                                     {"ridge", Task::regression, true, false, false, true, 0},
                                     {"perceptron", Task::classification, true, true, true, true, 1000},
                                     {"adaline", Task::classification, true, true, true, true, 50},
                                     {"knn", std::nullopt, false, false, false, false, 0},
                                     {"mlp", std::nullopt, false, true, true, false, 500}}};
constexpr const char* automatic = "auto";

const Kind& kind_of(const ModelChoice& choice) {
  return *std::find_if(kinds.begin(), kinds.end(),
                       [&](const Kind& kind) { return kind.name == choice.kind; });
}

std::vector<int64_t> parse_numbers(const std::string& text, size_t from) {
  std::vector<int64_t> numbers;
  const char* at = text.data() + from;
  const char* const end = text.data() + text.size();
  constexpr int64_t largest = 1'000'000;
  while (true) {
    int64_t number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc() || number < 1 || number > largest || (next != end && *next != ',')) {
      fail(fmt::format("model \"{}\": whole numbers from 1 to {} must follow the colon, as in mlp:64,32",
                       text, largest));
    }
    numbers.push_back(number);
    if (next == end) return numbers;
    at = next + 1;
  }
}

MLPOptions mlp_options(const ModelChoice& choice, const LearnerOptions& options) {
  MLPOptions made{.learning_rate_init = options.lr.value_or(1e-3),
                  .max_iter = most_epochs(choice, options),
                  .early_stopping = options.early_stopping,
                  .seed = options.seed};
  // Small steps make few gains: two epochs in twenty may do nothing, the whole of them not.
  made.n_iter_no_change = options.early_stopping ? 20 : 10;
  if (!choice.numbers.empty()) made.hidden_layer_sizes = choice.numbers;
  return made;
}

}  // namespace

std::string ModelChoice::text() const {
  return numbers.empty() ? kind : fmt::format("{}:{}", kind, fmt::join(numbers, ","));
}

ModelChoice parse_model_choice(const std::string& text) {
  const size_t colon = std::min(text.find(':'), text.size());
  ModelChoice choice{.kind = text.substr(0, colon)};
  std::vector<std::string> known{automatic};
  known.reserve(kinds.size() + 1);
  for (const Kind& kind : kinds) known.emplace_back(kind.name);
  if (std::find(known.begin(), known.end(), choice.kind) == known.end()) {
    fail(fmt::format("unknown model \"{}\"; {}", text, did_you_mean(choice.kind, known)));
  }
  const bool takes_numbers = choice.kind == "mlp" || choice.kind == "knn";
  if (colon < text.size()) {
    if (!takes_numbers) fail(fmt::format("model \"{}\": {} takes no numbers", text, choice.kind));
    choice.numbers = parse_numbers(text, colon + 1);
    if (choice.kind == "knn" && choice.numbers.size() > 1)
      fail(fmt::format("model \"{}\": knn takes one number", text));
  }
  if (choice.kind == "mlp" && choice.numbers.empty()) choice.numbers = {64, 32};
  return choice;
}

std::optional<Task> task_of(const ModelChoice& choice) {
  return choice.kind == automatic ? std::nullopt : kind_of(choice).task;
}

void check_options(const ModelChoice& choice, const LearnerOptions& options) {
  if (choice.kind == automatic) return;
  const Kind& kind = kind_of(choice);
  const auto refuse = [&](const char* option) {
    fail(fmt::format("{} has no effect on {}", option, kind.name));
  };
  const auto refuse_for = [&](const char* option, auto has) {
    std::vector<std::string_view> others;
    for (const Kind& each : kinds) {
      if (has(each)) others.push_back(each.name);
    }
    fail(fmt::format("{} has no effect on {}; it is for {}", option, kind.name, fmt::join(others, ", ")));
  };
  if (!options.intercept && !kind.has_intercept) refuse("--no-intercept");
  if (options.epochs && !kind.has_epochs) refuse("--epochs");
  if (options.lr && !kind.has_rate) refuse("--lr");
  if (options.balanced && !kind.has_class_weight())
    refuse_for("--class-weight", [](const Kind& each) { return each.has_class_weight(); });
  if (options.weighted && !kind.takes_weights)
    refuse_for("--weights", [](const Kind& each) { return each.takes_weights; });
}

bool takes_class_weight(const ModelChoice& choice) {
  return choice.kind == automatic || kind_of(choice).has_class_weight();
}

int64_t most_epochs(const ModelChoice& choice, const LearnerOptions& options) {
  const Kind& kind = kind_of(choice);
  return kind.has_epochs ? options.epochs.value_or(kind.epochs) : 0;
}

std::unique_ptr<Estimator> make_learner(const ModelChoice& choice, Task task, const LearnerOptions& options) {
  const bool classes = task == Task::classification, intercept = options.intercept;
  const int64_t epochs = most_epochs(choice, options);
  const ClassWeight class_weight = options.balanced ? ClassWeight(balanced) : ClassWeight();
  if (choice.kind == "logistic") {
    return std::make_unique<LogisticRegression>(LogisticRegressionOptions{
        .fit_intercept = intercept, .max_iter = epochs, .class_weight = class_weight});
  }
  if (choice.kind == "linear") {
    return std::make_unique<LinearRegression>(LinearRegressionOptions{.fit_intercept = intercept});
  }
  if (choice.kind == "ridge") return std::make_unique<Ridge>(RidgeOptions{.fit_intercept = intercept});
  if (choice.kind == "perceptron") {
    return std::make_unique<Perceptron>(PerceptronOptions{.eta0 = options.lr.value_or(1),
                                                          .max_iter = epochs,
                                                          .fit_intercept = intercept,
                                                          .seed = options.seed,
                                                          .class_weight = class_weight});
  }
  if (choice.kind == "adaline") {
    return std::make_unique<Adaline>(AdalineOptions{.eta0 = options.lr.value_or(0.01),
                                                    .max_iter = epochs,
                                                    .fit_intercept = intercept,
                                                    .seed = options.seed,
                                                    .class_weight = class_weight});
  }
  if (choice.kind == "knn") {
    const NeighborsOptions neighbors{.n_neighbors = choice.numbers.empty() ? 5 : choice.numbers.front()};
    if (classes) return std::make_unique<KNeighborsClassifier>(neighbors);
    return std::make_unique<KNeighborsRegressor>(neighbors);
  }
  if (classes) return std::make_unique<MLPClassifier>(mlp_options(choice, options));
  return std::make_unique<MLPRegressor>(mlp_options(choice, options));
}

std::vector<ModelChoice> candidates(Task task, const LearnerOptions& options) {
  std::vector<ModelChoice> found;
  if (task == Task::classification) {
    found = {{"logistic"}, {"knn"}, parse_model_choice("mlp")};
  } else {
    found = {{"linear"}, {"ridge"}, {"knn"}, parse_model_choice("mlp")};
  }
  std::erase_if(found, [&](const ModelChoice& choice) {
    const Kind& kind = kind_of(choice);
    return (!options.intercept && !kind.has_intercept) || (options.lr && !kind.has_rate) ||
           (options.balanced && !kind.has_class_weight()) || (options.weighted && !kind.takes_weights);
  });
  return found;
}

}  // namespace gradus::learn
