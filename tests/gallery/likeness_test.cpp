// What counts as another picture: a trace that is missing, other colours, no legend. What does not: a line
// that is a little wider, letters that are a little smaller.
#include "likeness.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "gradus/base/file.hpp"
#include "gradus/plot/gnuplot.hpp"
#include "references.hpp"
#include "tests/plot/support.hpp"

namespace gradus::gallery {
namespace {

using plot::Figure;

testing::AssertionResult alike(const Difference& found) {
  return (found.alike() ? testing::AssertionSuccess() : testing::AssertionFailure())
         << found.mean << " on the whole, " << found.worst << " where it is greatest";
}

class Likeness : public testing::Test {
 protected:
  void SetUp() override {
    if (!plot::gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  }

  static Figure entry(std::string_view name) { return std::get<Figure>(find(name)->draw()); }

  std::string png(const Figure& figure) const {
    const std::string path = folder_ / "a.png";
    draw_small(figure, path);
    return read_file("gallery", path);
  }

  /// The difference that a change of an entry makes.
  Difference after(std::string_view name, const std::function<void(Figure&)>& change) const {
    Figure changed = entry(name);
    change(changed);
    return difference(png(entry(name)), png(changed));
  }

 private:
  plot::Folder folder_;
};

TEST_F(Likeness, OfAPictureWithItselfIsPerfect) {
  const Difference same = after("lines", [](Figure&) {});
  EXPECT_EQ(same.mean, 0);
  EXPECT_EQ(same.worst, 0);
}

TEST_F(Likeness, AMissingTraceIsSeen) {
  EXPECT_FALSE(alike(after("lines", [](Figure& f) { f.axes().traces.pop_front(); })));
  EXPECT_FALSE(alike(after("reference-lines", [](Figure& f) { f.axes().traces.pop_front(); })));
  EXPECT_FALSE(alike(after("fills", [](Figure& f) { f.axes().traces.pop_back(); })));
  EXPECT_FALSE(alike(after("arrows", [](Figure& f) { f.axes().traces.pop_back(); })));
}

TEST_F(Likeness, OtherColoursAreSeen) {
  EXPECT_FALSE(alike(after("bands", [](Figure& f) {
    for (plot::Trace& trace : f.axes().traces) {
      if (auto* line = std::get_if<plot::Line>(&trace)) line->options.color = plot::colors::purple;
    }
  })));
  EXPECT_FALSE(alike(after("heat-map", [](Figure& f) {
    std::get<plot::Heatmap>(f.axes().traces[0]).options.map = plot::ColorMap::viridis;
  })));
}

TEST_F(Likeness, AMissingLegendIsSeen) {
  EXPECT_FALSE(alike(after("markers", [](Figure& f) { f.axes().legend = plot::Legend::none; })));
  EXPECT_FALSE(alike(after("fills", [](Figure& f) { f.axes().legend = plot::Legend::none; })));
}

TEST_F(Likeness, ALittleIsForgiven) {
  EXPECT_TRUE(alike(after("lines", [](Figure& f) {
    for (plot::Trace& trace : f.axes().traces) std::get<plot::Line>(trace).options.width *= 1.15;
  })));
  EXPECT_TRUE(alike(
      after("texts", [](Figure& f) { std::get<plot::Text>(f.axes().traces.back()).options.size = 0.9; })));
}

TEST_F(Likeness, OtherShapesAreNotAlike) {
  EXPECT_EQ(difference(png(entry("lines")), png(entry("arrows"))).worst, 1);
}

}  // namespace
}  // namespace gradus::gallery
