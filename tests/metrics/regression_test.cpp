#include "gradus/metrics/regression.hpp"

#include <cmath>
#include <limits>

#include "support.hpp"

namespace gradus::metrics {
namespace {

Doubles output_weights_of(const Case& c) {
  const json how = c.option<json>("multioutput", "uniform_average");
  return how.is_array() ? how.get<Doubles>() : Doubles{};
}

RegressionOptions errors_options(const Case& c) {
  return {.output_weights = output_weights_of(c), .sample_weight = c.weight()};
}

R2Options r2_options(const Case& c) {
  const bool by_variance = c.option<json>("multioutput", "") == "variance_weighted";
  return {.multioutput = by_variance ? MultiOutput::variance_weighted : MultiOutput::uniform_average,
          .output_weights = output_weights_of(c),
          .sample_weight = c.weight()};
}

/// Compares measure(y, p, [raw_values,] options) with scikit-learn's function of that name.
template <class Options, class F>
void expect_measure(const std::string& name, size_t number, Options options, F measure) {
  expect_all_equal(name, number, [&](const Case& c) {
    if (c.option<json>("multioutput", "") == "raw_values") {
      return measure(c.arg(0), c.arg(1), raw_values, options(c));
    }
    return Doubles{measure(c.arg(0), c.arg(1), options(c))};
  });
}

TEST(Regression, ErrorsEqualScikitLearns) {
  expect_measure("mean_squared_error", 97, errors_options,
                 [](const auto&... a) { return mean_squared_error(a...); });
  expect_measure("root_mean_squared_error", 96, errors_options,
                 [](const auto&... a) { return root_mean_squared_error(a...); });
  expect_measure("mean_absolute_error", 96, errors_options,
                 [](const auto&... a) { return mean_absolute_error(a...); });
  expect_measure("mean_absolute_percentage_error", 96, errors_options,
                 [](const auto&... a) { return mean_absolute_percentage_error(a...); });
  expect_measure("median_absolute_error", 96, errors_options,
                 [](const auto&... a) { return median_absolute_error(a...); });
}

TEST(Regression, ExplainedSharesEqualScikitLearns) {
  expect_measure("r2_score", 138, r2_options, [](const auto&... a) { return r2_score(a...); });
  expect_measure("explained_variance_score", 139, r2_options,
                 [](const auto&... a) { return explained_variance_score(a...); });
}

TEST(Regression, ConstantNumbersHaveNothingToExplain) {
  // The mean of ten times 0.1 is rounded to another number than 0.1 when summed plainly.
  const Tensor y = full({10}, 0.1, {.dtype = float64});
  EXPECT_EQ(r2_score(y, y), 1);
  EXPECT_EQ(r2_score(y, zeros({10})), 0);
  EXPECT_TRUE(std::isnan(r2_score(y, y, {.force_finite = false})));
  EXPECT_EQ(r2_score(y, zeros({10}), {.force_finite = false}), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(explained_variance_score(y, zeros({10})), 1) << "a constant offset is forgiven";
}

TEST(Regression, ComparesAVectorWithAColumnRowByRow) {
  const Tensor y = tensor({1.0, 2.0, 3.0});
  EXPECT_EQ(mean_squared_error(y, y.reshape({3, 1})), 0);
  EXPECT_EQ(mean_absolute_error(tensor({1, 2, 3}), tensor({2.5, 2.0, 3.0})), 0.5);
}

TEST(Regression, RefusesWhatDoesNotFit) {
  const Tensor y = tensor({1.0, 2.0, 3.0}), wide = ones({3, 2});
  EXPECT_EQ(message_of([&] { mean_squared_error(y, wide); }),
            "mean_squared_error: y_true and y_pred differ in shape: (3,) and (3, 2)");
  EXPECT_EQ(message_of([&] { mean_squared_error(y, tensor({1.0})); }),
            "mean_squared_error: y_true and y_pred differ in shape: (3,) and (1,)");
  EXPECT_EQ(message_of([&] { r2_score(ones({1}), ones({1})); }),
            "r2_score: one row has no variance to explain; give at least two");
  EXPECT_EQ(message_of([&] { mean_absolute_error(zeros({0}), zeros({0})); }),
            "mean_absolute_error: y_true must be [n] or [n, d] with something in it, got float32 (0,)");
  EXPECT_EQ(message_of([&] {
              mean_absolute_error(ones({2, 2, 2}), ones({2, 2, 2}));
            }),
            "mean_absolute_error: y_true must be [n] or [n, d] with something in it, got float32 (2, 2, 2)");
  EXPECT_EQ(message_of([&] { mean_squared_error(wide, wide, {.output_weights = {1}}); }),
            "mean_squared_error: 1 output_weights for 2 outputs");
  EXPECT_EQ(message_of([&] {
              mean_squared_error(wide, wide, {.output_weights = {1, -1}});
            }),
            "mean_squared_error: output_weights are finite and not negative, got -1");
  EXPECT_EQ(message_of([&] {
              mean_squared_error(wide, wide, {.output_weights = {0, 0}});
            }),
            "mean_squared_error: all of output_weights is 0");
  EXPECT_EQ(message_of([&] {
              mean_squared_error(y, y, {.sample_weight = tensor({1.0, -1.0, 1.0})});
            }),
            "mean_squared_error: sample_weight[1] is -1; weights are finite and not negative");
  EXPECT_EQ(message_of([&] {
              r2_score(wide, wide, {.multioutput = MultiOutput::variance_weighted, .output_weights = {1, 1}});
            }),
            "r2_score: give output_weights or variance_weighted, not both");
}

TEST(Regression, RefusesNumbersThatAreNone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor y = tensor({1.0, 2.0, nan});
  EXPECT_EQ(message_of([&] { median_absolute_error(y, ones({3})); }),
            "median_absolute_error: y_true holds nan in row 2 (counted from 0)");
  EXPECT_EQ(message_of([&] {
              r2_score(ones({2, 2}), tensor({{1.0, 2.0}, {3.0, -HUGE_VAL}}));
            }),
            "r2_score: y_pred holds -inf in row 1, column 1 (counted from 0)");
  const Tensor large = tensor({1e200, -1e200}, {.dtype = float64});
  EXPECT_EQ(message_of([&] { mean_squared_error(large, zeros({2})); }),
            "mean_squared_error: the numbers are too large: the result is beyond float64");
  EXPECT_EQ(message_of([&] { r2_score(large, zeros({2})); }),
            "r2_score: the numbers are too large: the result is beyond float64");
  EXPECT_EQ(mean_absolute_error(large, zeros({2})), 1e200);
}

}  // namespace
}  // namespace gradus::metrics
