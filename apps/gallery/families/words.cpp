#include <array>

#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/numbers.hpp"

// Texts, legends and diagrams.
namespace gradus::gallery {
namespace {

using plot::Axes;
using plot::Figure;

Drawing markup() {
  Figure figure({.title = "Texts: $L(w) = \\sum (y_i - \\hat y_i)^2 / n$", .width = 720, .height = 440});
  Axes& axes = figure.axes();
  axes.x = {.label = "angle $\\theta$",
            .ticks = {0, pi / 2, pi, 3 * pi / 2, 2 * pi},
            .tick_labels = {"$0$", "$\\pi/2$", "$\\pi$", "$3\\pi/2$", "$2\\pi$"}};
  axes.y = {.label = "$f(\\theta)$", .min = -1.6, .max = 1.9};
  const std::vector<double> xs = spread(0, 2 * pi, 121);
  axes.line(xs, each(xs, [](double x) { return std::sin(x); }), {.label = "$\\sin \\theta$", .width = 2});
  axes.line(xs, each(xs, [](double x) { return std::cos(x); }),
            {.label = "$\\cos \\theta = \\partial_\\theta \\sin \\theta$",
             .width = 2,
             .style = plot::LineStyle::dashed});
  axes.annotate("the top, $\\theta = \\pi / 2$", pi / 2, 1, 2.9, 1.35);
  axes.text(3.9, 0.2, "a slanting text", {.size = 0.9, .angle = 42});
  axes.text(pi, -1, "in a box", {.boxed = true});
  axes.text(0.3, -1.35, "`x` & <b> \"q\" $$5 50 % @_^{}", {.horizontal = plot::HAlign::left});
  return figure;
}

Drawing legends() {
  Figure figure({.title = "Places of a legend", .width = 1080, .height = 640, .rows = 2, .columns = 3});
  const std::array<std::pair<const char*, plot::Legend>, 6> places = {
      {{"top left", plot::Legend::top_left},
       {"top right", plot::Legend::top_right},
       {"bottom left", plot::Legend::bottom_left},
       {"automatic", plot::Legend::automatic},
       {"right", plot::Legend::right},
       {"below", plot::Legend::below}}};
  const std::vector<double> xs = spread(0, 1, 50);
  for (size_t i = 0; i < places.size(); ++i) {
    Axes& axes = figure.axes(static_cast<int>(i / 3), static_cast<int>(i % 3));
    axes.title = places[i].first;
    axes.legend = places[i].second;
    for (int k = 1; k <= 4; ++k) {
      axes.line(xs, each(xs, [&](double x) { return std::pow(x, k); }),
                {.label = "$x^" + std::to_string(k) + "$"});
    }
  }
  return figure;
}

Drawing diagram() {
  Figure figure({.width = 860, .height = 420});
  Axes& axes = figure.axes();
  axes.hidden = true;
  axes.title = "$L = (w x + b - y)^2$";
  const auto leaf = [&](double x, double y, const char* text) {
    axes.box(
        x, y, 1.5, 0.8, text,
        {.fill = plot::mix(plot::colors::sky, plot::colors::white, 0.35), .text_color = plot::colors::black});
  };
  leaf(0, 3, "$w$\n1.000");
  leaf(0, 1.5, "$x$\n2.000");
  leaf(2.6, 0.4, "$b$\n0.500");
  axes.box(2.6, 2.25, 1.6, 0.8, "$w x$\nMul");
  axes.box(5.2, 1.6, 1.6, 0.8, "$w x + b$\nAdd");
  axes.box(7.8, 1.6, 1.6, 0.8, "$L$\nPow");
  const plot::ArrowOptions look{.color = plot::colors::grey};
  axes.arrow(0.75, 3, 1.8, 2.4, look);
  axes.arrow(0.75, 1.5, 1.8, 2.1, look);
  axes.arrow(3.4, 2.25, 4.4, 1.75, look);
  axes.arrow(3.35, 0.4, 4.4, 1.4, look);
  axes.arrow(6, 1.6, 7, 1.6, look);
  axes.text(6.5, 1.75, "$\\partial L / \\partial u$", {.size = 0.85, .vertical = plot::VAlign::bottom});
  return figure;
}

}  // namespace

Family words() {
  return {"Texts, legends and diagrams",
          {{"texts", "Simple mathematics, annotations, and characters that must stay as they are.", markup},
           {"legends", "The places where a legend may stand.", legends},
           {"diagram", "Boxes and arrows: a graph of a computation.", diagram}}};
}

}  // namespace gradus::gallery
