// Cat or not, by hand: and pictures that were cut up before anyone looked at them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/gradus.hpp"
#include "lessons/cat_pictures.hpp"
#include "lessons/picture_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 0.005;

// page: begin
/// The numbers of each picture as one row, from 0 to 1.
Tensor as_rows(const Tensor& pictures) { return flatten(pictures.to(float64) / 255, 1); }

/// The notebook's: rows of as many numbers as there are pictures, so that each "picture" is a comb of all.
Tensor as_published_rows(const Tensor& pictures) {
  return (pictures.to(float64) / 255).reshape({-1, pictures.size(0)}).t().contiguous();
}

/// Logistic regression, every step written out.
struct CatScore {
  Tensor w;
  double b = 0;
  explicit CatScore(int64_t numbers) : w(zeros({numbers}, {.dtype = float64})) {}

  Tensor probabilities(const Tensor& x) const { return sigmoid(matmul(x, w) + b); }

  /// One step against the gradient; gives the loss before it.
  double learn(const Tensor& x, const Tensor& y, double step) {
    const Tensor a = probabilities(x), difference = a - y;
    const double loss = -mean(y * log(a) + (1 - y) * log(1 - a)).item();
    w -= step * matmul(difference, x) / x.size(0);
    b -= step * mean(difference).item();
    return loss;
  }
};
// page: end

/// Pictures as rows of numbers, with their labels.
struct CatSet {
  Tensor x;       // float64 [m, n]
  Tensor labels;  // int64 [m]
};

double percent_right(const CatScore& model, const CatSet& set) {
  const Tensor answers = (model.probabilities(set.x) > 0.5).to(float64);
  return 100 - mean(abs(answers - set.labels.to(float64))).item() * 100;
}

/// Trains one of the two models, keeps its numbers, gives its losses.
std::vector<double> train(const char* run, CatScore& model, const CatSet& set, const CatSet& test,
                          int64_t epochs, double begun, double share, const RunOptions& options,
                          Result& result) {
  const Tensor y = set.labels.to(float64);
  std::vector<double> losses;
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    const double loss = model.learn(set.x, y, rate);
    losses.push_back(loss);
    options.report_progress(begun + share * static_cast<double>(epoch + 1) / static_cast<double>(epochs));
    if (epoch % 100 != 0 && epoch != epochs - 1) continue;
    result.checkpoints.push_back({{"run", run}, {"epoch", epoch}, {"loss", number(loss)}});
    result.printed += fmt::format("{:<12}  cost after iteration {}: {:.6f}\n", run, epoch, loss);
  }
  const double right = percent_right(model, set), right_test = percent_right(model, test);
  result.final[run] = {{"epochs", epochs},
                       {"learning_rate", number(rate)},
                       {"b", number(model.b)},
                       {"w_first5", numbers(model.w.slice(0, 0, 5))},
                       {"w_norm", number(sqrt(sum(square(model.w))).item())},
                       {"train_accuracy", number(right)},
                       {"test_accuracy", number(right_test)}};
  result.printed +=
      fmt::format("{:<12}  train accuracy {:.2f} %, test accuracy {:.1f} %\n", run, right, right_test);
  return losses;
}

/// The three colours of a picture or of weights laid out like one, [3, h, w].
Tensor colours(const Tensor& flat, const Tensor& like) {
  return flat.reshape({like.size(1), like.size(2), 3}).permute({2, 0, 1}).contiguous();
}

/// Light is white: the grey map runs from white to black.
Tensor as_ink(const Tensor& pictures) { return 1 - pictures.to(float64) / 255; }

plot::Figure picture_figure(const data::PictureData& cats) {
  const Tensor picture = as_ink(cats.x_train[std::min<int64_t>(25, cats.x_train.size(0) - 1)]);
  const Tensor grey = mean(picture, {.dim = 2}).unsqueeze(0);
  return mosaic("Picture 25 of the training pictures", cat({grey, picture.permute({2, 0, 1})}),
                {.columns = 4, .captions = {"all three", "red", "green", "blue"}, .min = 0, .max = 1});
}

void draw_costs(plot::Axes& axes, const std::vector<double>& costs, const std::string& label) {
  std::vector<double> steps;
  for (size_t i = 0; i < costs.size(); ++i) steps.push_back(static_cast<double>(i));
  const auto marker = costs.size() == 1 ? std::optional(plot::Marker::circle) : std::nullopt;
  axes.x.label = "step";
  axes.y.label = "cost";
  axes.line(steps, costs, {.label = label, .marker = marker});
}

