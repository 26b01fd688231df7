// Pictures of four pixels, told apart without a single "if": what a picture is to a machine.
#include <fmt/format.h>

#include <array>

#include "gradus/data/find.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/gradus.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/metrics/classification.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 1;
const std::vector<std::string> class_names = {"1", "7", "L"};

/// A picture of 2 x 2 pixels, row by row: 1 is black.
struct Pattern {
  const char* name;
  std::array<double, 4> pixels;
  int64_t label;
};
constexpr std::array<Pattern, 4> patterns = {{{"7", {1, 1, 0, 1}, 1},
                                              {"L", {1, 0, 1, 1}, 2},
                                              {"1 left", {1, 0, 1, 0}, 0},
                                              {"1 right", {0, 1, 0, 1}, 0}}};

Tensor pictures() {
  std::vector<double> pixels;
  for (const Pattern& pattern : patterns) {
    pixels.insert(pixels.end(), pattern.pixels.begin(), pattern.pixels.end());
  }
  return from_data(pixels, {static_cast<int64_t>(patterns.size()), 4});
}

Tensor labels() {
  std::vector<int64_t> all;
  all.reserve(patterns.size());
  for (const Pattern& pattern : patterns) all.push_back(pattern.label);
  return from_data(all, {static_cast<int64_t>(all.size())});
}

// page: begin
/// Softmax regression by hand: a score for each class, which is a sum over the pixels.
struct Scores {
  Tensor w = zeros({4, 3}, {.dtype = float64}), b = zeros({3}, {.dtype = float64});

  Tensor probabilities(const Tensor& x) const { return softmax(matmul(x, w) + b, 1); }

  /// One step against the gradient of the mean cross-entropy; gives the probabilities before it.
  Tensor learn(const Tensor& x, const Tensor& y) {
    const Tensor p = probabilities(x);
    const Tensor d_scores = (p - one_hot(y, 3)) / x.size(0);  // through loss and softmax at once
    w -= rate * matmul(x.t(), d_scores);
    b -= rate * sum(d_scores, {.dim = 0});
    return p;
  }
};
// page: end

double cross_entropy_of(const Tensor& probabilities, const Tensor& y) {
  return -mean(log(gather(probabilities, 1, y.unsqueeze(1)))).item();
}

/// Trains on one colouring of the pictures, keeps the numbers, gives the weights.
Scores train(const std::string& run, const Tensor& x, const RunOptions& options, double begun,
             Result& result) {
  const Tensor y = labels();
  Scores model;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    const Tensor p = model.learn(x, y);
    options.report_progress(begun +
                            0.5 * static_cast<double>(epoch + 1) / static_cast<double>(options.epochs));
    if (epoch % 20 != 0 && epoch != options.epochs - 1) continue;
    const double loss = cross_entropy_of(p, y), accuracy = metrics::accuracy_score(y, p.argmax(1));
    result.checkpoints.push_back(
        {{"run", run}, {"epoch", epoch}, {"loss", number(loss)}, {"accuracy", number(accuracy)}});
    result.printed +=
        fmt::format("{:<14} epoch {:>3}  loss {:.4f}, {:.0f} % right\n", run, epoch, loss, 100 * accuracy);
  }
  const Tensor p = model.probabilities(x);
  Json predicted = Json::array();
  for (const int64_t label : p.argmax(1).to_vector<int64_t>()) {
    predicted.push_back(class_names[static_cast<size_t>(label)]);
  }
  result.final[run] = {{"W", numbers(model.w)},
                       {"b", numbers(model.b)},
                       {"probabilities", numbers(p)},
                       {"predicted", predicted}};
  return model;
}

/// A picture whose pixels, with their numbers, are white at 0 and black at the greatest.
void draw_picture(plot::Axes& axes, const std::string& title, const Tensor& picture) {
  axes.title = title;
  const std::vector<double> pixels = picture.to_vector();
  const auto columns = static_cast<size_t>(picture.size(1));
  const double most = amax(picture).item();
  axes.image(static_cast<size_t>(picture.size(0)), columns, 1, pixels,
             {.map = plot::ColorMap::greys, .min = 0, .max = most, .frame = true});
  for (size_t i = 0; i < pixels.size(); ++i) {
    const size_t row = i / columns, column = i % columns;
    axes.text(static_cast<double>(column), static_cast<double>(row), fmt::format("{:.0f}", pixels[i]),
              {.color = pixels[i] > most / 2 ? plot::colors::white : plot::colors::black});
  }
}

plot::Figure pictures_figure(const std::string& title, const Tensor& x) {
  plot::Figure figure({.title = title, .width = 1000, .height = 310, .columns = 4});
  for (int i = 0; i < 4; ++i) {
    draw_picture(figure.axes(0, i), patterns[static_cast<size_t>(i)].name, x[i].reshape({2, 2}));
  }
  return figure;
}

/// A handwritten digit of the shipped table: 8 x 8 grey values from 0 to 16.
Tensor digit(const RunOptions& options) {
  constexpr int64_t row = 6;  // the first 6
  const io::Table table = io::read_csv(
      data::find("digits.csv.gz", {.directory = options.data_dir.string()}).path, {.header = false});
  const std::vector<int64_t> rows = {row};
  std::vector<std::string> columns = table.column_names();
  columns.resize(64);
  return data::to_tensor(table.take(rows), columns).reshape({8, 8});
}

