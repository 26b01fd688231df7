// Handwritten digits that come in parts: a softmax regression learns on from each and is measured in between.
//   example_sgd [PNG]
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) {
  const data::LabelledData digits = data::load_digits();
  const auto [x, x_test, y, y_test] =
      data::train_test_split(digits.x / 16, digits.y, {.test_size = 0.3, .stratify = true}, 0);

  learn::SGDClassifier model({.loss = learn::SGDClassifierLoss::softmax,
                              .alpha = 1e-4,
                              .learning_rate = learn::LearningRate::constant,
                              .eta0 = 0.05});
  const std::vector<int64_t> classes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};  // a first part may lack some
  std::vector<double> rows, accuracy;
  for (int64_t first = 0; first + 50 <= x.size(0); first += 50) {
    model.partial_fit(x.slice(0, first, first + 50), y.slice(0, first, first + 50), classes);
    rows.push_back(static_cast<double>(first + 50));
    accuracy.push_back(model.score(x_test, y_test));
  }
  std::cout << "accuracy after one look at " << rows.back() << " rows: " << accuracy.back() << "\n";

  plot::Figure figure({.width = 940, .height = 360, .columns = 2});
  figure.axes(0, 0).x.label = "rows learned from";
  figure.axes(0, 0).y.label = "accuracy on other rows";
  figure.axes(0, 0).line(rows, accuracy);
  figure.axes(0, 1).title = "what speaks for 0 to 9";
  figure.axes(0, 1).images(10, 8, 8, 1, model.coef().reshape({-1}).to_vector(),
                           {.across = 5, .map = plot::ColorMap::balance, .frame = true});
  if (plot::gnuplot_available()) plot::write_image(figure, argc > 1 ? argv[1] : "sgd.png");
}
