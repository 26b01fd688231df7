#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Bars, histograms and box plots.
namespace gradus::gallery {
namespace {

using plot::Axes;
using plot::Figure;

const std::vector<std::string> models = {"logistic", "tree", "forest", "network"};

Drawing bars() {
  Figure figure({.title = "Beside each other, with errors", .width = 680, .height = 440});
  Axes& axes = figure.axes();
  axes.y.label = "accuracy";
  axes.bar_groups(models, {{"train", {0.71, 0.99, 0.98, 0.97}, {0.02, 0.005, 0.01, 0.02}, {}},
                           {"test", {0.7, 0.83, 0.91, 0.94}, {0.03, 0.04, 0.02, 0.02}, {}}});
  return figure;
}

Drawing more_bars() {
  Figure figure({.width = 1060, .height = 400, .columns = 3});
  Axes& stacked = figure.axes(0, 0);
  stacked.title = "Stacked";
  stacked.y.label = "% of the samples";
  stacked.legend = plot::Legend::below;
  stacked.bar_groups(models,
                     {{"right", {70, 83, 91, 94}, {}, {}},
                      {"unsure", {12, 4, 3, 2}, {}, {}},
                      {"wrong", {18, 13, 6, 4}, {}, {}}},
                     {.stacked = true});
  Axes& lying = figure.axes(0, 1);
  lying.title = "Lying";
  lying.x.label = "importance";
  lying.bar_groups({"petal length", "petal width", "sepal length", "sepal width"},
                   {{"", {0.44, 0.42, 0.11, 0.03}, {0.05, 0.04, 0.02, 0.01}, {}}}, {.horizontal = true});
  Axes& log = figure.axes(0, 2);
  log.title = "On a logarithmic axis";
  log.x.label = "layer";
  log.y = {.label = "parameters", .scale = plot::Scale::log};
  log.bars({1, 2, 3, 4}, {3, 40, 900, 20000}, {.edge = plot::colors::black});
  return figure;
}

Drawing histograms() {
  Figure figure({.width = 960, .height = 420, .columns = 2});
  random::NumpyRandom rng(6);
  const std::vector<double> a = rng.randn(400), b = rng.normal(2, 0.7, 400), edges = spread(-3.5, 5, 35);
  Axes& two = figure.axes(0, 0);
  two.title = "Two classes";
  two.x.label = "score";
  two.y.label = "samples";
  two.histogram(a, {.label = "benign", .edges = edges, .opacity = 0.6});
  two.histogram(b, {.label = "malignant", .edges = edges, .opacity = 0.6});
  Axes& share = figure.axes(0, 1);
  share.title = "Density, and share so far";
  share.x.label = "score";
  share.histogram(a, {.label = "density", .density = true});
  share.histogram(a, {.label = "so far", .bins = 60, .density = true, .cumulative = true, .outline = true});
  return figure;
}

Drawing box_plots() {
  Figure figure({.width = 960, .height = 420, .columns = 2});
  random::NumpyRandom rng(7);
  const std::vector<std::string> names = {"first", "second", "third", "fourth"};
  std::vector<plot::Values> groups;
  groups.reserve(4);
  for (int k = 0; k < 4; ++k) groups.emplace_back(rng.normal(k, 1 + 0.3 * k, 60));
  Axes& upright = figure.axes(0, 0);
  upright.title = "Quartiles, whiskers, means";
  upright.y.label = "activation";
  upright.box_plots(names, groups, {.mean = true});
  Axes& lying = figure.axes(0, 1);
  lying.title = "Lying, in one colour";
  lying.x.label = "activation";
  lying.box_plots(names, groups, {.color = plot::colors::grey, .horizontal = true});
  return figure;
}

}  // namespace

Family amounts() {
  return {"Amounts and distributions",
          {{"bars", "Groups of bars with errors.", bars},
           {"more-bars", "Bars that are stacked, lie, and stand on a logarithmic axis.", more_bars},
           {"histograms", "Counts of two classes; density and share so far.", histograms},
           {"box-plots", "Quartiles, whiskers, what lies beyond, and the mean.", box_plots}}};
}

}  // namespace gradus::gallery