plot::Figure costs_figure(const std::vector<double>& published, const std::vector<double>& corrected) {
  plot::Figure figure({.title = "Cost, step by step", .width = 900, .height = 500});
  draw_costs(figure.axes(), published, "as published: pictures cut up");
  draw_costs(figure.axes(), corrected, "corrected: pictures whole");
  return figure;
}

plot::Figure rates_figure(const CatSet& set, int64_t steps) {
  plot::Figure figure({.title = "Too large, right, too small", .width = 900, .height = 500});
  figure.axes().y.max = 2;
  for (const double step : {0.01, 0.005, 0.0001}) {
    CatScore model(set.x.size(1));
    const Tensor y = set.labels.to(float64);
    std::vector<double> costs;
    for (int64_t i = 0; i < steps; ++i) costs.push_back(model.learn(set.x, y, step));
    draw_costs(figure.axes(), costs, fmt::format("rate {}", step));
  }
  return figure;
}

plot::Figure predictions_figure(const data::PictureData& cats, const Tensor& probabilities) {
  constexpr int64_t shown = 24;
  const Tensor grey = mean(as_ink(cats.x_test.slice(0, 0, shown)), {.dim = 3});
  std::vector<std::string> captions;
  for (int64_t i = 0; i < grey.size(0); ++i) {
    const double p = probabilities[i].item();
    const bool right = (p > 0.5) == (cats.y_test[i].item<int64_t>() == 1);
    captions.push_back(fmt::format("cat: {:.2f}{}", p, right ? "" : " (wrong)"));
  }
  return mosaic("Test pictures, and how much of a cat each is", grey,
                {.columns = 8, .captions = captions, .min = 0, .max = 1});
}

plot::Figure weights_figure(const Tensor& published, const Tensor& corrected, const Tensor& like) {
  const auto scaled = [&](const Tensor& w) { return colours(w / amax(abs(w)), like); };
  return mosaic("What speaks for a cat, pixel by pixel", cat({scaled(corrected), scaled(published)}),
                {.columns = 3,
                 .captions = {"corrected: red", "green", "blue", "as published: red", "green", "blue"},
                 .map = plot::ColorMap::balance,
                 .min = -1,
                 .max = 1,
                 .width = 840});
}

Result run(const RunOptions& options) {
  Result result;
  const auto found = cat_pictures(options, result);
  if (!found) return result;
  const data::PictureData& cats = *found;
  const auto sizes = [](const Tensor& x) {
    return Json(std::vector<int64_t>(x.shape().begin(), x.shape().end()));
  };
  result.values = {{"train_shape", sizes(cats.x_train)},
                   {"test_shape", sizes(cats.x_test)},
                   {"y_train_first10", numbers(cats.y_train.slice(0, 0, 10))},
                   {"y_test_first10", numbers(cats.y_test.slice(0, 0, 10))},
                   {"cats_in_train", sum(cats.y_train).item<int64_t>()},
                   {"cats_in_test", sum(cats.y_test).item<int64_t>()},
                   {"first_pixels", numbers(cats.x_train.flatten().slice(0, 0, 6))}};
  const CatSet cut{as_published_rows(cats.x_train), cats.y_train};
  const CatSet cut_test{as_published_rows(cats.x_test), cats.y_test};
  const CatSet whole{as_rows(cats.x_train), cats.y_train}, whole_test{as_rows(cats.x_test), cats.y_test};
  CatScore published(cut.x.size(1)), corrected(whole.x.size(1));
  const std::vector<double> published_costs =
      train("as_published", published, cut, cut_test, options.epochs, 0, 1.0 / 3, options, result);
  const std::vector<double> corrected_costs =
      train("corrected", corrected, whole, whole_test, 2 * options.epochs, 1.0 / 3, 2.0 / 3, options, result);

  result.add_picture("picture-25",
                     "A cat, in grey, and as the machine gets it: three tables of 64 x 64 numbers.",
                     [=] { return picture_figure(cats); });
  result.add_picture("costs",
                     "The cost falls for both: also where no input is a picture any more, there is something "
                     "to be learned by heart.",
                     [=] { return costs_figure(published_costs, corrected_costs); });
  result.add_picture(
      "rates",
      "With too small a rate nothing moves; with too large a one each step overshoots, and the "
      "cost jumps up and down.",
      [=] { return rates_figure(whole, std::min<int64_t>(options.epochs, 300)); });
  const Tensor probabilities = corrected.probabilities(whole_test.x);
  result.add_picture("predictions",
                     "The first test pictures with the probability that the corrected model gives to cat.",
                     [=] { return predictions_figure(cats, probabilities); });
  result.add_picture("weights",
                     "The learned weights as pictures: red speaks for a cat, blue against it. Above those of "
                     "whole pictures, below those of pictures cut up, in which no place means anything.",
                     [=] { return weights_figure(published.w, corrected.w, cats.x_train); });
  return result;
}

