#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/figure.hpp"
#include "gradus/view/model.hpp"

namespace gradus::lessons {

/// Two round clouds of 500 points each, in shuffled order: the same for every lesson that uses them, whatever
/// its seed.
struct Blobs {
  Tensor x;  ///< float64 [1000, 2]
  Tensor y;  ///< int64 [1000], 0 or 1
};
Blobs blobs();

/// The clouds cut into 670 points to train on and 330 to test with, again the same for every lesson.
struct BlobSplit {
  Blobs train, test;
};
BlobSplit split_blobs();

/// What the pages call the two classes.
const std::vector<std::string>& blob_classes();

/// The points alone.
plot::Figure blobs_figure(const Blobs& data);
/// The points with the areas that a model gives them.
plot::Figure blob_regions_figure(const std::string& title, const Blobs& data, const view::Model& model);
/// Values of each epoch, counted from 1, as a line with dots.
void draw_epochs(plot::Axes& axes, const std::vector<double>& values, const std::string& label);

}  // namespace gradus::lessons
