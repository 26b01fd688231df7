// Small windows that slide over a picture: a network that knows what a neighbour is.
#include <fmt/format.h>

#include <algorithm>

#include "gradus/gradus.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "lessons/digit_pictures.hpp"
#include "lessons/picture_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 1e-3;
constexpr int64_t batch_size = 64;
constexpr int64_t few_train = 6400;
constexpr int64_t few_test = 1000;

// page: begin
/// Two rounds of sliding windows, each halved by taking the largest of four, then a score for each digit.
struct DigitCnn : nn::Layer {
  nn::Conv2d& conv1 = add<nn::Conv2d>("conv1", 1, 8, 3);
  nn::Conv2d& conv2 = add<nn::Conv2d>("conv2", 8, 16, 3);
  nn::Linear& fc = add<nn::Linear>("fc", 400, 10);

  Tensor first_maps(const Tensor& x) { return relu(conv1(x)); }  // [n, 8, 26, 26]
  Tensor second_maps(const Tensor& x) {
    return relu(conv2(max_pool2d(first_maps(x), 2)));
  }  // [n, 16, 11, 11]
  Tensor forward(const Tensor& x) override { return fc(flatten(max_pool2d(second_maps(x), 2), 1)); }
};

/// [n, 28, 28] bytes as [n, 1, 28, 28] numbers from 0 to 1: one channel, for there is no colour.
Tensor as_channels(const Tensor& pictures) { return grey_levels(pictures).unsqueeze(1); }

train::History teach(DigitCnn& net, const train::Batches& digits, const train::Batches& test, int64_t epochs,
                     const train::Callback& observe) {
  optim::Adam adam(net.parameters(), {.lr = rate});
  train::Trainer trainer(net, nn::cross_entropy, adam, {.epochs = epochs, .metrics = {train::accuracy()}});
  trainer.on(train::Moment::batch, observe);
  return trainer.fit(digits, test);
}
// page: end

/// All digits, or the first few of them in the file's order.
data::PictureData chosen_digits(const RunOptions& options, Result& result) {
  data::PictureData digits = digit_pictures(options, result);
  if (options.full) return digits;
  digits.x_train = digits.x_train.slice(0, 0, few_train);
  digits.y_train = digits.y_train.slice(0, 0, few_train);
  digits.x_test = digits.x_test.slice(0, 0, few_test);
  digits.y_test = digits.y_test.slice(0, 0, few_test);
  return digits;
}

Json start_values(DigitCnn& net, const Tensor& picture) {
  const InferenceMode guard;
  return {{"conv1_weight", numbers(net.conv1.weight())},
          {"conv1_bias", numbers(net.conv1.bias())},
          {"conv2_bias", numbers(net.conv2.bias())},
          {"fc_bias", numbers(net.fc.bias())},
          {"initial_logits_image0", numbers(net(picture)[0])}};
}

/// Keeps the losses of the steps, all for the figure and some as checkpoints.
void observe(const train::Event& event, const RunOptions& options, LearningCurve& curve, Result& result) {
  curve.steps_an_epoch = event.batches;
  curve.losses.push_back(event.loss);
  options.report_progress(static_cast<double>(event.step) /
                          static_cast<double>(event.batches * event.epochs));
  const int64_t step = event.batch;
  if (step % 10 != 0 && step > 3 && step != 5) return;
  result.checkpoints.push_back(
      {{"epoch", event.epoch - 1}, {"step", step}, {"loss", number(static_cast<float>(event.loss))}});
  if (step % (options.full ? 100 : 10) != 0) return;
  result.printed += fmt::format("epoch {}/{}, step {}/{}: loss {:.4f}\n", event.epoch, event.epochs, step,
                                event.batches, event.loss);
}

