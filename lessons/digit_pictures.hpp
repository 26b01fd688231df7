#pragma once

#include "gradus/data/datasets.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// Handwritten digits of 28 x 28 pixels: MNIST where it is found. Elsewhere the shipped digits of 8 x 8,
/// enlarged, which the result's `data` and notes say.
data::PictureData digit_pictures(const RunOptions& options, Result& result);

/// uint8 pictures as float32 from 0 to 1.
Tensor grey_levels(const Tensor& pictures);

}  // namespace gradus::lessons
