// Pictures of models of tables.
#include "gradus/view/table_figures.hpp"

#include <gtest/gtest.h>

#include "gradus/data/read_table.hpp"
#include "gradus/plot/html.hpp"

namespace gradus::view {
namespace {

using Texts = std::vector<std::string>;

Texts ids(const learn::TableTraining& training) {
  Texts found;
  for (const NamedFigure& figure : training_figures(training)) {
    EXPECT_FALSE(figure.caption.empty());
    EXPECT_FALSE(plot::plotly_json(figure.figure).empty());
    found.push_back(figure.id);
  }
  return found;
}

TEST(TableFigures, ShowWhatThereIsToSee) {
  const io::Table iris = data::read_table("iris");
  const auto figures = [&](const char* target, const char* model) {
    return ids(learn::train_table(iris, {.target = target, .model = model}));
  };
  EXPECT_EQ(figures("target", "logistic"), (Texts{"confusion", "roc", "effects", "loss"}));
  EXPECT_EQ(figures("target", "perceptron"), (Texts{"confusion", "effects", "loss"}));
  EXPECT_EQ(figures("target", "knn"), (Texts{"confusion", "roc"}));
  EXPECT_EQ(figures("petal width (cm)", "linear"), (Texts{"predicted", "effects"}));
  EXPECT_EQ(figures("petal width (cm)", "mlp:4"), (Texts{"predicted", "loss"}));
}

TEST(TableFigures, EffectsAreSortedAndCut) {
  learn::LinearTerms terms{.outputs = {}, .features = {}, .intercepts = {0}, .coefs = {{}}, .scales = {}};
  std::vector<double> spread;
  for (int j = 0; j < 30; ++j) {
    terms.features.push_back("x" + std::to_string(j));
    terms.coefs[0].push_back(j - 15.0);
    terms.scales.push_back(2);
    spread.push_back(j == 20 ? 100 : 1);
  }
  const plot::Figure figure = effects(terms, spread, 5);
  EXPECT_EQ(figure.axes().y.tick_labels, (Texts{"x20", "x0", "x1", "x29", "x2"}));
}

}  // namespace
}  // namespace gradus::view
