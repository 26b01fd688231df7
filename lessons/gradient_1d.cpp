// What a gradient is, on the simplest valley there is.
#include <fmt/format.h>

#include "gradus/gradus.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double start = -6;
constexpr double rate = 0.1;
constexpr double arrow_rate = 0.045;  // of the figure's arrows: short enough to stay in the picture

Tensor valley(const Tensor& x) { return square(x); }

// page: begin
/// The slope of f(x) = x^2 at x, found by autograd.
Tensor gradient_at(const Tensor& x) {
  Tensor at = x.detach().clone().requires_grad_();
  valley(at).sum().backward();
  return at.grad();
}

/// Goes down from `x` and tells `observe` of each step.
template <class Observer>
Tensor descend(Tensor x, int64_t steps, Observer observe) {
  for (int64_t step = 0; step < steps; ++step) {
    const Tensor gradient = gradient_at(x);
    const Tensor next = x - rate * gradient;  // against the gradient: downhill
    observe(step, x, gradient, next);
    x = next;
  }
  return x;
}
// page: end

std::vector<double> curve_points() { return linspace(-16.5, 16.5, 199, {.dtype = float64}).to_vector(); }

void draw_valley(plot::Axes& axes) {
  const std::vector<double> x = curve_points();
  axes.line(x, valley(from_data(x, {static_cast<int64_t>(x.size())})).to_vector(),
            {.label = "$f(x) = x^2$", .color = plot::colors::dark_grey});
  axes.x.label = "$x$";
  axes.y.label = "$f(x)$";
}

/// Arrows from places of the curve to the places that a step leads to.
void draw_steps(plot::Axes& axes, const Tensor& from, const Tensor& to, const plot::ArrowOptions& options) {
  axes.arrows(from.to_vector(), valley(from).to_vector(), (to - from).to_vector(),
              (valley(to) - valley(from)).to_vector(), options);
}

/// Steps with the gradient from the places on the left, against it from those on the right.
plot::Figure gradient_figure(const Tensor& places) {
  plot::Figure figure(
      {.title = "With the gradient it goes up, against it down", .width = 860, .height = 540});
  plot::Axes& axes = figure.axes();
  draw_valley(axes);
  axes.x.min = -16.5;
  axes.x.max = 16.5;
  axes.y.min = 0;
  axes.y.max = 260;
  const Tensor left = -abs(places), right = abs(places);
  draw_steps(axes, left, left + arrow_rate * gradient_at(left),
             {.label = "$x + \\eta \\cdot f'(x)$", .color = plot::colors::vermillion, .width = 2.2});
  draw_steps(axes, right, right - arrow_rate * gradient_at(right),
             {.label = "$x - \\eta \\cdot f'(x)$", .color = plot::colors::blue, .width = 2.2});
  axes.scatter(places.to_vector(), valley(places).to_vector(),
               {.color = plot::colors::black, .marker = plot::Marker::circle, .size = 6});
  return figure;
}

plot::Figure descent_figure(const std::vector<double>& path) {
  plot::Figure figure({.title = fmt::format("Descent from $x = {:g}$ with rate {:g}", start, rate),
                       .width = 860,
                       .height = 540});
  plot::Axes& axes = figure.axes();
  draw_valley(axes);
  axes.x.min = -7;
  axes.x.max = 4;
  axes.y.min = -2;
  axes.y.max = 42;
  std::vector<double> heights, dx, dy;
  for (const double x : path) heights.push_back(x * x);
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    dx.push_back(path[i + 1] - path[i]);
    dy.push_back(heights[i + 1] - heights[i]);
  }
  const std::vector<double> from_x(path.begin(), path.end() - 1), from_y(heights.begin(), heights.end() - 1);
  axes.arrows(from_x, from_y, dx, dy, {.label = "steps", .color = plot::colors::vermillion, .width = 1.8});
  axes.scatter(path, heights,
               {.label = "places visited", .color = plot::colors::blue, .marker = plot::Marker::circle});
  return figure;
}

