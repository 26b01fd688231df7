// Columns that say nearly the same: coefficients that ridge draws together, and the alpha that predicts best.
//   example_ridge [PNG]
#include <cmath>
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>
#include <numeric>

using namespace gradus;

int main(int argc, char** argv) {
  // Radius, perimeter and area of a cell nucleus depend on each other almost exactly.
  const data::LabelledData cancer = data::load_breast_cancer();
  data::StandardScaler scaler;
  const Tensor x = scaler.fit_transform(cancer.x.slice(1, 0, 7)), y = cancer.x.select(1, 7) * 100;

  std::vector<double> alphas(29);
  for (size_t i = 0; i < alphas.size(); ++i) alphas[i] = std::pow(10, static_cast<double>(i) / 4 - 3);
  const std::vector<Value> values(alphas.begin(), alphas.end());
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
  std::vector<double> mean(alphas.size());
  for (size_t i = 0; i < mean.size(); ++i) {
    const std::vector<double>& folds = curve.test_scores[i];
    mean[i] = std::accumulate(folds.begin(), folds.end(), 0.0) / static_cast<double>(folds.size());
  }
  figure.axes(0, 1).y.label = "$R^2$ on rows not learned from";
  figure.axes(0, 1).line(alphas, mean);
  for (int column : {0, 1}) {
    figure.axes(0, column).x.label = "alpha";
    figure.axes(0, column).x.scale = plot::Scale::log;
  }
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "ridge.png");
}
