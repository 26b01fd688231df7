// Losses over planes of weights, against losses computed by hand.
#include "gradus/view/loss_landscape.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Numbers = std::vector<double>;

/// A line through points of the plane, with weights that are known.
struct Fixture {
  nn::Sequential model{nn::Linear(2, 1, {.dtype = DType::float64})};
  Tensor x = from_data(Numbers{0, 1, 2, -1, 0.5, 0.25, -2, 3}, {4, 2});
  Tensor y = from_data(Numbers{1, 0, 2, -1}, {4, 1});

  Fixture() {
    const NoGrad guard;
    model.parameters()[0].copy_(from_data(Numbers{0.75, -0.5}, {1, 2}));
    model.parameters()[1].copy_(from_data(Numbers{0.25}, {1}));
  }
  /// The mean squared error of weights, by hand.
  double mse(double w1, double w2, double b) const {
    const Numbers xs = x.to_vector(), ys = y.to_vector();
    double total = 0;
    for (size_t i = 0; i < ys.size(); ++i) {
      const double rest = w1 * xs[2 * i] + w2 * xs[2 * i + 1] + b - ys[i];
      total += rest * rest;
    }
    return total / static_cast<double>(ys.size());
  }
};

/// Everything of a model that a landscape must leave alone.
struct Kept {
  std::vector<Numbers> numbers;
  std::vector<bool> modes;
  uint32_t next_random;

  explicit Kept(nn::Module& model) : next_random(Generator(default_generator()).random32()) {
    for (const auto& [name, tensor] : model.state_dict()) numbers.push_back(tensor.to_vector());
    for (const auto& [name, module] : model.named_modules()) modes.push_back(module->is_training());
  }
  bool operator==(const Kept&) const = default;
};

TEST(LossLandscape, OverTwoWeightsIsTheLossOfThoseWeights) {
  Fixture f;
  const WeightPlane plane = weight_plane(f.model, {"0.weight", {0, 0}}, {"0.bias", {0}});
  const LossLandscape found = loss_landscape(f.model, nn::mse_loss, f.x, f.y, plane, {.resolution = 5});
  ASSERT_EQ(found.x.size(), 5U);
  ASSERT_EQ(found.losses.size(), 25U);
  EXPECT_EQ(found.x_label, "0.weight[0, 0]");
  EXPECT_DOUBLE_EQ(found.x.front(), 0.75 - 1.125);  // 1.5 times the weight to both sides
  EXPECT_DOUBLE_EQ(found.x.back(), 0.75 + 1.125);
  EXPECT_DOUBLE_EQ(found.y.front(), 0.25 - 1);
  for (size_t j = 0; j < 5; ++j) {
    for (size_t i = 0; i < 5; ++i)
      EXPECT_NEAR(found.losses[5 * j + i], f.mse(found.x[i], -0.5, found.y[j]), 1e-12);
  }
  EXPECT_NEAR(found.at_loss, f.mse(0.75, -0.5, 0.25), 1e-12);
  EXPECT_EQ(found.at_x, 0.75);
}

TEST(LossLandscape, RandomDirectionsHaveTheLengthsOfTheFilters) {
  manual_seed(2);
  nn::Sequential model{nn::Conv2d(2, 3, 3), nn::BatchNorm2d(3), nn::Flatten(), nn::Linear(12, 5)};
  const Kept before(model);
  const WeightPlane plane = random_plane(model, 7);
  EXPECT_EQ(Kept(model), before);  // the default generator included
  const std::vector<Tensor> parameters = model.parameters();
  ASSERT_EQ(plane.first.size(), parameters.size());
  for (const std::vector<Tensor>* direction : {&plane.first, &plane.second}) {
    for (size_t p = 0; p < parameters.size(); ++p) {
      const Tensor& d = (*direction)[p];
      ASSERT_EQ(d.defined(), parameters[p].dim() > 1);
      if (!d.defined()) continue;
      const Numbers w = parameters[p].to_vector(), v = d.to_vector();
      const size_t rows = static_cast<size_t>(d.size(0)), width = v.size() / rows;
      for (size_t row = 0; row < rows; ++row) {
        double of_w = 0, of_v = 0;
        for (size_t i = row * width; i < (row + 1) * width; ++i) of_w += w[i] * w[i], of_v += v[i] * v[i];
        EXPECT_NEAR(of_v, of_w, 1e-5 * of_w);
      }
    }
  }
  EXPECT_EQ(random_plane(model, 7).second[0].to_vector(), plane.second[0].to_vector());
  EXPECT_NE(random_plane(model, 8).first[0].to_vector(), plane.first[0].to_vector());
  EXPECT_NE(plane.first[0].to_vector(), plane.second[0].to_vector());
}

