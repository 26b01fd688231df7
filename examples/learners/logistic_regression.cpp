// Three kinds of iris by two columns, with a probability for each.
//   example_logistic_regression [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/view/classifier_figures.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData iris = data::load_iris();
  const Tensor petals = iris.x.slice(1, 2, 4);  // length and width
  const auto [x, x_test, y, y_test] =
      data::train_test_split(petals, iris.y, {.test_size = 0.3, .stratify = true}, 0);

  learn::LogisticRegression model({.C = 10});
  model.fit(x, y);
  std::cout << model << "\naccuracy on rows not learned from " << model.score(x_test, y_test) << "\n"
            << model.predict_proba(tensor({{5.0, 1.7}})) << "\n";  // a flower between two kinds

  plot::Figure figure = view::decision_regions(
      model, petals, iris.y,
      {.feature_names = {"petal length (cm)", "petal width (cm)"}, .class_names = iris.class_names});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "logistic_regression.png");
}
