#include "lessons/autoencoder_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "gradus/gradus.hpp"
#include "gradus/view/data_figures.hpp"
#include "lessons/picture_figures.hpp"

namespace gradus::lessons {
namespace {

const std::vector<std::string> digit_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

plot::Figure loss_figure(const AutoencoderRun& run) {
  plot::Figure figure({.title = "What does not come back", .width = 900, .height = 480});
  plot::Axes& axes = figure.axes();
  axes.x.label = "epoch";
  axes.y = {.label = "mean squared error (logarithmic)", .scale = plot::Scale::log};
  std::vector<double> epochs(run.curved_losses.size());
  std::iota(epochs.begin(), epochs.end(), 0);
  const auto marker = epochs.size() == 1 ? std::optional(plot::Marker::circle) : std::nullopt;
  axes.line(epochs, run.linear_losses, {.label = "linear", .color = plot::colors::orange, .marker = marker});
  axes.line(epochs, run.curved_losses, {.label = "with tanh", .color = plot::colors::blue, .marker = marker});
  axes.hline(run.pca_error, {.label = "two principal components"});
  return figure;
}

void draw_codes(plot::Axes& axes, const Tensor& codes, const Tensor& digits, plot::Legend legend) {
  view::scatter_by_class(axes, codes, digits, {.class_names = digit_names, .legend = legend});
  axes.x.label = "$z_1$";
  axes.y.label = "$z_2$";
}

plot::Animation code_animation(const AutoencoderRun& run) {
  plot::Animation animation(
      plot::Figure({.title = "The codes of digits it was not shown", .width = 760, .height = 640}),
      {.frames_per_second = 4});
  plot::Axes& axes = animation.figure().axes();
  for (const CodeMoment& moment : run.moments) {
    axes.traces.clear();
    draw_codes(axes, moment.codes, run.digits.y_test, plot::Legend::right);
    axes.title = fmt::format("after epoch {}", moment.epoch);
    animation.add_frame(fmt::format("epoch {}", moment.epoch));
  }
  return animation;
}

plot::Figure planes_figure(const AutoencoderRun& run) {
  plot::Figure figure({.title = "Two numbers for each digit", .width = 1200, .height = 560, .columns = 2});
  plot::Axes &pca = figure.axes(0, 0), &curved = figure.axes(0, 1);
  draw_codes(pca, run.pca_codes, run.digits.y_test, plot::Legend::none);
  pca.title = "the first two principal components";
  draw_codes(curved, run.moments.back().codes, run.digits.y_test, plot::Legend::right);
  curved.title = "the code of the autoencoder with tanh";
  return figure;
}

/// The first test picture of each digit, as rows of `pictures` [n, 64] give it.
Tensor one_of_each(const AutoencoderRun& run, const Tensor& pictures) {
  const std::vector<int64_t> digits = run.digits.y_test.to_vector<int64_t>();
  std::vector<int64_t> rows;
  for (int64_t digit = 0; digit < 10; ++digit) {
    const auto found = std::ranges::find(digits, digit);
    if (found != digits.end()) rows.push_back(found - digits.begin());
  }
  return index_select(pictures, 0, from_data(rows, {static_cast<int64_t>(rows.size())})).reshape({-1, 8, 8});
}

plot::Figure reconstructions_figure(const AutoencoderRun& run) {
  plot::Figure figure({.title = "Digits before and after", .width = 1000, .height = 470, .rows = 3});
  const std::pair<const char*, const Tensor&> rows[] = {{"what went in", run.digits.x_test},
                                                        {"two principal components", run.pca_near},
                                                        {"two numbers of the autoencoder", run.curved_near}};
  for (int row = 0; row < 3; ++row) {
    plot::Axes& axes = figure.axes(row, 0);
    axes.title = rows[row].first;
    draw_mosaic(axes, one_of_each(run, rows[row].second), {.columns = 10, .min = 0, .max = 1});
  }
  return figure;
}

/// The decoder's pictures over the middle nine tenths of where the codes lie.
plot::Figure sheet_figure(const AutoencoderRun& run) {
  constexpr int64_t side = 15;
  const Tensor codes = run.moments.back().codes;
  const auto places = [&](int64_t column) {
    const Tensor sorted = sort(codes.select(1, column)).values;
    const int64_t n = sorted.numel();
    return linspace(sorted[n / 20].item(), sorted[n - 1 - n / 20].item(), side, {.dtype = float64});
  };
  const std::vector<Tensor> grid = meshgrid({places(0), flip(places(1), {0})}, Indexing::xy);
  const Tensor pictures = run.decode(stack({grid[0].flatten(), grid[1].flatten()}, 1));
  return mosaic("What the decoder draws at each place, $z_1$ to the right, $z_2$ upwards",
                pictures.reshape({side * side, 8, 8}), {.columns = side, .min = 0, .max = 1, .width = 760});
}

}  // namespace

void add_autoencoder_pictures(const AutoencoderRun& run, Result& result) {
  result.add_picture("loss",
                     "The linear autoencoder comes to rest at the error of two principal components. The one "
                     "with tanh first "
                     "finds the same plane and stays there for a while; then it bends it.",
                     [run] { return loss_figure(run); });
  result.add_picture(
      "code",
      "The two numbers of each test digit while the network learns: from one heap to arms that "
      "each hold a digit or two. No label was used.",
      [run] { return code_animation(run); });
  result.add_picture("planes",
                     "Principal components show the digits from the side where they vary most, and many lie "
                     "over each other. The autoencoder's code spreads them out.",
                     [run] { return planes_figure(run); });
  result.add_picture("reconstructions",
                     "One digit of each kind, what two principal components make of it, and what the two "
                     "numbers of the autoencoder make of it.",
                     [run] { return reconstructions_figure(run); });
  result.add_picture(
      "sheet",
      "The sheet of pictures that the decoder knows: neighbouring places give similar pictures, "
      "and between two digits lie pictures that are neither.",
      [run] { return sheet_figure(run); });
}

}  // namespace gradus::lessons