TEST(LossLandscape, OverTwoDirectionsMovesAllParametersTogether) {
  Fixture f;
  const WeightPlane plane = random_plane(f.model, 3);
  const LossLandscape found =
      loss_landscape(f.model, nn::mse_loss, f.x, f.y, plane, {.resolution = 4, .second_reach = 0.5});
  EXPECT_EQ(found.y.back(), 0.5);
  const Numbers a = plane.first[0].to_vector(), b = plane.second[0].to_vector();
  for (size_t j = 0; j < 4; ++j) {
    for (size_t i = 0; i < 4; ++i) {
      const double w1 = 0.75 + found.x[i] * a[0] + found.y[j] * b[0];
      const double w2 = -0.5 + found.x[i] * a[1] + found.y[j] * b[1];
      EXPECT_NEAR(found.losses[4 * j + i], f.mse(w1, w2, 0.25), 1e-12);
    }
  }
}

TEST(LossLandscape, LeavesEverythingAsItWasAlsoWhenTheLossThrows) {
  manual_seed(1);
  nn::Sequential model{nn::Linear(2, 4), nn::BatchNorm1d(4), nn::Dropout(0.5), nn::Linear(4, 1)};
  model[1].eval();  // modes of parts differ
  const Tensor x = randn({6, 2}), y = randn({6, 1});
  const Kept before(model);
  const WeightPlane plane = random_plane(model);
  int calls = 0;
  const auto loss = [&] {
    EXPECT_FALSE(model.is_training());
    EXPECT_FALSE(GradMode::is_enabled());
    EXPECT_EQ(rand({1}).numel(), 1);  // a loss that draws
    if (++calls == 14) fail("out of patience");
    return nn::mse_loss(model(x), y);
  };
  EXPECT_EQ(message_of([&] { loss_landscape(model, loss, plane, {.resolution = 5}); }), "out of patience");
  EXPECT_EQ(Kept(model), before);
  EXPECT_TRUE(GradMode::is_enabled());
  loss_landscape(model, loss, plane, {.resolution = 3});
  EXPECT_EQ(Kept(model), before);
  EXPECT_TRUE(model.parameters()[0].requires_grad());
}

TEST(LossLandscape, APathHasItsWeightsAndItsOwnLosses) {
  Fixture f;
  WeightPath path;
  const std::vector<std::array<double, 3>> way = {{3, 1, 0}, {2, 0.5, 1}, {1, -0.25, 2}};
  Tensor weight = f.model.parameters()[0], bias = f.model.parameters()[1];
  for (const auto& [w1, w2, b] : way) {
    const NoGrad guard;
    weight.copy_(from_data(Numbers{w1, w2}, {1, 2}));
    bias.fill_(b);
    path.note(f.model);
  }
  const WeightPlane plane = weight_plane(f.model, {"0.weight", {0, 0}}, {"0.weight", {0, 1}});
  const LossLandscape found =
      loss_landscape(f.model, nn::mse_loss, f.x, f.y, plane, {.resolution = 3, .path = &path});
  for (size_t i = 0; i < way.size(); ++i) {
    EXPECT_NEAR(found.path_x[i], way[i][0], 1e-12);
    EXPECT_NEAR(found.path_y[i], way[i][1], 1e-12);
    EXPECT_NEAR(found.path_losses[i], f.mse(way[i][0], way[i][1], way[i][2]), 1e-12);
  }
  EXPECT_GT(found.x.back(), 3);  // the grid holds the path
  EXPECT_EQ(bias.item(), 2);     // and the model is where it was
}

TEST(LossLandscape, ThePlaneOfAPathHoldsAPathThatLiesInAPlane) {
  Fixture f;
  WeightPath path;
  Tensor weight = f.model.parameters()[0], bias = f.model.parameters()[1];
  const Numbers start = weight.to_vector();
  Numbers lengths;
  {
    const NoGrad guard;
    for (int t = 5; t >= 0; --t) {  // ends where the model is; the third parameter goes with the first
      const double a = t, b = std::sin(t);
      weight.copy_(from_data(Numbers{start[0] + a, start[1] + b}, {1, 2}));
      bias.fill_(0.25 + 2 * a);
      path.note(f.model);
      lengths.push_back(5 * a * a + b * b);
    }
  }
  const WeightPlane plane = path_plane(f.model, path);
  const LossLandscape found =
      loss_landscape(f.model, nn::mse_loss, f.x, f.y, plane, {.resolution = 3, .path = &path});
  for (size_t i = 0; i < lengths.size(); ++i) {
    EXPECT_NEAR(found.path_x[i] * found.path_x[i] + found.path_y[i] * found.path_y[i], lengths[i], 1e-9);
  }
}