Page page() {
  return {
      .about =
          "Is there a cat in the picture? A weight for each of the 64 by 64 by 3 numbers, their sum, a "
          "sigmoid, and gradient descent written out by hand. In the notebook a reshape hands out the "
          "numbers in the wrong order, and each of the 209 inputs holds a little of every picture. Descent "
          "does not mind: the cost falls, 84 % of the training answers become right, and only the test says "
          "34 %. Fed with whole pictures the same lines reach 70 %, still little more than the 66 % of "
          "always saying cat.",
      .mathematics =
          {{"Forwards: a score and a probability for each of \\(m\\) pictures, the rows of \\(X\\):",
            R"(\mathbf{a} = \sigma(X \mathbf{w} + b), \qquad J = -\frac{1}{m} \sum_{i} \big[y_i \ln a_i + (1 - y_i) \ln (1 - a_i)\big])"},
           {"Backwards the sigmoid and the logarithm cancel, and a plain difference is left:",
            R"(\frac{\partial J}{\partial \mathbf{w}} = \frac{1}{m} X^{\top} (\mathbf{a} - \mathbf{y}), \qquad \frac{\partial J}{\partial b} = \frac{1}{m} \sum_i (a_i - y_i))"},
           {"One step with rate \\(\\alpha\\):",
            R"(\mathbf{w} \leftarrow \mathbf{w} - \alpha \frac{\partial J}{\partial \mathbf{w}}, \qquad b \leftarrow b - \alpha \frac{\partial J}{\partial b})"}},
      .numbers = {{"as published: cost after 0 steps", "/checkpoints/0/loss", "0.693147", ""},
                  {"100", "/checkpoints/1/loss", "0.709726", ""},
                  {"200", "/checkpoints/2/loss", "0.657712", ""},
                  {"300", "/checkpoints/3/loss", "0.614611", ""},
                  {"400", "/checkpoints/4/loss", "0.578001", ""},
                  {"500", "/checkpoints/5/loss", "0.546372", ""},
                  {"600", "/checkpoints/6/loss", "0.518331", ""},
                  {"700", "/checkpoints/7/loss", "0.492852", ""},
                  {"800", "/checkpoints/8/loss", "0.469259", ""},
                  {"900", "/checkpoints/9/loss", "0.447139", ""},
                  {"as published: training answers right, %", "/final/as_published/train_accuracy",
                   "84.21052631578948", ""},
                  {"as published: test answers right, %", "/final/as_published/test_accuracy", "34.0", ""},
                  {"corrected: training answers right, %", "/final/corrected/train_accuracy", "", ""},
                  {"corrected: test answers right, %", "/final/corrected/test_accuracy", "", ""}},
      .questions =
          {("Shuffle the labels of the training pictures. How far does the cost fall, and what does that say "
            "of a falling cost?"),
           "Where on the corrected model's way would its test answers be best? Stop there.",
           "Turn all pictures upside down, for training and test. Does anything change, and why not?",
           "What are the weights of the corner pixels good for, when no cat sits there?"},
      .notes = {
          "The notebook's `reshape(-1, 209)` keeps the order of the numbers and changes where rows end: "
          "column \\(j\\) gets numbers \\(j\\), \\(j + 209\\), \\(j + 418\\) and so on of all pictures "
          "laid end to end. Meant was one picture a column.",
          "Nothing is drawn at random, so `--seed` has no effect. Pictures are shown in grey; the model "
          "sees their colours."}};
}

}  // namespace

Lesson cats() {
  return {.name = "cats",
          .title = "Cat or not, by hand",
          .summary = "Logistic regression on pictures, and what a wrong reshape hides.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 1000,
          .spread = "steps as published; the corrected model takes twice as many",
          .cover = "picture-25",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