Result run(const RunOptions& options) {
  Result result;
  std::vector<double> path = {start};
  const Tensor end =
      descend(tensor(start, {.dtype = float64}), options.epochs,
              [&](int64_t step, const Tensor& x, const Tensor& gradient, const Tensor& next) {
                result.checkpoints.push_back({{"epoch", step},
                                              {"x", number(x.item())},
                                              {"loss", number(valley(x).item())},
                                              {"gradient", number(gradient.item())},
                                              {"x_next", number(next.item())}});
                if (path.size() < 200) path.push_back(next.item());
                options.report_progress(static_cast<double>(step + 1) / static_cast<double>(options.epochs));
              });
  result.final = {{"x", number(end.item())}, {"loss", number(valley(end).item())}};

  // A whole step WITH the gradient, to see that it climbs.
  const Tensor first = tensor(start, {.dtype = float64});
  const Tensor above = first + gradient_at(first);
  const Tensor places =
      tensor({-6.0, -8.0, -10.0, -12.0, -14.0, 6.0, 8.0, 10.0, 12.0, 14.0}, {.dtype = float64});
  const Tensor next = places - arrow_rate * gradient_at(places);
  result.values = {{"ascent_from_minus6", {number(above.item()), number(valley(above).item())}},
                   {"plot_points", numbers(places.to(int64))},
                   {"plot_lr", arrow_rate},
                   {"plot_next", numbers(next)}};
  result.printed = fmt::format("after {} steps from x = {:g}: x = {:.6f}, f(x) = {:.6f}\n", options.epochs,
                               start, end.item(), valley(end).item());
  result.add_picture(
      "gradient",
      "On the left a small step with the gradient from each of five places, on the right one against it. The "
      "steeper the place, the longer the step.",
      [=] { return gradient_figure(places); });
  result.add_picture("descent",
                     "Each step of the descent. The steps get shorter by themselves, because the slope does.",
                     [=] { return descent_figure(path); });
  return result;
}

Page page() {
  return {
      .about =
          "A gradient says two things at once: its sign, which way is up, and its size, how steep it is "
          "there. On the parabola \\(f(x) = x^2\\) both can be seen with the naked eye, and so can what "
          "follows from them: a step against the gradient goes down, a step with it climbs, and near the "
          "bottom the steps shrink without anybody shortening them.",
      .mathematics =
          {{"The function and its gradient, which for one variable is the ordinary derivative:",
            R"(f(x) = x^2, \qquad \nabla f(x) = 2x)"},
           {"One step of descent with the rate \\(\\eta\\), and what it does here:",
            R"(x \leftarrow x - \eta\,\nabla f(x) = (1 - 2\eta)\,x)"},
           {"So each step multiplies \\(x\\) by the same factor, and after \\(n\\) steps from \\(x_0\\)",
            R"(x_n = (1 - 2\eta)^n\,x_0 = 0.8^n \cdot (-6) \quad\text{for } \eta = 0.1)"}},
      .numbers = {{"gradient at \\(x = -6\\)", "/checkpoints/0/gradient", "-12", ""},
                  {"\\(f(-6)\\)", "/checkpoints/0/loss", "36", ""},
                  {"a whole step uphill from \\(-6\\): place and height", "/values/ascent_from_minus6",
                   "-18, 324", ""},
                  {"first step downhill", "/checkpoints/0/x_next", "-4.8", ""},
                  {"height after it", "/checkpoints/1/loss", "23", ""},
                  {"place after the last step", "/final/x", "", ""},
                  {"height there", "/final/loss", "", ""}},
      .questions =
          {"With which rate does one step from anywhere land exactly at the bottom? And with which does the "
           "point jump to and fro for ever? The factor \\(1 - 2\\eta\\) knows.",
           "Change `rate` to 1.05 and watch the descent climb. What does that teach about a loss that grows "
           "during training?",
           "How many steps bring \\(x\\) below 0.001? Work it out from the factor, then try it with `gradus "
           "run gradient-1d --epochs N`.",
           "Let `valley` return \\(x^4\\). Why does the descent become so slow near the bottom?"},
      .notes = {"The gradient is asked of autograd although it could be written down: the lesson's "
                "arithmetic is in float64, and the result equals \\(2x\\) to the last bit."}};
}

}  // namespace

Lesson gradient_1d() {
  return {.name = "gradient-1d",
          .title = "A gradient, seen from the side",
          .summary = "Walks down a parabola against its gradient.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 0,
          .epochs = 20,
          .spread = "steps of descent",
          .cover = "descent",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