plot::Figure filters_figure(const Tensor& before, const Tensor& after) {
  plot::Figure figure(
      {.title = "The eight windows of the first layer", .width = 1000, .height = 360, .columns = 2});
  const double most = std::max(amax(abs(before)).item(), amax(abs(after)).item());
  const auto draw = [&](int column, const char* title, const Tensor& weight) {
    figure.axes(0, column).title = title;
    draw_mosaic(figure.axes(0, column), weight.squeeze(1),
                {.columns = 4, .map = plot::ColorMap::balance, .min = -most, .max = most});
  };
  draw(0, "as they were drawn", before);
  draw(1, "after training", after);
  return figure;
}

/// What is left of one picture after each layer.
struct Maps {
  Tensor picture;  // [28, 28]
  Tensor first;    // [8, 26, 26]
  Tensor second;   // [16, 11, 11]
};

plot::Figure maps_figure(const Maps& maps) {
  plot::Figure figure(
      {.title = "One digit on its way through the network", .width = 1250, .height = 470, .columns = 3});
  const char* titles[] = {"the picture, 28 x 28", "after the first layer, 8 of 26 x 26",
                          "after the second, 16 of 11 x 11"};
  for (int i = 0; i < 3; ++i) figure.axes(0, i).title = titles[i];
  draw_mosaic(figure.axes(0, 0), maps.picture.unsqueeze(0));
  draw_mosaic(figure.axes(0, 1), maps.first, {.columns = 3});
  draw_mosaic(figure.axes(0, 2), maps.second, {.columns = 4});
  return figure;
}

Result run(const RunOptions& options) {
  Result result;
  const data::PictureData digits = chosen_digits(options, result);
  manual_seed(options.seed);
  DigitCnn net;
  const Tensor first_picture = as_channels(digits.x_train.slice(0, 0, 1));
  result.values = start_values(net, first_picture);
  const Tensor drawn = net.conv1.weight().detach().clone();

  const auto prepared = [](data::Batch batch) {
    batch.x = as_channels(batch.x);
    return batch;
  };
  // Without --full the digits come in the file's order and nothing is drawn at random.
  data::DataLoader loader(data::TensorDataset(digits.x_train, digits.y_train),
                          {.batch_size = batch_size, .shuffle = options.full, .transform = prepared});
  const Tensor x_test = as_channels(digits.x_test);
  LearningCurve curve{.label = "test digits"};
  const train::History history =
      teach(net, loader, {x_test, digits.y_test, {.batch_size = 1000}}, options.epochs,
            [&](const train::Event& event) { observe(event, options, curve, result); });
  curve.test_accuracy = history.values("val_accuracy");

  const InferenceMode guard;
  Tensor logits = net(x_test.slice(0, 0, few_test));
  for (int64_t i = few_test; i < x_test.size(0); i += few_test) {
    logits = cat({logits, net(x_test.slice(0, i, i + few_test))});
  }
  const auto right = sum(logits.argmax(1) == digits.y_test).item<int64_t>();
  const double share = static_cast<double>(right) / static_cast<double>(digits.y_test.size(0));
  result.final = {{"last_loss", number(static_cast<float>(curve.losses.back()))},
                  {"test_correct", right},
                  {"test_accuracy", number(share)},
                  {"test_loss", number(nn::cross_entropy(logits, digits.y_test).item<float>())},
                  {"test_logits0", numbers(logits[0])},
                  {"conv1_weight", numbers(net.conv1.weight())},
                  {"conv1_bias", numbers(net.conv1.bias())},
                  {"fc_bias", numbers(net.fc.bias())}};
  result.printed += fmt::format("{:.2f} % of {} test digits are right\n", 100 * share, digits.y_test.size(0));

  result.add_picture("loss",
                     "The loss of each batch falls from \\(\\ln 10 = 2.30\\), which is guessing; how steeply "
                     "shows that a hundred steps are a beginning only.",
                     [=] { return learning_figure("Learning with windows", {curve}); });
  const Tensor learned = net.conv1.weight().detach().clone();
  result.add_picture("filters",
                     "Red adds, blue takes away, what is as pale as the page does not look. Left the windows "
                     "as chance drew them, "
                     "right after training: edges of different directions.",
                     [=] { return filters_figure(drawn, learned); });
  const Tensor shown = x_test.slice(0, 0, 1);
  const Maps maps{shown[0][0], net.first_maps(shown)[0], net.second_maps(shown)[0]};
  result.add_picture("feature-maps",
                     "Where in the picture each window found what it looks for: what stands out from the "
                     "page is much. The second "
                     "layer looks at all maps of the first at once.",
                     [=] { return maps_figure(maps); });
  const Tensor truth = digits.y_test, answers = logits.argmax(1);
  result.add_picture("confusion", "Rows are the digits that were meant, columns those that were read.", [=] {
    plot::Figure figure({.title = "Which digits are taken for which", .width = 760, .height = 680});
    view::confusion(figure.axes(), truth, answers, {.class_names = digits.class_names});
    return figure;
  });
  return result;
}

