// Diagrams of models.
#include "gradus/view/architecture.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/creation.hpp"
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
