// Seventy thousand handwritten digits and a network that reads them; and what one Sigmoid too many costs.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "gradus/gradus.hpp"
#include "gradus/view/classifier_figures.hpp"
#include "lessons/digit_pictures.hpp"
#include "lessons/picture_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t pixels = 28 * 28;
constexpr double published_rate = 1e-4;
constexpr int64_t batch_size = 128;

// page: begin
/// A picture as 784 numbers, two hidden layers, a score for each digit.
nn::Sequential digit_net(bool sigmoid_at_the_end) {
  nn::Sequential net{nn::Linear(pixels, 256), nn::ReLU(), nn::Linear(256, 64), nn::ReLU(),
                     nn::Linear(64, 10)};
  if (sigmoid_at_the_end) net.append(nn::Sigmoid());  // the notebook's; the loss needs scores, not shares
  return net;
}

/// Shuffled batches; the pixels of each become numbers from 0 to 1 when it is its turn.
data::DataLoader digit_loader(const data::PictureData& digits) {
  return data::DataLoader(data::TensorDataset(digits.x_train, digits.y_train),
                          {.batch_size = batch_size, .shuffle = true, .transform = [](data::Batch batch) {
                             batch.x = grey_levels(batch.x).reshape({-1, pixels});
                             return batch;
                           }});
}

/// All epochs, with a look at the test digits after each; `observe` is told of every step.
train::History teach(nn::Sequential& net, data::DataLoader& loader, const train::Batches& test, double rate,
                     int64_t epochs, const train::Callback& observe) {
  optim::Adam adam(net.parameters(), {.lr = rate});
  train::Trainer trainer(net, nn::cross_entropy, adam, {.epochs = epochs, .metrics = {train::accuracy()}});
  trainer.on(train::Moment::batch, observe);
  return trainer.fit(loader, test);
}
// page: end

/// The test digits, and what a network said of them.
struct Tested {
  Tensor pictures;  // uint8 [n, 28, 28]
  Tensor truth;     // [n]
  Tensor outputs;   // [n, 10]
  std::vector<std::string> classes;
};

/// What is thrown away before each run: draws of the notebook's earlier cells, and its look at a batch.
std::vector<int64_t> look_at_a_batch(uint32_t seed, data::DataLoader& loader) {
  manual_seed(seed);
  randn({2, 3, 4});
  loader.start();
  return loader.state().order;
}

Tensor first(const std::vector<int64_t>& indices, size_t count) {
  const size_t shown = std::min(count, indices.size());
  return from_data(
      std::vector<int64_t>(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(shown)),
      {static_cast<int64_t>(shown)});
}

struct Setting {
  const char* name;
  const char* label;
  bool sigmoid_at_the_end;
  double rate;
  bool checkpoints;  // the last one is ours, and has no place among the numbers of Python's runs
};
constexpr std::array<Setting, 3> settings = {
    {{"as_published", "Sigmoid before the loss (as published)", true, published_rate, true},
     {"corrected", "scores (corrected)", false, published_rate, true},
     {"corrected_rate_0.001", "scores, ten times the rate", false, 10 * published_rate, false}}};

/// Trains one of the networks and keeps its numbers.
class DigitRun {
 public:
  DigitRun(size_t index, const data::PictureData& digits, const RunOptions& options, Result& result)
      : setting_(settings[index]),
        begun_(static_cast<double>(index) / settings.size()),
        digits_(digits),
        options_(options),
        result_(result) {
    curve_.label = setting_.label;
  }

  /// The network's outputs for all test digits.
  Tensor run() {
    data::DataLoader loader = digit_loader(digits_);
    peeked_ = look_at_a_batch(options_.seed, loader);
    nn::Sequential net = digit_net(setting_.sigmoid_at_the_end);
    const Tensor& b2 = net.get<nn::Linear>(4).bias();
    start_values_ = {{"w0_first5", numbers(net.get<nn::Linear>(0).weight()[0].slice(0, 0, 5))},
                     {"b2", numbers(b2)}};
    const Tensor x = grey_levels(digits_.x_test).reshape({-1, pixels});
    const train::History history = teach(net, loader, {x, digits_.y_test, {.batch_size = 1000}},
                                         setting_.rate, options_.epochs, [&](const train::Event& event) {
                                           if (event.step == 1) order_ = loader.state().order;
                                           observe(event);
                                         });
    curve_.test_accuracy = history.values("val_accuracy");
    const InferenceMode guard;
    const Tensor outputs = net(x);
    const auto right = sum(outputs.argmax(1) == digits_.y_test).item<int64_t>();
    const double share = static_cast<double>(right) / static_cast<double>(digits_.y_test.size(0));
    result_.final[setting_.name] = {
        {"last_loss", number(static_cast<float>(curve_.losses.back()))},
        {"test_correct", right},
        {"test_accuracy", number(share)},
        {"test_loss", number(nn::cross_entropy(outputs, digits_.y_test).item<float>())},
        {"test_output0", numbers(outputs[0])},
        {"b2", numbers(b2)}};
    result_.printed +=
        fmt::format("{:<20}  {:.2f} % of the test digits are right\n", setting_.name, 100 * share);
    return outputs;
  }

