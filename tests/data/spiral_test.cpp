// The whole preparation of the spiral lesson against its golden: table, shuffle, splits, encoder, scaler,
// weights.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/data/class_weights.hpp"
#include "gradus/data/encoder.hpp"
#include "gradus/data/find.hpp"
#include "gradus/data/scaler.hpp"
#include "gradus/data/split.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/io/csv.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using nlohmann::json;

void expect_near(const Tensor& got, const json& expected, double tolerance, const char* what) {
  const std::vector<double> values = got.to_vector();
  std::vector<double> wanted;
  for (const json& entry : expected.flatten()) wanted.push_back(entry.get<double>());
  ASSERT_EQ(values.size(), wanted.size()) << what;
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i], wanted[i], tolerance * std::abs(wanted[i])) << what << " at " << i;
  }
}

TEST(Spiral, IsPreparedAsItsNotebookPreparesIt) {
  if (std::getenv("GRADUS_DATA") == nullptr) GTEST_SKIP() << "GRADUS_DATA names no folder with spiral.csv";
  const std::optional<Found> found = try_find("spiral.csv");
  if (!found) GTEST_SKIP() << "spiral.csv is not in $GRADUS_DATA";
  const json values = golden("spiral.json").at("values");

  random::NumpyRandom rng(1234);
  const io::Table file = io::read_csv(found->path);
  const io::Table table = file.take(rng.permutation(file.rows()));
  const Tensor x = to_tensor(table, {"X1", "X2"});
  expect_near(x.slice(0, 0, 5), values.at("head5"), 0, "head5");
  for (size_t i = 0; i < 5; ++i)
    EXPECT_EQ(table.texts("color")[i], values.at("head5_color")[i].get<std::string>());

  LabelEncoder encoder;
  const Tensor y = encoder.fit_transform(table.texts("color"));
  const Split first = train_test_split(x, y, {.train_size = 0.7, .stratify = true}, rng);
  const Split rest = train_test_split(first.x_test, first.y_test, {.train_size = 0.5, .stratify = true}, rng);
  EXPECT_EQ(rest.x_train.shape(), (Shape{225, 2}));
  EXPECT_EQ(rest.x_test.shape(), (Shape{225, 2}));

  expect_near(first.x_train[0], values.at("sample_point"), 0, "sample_point");
  EXPECT_EQ(encoder.inverse_transform(first.y_train)[0], values.at("sample_class").get<std::string>());
  EXPECT_EQ(bincount(first.y_train).to_vector<int64_t>(), values.at("counts").get<std::vector<int64_t>>());
  expect_near(class_weights(first.y_train, ClassWeighting::inverse_count), values.at("class_weights"), 0,
              "weights");
  EXPECT_EQ(first.y_train.slice(0, 0, 10).to_vector<int64_t>(),
            values.at("y_train_first10").get<std::vector<int64_t>>());

  StandardScaler scaler;
  const Tensor x_train = scaler.fit_transform(first.x_train);
  const Tensor x_test = scaler.transform(rest.x_test);
  expect_near(scaler.mean(), values.at("scaler_mean"), 0, "scaler_mean");
  expect_near(scaler.scale(), values.at("scaler_scale"), 0, "scaler_scale");
  expect_near(x_train.slice(0, 0, 3), values.at("X_train_first3"), 0, "X_train_first3");
  expect_near(x_test.slice(0, 0, 3), values.at("X_test_first3"), 0, "X_test_first3");
  expect_near(mean(x_test, {.dim = 0}), values.at("test_mean"), 1e-12, "test_mean");
  expect_near(std(x_test, {.dim = 0, .correction = 0}), values.at("test_std"), 1e-12, "test_std");
}

}  // namespace
}  // namespace gradus::data
