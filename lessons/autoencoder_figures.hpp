#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/split.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// The codes of the test pictures, [n, 2], at one moment of the training.
struct CodeMoment {
  int64_t epoch;
  Tensor codes;
};

/// What the lesson's figures show.
struct AutoencoderRun {
  data::Split digits;  ///< pixels [n, 64] from 0 to 1, and the digits
  Tensor pca_codes;    ///< of the test pictures, [n, 2]
  Tensor pca_near;     ///< the test pictures as two principal components give them back
  double pca_error = 0;
  std::vector<double> linear_losses{}, curved_losses{};
  std::vector<CodeMoment> moments{};  ///< of the curved autoencoder
  Tensor curved_near{};               ///< the test pictures as it gives them back
  std::function<Tensor(const Tensor& codes)> decode = nullptr;
};

/// Adds the figures `loss`, `code`, `planes`, `reconstructions` and `sheet`.
void add_autoencoder_pictures(const AutoencoderRun& run, Result& result);

}  // namespace gradus::lessons
