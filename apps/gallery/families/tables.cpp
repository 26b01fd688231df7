#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/flowers.hpp"
#include "gradus/view/data_figures.hpp"
#include "gradus/view/table_figures.hpp"

// What data looks like.
namespace gradus::gallery {
namespace {

Drawing scatter() {
  const Flowers data = flowers();
  return view::scatter_by_class(
      data.x, data.y,
      {.title = "Two columns", .columns = {0, 2}, .feature_names = data.features, .class_names = data.kinds});
}

Drawing box_scatter() {
  const Flowers data = flowers();
  return view::scatter_by_class(data.x, data.y,
                                {.title = "Three columns",
                                 .columns = {0, 2, 4},
                                 .feature_names = data.features,
                                 .class_names = data.kinds});
}

Drawing pairs() {
  const Flowers data = flowers();
  return view::pair_plot(data.x.slice(1, 0, 4), data.y,
                         {.title = "Each column against each other",
                          .feature_names = {data.features.begin(), data.features.begin() + 4},
                          .class_names = data.kinds});
}

Drawing distributions() {
  const Flowers data = flowers();
  return view::distributions(
      data.x, data.y, {.title = "Distributions", .feature_names = data.features, .class_names = data.kinds});
}

Drawing boxes() {
  const Flowers data = flowers();
  return view::distributions(data.x, data.y,
                             {.title = "The same as box plots",
                              .feature_names = data.features,
                              .class_names = data.kinds,
                              .box = true});
}

Drawing correlation() {
  const Flowers data = flowers();
  return view::correlation(data.x, {.title = "Correlation", .feature_names = data.features});
}

Drawing effects() {
  const learn::LinearTerms terms{.outputs = {},
                                 .features = flowers().features,
                                 .intercepts = {0.3},
                                 .coefs = {{1.4, -0.2, 0.8, -1.1, 0.4}},
                                 .scales = {1, 1, 1, 1, 1}};
  return view::effects(terms, std::vector<double>{1.3, 0.7, 0.9, 0.6, 0.7});
}

}  // namespace

Family tables() {
  return {"Data",
          {{"scatter-by-class", "view::scatter_by_class: two columns against each other.", scatter},
           {"box-by-class", "The same with three columns.", box_scatter},
           {"pair-plot", "view::pair_plot: each column against each other, by class.", pairs},
           {"distributions", "view::distributions: each column by class.", distributions},
           {"distribution-boxes", "The same as box plots.", boxes},
           {"correlation", "view::correlation: of each pair of columns.", correlation},
           {"effects", "view::effects: how far each feature of a linear model moves the outcome.", effects}}};
}

}  // namespace gradus::gallery