  const std::vector<int64_t>& peeked() const { return peeked_; }
  const LearningCurve& curve() const { return curve_; }

  Json values() const {
    return {{"y_first10", numbers(digits_.y_train.slice(0, 0, 10))},
            {"image0_sum", sum(digits_.x_train[0]).item<int64_t>()},
            {"peek_indices_first10", numbers(first(peeked_, 10))},
            {"initial", start_values_},
            {"first_batch_indices_first10", numbers(first(order_, 10))}};
  }

 private:
  void observe(const train::Event& event) {
    curve_.steps_an_epoch = event.batches;
    curve_.losses.push_back(event.loss);
    options_.report_progress(begun_ + static_cast<double>(event.step) /
                                          static_cast<double>(event.batches * event.epochs) /
                                          settings.size());
    const int64_t step = event.batch;
    const bool hundredth = step % 100 == 0;
    if (!hundredth && step != 1 && step != 2 && step != 10 && step != event.batches) return;
    if (setting_.checkpoints) {
      result_.checkpoints.push_back({{"run", setting_.name},
                                     {"epoch", event.epoch - 1},
                                     {"step", step},
                                     {"loss", number(static_cast<float>(event.loss))}});
    }
    if (!hundredth && step != event.batches) return;
    result_.printed += fmt::format("{:<20}  epoch {}/{}, step {}/{}: loss {:.6f}\n", setting_.name,
                                   event.epoch, event.epochs, step, event.batches, event.loss);
  }

  const Setting& setting_;
  double begun_;
  const data::PictureData& digits_;
  const RunOptions& options_;
  Result& result_;
  std::vector<int64_t> peeked_, order_;
  Json start_values_;
  LearningCurve curve_;
};

plot::Figure samples_figure(const data::PictureData& digits, const Tensor& indices) {
  std::vector<std::string> captions;
  for (const int64_t label : index_select(digits.y_train, 0, indices).to_vector<int64_t>()) {
    captions.push_back(digits.class_names[static_cast<size_t>(label)]);
  }
  return mosaic("The first digits of a shuffled batch", index_select(digits.x_train, 0, indices),
                {.columns = 8, .captions = captions});
}

plot::Figure confusion_figure(const Tested& tested) {
  plot::Figure figure({.title = "Which digits are taken for which", .width = 760, .height = 680});
  view::confusion(figure.axes(), tested.truth, tested.outputs.argmax(1), {.class_names = tested.classes});
  return figure;
}

/// The wrong answers that the network was surest of.
plot::Figure mistakes_figure(const Tested& tested) {
  constexpr int64_t shown = 24;
  const auto [sureness, answers] = max(softmax(tested.outputs, 1), 1);
  const Tensor wrong = nonzero(answers != tested.truth).flatten();
  if (wrong.size(0) == 0) {
    plot::Figure none({.title = "No mistakes", .width = 1000, .height = 200});
    none.axes().hidden = true;
    none.axes().text(0.5, 0.5, "every test digit was read rightly");
    return none;
  }
  const Tensor order = argsort(index_select(sureness, 0, wrong), {.descending = true});
  const Tensor worst = index_select(wrong, 0, order.slice(0, 0, shown));
  std::vector<std::string> captions;
  for (const int64_t i : worst.to_vector<int64_t>()) {
    const auto name_of = [&](const Tensor& labels) {
      return tested.classes[static_cast<size_t>(labels[i].item<int64_t>())];
    };
    captions.push_back(fmt::format("{}, read as {}", name_of(tested.truth), name_of(answers)));
  }
  return mosaic("Mistakes that the network is surest of", index_select(tested.pictures, 0, worst),
                {.columns = 8, .captions = captions});
}