Page page() {
  return {
      .about =
          "A network that sees a digit as a list of 784 numbers has to learn anew in every place what a "
          "stroke "
          "looks like. This one slides eight windows of 3 by 3 pixels over the picture; what a window has "
          "learned in one corner it knows everywhere. Each layer is followed by a look at which of four "
          "neighbouring values is the largest, so the picture shrinks while what is known of it grows. With "
          "5258 parameters, a fortieth of the other network's, it reads digits better once it has seen all "
          "of "
          "them: 98.6 of 100 with `--full`.",
      .mathematics =
          {{"A window \\(w\\) slides over the picture; in each place it gives a weighted sum of what lies "
            "under it:",
            R"(z_{ij} = b + \sum_{u=0}^{2} \sum_{v=0}^{2} w_{uv}\, x_{i+u,\,j+v})"},
           {"A picture of \\(n\\) pixels has room for \\(n - 2\\) such places, and the largest of each two "
            "by "
            "two halves them, rounded down:",
            R"(28 \to 26 \to 13 \to 11 \to 5, \qquad 16 \cdot 5 \cdot 5 = 400)"},
           {"The same nine weights are used everywhere, so their gradient is a sum over all places:",
            R"(\frac{\partial L}{\partial w_{uv}} = \sum_{i,j} \frac{\partial L}{\partial z_{ij}}\, x_{i+u,\,j+v})"}},
      .numbers = {{"loss of the first batch", "/checkpoints/0/loss", "", ""},
                  {"loss of batch 50", "/checkpoints/8/loss", "", ""},
                  {"loss of batch 100", "/checkpoints/13/loss", "", ""},
                  {"share of the test digits", "/final/test_accuracy", "", ""},
                  {"scores of the first test digit, a 7", "/final/test_logits0", "", ""}},
      .questions =
          {("Run it with `--full`. How many of the 10,000 test digits does it read, and which of its "
            "mistakes "
            "would you make as well?"),
           ("Count the parameters: \\(8 \\cdot 9 + 8\\), \\(16 \\cdot 8 \\cdot 9 + 16\\), \\(400 \\cdot 10 + "
            "10\\). Where are most of them?"),
           ("Shift all test digits by three pixels. How much worse does this network get, and how much the "
            "one of the lesson `mnist`?"),
           "Replace the largest of four by their mean. Does it matter?",
           "What does a window have to look like to find horizontal edges, and is there one in the figure?"},
      .notes = {
          "The notebook names this network and leaves it to its readers. Its first run here takes the first "
          "6400 digits in the file's order, batches of 64, and is judged by the first 1000 test digits; "
          "`--full` takes all 60,000, shuffled, for ten epochs, and all 10,000.",
          "MNIST's digits are centred. That is much of why the network of lists does so well."}};
}

}  // namespace

Lesson mnist_cnn() {
  return {.name = "mnist-cnn",
          .title = "Windows that slide over a picture",
          .summary = "A convolutional network reads digits with a fortieth of the weights.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 1,
          .full_epochs = 10,
          .spread = "epochs over the first 6400 digits; with --full over all 60,000",
          .cover = "feature-maps",
          .cover_column = 1,
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
