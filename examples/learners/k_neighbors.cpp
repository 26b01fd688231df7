// One neighbour and twenty-five: what they make of the same flowers.
//   example_k_neighbors [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/view/classifier_figures.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  const Tensor sepals = iris.x.slice(1, 0, 2);

  plot::Figure figure({.width = 960, .height = 420, .columns = 2});
  int column = 0;
  for (const int64_t k : {1, 25}) {
    learn::KNeighborsClassifier knn({.n_neighbors = k});
    const std::vector<double> scores = learn::cross_val_score(knn, sepals, iris.y);
    double mean = 0;
    for (const double score : scores) mean += score / static_cast<double>(scores.size());
    knn.fit(sepals, iris.y);
    std::cout << k << " neighbours: " << knn.score(sepals, iris.y) << " of the rows learned from, " << mean
              << " in five folds\n";
    plot::Axes& axes = figure.axes(0, column++);
    view::decision_regions(
        axes, knn, sepals, iris.y,
        {.feature_names = {"sepal length (cm)", "sepal width (cm)"}, .class_names = iris.class_names});
    axes.title = k == 1 ? "1 neighbour" : "25 neighbours";
    axes.legend = plot::Legend::below;
  }
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "k_neighbors.png");
}
