// What layers make of points and pictures, against sums by hand.
#include "gradus/view/layer_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/view/picture_grids.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

using Numbers = std::vector<double>;

/// A net whose functions stand between its layers in forward().
struct Net final : nn::Layer {
  nn::Linear& hidden;
  nn::Linear& out;
  explicit Net(int64_t units)
      : hidden(add<nn::Linear>("hidden", 2, units)), out(add<nn::Linear>("out", units, 1)) {}
  Tensor forward(const Tensor& x) override { return out(tanh(hidden(x))); }
};

Tensor points() { return tensor({{0.0, 0.5}, {1.0, -1.0}, {2.0, 0.25}, {-1.0, 3.0}}); }
Tensor classes() { return tensor({0, 1, 1, 0}); }

/// tanh(w x + b) of one unit for all points.
Numbers unit(const Net& net, size_t at) {
  const Numbers w = net.hidden.weight().to_vector(), b = net.hidden.bias().to_vector();
  const Numbers x = points().to_vector();
  Numbers values;
  for (size_t i = 0; i < 4; ++i)
    values.push_back(std::tanh(w[2 * at] * x[2 * i] + w[2 * at + 1] * x[2 * i + 1] + b[at]));
  return values;
}

void expect_near(const Numbers& found, const Numbers& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-6);
}

TEST(LayerPoints, ShowsWhatComesIntoEachLayer) {
  manual_seed(1);
  Net net(2);
  const plot::Figure figure = layer_points(net, points());
  EXPECT_EQ(figure.options().columns, 3);
  const auto scatter = [&](int column) {
    return std::get<plot::Scatter>(figure.axes(0, column).traces.at(0));
  };
  EXPECT_EQ(scatter(0).x, (Numbers{0, 1, 2, -1}));
  EXPECT_EQ(scatter(0).y, (Numbers{0.5, -1, 0.25, 3}));
  expect_near(scatter(1).x, unit(net, 0));
  expect_near(scatter(1).y, unit(net, 1));
  EXPECT_EQ(figure.axes(0, 1).title, "after layer 1");
  expect_near(scatter(2).x, net(points()).detach().to_vector());
  EXPECT_TRUE(net.is_training());
}

TEST(LayerPoints, BringsWideLayersDownToPrincipalComponents) {
  manual_seed(1);
  Net net(6);
  const plot::Figure figure = layer_points(net, points(), classes());
  const auto& first = std::get<plot::Scatter>(figure.axes(0, 1).traces.at(0));
  const auto& second = std::get<plot::Scatter>(figure.axes(0, 1).traces.at(1));
  ASSERT_EQ(first.x.size() + second.x.size(), 4U);
  const double mean = std::accumulate(first.x.begin(), first.x.end(), 0.0) +
                      std::accumulate(second.x.begin(), second.x.end(), 0.0);
  EXPECT_NEAR(mean, 0, 1e-9);
  // No direction is wider than the first component: its spread is at least that of every unit.
  double spread = 0;
  for (const Numbers& part : {first.x, second.x}) {
    for (const double value : part) spread += value * value;
  }
  for (size_t k = 0; k < 6; ++k) {
    const Numbers values = unit(net, k);
    const double middle = std::accumulate(values.begin(), values.end(), 0.0) / 4;
    double own = 0;
    for (const double value : values) own += (value - middle) * (value - middle);
    EXPECT_GE(spread, own - 1e-9);
  }
  EXPECT_EQ(figure.axes(0, 1).title.substr(0, 22), "after layer 1\n6 units,");
  EXPECT_TRUE(layer_points(net, points(), classes(), {.principal = 3}).is_3d(0, 1));
}

TEST(HiddenActivations, AreThoseOfEachTriple) {
  manual_seed(2);
  Net net(4);
  const plot::Figure figure = hidden_activations(net, points());
  EXPECT_EQ(figure.options().rows * figure.options().columns, 4);
  const auto& last = std::get<plot::Scatter3D>(figure.axes3d(1, 1).traces.at(0));
  expect_near(last.x, unit(net, 1));
  expect_near(last.y, unit(net, 2));
  expect_near(last.z, unit(net, 3));
  EXPECT_EQ(figure.axes3d(1, 1).z.label, "$h_{4}$");
  EXPECT_EQ(hidden_activations(net, points(), classes(), {.most_plots = 2}).options().columns, 2);
  Net narrow(2);
  EXPECT_EQ(message_of([&] { hidden_activations(narrow, points()); }),
            "hidden_activations: no hidden layer has three units");
  EXPECT_EQ(message_of([&] { hidden_activations(narrow, points(), {}, {.layer = 1}); }),
            "hidden_activations: hidden layer 1 has 2 units; three are needed");
  EXPECT_EQ(message_of([&] { hidden_activations(net, points(), {}, {.layer = 2}); }),
            "hidden_activations: hidden layer 2 of a model of 1");
}

