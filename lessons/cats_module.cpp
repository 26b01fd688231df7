// Cat or not, with one layer of the library; and a test that always said cat.
#include <fmt/format.h>

#include <algorithm>

#include "gradus/gradus.hpp"
#include "lessons/cat_pictures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 1e-3;

// page: begin
/// Every picture a row of numbers from 0 to 1, every answer a column of 0 and 1.
Tensor as_rows(const Tensor& pictures) { return flatten(pictures.to(float32) / 255, 1); }
Tensor as_column(const Tensor& labels) { return labels.to(float32).unsqueeze(1); }

train::History teach(nn::Layer& model, const data::PictureData& cats, int64_t epochs,
                     const train::Callback& observe) {
  optim::SGD sgd(model.parameters(), {.lr = rate});
  train::Trainer trainer(model, nn::binary_cross_entropy, sgd,
                         {.epochs = epochs, .metrics = {train::binary_accuracy(0.5)}});
  trainer.on(train::Moment::batch, observe);
  return trainer.fit({as_rows(cats.x_train), as_column(cats.y_train)},  // all pictures in one batch
                     {as_rows(cats.x_test), as_column(cats.y_test)});
}
// page: end

/// The share of the pictures on whose side of one half the outputs are.
double share_right(const Tensor& outputs, const Tensor& labels) {
  return metrics::accuracy_score(labels, (outputs.squeeze(1) > 0.5).to(int64));
}

plot::Figure loss_figure(const train::History& history, double cats_among_test) {
  plot::Figure figure({.title = "Cat or not", .width = 1150, .height = 480, .columns = 2});
  plot::Axes &loss = figure.axes(0, 0), &share = figure.axes(0, 1);
  std::vector<double> epochs;
  for (const train::EpochRecord& record : history.epochs) epochs.push_back(static_cast<double>(record.epoch));
  loss.title = "loss";
  loss.y.label = "binary cross-entropy";
  share.title = "answers (dashed: always saying cat)";
  share.y = {.label = "share that is right", .min = 0, .max = 1};
  share.legend = plot::Legend::none;
  share.hline(cats_among_test);
  const auto draw = [&](plot::Axes& axes, const char* value, const char* label, plot::Color color) {
    const auto marker = epochs.size() == 1 ? std::optional(plot::Marker::circle) : std::nullopt;
    axes.x.label = "epoch";
    axes.line(epochs, history.values(value), {.label = label, .color = color, .marker = marker});
  };
  draw(loss, "loss", "training", plot::colors::blue);
  draw(loss, "val_loss", "test", plot::colors::vermillion);
  draw(share, "accuracy", "training", plot::colors::blue);
  draw(share, "val_accuracy", "test", plot::colors::vermillion);
  return figure;
}

Result run(const RunOptions& options) {
  Result result;
  const auto found = cat_pictures(options, result);
  if (!found) return result;
  const data::PictureData& cats = *found;
  manual_seed(options.seed);
  const Tensor x_train = as_rows(cats.x_train);
  nn::Sequential model{nn::Linear(x_train.size(1), 1), nn::Sigmoid()};
  const nn::Linear& layer = model.get<nn::Linear>(0);
  result.values = {{"initial_weight_first5", numbers(layer.weight()[0].slice(0, 0, 5))},
                   {"initial_bias", numbers(layer.bias())}};
  const int64_t apart = std::max<int64_t>(1, options.epochs / 10);
  const train::History history = teach(model, cats, options.epochs, [&](const train::Event& event) {
    const int64_t epoch = event.epoch - 1;
    options.report_progress(static_cast<double>(event.epoch) / static_cast<double>(event.epochs));
    if (epoch % apart != 0 && event.epoch != event.epochs) return;
    result.checkpoints.push_back({{"epoch", epoch}, {"loss", number(static_cast<float>(event.loss))}});
    result.printed += fmt::format("epoch {:>4}  loss {:.6f}\n", epoch, event.loss);
  });

  const InferenceMode guard;
  const Tensor outputs = model(as_rows(cats.x_test)), learned = model(x_train);
  // The notebook takes the larger of each output and 1, which is 1, and so counts the cats.
  const double published = share_right(maximum(outputs, ones_like(outputs)), cats.y_test);
  const double test = share_right(outputs, cats.y_test);
  result.final = {
      {"loss_after", number(nn::binary_cross_entropy(learned, as_column(cats.y_train)).item<float>())},
      {"bias", numbers(layer.bias())},
      {"weight_first5", numbers(layer.weight()[0].slice(0, 0, 5))},
      {"weight_norm", number(sqrt(sum(square(layer.weight().to(float64)))).item())},
      {"test_outputs_first5", numbers(outputs.squeeze(1).slice(0, 0, 5))},
      {"train_accuracy", number(share_right(learned, cats.y_train))},
      {"published_test_accuracy", number(published)},
      {"test_accuracy", number(test)}};
  result.printed += fmt::format("as published: {:.1f} %, really: {:.1f} % of the test pictures are right\n",
                                100 * published, 100 * test);
  result.add_picture(
      "loss",
      "Left the loss over all training and all test pictures after each epoch; right the share "
      "of right answers. Saying cat to everything is right about two thirds of the test.",
      [=] { return loss_figure(history, published); });
  return result;
}

Page page() {
  return {
      .about =
          "The same question as in the lesson `cats`, asked of a single layer with a Sigmoid behind it. The "
          "loss falls, slowly, and the notebook ends with 66 % on the test pictures. That number would be "
          "the same for a network that had learned nothing at all: a slip in the last cell turns every "
          "answer into cat, and 33 of the 50 test pictures are cats. A measure wants to be doubted like a "
          "model, and the first doubt is what a constant answer would get.",
      .mathematics = {{"One weight for each of the 12288 numbers of a picture, and a Sigmoid:",
                       R"(a = \sigma(\mathbf{w} \cdot \mathbf{x} + b))"},
                      {"Binary cross-entropy, the mean surprise at the truth \\(y\\):",
                       R"(L = -\frac{1}{m} \sum_{i=1}^{m} \big[y_i \ln a_i + (1 - y_i) \ln (1 - a_i)\big])"},
                      {"The notebook's answer and the one that was meant:",
                       R"(\max(a, 1) = 1 \ \text{ always}, \qquad \hat{y} = [a > \tfrac{1}{2}])"}},
      .numbers = {{"first loss", "/checkpoints/0/loss", "", ""},
                  {"last loss", "/final/loss_after", "", ""},
                  {"share of the test pictures, as published (printed as 66.0%)",
                   "/final/published_test_accuracy", "0.660", ""},
                  {"share of the test pictures", "/final/test_accuracy", "", ""},
                  {"share of the training pictures", "/final/train_accuracy", "", ""}},
      .questions =
          {("What would always saying no cat get on the training pictures, and what does that say of "
            "the first hundred epochs?"),
           "Put a hidden layer of 128 ReLUs before the Sigmoid. Does the test gain or the training?",
           "Raise the rate to 0.005, that of the lesson `cats`. How many epochs does it save?",
           "Run it with other seeds. How much of the test share is luck among 50 pictures?"},
      .notes = {
          "The notebook prints no loss, so there is none to compare with; Python's numbers are those of "
          "the same program run for 100 epochs.",
          "Two hidden sizes are set in the notebook and used nowhere: its network has one layer."}};
}

}  // namespace

Lesson cats_module() {
  return {.name = "cats-module",
          .title = "Cat or not, with a layer",
          .summary = "One layer of the library learns cats; a published 66 % that is worth nothing.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 3000,
          .spread = "epochs over all pictures at once",
          .alike_from_start = true,
          .cover = "loss",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