plot::Figure digit_figure(const std::string& title, const Tensor& values) {
  plot::Figure figure({.title = title, .width = 560, .height = 580});
  draw_picture(figure.axes(), "", values);
  return figure;
}

plot::Figure weights_figure(const Tensor& black_on_white, const Tensor& white_on_black) {
  plot::Figure figure(
      {.title = "What speaks for each class", .width = 900, .height = 640, .rows = 2, .columns = 3});
  const Tensor* runs[] = {&black_on_white, &white_on_black};
  const char* names[] = {"black on white", "white on black"};
  for (int row = 0; row < 2; ++row) {
    const double most = amax(abs(*runs[row])).item();
    for (int c = 0; c < 3; ++c) {
      plot::Axes& axes = figure.axes(row, c);
      axes.title = fmt::format("{}: “{}”", names[row], class_names[static_cast<size_t>(c)]);
      axes.hidden = true;
      axes.heatmap(2, 2, runs[row]->select(1, c).to_vector(),
                   {.numbers = true,
                    .decimals = 1,
                    .map = plot::ColorMap::balance,
                    .min = -most,
                    .max = most,
                    .color_bar = false});
    }
  }
  return figure;
}

Result run(const RunOptions& options) {
  Result result;
  Json drawn = Json::object();
  for (const Pattern& pattern : patterns) {
    drawn[pattern.name] =
        numbers(from_data(std::vector<int64_t>(pattern.pixels.begin(), pattern.pixels.end()), {2, 2}));
  }
  const Tensor x = pictures(), inverted = 1 - x;
  result.values = {{"patterns", drawn}, {"classes", class_names}, {"labels", numbers(labels())}};
  const Scores first = train("black-on-white", x, options, 0, result);
  const Scores second = train("white-on-black", inverted, options, 0.5, result);
  const Tensor grey = digit(options);
  result.add_picture("pictures", "The four pictures: a 7, an L, and two ways to write a 1.",
                     [=] { return pictures_figure("Black on white", x); });
  result.add_picture("inverted",
                     "The same with black and white exchanged. Every rule about single pixels breaks.",
                     [=] { return pictures_figure("White on black", inverted); });
  result.add_picture("digit-binary", "A handwritten 6 of 8 x 8 pixels, each either 0 or 1.",
                     [=] { return digit_figure("A digit as zeros and ones", (grey >= 8).to(float64)); });
  result.add_picture("digit-grey", "The same 6 with its shades, numbers from 0 to 16: nothing else is there.",
                     [=] { return digit_figure("The digit as it was scanned", grey); });
  result.add_picture("weights",
                     "The learned weights, pixel by pixel: red speaks for the class, blue against it. With "
                     "exchanged colours "
                     "other weights are learned by the same program.",
                     [=] { return weights_figure(first.w, second.w); });
  return result;
}

Page page() {
  return {
      .about =
          "Four pixels, three characters. A few conditions would tell them apart, until somebody writes "
          "white "
          "on black: then every condition is wrong, and the program must be rewritten. A program that learns "
          "needs no rewriting. It gives each class a score, a weighted sum of the pixels, and moves the "
          "weights "
          "until the right class scores highest; with the colours exchanged it simply learns other weights. "
          "To "
          "the machine a picture is a list of numbers, and remains one when the four pixels become "
          "sixty-four.",
      .mathematics =
          {{"A score for each class, made into probabilities:",
            R"(\mathbf{z} = \mathbf{x} W + \mathbf{b}, \qquad p_k = \frac{e^{z_k}}{\sum_j e^{z_j}})"},
           {"The loss is the surprise at the truth \\(t\\), and its gradient is a plain difference:",
            R"(L = -\ln p_t, \qquad \frac{\partial L}{\partial z_k} = p_k - [k = t])"}},
      .numbers = {{"first loss: nothing is known, \\(\\ln 3\\)", "/checkpoints/0/loss", "", ""},
                  {"share that is right at the start", "/checkpoints/0/accuracy", "", ""},
                  {"probability that the 7 is a 7", "/final/black-on-white/probabilities/0/1", "", ""},
                  {"the same, white on black", "/final/white-on-black/probabilities/0/1", "", ""}},
      .questions =
          {("Write the conditions that tell the four pictures apart, then exchange black and white. How "
            "many must change?"),
           "Show the trained model the inverted pictures. What does it answer, and how sure is it?",
           ("Train on all eight pictures at once. Can three sums of four pixels do it? If not, what "
            "would?"),
           "Which pixel has the smallest weights for every class, and why is it of no use?"},
      .notes = {
          "The notebook shows these pictures and stops at the question; the model that answers it is ours. "
          "Nothing is drawn at random, so `--seed` has no effect."}};
}

}  // namespace

Lesson four_pixels() {
  return {.name = "four-pixels",
          .title = "Pictures of four pixels",
          .summary = "Tells 1, 7 and L apart from four numbers, in black on white and the other way round.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 200,
          .spread = "steps for each of the two colourings",
          .cover = "weights",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
