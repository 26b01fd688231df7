// Diagrams of models.
#include "gradus/view/architecture.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/nn/layers.hpp"
#include "tests/message_of.hpp"

namespace gradus::view {
namespace {

template <class Trace>
std::vector<Trace> traces(const plot::Figure& figure) {
  std::vector<Trace> found;
  for (const plot::Trace& trace : figure.axes().traces) {
    if (const auto* one = std::get_if<Trace>(&trace)) found.push_back(*one);
  }
  return found;
}

bool says(const plot::Figure& figure, const std::string& words) {
  const auto texts = traces<plot::Text>(figure);
  return std::any_of(texts.begin(), texts.end(), [&](const plot::Text& text) { return text.text == words; });
}

TEST(Architecture, LinesShowWeights) {
  nn::Sequential model{nn::Linear(2, 2), nn::Tanh()};
  {
    const NoGrad guard;
    model.parameters()[0].copy_(tensor({{4.0, -1.0}, {-4.0, 0.1}}));
  }
  const plot::Figure figure = architecture(model, {2}, {.inputs = {"a", "b"}, .outputs = {"c", "d"}});
  const auto units = traces<plot::Scatter>(figure);
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(units[0].x.size(), 2U);
  EXPECT_GT(units[0].y[0], units[0].y[1]);  // the first on top
  const auto lines = traces<plot::Line>(figure);
  ASSERT_EQ(lines.size(), 4U);  // from the weakest: 0.1, -1, 4, -4
  EXPECT_EQ(lines[0].y[0], units[0].y[1]);
  EXPECT_EQ(lines[0].y[1], units[1].y[1]);
  EXPECT_EQ(lines[1].y[0], units[0].y[1]);
  EXPECT_EQ(lines[1].y[1], units[1].y[0]);
  EXPECT_EQ(lines[1].options.color, lines[3].options.color);  // both negative
  EXPECT_EQ(lines[0].options.color, lines[2].options.color);
  EXPECT_NE(lines[0].options.color, lines[1].options.color);
  EXPECT_LT(lines[0].options.width, lines[1].options.width);
  EXPECT_EQ(lines[2].options.width, lines[3].options.width);
  EXPECT_TRUE(says(figure, "Linear\n2\nTanh"));
  EXPECT_TRUE(says(figure, "c"));
}

TEST(Architecture, WideLayersAreShortened) {
  nn::Sequential model{nn::Linear(100, 3)};
  const plot::Figure figure = architecture(model, {100}, {.most_units = 7});
  const auto units = traces<plot::Scatter>(figure);
  ASSERT_EQ(units.size(), 3U);  // two layers and three dots
  EXPECT_EQ(units[0].x.size(), 7U);
  EXPECT_EQ(units[1].x.size(), 3U);
  EXPECT_TRUE(says(figure, "input\n100"));
}

TEST(Architecture, OtherModelsAreBlocksWithShapes) {
  nn::Sequential model{nn::Conv2d(1, 4, 3), nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(), nn::Linear(36, 10)};
  const nn::Module& before = model;
  EXPECT_TRUE(before.is_training());
  const plot::Figure figure = architecture(model, {1, 8, 8}, {.title = "net"});
  EXPECT_TRUE(before.is_training());
  EXPECT_EQ(traces<plot::Fill>(figure).size(), 12U);   // four blocks of three faces
  EXPECT_EQ(traces<plot::Arrows>(figure).size(), 3U);  // between them
  EXPECT_TRUE(says(figure, "input\n1 × 8 × 8"));
  EXPECT_TRUE(says(figure, "Conv2d 3 × 3\n4 × 6 × 6\nReLU\n40 parameters"));
  EXPECT_TRUE(says(figure, "MaxPool2d\n4 × 3 × 3\nFlatten"));
  EXPECT_TRUE(says(figure, "Linear\n10\n370 parameters"));
}

// The lines that go around blocks: those with rounded corners.
std::vector<plot::Line> ways(const plot::Figure& figure) {
  std::vector<plot::Line> found;
  for (const plot::Line& line : traces<plot::Line>(figure)) {
    if (line.x.size() > 2) found.push_back(line);
  }
  return found;
}

TEST(Architecture, ALineGoesAroundAResidualBlock) {
  nn::Sequential model{nn::Linear(4, 6), nn::ReLU(),
                       nn::Residual(nn::Sequential{nn::Linear(6, 6), nn::ReLU(), nn::Linear(6, 6)}),
                       nn::ReLU(), nn::Linear(6, 2)};
  const plot::Figure figure = architecture(model, {4});
  EXPECT_TRUE(says(figure, "sum\n6\nReLU"));
  ASSERT_EQ(ways(figure).size(), 1U);
  // input, three Linear, the circle, Linear: an arrow before each but the first, and the line's.
  EXPECT_EQ(traces<plot::Arrows>(figure).size(), 6U);
  const auto texts = traces<plot::Text>(figure);
  ASSERT_EQ(texts.size(), 6U);
  const plot::Line way = ways(figure).front();
  EXPECT_GT(way.x.front(), texts[1].x);  // from behind the first Linear
  EXPECT_LT(way.x.front(), texts[2].x);
  EXPECT_NEAR(way.x.back(), texts[4].x, 1e-9);  // to the circle
  EXPECT_GT(way.y.back(), way.y.front());
}

// The block's own size differs from its input's: numbers go through a layer of their own on the way around.
TEST(Architecture, AProjectionStandsOnItsOwnWay) {
  struct Net : nn::Layer {
    nn::Linear& first = add<nn::Linear>("first", 4, 5);
    nn::Linear& main = add<nn::Linear>("main", 5, 6);
    nn::Linear& shortcut = add<nn::Linear>("shortcut", 5, 6);
    Tensor forward(const Tensor& x) override {
      const Tensor hidden = first(x);
      const Tensor far = main(hidden);
      return far + shortcut(hidden);
    }
  };
  Net model;
  const plot::Figure figure = architecture(model, {4});
  EXPECT_TRUE(says(figure, "sum\n6"));
  EXPECT_EQ(ways(figure).size(), 2U);  // to the second layer that takes the first one's output, and past it
  EXPECT_EQ(traces<plot::Arrows>(figure).size(), 5U);
}

TEST(Architecture, LinesFromRowToRowEndAtTheEdge) {
  nn::Sequential inner;
  for (int i = 0; i < 9; ++i) inner.append(nn::Linear(3, 3));
  nn::Sequential model{nn::Linear(2, 3), nn::Residual(std::move(inner))};
  const plot::Figure figure = architecture(model, {2});
  ASSERT_EQ(ways(figure).size(), 2U);
  EXPECT_GT(ways(figure)[0].x.back(), ways(figure)[0].x.front());
  EXPECT_LT(ways(figure)[1].x.front(), 0);
  EXPECT_LT(ways(figure)[1].y.back(), ways(figure)[0].y.front());
}

TEST(Architecture, AddedFunctionsAreToldFromNumbers) {
  struct Net : nn::Layer {
    nn::Linear& first = add<nn::Linear>("first", 3, 4);
    nn::Linear& second = add<nn::Linear>("second", 4, 4);
    Tensor forward(const Tensor& x) override {
      const Tensor hidden = tanh(first(x));
      return relu(hidden + second(hidden));
    }
  };
  Net model;
  const plot::Figure figure = architecture(model, {3});
  EXPECT_TRUE(says(figure, "sum\n4\nReLU"));
  EXPECT_EQ(ways(figure).size(), 1U);
}

TEST(Architecture, TakesIntegersWhereTheModelDoes) {
  nn::Sequential model{nn::Embedding(10, 4), nn::Flatten(), nn::Linear(12, 2)};
  const plot::Figure figure = architecture(model, {3}, {.dtype = DType::int64});
  EXPECT_TRUE(says(figure, "Embedding\n3 × 4\nFlatten\n40 parameters"));
}

TEST(Architecture, SaysWhatDoesNotFit) {
  nn::Sequential model{nn::Linear(2, 3)};
  EXPECT_EQ(message_of([&] { architecture(model, {2}, {.most_units = 1}); }),
            "architecture: most_units 1 is below 2");
  EXPECT_EQ(message_of([&] { architecture(model, {2}, {.outputs = {"a"}}); }),
            "architecture: 1 names for 3 outputs");
  EXPECT_NE(message_of([&] { architecture(model, {5}); }), "no error");
}

}  // namespace
}  // namespace gradus::view
