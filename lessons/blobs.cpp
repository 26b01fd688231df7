#include "lessons/blobs.hpp"

#include "gradus/data/generators.hpp"
#include "gradus/data/split.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "gradus/view/data_figures.hpp"

namespace gradus::lessons {

Blobs blobs() {
  const data::Points points = data::make_blobs({.n_samples = 1000, .centers = 2, .cluster_std = {2.5}}, 42);
  return {points.x, points.y};
}

BlobSplit split_blobs() {
  const Blobs all = blobs();
  auto [x_train, x_test, y_train, y_test] =
      data::train_test_split(all.x, all.y, {.test_size = 0.33}, int64_t{42});
  return {{x_train, y_train}, {x_test, y_test}};
}

const std::vector<std::string>& blob_classes() {
  static const std::vector<std::string> names = {"class 0", "class 1"};
  return names;
}

plot::Figure blobs_figure(const Blobs& data) {
  return view::scatter_by_class(data.x, data.y,
                                {.title = "Two clouds of points", .class_names = blob_classes()});
}

plot::Figure blob_regions_figure(const std::string& title, const Blobs& data, const view::Model& model) {
  return view::decision_regions(model, data.x, data.y, {.title = title, .class_names = blob_classes()});
}

void draw_epochs(plot::Axes& axes, const std::vector<double>& values, const std::string& label) {
  std::vector<double> epochs;
  for (size_t i = 0; i < values.size(); ++i) epochs.push_back(static_cast<double>(i + 1));
  axes.x.label = "epoch";
  axes.line(epochs, values, {.label = label, .marker = plot::Marker::circle, .marker_size = 5});
}

}  // namespace gradus::lessons