Result run(const RunOptions& options) {
  Result result;
  const data::PictureData digits = digit_pictures(options, result);
  Tested tested{digits.x_test, digits.y_test, {}, digits.class_names};
  std::vector<LearningCurve> curves;
  Tensor looked_at;
  for (size_t i = 0; i < settings.size(); ++i) {
    DigitRun one(i, digits, options, result);
    tested.outputs = one.run();  // the last and best network's are shown
    curves.push_back(one.curve());
    looked_at = first(one.peeked(), 24);
    result.values = one.values();  // the same for each: all start alike
  }
  result.add_picture("samples",
                     "Pictures of 28 x 28 pixels as the network is shown them, with the digit that their "
                     "writers meant.",
                     [=] { return samples_figure(digits, looked_at); });
  result.add_picture(
      "loss",
      "Left: behind a Sigmoid the loss can never fall below 1.46 (dashed), however good the answers are; "
      "without it it falls towards 0. Right: the share of test digits that is read rightly.",
      [=] {
        plot::Figure figure = learning_figure("Learning to read digits", curves);
        figure.axes(0, 0).hline(std::log(1 + 9 / std::numbers::e));
        return figure;
      });
  result.add_picture(
      "confusion",
      "Rows are the digits that were meant, columns those that the best of the three networks read.",
      [=] { return confusion_figure(tested); });
  result.add_picture("mistakes",
                     "Test digits that the best network reads wrongly and is surest of. Some would be "
                     "hard for a person as well.",
                     [=] { return mistakes_figure(tested); });
  return result;
}

Page page() {
  return {
      .about =
          "Sixty thousand digits from the hands of some five hundred people, each a square of 28 by 28 grey "
          "values, and ten thousand more to be examined on. The network sees a picture as a list of 784 "
          "numbers and does not know which of them are neighbours; two hidden layers suffice all the same to "
          "read 97 of 100 digits and more. The notebook's network ends in a Sigmoid that squeezes its ten "
          "scores into "
          "0 to 1 before the loss takes a softmax of them. It learns, but with the brake on; and so does the "
          "corrected one, until its rate is raised as well.",
      .mathematics =
          {{"Two hidden layers and ten scores, one for each digit:",
            R"(\mathbf{z} = W_3\,\mathrm{ReLU}\!\big(W_2\,\mathrm{ReLU}(W_1 \mathbf{x} + \mathbf{b}_1) + \mathbf{b}_2\big) + \mathbf{b}_3)"},
           {"Cross-entropy makes probabilities of scores by itself:",
            R"(L = -\ln \frac{e^{z_t}}{\sum_{k} e^{z_k}})"},
           {"Scores that went through a Sigmoid lie between 0 and 1. The best that they can be is 1 for the "
            "truth and 0 for the nine others, and so the loss stays above",
            R"(L_{\min} = -\ln \frac{e}{e + 9} \approx 1.461)"},
           {"The gradient that reaches a score is multiplied by the Sigmoid's slope on its way, a quarter at "
            "most and next to nothing for a sure answer:",
            R"(\frac{\partial L}{\partial z_k} = (p_k - [k = t]) \; \sigma(z_k)\big(1 - \sigma(z_k)\big))"}},
      .numbers = {{"as published: loss at step 100 of epoch 1", "/checkpoints/3/loss", "2.124385", ""},
                  {"step 200", "/checkpoints/4/loss", "1.855730", ""},
                  {"step 300", "/checkpoints/5/loss", "1.757801", ""},
                  {"step 400", "/checkpoints/6/loss", "1.698924", ""},
                  {"as published: share of the test digits (printed as 94.0%)",
                   "/final/as_published/test_accuracy", "0.940", ""},
                  {"corrected: share of the test digits", "/final/corrected/test_accuracy", "", ""},
                  {"corrected, ten times the rate", "/final/corrected_rate_0.001/test_accuracy", "", ""},
                  {"as published: test loss", "/final/as_published/test_loss", "", ""},
                  {"corrected: test loss", "/final/corrected/test_loss", "", ""}},
      .questions =
          {("Ten times the rate again, 0.01: does the network learn still faster? And the published one at "
            "0.001?"),
           ("Shuffle the 784 pixels of all pictures in one fixed way. Can you still read them? Can the "
            "network?"),
           "Take the ReLUs out. What is left is a linear model; how much does it read?",
           "Which two digits does the confusion matrix mix up most, and do the mistakes show why?",
           ("Go on for 40 epochs (`--epochs 40`). Where does the test accuracy stop rising while the "
            "training loss still falls?")},
      .notes = {
          "The notebook's losses are float32 numbers printed with the digits of a double; the table shows "
          "them rounded to six decimals.",
          "Before its first batch the notebook had drawn a tensor of 24 numbers and looked at a batch; both "
          "are done here too, so that shuffling and weights are the same as there.",
          "With the notebook's rate of 0.0001 the corrected network reads 95.7 % after ten epochs, in "
          "PyTorch "
          "as here; it is still learning. The third network has ten times that rate and nothing else "
          "changed.",
          "Over ten epochs rounding makes the runs drift apart a little; PyTorch's own runs on two machines "
          "do so too, by about one part in ten thousand."}};
}

}  // namespace

Lesson mnist() {
  return {.name = "mnist",
          .title = "Reading handwritten digits",
          .summary = "Two hidden layers read 97 of 100 handwritten digits; what one Sigmoid too many costs.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 10,
          .spread = "epochs for each of the three networks",
          .alike_from_start = true,
          .cover = "samples",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
