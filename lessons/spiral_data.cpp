#include "lessons/spiral_data.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/data/class_weights.hpp"
#include "gradus/data/encoder.hpp"
#include "gradus/data/find.hpp"
#include "gradus/data/split.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/data/toys.hpp"
#include "gradus/io/csv.hpp"

namespace gradus::lessons {
namespace {

/// Three arms of 500 points, like the real file. The seed is fixed, as a file's content is.
io::Table generated_spiral() {
  const data::Points points = data::make_spirals({}, 0);
  std::vector<std::string> color;
  for (const int64_t arm : points.y.to_vector<int64_t>()) color.push_back(fmt::format("c{}", arm + 1));
  return data::to_table(points.x, std::vector<std::string>{"X1", "X2"}, "generated spiral")
      .with({.name = "color", .values = std::move(color)});
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
