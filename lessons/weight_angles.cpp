// Why a perceptron must not begin with zero weights: its learning rate would mean nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gradus/gradus.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double degrees = 180 / std::numbers::pi;

// page: begin
/// The weights after one update of the perceptron's rule, with the error already put into the rate.
Tensor updated(const Tensor& weights, const Tensor& input, double rate) { return weights + rate * input; }

double length(const Tensor& v) { return std::sqrt(square(v).sum().item()); }

/// The angle between two vectors, in degrees.
double angle(const Tensor& a, const Tensor& b) {
  const double cosine = (a * b).sum().item() / (length(a) * length(b));
  return degrees * std::acos(std::clamp(cosine, -1.0, 1.0));  // rounding may leave the circle
}
// page: end

struct Setting {
  Tensor zero = tensor({0.0, 0.0, 0.0}, {.dtype = float64});
  Tensor random = tensor({-0.00165135, -0.01933613, 0.00012572}, {.dtype = float64});
  Tensor input = tensor({1.0, 2.0, 3.0}, {.dtype = float64});
  std::vector<double> rates = {0.1, 0.01, 0.1, 0.01};

  const Tensor& start(size_t i) const { return i < 2 ? zero : random; }
};

/// Updated weights never leave the plane of the start and the input, so directions can be drawn in it: the
/// input to the right, each result at its angle.
void draw_directions(plot::Axes& axes, const Setting& setting, const std::vector<double>& angles,
                     size_t first) {
  std::vector<double> arc_x, arc_y;
  for (int i = 0; i <= 90; ++i) {
    arc_x.push_back(std::cos(i / degrees));
    arc_y.push_back(std::sin(i / degrees));
  }
  axes.line(arc_x, arc_y, {.color = plot::colors::light_grey, .style = plot::LineStyle::dotted});
  axes.arrow(0, 0, 1.25, 0, {.label = "input", .color = plot::colors::dark_grey, .width = 1.2});
  const plot::Color colors[] = {plot::colors::vermillion, plot::colors::blue};
  for (size_t i = 0; i < 2; ++i) {
    const double rate = setting.rates[first + i], at = angles[first + i] / degrees;
    // The second arrow is a little shorter, so that both are seen where they lie on each other.
    const double length = i == 0 ? 1.0 : 0.8;
    axes.arrow(0, 0, length * std::cos(at), length * std::sin(at),
               {.label = fmt::format("rate {:g}: {:.2f}°", rate, angles[first + i]),
                .color = colors[i],
                .width = i == 0 ? 4.5 : 2.2,
                .head = i == 0 ? 15.0 : 11.0});
  }
  axes.x = {.label = "along the input", .min = 0, .max = 1.35};
  axes.y = {.label = "across it", .min = -0.15, .max = 1.1};
  axes.equal_aspect = true;
  axes.legend = plot::Legend::top_right;
}

plot::Figure angles_figure(const Setting& setting, const std::vector<double>& angles) {
  plot::Figure figure(
      {.title = "Direction of the weights after one update", .width = 1100, .height = 500, .columns = 2});
  figure.axes(0, 0).title = "begun at zero: the rate changes nothing";
  draw_directions(figure.axes(0, 0), setting, angles, 0);
  figure.axes(0, 1).title = "begun at small random weights";
  draw_directions(figure.axes(0, 1), setting, angles, 2);
  return figure;
}

Result run(const RunOptions& options) {
  const Setting setting;
  std::vector<double> angles;
  Result result;
  for (size_t i = 0; i < setting.rates.size(); ++i) {
    angles.push_back(angle(updated(setting.start(i), setting.input, setting.rates[i]), setting.input));
    result.printed += fmt::format("begun at {:<16} rate {:<5g} angle to the input {:.12g} degrees\n",
                                  i < 2 ? "zero," : "random weights,", setting.rates[i], angles.back());
  }
  options.report_progress(1);
  result.final = {{"angles", numbers(angles)}};
  result.values = {{"w_zero", numbers(setting.zero.to(int64))},
                   {"w_norm", numbers(setting.random)},
                   {"input", numbers(setting.input.to(int64))},
                   {"lrs", numbers(setting.rates)}};
  result.add_picture(
      "angles",
      "Where the weights point after one update with two rates. Begun at zero they point along the input "
      "whatever the rate; begun at small random weights the rate decides how far they turn.",
      [=] { return angles_figure(setting, angles); });
  return result;
}

Page page() {
  return {
      .about =
          "A perceptron corrects itself by adding a piece of the input to its weights. If the weights begin "
          "at zero, all they ever hold is such pieces, each multiplied by the same rate \\(\\eta\\): the "
          "rate can be taken out of the sum and only makes the weights longer or shorter. Which side of the "
          "boundary a point lies on depends on their direction alone, so the rate has no effect on anything "
          "that is decided. Small random weights break the spell.",
      .mathematics =
          {{"One update, begun at zero, leaves a multiple of the input, and a multiple has the same "
            "direction:",
            R"(\mathbf{w} = \mathbf{0} + \eta\,\mathbf{x} \quad\Rightarrow\quad \angle(\mathbf{w}, \mathbf{x}) = 0 \text{ for every } \eta > 0)"},
           {"The angle is measured by the dot product:",
            R"(\angle(\mathbf{w}, \mathbf{x}) = \arccos \frac{\mathbf{w}^{\top}\mathbf{x}}{\lVert\mathbf{w}\rVert\,\lVert\mathbf{x}\rVert})"}},
      .numbers = {{"zero weights, rate 0.1", "/final/angles/0", "0.0", ""},
                  {"zero weights, rate 0.01", "/final/angles/1", "0.0", ""},
                  {"random weights, rate 0.1", "/final/angles/2", "2.552882324525421", ""},
                  {"random weights, rate 0.01", "/final/angles/3", "31.218586527045833", ""}},
      .questions =
          {"What is the angle for rates 1 and 0.001, begun at the random weights? Guess first: towards what "
           "does it go as the rate grows?",
           "Let the perceptron see a second input, (3, 1, 2), after the first. Begun at zero, does the "
           "direction after both still not depend on the rate?",
           "A network with hidden layers has a worse trouble with zeros. What gradient does each of its "
           "hidden units get, if all begin alike?"},
      .notes = {"Nothing is drawn at random here: the three small weights are the ones that the notebook "
                "drew once and then wrote down. So `--seed` and `--epochs` have no effect."}};
}

}  // namespace

Lesson weight_angles() {
  return {.name = "weight-angles",
          .title = "Why weights must not begin at zero",
          .summary = "Shows that zero weights make a perceptron's learning rate meaningless.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 0,
          .epochs = 1,
          .spread = "no effect: one update is made for each case",
          .cover = "angles",
          .cover_column = 1,
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
