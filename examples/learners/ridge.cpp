// Columns that say nearly the same: coefficients that ridge draws together, and the alpha that predicts best.
//   example_ridge [PNG]
#include <cmath>
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  // Radius, perimeter and area of a cell nucleus depend on each other almost exactly.
  const data::LabelledData cancer = data::load_breast_cancer();
  data::StandardScaler scaler;
  const Tensor x = scaler.fit_transform(cancer.x.slice(1, 0, 7)), y = cancer.x.select(1, 7) * 100;

  std::vector<double> alphas;
  std::vector<Value> values;
  for (int i = -12; i <= 16; ++i) values.emplace_back(alphas.emplace_back(std::pow(10, i / 4.0)));
  std::vector<std::vector<double>> paths(7);
  for (const double alpha : alphas) {
    learn::Ridge ridge({.alpha = alpha});
    ridge.fit(x, y);
    for (size_t j = 0; j < paths.size(); ++j) paths[j].push_back(ridge.coef().to_vector()[j]);
  }
  const learn::ScoreCurve curve = learn::validation_curve(learn::Ridge(), x, y, "alpha", values);
  learn::GridSearchCV search(learn::Ridge(), {{"alpha", values}});
  search.fit(x, y);
  std::cout << "best " << search.best_estimator() << ", R^2 in five folds " << search.best_score() << "\n";

  plot::Figure figure({.width = 980, .height = 400, .columns = 2});
  plot::Axes& weights = figure.axes(0, 0);
  weights.y.label = "coefficient";
  weights.legend = plot::Legend::right;
  for (size_t j = 0; j < paths.size(); ++j)
    weights.line(alphas, paths[j], {.label = cancer.feature_names[j]});
  weights.hline(0);
  std::vector<double> mean;
  for (const auto& folds : curve.test_scores) {
    double sum = 0;
    for (const double score : folds) sum += score;
    mean.push_back(sum / static_cast<double>(folds.size()));
  }
  figure.axes(0, 1).y.label = "$R^2$ on rows not learned from";
  figure.axes(0, 1).line(alphas, mean);
  for (int column : {0, 1}) {
    figure.axes(0, column).x.label = "alpha";
    figure.axes(0, column).x.scale = plot::Scale::log;
  }
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "ridge.png");
}
