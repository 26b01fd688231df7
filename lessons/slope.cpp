// One weight, six points, and the loop that all training is made of.
#include <fmt/format.h>

#include "gradus/gradus.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 0.01;

/// Six measurements of something that is about three times x.
struct Measurements {
  Tensor x = tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0});
  Tensor y = tensor({3.07, 5.93, 9.04, 11.97, 15.12, 17.89});
};

/// What is kept of each epoch for the figures and the table.
struct Step {
  float loss, c, gradient;
};

// page: begin
/// Fits f(x) = c x by gradient descent and tells `observe` of each epoch.
template <class Observer>
Tensor fit(const Measurements& data, int64_t epochs, Observer observe) {
  Tensor c = tensor(0.0, {.requires_grad = true});
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    Tensor loss = square(c * data.x - data.y).mean();
    loss.backward();  // puts d loss / d c into c.grad()
    {
      NoGrad guard;  // the update itself is not part of the function
      c -= rate * c.grad();
    }
    observe(epoch, Step{loss.item<float>(), c.item<float>(), c.grad().item<float>()});
    c.grad().zero_();  // gradients add up unless cleared
  }
  return c;
}
// page: end

/// The c that descent tends to, in one division: sum(x y) / sum(x x).
double exact_least_squares(const Measurements& data) {
  const Tensor x = data.x.to(float64), y = data.y.to(float64);
  return (x * y).sum().item() / (x * x).sum().item();
}

plot::Figure data_figure(const Measurements& data) {
  plot::Figure figure({.title = "Six measurements, nearly on a line", .width = 720, .height = 480});
  plot::Axes& axes = figure.axes();
  axes.x = {.label = "$x$", .min = 0, .max = 7};
  axes.y = {.label = "$y$", .min = 0, .max = 21};
  axes.line({0, 7}, {0, 21},
            {.label = "$y = 3x$", .color = plot::colors::grey, .style = plot::LineStyle::dashed});
  axes.scatter(data.x.to_vector(), data.y.to_vector(),
               {.label = "measured", .color = plot::colors::blue, .size = 9});
  return figure;
}

plot::Figure prediction_figure(const Measurements& data, float c, const std::vector<Step>& steps) {
  plot::Figure figure({.title = "What was learned, and how", .width = 1100, .height = 480, .columns = 2});
  plot::Axes& fit = figure.axes(0, 0);
  fit.title = fmt::format("$f(x) = {:.4f} x$", c);
  fit.x = {.label = "$x$", .min = 0, .max = 7};
  fit.y = {.label = "$y$", .min = 0, .max = 21};
  const auto last = static_cast<double>(c);
  fit.line({0, 7}, {0, 7 * last}, {.label = "learned line", .color = plot::colors::sky});
  fit.scatter(data.x.to_vector(), data.y.to_vector(),
              {.label = "measured",
               .color = plot::colors::blue,
               .size = 12,
               .opacity = 0.35,
               .edge = plot::colors::blue});
  fit.scatter(
      data.x.to_vector(), (data.x * last).to_vector(),
      {.label = "predicted", .color = plot::colors::vermillion, .marker = plot::Marker::cross, .size = 10});

  plot::Axes& loss = figure.axes(0, 1);
  loss.title = "mean squared error";
  loss.x.label = "epoch";
  loss.y = {.label = "loss (logarithmic)", .scale = plot::Scale::log};
  std::vector<double> epochs, losses;
  for (size_t i = 0; i < steps.size(); ++i) {
    epochs.push_back(static_cast<double>(i));
    losses.push_back(static_cast<double>(steps[i].loss));
  }
  loss.line(epochs, losses,
            {.color = plot::colors::vermillion, .marker = plot::Marker::circle, .marker_size = 3});
  return figure;
}

