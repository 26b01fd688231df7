#include "gradus/learn/linear_regression.hpp"

#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

struct Draws {
  Tensor x, y;
};

/// NumPy's x = randn(30, columns), then y = randn(30, targets), of one generator.
Draws draws(int64_t columns, int64_t targets) {
  random::NumpyRandom random(columns);
  Tensor x = from_data(random.randn(30 * columns), {30, columns});
  return {x, from_data(random.randn(30 * targets), {30, targets})};
}

template <class Model>
void expect_golden(const json& c, Model model) {
  const auto [x, y] = draws(c.at("columns"), c.at("targets"));
  model.fit(x, y);
  expect_near(model.coef(), c.at("coef"), 1e-10, "coef");
  // scikit-learn tells one 0 where there is no intercept.
  if (c.at("intercept").size() == static_cast<size_t>(y.size(1))) {
    expect_near(model.intercept(), c.at("intercept"), 1e-10, "intercept");
  }
  EXPECT_NEAR(model.score(x, y), c.at("score").template get<double>(), 1e-10);
}

TEST(LinearRegression, FitsAreScikitLearns) {
  const json& cases = golden("linear");
  expect_golden(cases.at(0), LinearRegression());
  expect_golden(cases.at(1), LinearRegression());
  expect_golden(cases.at(2), LinearRegression({.fit_intercept = false}));
}

TEST(Ridge, FitsAreScikitLearns) {
  for (const json& c : golden("ridge")) expect_golden(c, Ridge({.alpha = 2.5}));
}

TEST(LinearRegression, ShapesFollowTheTargets) {
  const auto [x, y] = draws(3, 1);
  LinearRegression model;
  model.fit(x, y.reshape({30}));
  EXPECT_EQ(model.coef().shape(), (Shape{3}));
  EXPECT_EQ(model.intercept().shape(), (Shape{}));
  EXPECT_EQ(model.predict(x).shape(), (Shape{30}));
  model.fit(x, y);
  EXPECT_EQ(model.coef().shape(), (Shape{1, 3}));
  EXPECT_EQ(model.predict(x.to(float32)).shape(), (Shape{30, 1}));
  EXPECT_EQ(model.predict(x.to(float32)).dtype(), float32);
}

// Powers of whole numbers times whole coefficients are exact in float64, so the solution is known. With the
// column of ones the condition number is 2e4 for three powers and 9e14 for ten.
TEST(LinearRegression, IllConditionedColumnsKeepTheirDigits) {
  for (const int64_t power : {3, 5, 7, 9, 10}) {
    Doubles x, y;
    for (int64_t i = 1; i <= 20; ++i) {
      double total = 7, term = 1;
      for (int64_t j = 1; j <= power; ++j) {
        term *= static_cast<double>(i);
        x.push_back(term);
        total += term * static_cast<double>(j % 3 + 1);
      }
      y.push_back(total);
    }
    LinearRegression model;
    model.fit(from_data(x, {20, power}), from_data(y, {20}));
    const Doubles coef = model.coef().to_vector();
    for (size_t j = 0; j < coef.size(); ++j) {
      EXPECT_NEAR(coef[j], static_cast<double>((j + 1) % 3 + 1), 1e-7) << power << " " << j;
    }
    EXPECT_NEAR(model.intercept().item(), 7, 7e-7) << power;
  }
}

// Residuals that are not 0 make the square of the condition number felt; x1 and x2 differ by 1e-7 only.
TEST(LinearRegression, NearlyDependentColumnsWithResiduals) {
  const double e = 0x1p-26;
  // The columns a, a + e b and the residual c are orthogonal, so that the solution of y = a1 + 2 a2 + c is
  // 1, 2.
  const Doubles a{1, 1, 1, 1}, b{1, -1, 1, -1}, c{1, 1, -1, -1};
  Doubles x, y;
  for (size_t i = 0; i < 4; ++i) {
    const double second = a[i] + e * b[i];
    x.insert(x.end(), {a[i], second});
    y.push_back(a[i] + 2 * second + 1024 * c[i]);
  }
  LinearRegression model({.fit_intercept = false});
  model.fit(from_data(x, {4, 2}), from_data(y, {4}));
  expect_near(model.coef(), json(Doubles{1, 2}), 1e-9, "coef");
}

TEST(LinearRegression, OfManySolutionsTheShortest) {
  const Tensor x = tensor({{1.0, 1.0}, {2.0, 2.0}, {4.0, 4.0}}, {.dtype = float64});
  LinearRegression model;
  model.fit(x, tensor({3.0, 5.0, 9.0}, {.dtype = float64}));
  expect_near(model.predict(x), json(Doubles{3, 5, 9}), 1e-12, "predicted");
  expect_near(model.coef(), json(Doubles{1, 1}), 1e-12, "coef");
  model.fit(tensor({{1.0, 0.0, 0.0}}, {.dtype = float64}), tensor({5.0}));
  expect_near(model.coef(), json(Doubles{0, 0, 0}), 1e-12, "coef");
  EXPECT_EQ(model.intercept().item(), 5);
}

// The constant column could take the place of the intercept, and the last column that of the first.
TEST(LinearRegression, InterceptsAreNoPartOfTheShortest) {
  const Tensor x =
      tensor({{1.0, 0.1, 2.0}, {2.0, 0.1, 4.0}, {4.0, 0.1, 8.0}, {3.0, 0.1, 6.0}, {9.0, 0.1, 18.0}},
             {.dtype = float64});
  LinearRegression model;
  model.fit(x, tensor({10.0, 15.0, 25.0, 20.0, 50.0}, {.dtype = float64}));
  expect_near(model.coef(), json(Doubles{1, 0, 2}), 1e-13, "coef");
  EXPECT_NEAR(model.intercept().item(), 5, 1e-12);
}

TEST(LinearRegression, SquaresBeyondFloat64DoNoHarm) {
  const Tensor x =
      tensor({{1e200, 1e-200}, {2e200, 3e-200}, {4e200, 2e-200}, {3e200, 1e-200}}, {.dtype = float64});
  LinearRegression model;
  model.fit(x, tensor({7.0, 10.0, 11.0, 9.0}, {.dtype = float64}));
  expect_near(model.coef() * tensor({1e200, 1e-200}, {.dtype = float64}), json(Doubles{1, 1}), 1e-12, "coef");
  EXPECT_NEAR(model.intercept().item(), 5, 1e-12);
}

TEST(LinearRegression, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { Ridge({.alpha = -1}); }), "Ridge: alpha = -1 must be 0 or more");
  const auto [x, y] = draws(2, 1);
  EXPECT_EQ(message_of([&, x = x] { LinearRegression().fit(x, ones({29})); }),
            "LinearRegression.fit: x and y differ in rows: (30, 2) and (29,)");
  EXPECT_EQ(message_of([&, x = x] { LinearRegression().fit(x, full({30}, INFINITY)); }),
            "LinearRegression.fit: y holds inf in row 0 (counted from 0)");
}

}  // namespace
}  // namespace gradus::learn