TEST(LossLandscape, SaysWhatDoesNotFit) {
  Fixture f;
  EXPECT_EQ(message_of([&] {
              weight_plane(f.model, {"0.wait", {0, 0}}, {"0.bias", {0}});
            }),
            "weight_plane: the model has no parameter \"0.wait\"; it has 0.weight, 0.bias");
  EXPECT_EQ(message_of([&] {
              weight_plane(f.model, {"0.weight", {0, 2}}, {"0.bias", {0}});
            }),
            "weight_plane: 0.weight[0, 2] is not in the parameter's shape (1, 2)");
  EXPECT_EQ(message_of([&] {
              weight_plane(f.model, {"0.bias", {0}}, {"0.bias", {0}});
            }),
            "weight_plane: both places are 0.bias[0]");
  const WeightPlane plane = random_plane(f.model);
  const auto landscape = [&](const WeightPlane& of, int64_t resolution) {
    return message_of(
        [&] { loss_landscape(f.model, nn::mse_loss, f.x, f.y, of, {.resolution = resolution}); });
  };
  EXPECT_EQ(landscape(plane, 1), "loss_landscape: resolution 1 is not from 2 to 1000");
  WeightPlane flat = plane;
  flat.second = flat.first;
  EXPECT_EQ(landscape(flat, 3), "loss_landscape: the two directions are parallel, or one of them is zero");
  flat.second.pop_back();
  EXPECT_EQ(landscape(flat, 3), "loss_landscape: a direction of 1 tensors for a model of 2 parameters");
  nn::Sequential none{nn::Tanh()};
  EXPECT_EQ(message_of([&] { random_plane(none); }),
            "random_plane: the model has no parameter of two or more dimensions");
  EXPECT_EQ(message_of([&] { path_plane(f.model, WeightPath()); }),
            "path_plane: a path of 0 moments; 3 are needed");
}

TEST(LossLandscape, FiguresShowTheNumbersCutAndAsLogarithms) {
  const LossLandscape landscape{.x = {0, 1},
                                .y = {0, 2},
                                .losses = {1, 10, 100, 1000},
                                .at_x = 0.5,
                                .at_y = 1,
                                .at_loss = 10,
                                .path_x = {0, 0.5},
                                .path_y = {0, 1},
                                .path_losses = {5, 10}};
  const plot::Figure flat = landscape_contours(landscape, {.log = true, .highest = 100});
  const auto& contours = std::get<plot::Contours>(flat.axes().traces.front());
  EXPECT_EQ(contours.z, (Numbers{0, 1, 2, 2}));
  const plot::Figure box = landscape_surface(landscape, {.log = true});
  EXPECT_EQ(std::get<plot::Surface>(box.axes3d().traces.front()).z, (Numbers{0, 1, 2, 3}));
  const auto& path = std::get<plot::Line3D>(box.axes3d().traces[1]);
  EXPECT_NEAR(path.z[1] - path.z[0], 1.5, 1e-12);  // on the surface: in the middle of the four corners
}

TEST(LandscapeFigures, OfAModelWithoutALossHaveNoMarkOnALogarithmicScale) {
  LossLandscape flat{.at_x = 0, .at_y = 0, .at_loss = 0};
  flat.x = flat.y = {-1, 1};
  flat.losses = {0.1, 1, 10, 0.5};
  EXPECT_EQ(landscape_surface(flat, {.log = true}).axes3d().traces.size(), 1U);
  EXPECT_EQ(landscape_surface(flat).axes3d().traces.size(), 3U);
}

TEST(LandscapeFigures, NumbersThatDoNotFitAreAnError) {
  LossLandscape broken;
  broken.losses = {1, 2, 3};
  const std::string words = "3 losses for 0 x 0 places, a path of 0 and 0 coordinates";
  EXPECT_EQ(message_of([&] { landscape_surface(broken); }), "landscape_surface: " + words);
  EXPECT_EQ(message_of([&] { landscape_contours(broken); }), "landscape_contours: " + words);
}

}  // namespace
}  // namespace gradus::view