TEST(HiddenUnitLines, AreWhereSumsChangeSign) {
  manual_seed(3);
  Net net(2);
  {
    const NoGrad guard;
    Tensor(net.hidden.weight()).copy_(tensor({{1.0, 2.0}, {0.0, 1.0}}));
    Tensor(net.hidden.bias()).copy_(tensor({-0.5, 100.0}));
  }
  const plot::Figure figure = hidden_unit_lines(net, points(), classes());
  std::vector<plot::Line> lines;
  std::vector<plot::Arrows> arrows;
  for (const plot::Trace& trace : figure.axes().traces) {
    if (const auto* line = std::get_if<plot::Line>(&trace)) lines.push_back(*line);
    if (const auto* arrow = std::get_if<plot::Arrows>(&trace)) arrows.push_back(*arrow);
  }
  ASSERT_EQ(lines.size(), 1U);  // the other lies far outside
  for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(lines[0].x[i] + 2 * lines[0].y[i], 0.5, 1e-9);
  EXPECT_GT(std::hypot(lines[0].x[1] - lines[0].x[0], lines[0].y[1] - lines[0].y[0]), 1);
  EXPECT_NEAR(arrows.at(0).dy[0], 2 * arrows[0].dx[0], 1e-12);  // along the weights
  EXPECT_GT(arrows[0].dx[0], 0);
}

TEST(HiddenUnitLines, OfRowsInAnotherTypeAreTheSame) {
  Net net(3);
  const plot::Figure wide =
      hidden_unit_lines(net, points().to(DType::float64), classes(), {.most_units = SIZE_MAX});
  EXPECT_EQ(wide.axes().traces.size(), hidden_unit_lines(net, points(), classes()).axes().traces.size());
  EXPECT_EQ(hidden_activations(net, points(), classes(), {.most_plots = SIZE_MAX}).options().rows, 1);
}

TEST(HiddenUnitLines, NeedALinearLayerOverThePoints) {
  nn::Sequential wide{nn::Linear(3, 1)};
  EXPECT_EQ(message_of([&] { hidden_unit_lines(wide, points(), classes()); }),
            "0: linear: input (4, 2) has 2 features, weight (1, 3) takes 3");
  nn::Sequential bent{nn::Tanh(), nn::Linear(2, 1)};
  EXPECT_EQ(message_of([&] { hidden_unit_lines(bent, points(), classes()); }),
            "hidden_unit_lines: layers before the first Linear change x; its lines are in another plane");
}

TEST(Filters, AreTheWeights) {
  manual_seed(4);
  const nn::Conv2d grey(2, 3, 3), color(3, 2, 5);
  const plot::Figure figure = filters(grey, {.most = 5});
  const auto& images = std::get<plot::Images>(figure.axes().traces.at(0));
  EXPECT_EQ(images.count, 5U);
  EXPECT_EQ(images.options.across, 2U);  // a row holds the inputs of one output
  const Numbers weights = grey.weight().to_vector();
  EXPECT_EQ(images.pixels, Numbers(weights.begin(), weights.begin() + 45));
  EXPECT_EQ(*images.options.min, -*images.options.max);
  const plot::Figure colored = filters(color);
  const auto& pictures = std::get<plot::Images>(colored.axes().traces.at(0));
  EXPECT_EQ(pictures.channels, 3U);
  const Numbers w = color.weight().to_vector();
  const auto [least, greatest] = std::minmax_element(w.begin(), w.end());
  // Row 1, column 2, green of the second filter.
  const double expected = (color.weight()[1][1][1][2].item() - *least) / (*greatest - *least);
  EXPECT_NEAR(pictures.pixels[3 * (25 + 5 + 2) + 1], expected, 1e-12);
}

TEST(FeatureMaps, AreWhatComesOutOfALayer) {
  manual_seed(5);
  nn::Sequential model{nn::Conv2d(1, 3, 2), nn::ReLU(), nn::Flatten(), nn::Linear(12, 2)};
  const Tensor picture = rand({1, 3, 3});
  const plot::Figure figure = feature_maps(model, picture);
  const auto& maps = std::get<plot::Images>(figure.axes(0, 1).traces.at(0));
  EXPECT_EQ(maps.count, 3U);
  const Tensor w = model.parameters()[0].detach(), b = model.parameters()[1].detach();
  double sum = b[2].item();  // of channel 2 at row 0, column 1
  for (int64_t i = 0; i < 2; ++i) {
    for (int64_t j = 0; j < 2; ++j) sum += w[2][0][i][j].item() * picture[0][i][j + 1].item();
  }
  EXPECT_NEAR(maps.pixels[2 * 4 + 1], sum, 1e-6);
  const plot::Figure later = feature_maps(model, picture.unsqueeze(0), {.layer = "1", .input = false});
  EXPECT_NEAR(std::get<plot::Images>(later.axes().traces.at(0)).pixels[2 * 4 + 1], std::max(sum, 0.0), 1e-6);
  EXPECT_EQ(message_of([&] { feature_maps(model, picture, {.layer = "3"}); }),
            "feature_maps: 3: Linear gives (1, 2), which is no pictures");
  EXPECT_EQ(message_of([&] { feature_maps(model, picture, {.layer = "9"}); }),
            "feature_maps: no layer \"9\" ran; 0, 1 give pictures");
  EXPECT_EQ(message_of([&] {
              feature_maps(model, rand({4, 1, 3, 3}));
            }),
            "feature_maps: a picture [channels, h, w] is needed, not (4, 1, 3, 3)");
}

}  // namespace
}  // namespace gradus::view
