#include "lessons/digit_pictures.hpp"

#include <algorithm>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/pooling.hpp"
#include "gradus/core/ops/shaping.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/data/find.hpp"

namespace gradus::lessons {
namespace {

/// The shipped pictures of 8 x 8 at 28 x 28: each pixel seven times as wide and high, then every 2 x 2 of
/// them made one by their mean.
data::PictureData enlarged_digits(const std::string& directory) {
  constexpr int64_t train = 1500;
  const data::LabelledData digits = data::load_digits({.directory = directory, .download = false});
  const Tensor small = digits.x.to(float32).reshape({-1, 1, 8, 8}) * (255.0 / 16);
  const Tensor wide = repeat_interleave(repeat_interleave(small, 7, 2), 7, 3);
  const Tensor pictures = round(avg_pool2d(wide, 2)).to(uint8).squeeze(1);
  return {.x_train = pictures.slice(0, 0, train),
          .y_train = digits.y.slice(0, 0, train),
          .x_test = pictures.slice(0, train),
          .y_test = digits.y.slice(0, train),
          .class_names = digits.class_names};
}

}  // namespace

data::PictureData digit_pictures(const RunOptions& options, Result& result) {
  const std::string directory = options.data_dir.string();
  const bool found =
      std::ranges::all_of(data::known_dataset("mnist").files, [&](const data::KnownFile& file) {
        return data::try_find(std::string(file.path), {.directory = directory}).has_value();
      });
  if (found) return data::load_mnist({.directory = directory, .download = false});
  result.data = DataSource::fallback;
  result.notes.push_back(
      "MNIST was not found, so these numbers come from the shipped digits of 8 x 8 pixels, enlarged to 28 x "
      "28. `gradus data get mnist` downloads the real ones (11 MB).");
  return enlarged_digits(directory);
}

Tensor grey_levels(const Tensor& pictures) { return pictures.to(float32) / 255; }

}  // namespace gradus::lessons