Result run(const RunOptions& options) {
  const Measurements data;
  const double exact = exact_least_squares(data);
  Result result;
  Json printed = Json::array();
  std::vector<Step> curve;  // no more than a figure can show
  const Tensor learned = fit(data, options.epochs, [&](int64_t epoch, const Step& step) {
    const float f5 = step.c * 5;
    if (epoch < 200) curve.push_back(step);
    if (epoch % 10 == 0 || epoch == options.epochs - 1) {
      result.checkpoints.push_back({{"epoch", epoch},
                                    {"loss", number(step.loss)},
                                    {"c", number(step.c)},
                                    {"gradient", number(step.gradient)},
                                    {"f5", number(f5)}});
      options.report_progress(static_cast<double>(epoch + 1) / static_cast<double>(options.epochs));
    }
    if (epoch % 10 == 0) {
      printed.push_back(fmt::format("<epoch {}> c = {:.4f}, loss = {:.4f}, f(5) prediction = {:.3f}",
                                    epoch + 1, step.c, step.loss, f5));
      result.printed += printed.back().get<std::string>() + "\n";
    }
  });
  const auto c = learned.item<float>();
  result.final = {{"c", number(c)}, {"exact_least_squares", number(exact)}};
  result.values = {{"printed", printed},
                   {"X", numbers(data.x)},
                   {"Y", numbers(data.y)},
                   {"predictions", numbers(data.x * learned.detach())}};
  result.add_picture("data", "Six measurements that lie close to the line y = 3x.",
                     [=] { return data_figure(data); });
  result.add_picture(
      "predictions",
      "Left: the measurements, the learned line and its predictions. Right: the loss falls by a constant "
      "factor each epoch until only the scatter of the measurements is left.",
      [=] { return prediction_figure(data, c, curve); });
  return result;
}

Page page() {
  return {
      .about =
          "The smallest thing that learns: one number \\(c\\), meant to make \\(c\\,x\\) come out near "
          "\\(y\\) for six measured pairs. It starts at zero and knows nothing. Each epoch asks in which "
          "direction, and how steeply, the error changes with \\(c\\), and goes a little way downhill. A "
          "network with a million weights is trained by the same five lines.",
      .mathematics =
          {{"The error of a guess is the mean of the squared differences:",
            R"(L(c) = \frac{1}{n} \sum_{i=1}^{n} (c\,x_i - y_i)^2)"},
           {"Its slope, which autograd finds by itself, and the step against it with the rate \\(\\eta = "
            "0.01\\):",
            R"(\frac{dL}{dc} = \frac{2}{n} \sum_{i=1}^{n} x_i\,(c\,x_i - y_i), \qquad c \leftarrow c - \eta\,\frac{dL}{dc})"},
           {"For a single weight the bottom of the valley can also be written down at once:",
            R"(c^{*} = \frac{\sum_i x_i y_i}{\sum_i x_i^2})"}},
      .numbers = {{"\\(c\\) after the first epoch", "/checkpoints/0/c", "0.9096", ""},
                  {"loss in the first epoch", "/checkpoints/0/loss", "136.3765", ""},
                  {"\\(c\\) after 11 epochs", "/checkpoints/1/c", "2.9423", ""},
                  {"loss in epoch 11", "/checkpoints/1/loss", "0.1053", ""},
                  {"\\(c\\) after 41 epochs", "/checkpoints/4/c", "2.9986", ""},
                  {"\\(f(5)\\) after 91 epochs", "/checkpoints/9/f5", "14.993", ""},
                  {"\\(c\\) at the end", "/final/c", "", ""},
                  {"exact least squares", "/final/exact_least_squares", "", ""}},
      .questions = {"Change `rate` to 0.05, then to 0.066. Beyond which rate does each step overshoot by "
                    "more than it gains, and what has \\(\\frac{1}{n}\\sum x_i^2\\) to do with it?",
                    "Delete the line that clears the gradient. The gradients of all epochs pile up: what "
                    "does \\(c\\) do then, and what does it remind you of?",
                    "Run `gradus run slope --epochs 5`. How many more epochs does each further correct digit "
                    "of \\(c\\) cost?",
                    "Add a second weight for an offset, \\(f(x) = c\\,x + d\\). Does the fit improve by more "
                    "than the scatter of the measurements?"},
      .notes = {
          "After some 45 epochs \\(c\\) no longer changes, though its gradient is not quite zero: the step "
          "has become smaller than half the distance between neighbouring float32 numbers. That is why "
          "\\(c\\) stops a hair short of the exact solution."}};
}

}  // namespace

Lesson slope() {
  return {.name = "slope",
          .title = "One weight finds the slope",
          .summary = "Fits y = 3x with a single weight by gradient descent.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 100,
          .spread = "steps of descent",
          .cover = "predictions",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
