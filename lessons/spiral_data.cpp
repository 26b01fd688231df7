#include "lessons/spiral_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "gradus/base/error.hpp"
#include "gradus/data/class_weights.hpp"
#include "gradus/data/encoder.hpp"
#include "gradus/data/find.hpp"
#include "gradus/data/split.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/io/csv.hpp"

namespace gradus::lessons {
namespace {

/// Three arms of 500 points, like the real file: the distance from the middle grows evenly, the angle runs
/// with it and scatters a little. The seed is fixed, as a file's content is.
io::Table generated_spiral() {
  constexpr int64_t points_an_arm = 500;
  random::NumpyRandom rng(0);
  std::vector<double> x1, x2;
  std::vector<std::string> color;
  for (int arm = 0; arm < 3; ++arm) {
    for (int64_t i = 0; i < points_an_arm; ++i) {
      const double radius = static_cast<double>(i) / (points_an_arm - 1);
      const double start = std::numbers::pi / 2 - 2 * std::numbers::pi / 3 * arm;
      const double angle = start - 4 * radius + 0.2 * rng.randn();
      x1.push_back(radius * std::cos(angle));
      x2.push_back(radius * std::sin(angle));
      color.push_back(fmt::format("c{}", arm + 1));
    }
  }
  return io::Table({{"X1", std::move(x1)}, {"X2", std::move(x2)}, {"color", std::move(color)}},
                   "generated spiral");
}

SpiralSplit split_and_scaled(const io::Table& table, random::NumpyRandom& rng) {
  // page: begin
  data::LabelEncoder encoder;
  const Tensor x = data::to_tensor(table, {"X1", "X2"});
  const Tensor y = encoder.fit_transform(table.texts("color"));
  const auto [x_train, x_rest, y_train, y_rest] =
      data::train_test_split(x, y, {.train_size = 0.7, .stratify = true}, rng);
  const auto [x_valid, x_test, y_valid, y_test] =
      data::train_test_split(x_rest, y_rest, {.train_size = 0.5, .stratify = true}, rng);

  data::StandardScaler scaler;
  scaler.fit(x_train);  // by the training points alone: the others are not to be known yet
  // page: end
  SpiralSplit split;
  split.classes = encoder.classes();
  split.first_point = x_train[0];
  split.class_weights = data::class_weights(y_train, data::ClassWeighting::inverse_count);
  split.x_train = scaler.transform(x_train);
  split.x_test = scaler.transform(x_test);
  split.train = {split.x_train.to(float32), y_train};
  split.valid = {scaler.transform(x_valid).to(float32), y_valid};
  split.test = {split.x_test.to(float32), y_test};
  split.scaler = std::move(scaler);
  return split;
}

}  // namespace

io::Table spiral_table(const RunOptions& options, Result& result) {
  if (const auto found = data::try_find("spiral.csv", {.directory = options.data_dir.string()})) {
    return io::read_csv(found->path, {.types = {{"X1", io::ColumnType::float64},
                                                {"X2", io::ColumnType::float64},
                                                {"color", io::ColumnType::text}}});
  }
  result.data = DataSource::generated;
  result.notes.push_back(
      "spiral.csv was not found, so these numbers come from a generated table of the same kind. For the real "
      "one, put spiral.csv (it lies in the folder datasets of the repository GokuMohandas/Made-With-ML) into "
      "a folder and name that with --data or $GRADUS_DATA.");
  return generated_spiral();
}

SpiralSplit split_spiral(const io::Table& table, random::NumpyRandom& rng) {
  try {
    return split_and_scaled(table, rng);
  } catch (const Error& error) {
    fail(fmt::format("{}: {}", table.source(), error.what()));
  }
}

}  // namespace gradus::lessons
