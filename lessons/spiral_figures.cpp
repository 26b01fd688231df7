#include "lessons/spiral_figures.hpp"

#include <fmt/format.h>

#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/data/encoder.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "gradus/view/data_figures.hpp"
#include "lessons/train_test_regions.hpp"

namespace gradus::lessons {
namespace {

using Models = std::vector<Classifier>;

plot::Figure activations_figure() {
  plot::Figure figure({.title = "Activations", .width = 1200, .height = 400, .columns = 3});
  const Tensor z = arange(-5, 5, 0.1);
  const struct {
    const char* title;
    Tensor a;
  } panels[] = {{"sigmoid", sigmoid(z)}, {"tanh", tanh(z)}, {"ReLU", relu(z)}};
  for (int i = 0; i < 3; ++i) {
    plot::Axes& axes = figure.axes(0, i);
    axes.title = panels[i].title;
    axes.x.label = "$z$";
    axes.y.label = "$a$";
    const plot::LineOptions zero = {.color = plot::colors::light_grey, .width = 1};
    axes.line({-5, 5}, {0, 0}, zero);
    axes.line({0, 0}, {amin(panels[i].a).item(), amax(panels[i].a).item()}, zero);
    axes.line(z.to_vector(), panels[i].a.to_vector(), {.color = plot::colors::blue, .width = 2.2});
  }
  return figure;
}

plot::Figure confusion_figure(const SpiralSplit& split, const Models& models) {
  plot::Figure figure({.title = "Test points: what they are, and what they were taken for",
                       .width = 1200,
                       .height = 440,
                       .columns = static_cast<int>(models.size())});
  for (size_t i = 0; i < models.size(); ++i) {
    plot::Axes& axes = figure.axes(0, static_cast<int>(i));
    view::confusion(axes, view::Model(models[i].probabilities, view::Output::probabilities), split.test.x,
                    split.test.y, {.title = models[i].title, .class_names = split.classes});
  }
  return figure;
}

}  // namespace

void add_spiral_data_picture(const io::Table& table, Result& result) {
  result.add_picture("data", "The points as they come: three arms that wind around each other.", [=] {
    data::LabelEncoder encoder;
    const Tensor y = encoder.fit_transform(table.texts("color"));
    return view::scatter_by_class(data::to_tensor(table, {"X1", "X2"}), y,
                                  {.title = "Three arms", .class_names = encoder.classes()});
  });
}

void add_spiral_pictures(const SpiralSplit& split, std::span<const Classifier> models, Result& result) {
  const Models all(models.begin(), models.end());
  const char* captions[] = {
      ("The linear model can only cut the plane with straight lines, and half of the points end up on the "
       "wrong side."),
      "The network trained by hand bends its borders along the arms.",
      "The network of modules, trained with Adam for a tenth of the epochs, does the same."};
  for (size_t i = 0; i < all.size(); ++i) {
    result.add_picture(all[i].id + "-regions", captions[i], [=] {
      return train_test_regions(all[i].title, split.train, split.test, split.classes,
                                {all[i].probabilities, view::Output::probabilities});
    });
  }
  result.add_picture(
      "activations",
      "Three functions that can stand between two layers. ReLU keeps its slope for every positive input; the "
      "other two flatten out.",
      activations_figure);
  result.add_picture(
      "confusion",
      "For each model, how many test points of each arm were taken for which. Right answers stand on the "
      "diagonal.",
      [=] { return confusion_figure(split, all); });
}

}  // namespace gradus::lessons
