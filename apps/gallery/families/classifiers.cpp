#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/flowers.hpp"
#include "apps/gallery/families/trained.hpp"
#include "gradus/data/generators.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/neighbors.hpp"
#include "gradus/view/classifier_figures.hpp"

// What classifiers do.
namespace gradus::gallery {
namespace {

const std::vector<std::string> rings = {"outer", "inner"};

/// Three clouds that reach into each other.
data::Points clouds() { return data::make_blobs({.n_samples = 150, .centers = 3, .cluster_std = {2.4}}, 8); }

/// A model, and rows that it did not learn from and is not always sure of.
struct Scores {
  learn::LogisticRegression model;
  Tensor x, y;

  Scores() {
    const data::Points all = data::make_classification(
        {.n_samples = 520, .n_features = 6, .n_informative = 3, .n_classes = 3, .class_sep = 0.8}, 2);
    model.fit(all.x.slice(0, 0, 120), all.y.slice(0, 0, 120));
    x = all.x.slice(0, 120, 520);
    y = all.y.slice(0, 120, 520);
  }
};

Drawing net_regions() {
  Circles& data = circles();
  return view::decision_regions(data.model, data.x, data.y,
                                {.title = "A small network", .class_names = rings});
}

Drawing neighbour_regions() {
  const data::Points data = clouds();
  learn::KNeighborsClassifier model({.n_neighbors = 9});
  model.fit(data.x, data.y);
  return view::decision_regions(model, data.x, data.y,
                                {.title = "Nine neighbours, and rows taken for others",
                                 .mark_wrong = true,
                                 .legend = plot::Legend::right});
}

Drawing surface() {
  Circles& data = circles();
  return view::probability_surface(
      data.model, data.x, data.y,
      {.title = "The probability of one class", .class_names = rings, .half = true});
}

Drawing surfaces() {
  const data::Points data = clouds();
  learn::LogisticRegression model;
  model.fit(data.x, data.y);
  return view::probability_surface(model, data.x, data.y, {.title = "The probabilities of three classes"});
}

Drawing confusion() {
  const Flowers data = flowers();
  const Tensor x = data.x.slice(1, 3, 5);  // two columns that do not tell much
  learn::LogisticRegression model;
  model.fit(x, data.y);
  return view::confusion(model, x, data.y, {.title = "Confusion", .class_names = data.kinds});
}

Drawing roc() {
  const Scores scores;
  return view::roc(scores.model, scores.x, scores.y, {.title = "Each class against the rest"});
}

Drawing precision_recall() {
  const Scores scores;
  return view::precision_recall(scores.model, scores.x, scores.y, {.title = "Precision and recall"});
}

Drawing calibration() {
  const Scores scores;
  return view::calibration(scores.model, scores.x, scores.y, {.title = "Does it know what it knows?"});
}

}  // namespace

Family classifiers() {
  return {
      "Classifiers",
      {{"decision-regions", "view::decision_regions: areas fade where the model is unsure.", net_regions},
       {"neighbour-regions", "The same for three classes, with the rows that it takes for others.",
        neighbour_regions},
       {"probability-surface", "view::probability_surface: the probability of a class over the plane.",
        surface},
       {"probability-surfaces", "The same of three classes, each in its colour.", surfaces},
       {"confusion", "view::confusion: how many rows of each class were taken for which.", confusion},
       {"roc", "view::roc: true against false positives, with the areas.", roc},
       {"precision-recall", "view::precision_recall: precision against recall, with the averages.",
        precision_recall},
       {"calibration", "view::calibration: how often what was said to be likely came true.", calibration}}};
}

}  // namespace gradus::gallery
