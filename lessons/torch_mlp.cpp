// From bare tensors to a training loop of the library, in five steps; then saved, and read again.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "gradus/gradus.hpp"
#include "lessons/blobs.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"
#include "lessons/torch_mlp_figures.hpp"
#include "lessons/torch_mlp_training.hpp"

namespace gradus::lessons {
namespace two_layers {
namespace {

constexpr uint32_t model_seed = 0;  // the notebook's models seed the generator themselves
constexpr int64_t inputs = 2, wide_hidden = 16, class_count = 2;

/// The weights as they are now.
StateDict copy_of(const StateDict& state) {
  StateDict copy;
  for (const auto& [name, tensor] : state) copy.push_back({name, tensor.detach().clone()});
  return copy;
}

/// Which numbers of the epochs a run's checkpoints tell beside those that all tell.
enum class Extra : uint8_t { none, mean_loss, published_loss };

/// Keeps what the trainings say.
class Log {
 public:
  Log(const RunOptions& options, Result& result) : options_(options), result_(result) {}

  /// The watch of a training of so many epochs, all of which go to `epochs`; the multiples of 10 and of 39
  /// and the last become checkpoints.
  Watch watch(const char* run, int64_t count, Extra extra, std::vector<Epoch>& epochs) {
    return [=, this, &epochs](int64_t epoch, const Epoch& seen) {
      epochs.push_back(seen);
      advance(count);
      if (epoch % 10 != 0 && epoch % 39 != 0 && epoch != count - 1) return;
      Json checkpoint = {{"run", run},
                         {"epoch", epoch},
                         {"loss", number(seen.loss)},
                         {"valid_loss", number(seen.valid_loss)},
                         {"valid_accuracy", number(seen.valid_accuracy)},
                         {"train_correct", seen.correct}};
      if (extra == Extra::mean_loss) checkpoint["train_loss_mean"] = number(seen.loss_mean);
      if (extra == Extra::published_loss) checkpoint["train_loss_published"] = number(seen.loss_sum / 33.5);
      result_.checkpoints.push_back(checkpoint);
      if (epoch % 39 == 0 || epoch == count - 1) {
        result_.printed +=
            fmt::format("{:<9} epoch {:>3}  loss {:.4f}  validation: loss {:.4f}, {:.1f} % right\n", run,
                        epoch + 1, seen.loss, seen.valid_loss, 100 * seen.valid_accuracy);
      }
    };
  }

  /// The watch of a training that has no checkpoints.
  Watch silent_watch(int64_t count, std::vector<Epoch>& epochs) {
    return [=, this, &epochs](int64_t, const Epoch& seen) {
      epochs.push_back(seen);
      advance(count);
    };
  }

  void keep(const char* run, const StateDict& initial, const StateDict& learned,
            const std::vector<Epoch>& epochs) {
    result_.values[run]["initial"] = numbers(initial);
    result_.final[run] = {{"epochs", epochs.size()},
                          {"weights", numbers(learned)},
                          {"valid_loss", number(epochs.back().valid_loss)},
                          {"valid_accuracy", number(epochs.back().valid_accuracy)}};
  }

 private:
  void advance(int64_t count) {
    constexpr double trainings = 7;
    done_ += 1 / (trainings * static_cast<double>(count));
    options_.report_progress(std::min(done_, 1.0));
  }

  const RunOptions& options_;
  Result& result_;
  double done_ = 0;
};

Clouds clouds() {
  const BlobSplit split = split_blobs();
  return {{split.train.x.to(float32), split.train.y}, {split.test.x.to(float32), split.test.y}};
}

/// What the loader will draw for its next pass: two seeds and, from the second, an order.
Json next_pass(const LabelledSet& set) {
  constexpr uint64_t positive = (uint64_t{1} << 63) - 1;
  const Generator kept = default_generator();
  Generator copy = kept;
  const uint64_t base_seed = copy.random64() & positive, sampler_seed = copy.random64() & positive;
  data::DataLoader loader = batches_of(set);
  loader.start();
  const std::vector<int64_t> order = loader.state().order;
  default_generator() = kept;
  return {{"epoch0_base_seed", fmt::to_string(base_seed)},
          {"epoch0_sampler_seed", fmt::to_string(sampler_seed)},
          {"epoch0_order_first20", numbers(std::span(order).first(20))}};
}

/// The three trainings of the 2-10-2 net: an update by hand, Adam on the same tensors, Adam on parameters.
void train_small_nets(const RunOptions& options, const Clouds& data, Log& log, Result& result,
                      Trainings& trainings) {
  const int64_t epochs = options.epochs;
  {
    manual_seed(options.seed);
    const TensorNet net;
    const StateDict initial = copy_of(net.state_dict());
    const Json draws = next_pass(data.train);
    train_by_hand(net, data, epochs, log.watch("manual", epochs, Extra::none, trainings.manual));
    log.keep("manual", initial, net.state_dict(), trainings.manual);
    result.values["manual"].update(draws);
  }
  {
    manual_seed(options.seed);
    const TensorNet net;
    const StateDict initial = copy_of(net.state_dict());
    optim::Adam adam(net.parameters(), {.lr = 0.015});
    train_with(adam, net, data, epochs, log.watch("adam", epochs, Extra::none, trainings.adam));
    log.keep("adam", initial, net.state_dict(), trainings.adam);
  }
  manual_seed(model_seed);
  ParameterNet net;
  const StateDict initial = copy_of(net.state_dict());
  optim::Adam adam(net.parameters(), {.lr = 0.001});
  train_with(adam, std::ref(net), data, epochs,
             log.watch("parameter", epochs, Extra::none, trainings.parameter));
  log.keep("parameter", initial, net.state_dict(), trainings.parameter);
}

/// The same start without the last sigmoid, and the same model with log-probabilities for NLL.
void train_variants(const Clouds& data, int64_t epochs, Log& log, Result& result, Trainings& trainings) {
  manual_seed(model_seed);
  nn::Sequential logits{nn::Linear(inputs, wide_hidden), nn::Sigmoid(), nn::Linear(wide_hidden, class_count)};
  train_with_trainer(logits, nn::cross_entropy, data, epochs, log.silent_watch(epochs, trainings.logits));
  manual_seed(model_seed);
  Model model(inputs, wide_hidden, class_count);
  const train::Loss nll = [](const Tensor& outputs, const Tensor& y) {
    return nn::nll_loss(log_softmax(outputs, 1), y);
  };
  std::vector<Epoch> of_nll;
  train_with_trainer(model, nll, data, epochs, log.silent_watch(epochs, of_nll));
  const auto told = [](const Epoch& last) {
    return Json{{"valid_loss", number(last.valid_loss)}, {"valid_accuracy", number(last.valid_accuracy)}};
  };
  result.final["train"]["without_last_sigmoid"] = told(trainings.logits.back());
  result.final["train"]["nll"] = told(of_nll.back());
}

/// What is left of the model after it was saved and read again.
Json reloaded(const Model& model, const Tensor& predicted, const LabelledSet& valid) {
  const Reloaded models = save_and_reload(model, valid.x);
  const auto told = [&](const Tensor& outputs) {
    return Json{
        {"valid_accuracy", number(static_cast<float>(metrics::accuracy_score(valid.y, outputs.argmax(1))))},
        {"largest_difference", number(max(abs(outputs - predicted)).item<float>())}};
  };
  return {{"whole", told(models.whole)}, {"state_dict", told(models.state_dict)}};
}

/// The 2-16-2 net of layers: a loop of our own, then the library's, then kept and read again.
void train_models(const RunOptions& options, const Clouds& data, Log& log, Result& result,
                  Trainings& trainings) {
  {
    manual_seed(model_seed);
    Model model(inputs, wide_hidden, class_count);
    const StateDict initial = copy_of(model.state_dict());
    optim::Adam adam(model.parameters(), {.lr = 0.01});
    const int64_t epochs = 2 * options.epochs;
    train_with(adam, std::ref(model), data, epochs,
               log.watch("linear", epochs, Extra::mean_loss, trainings.linear));
    log.keep("linear", initial, model.state_dict(), trainings.linear);
  }
  manual_seed(model_seed);
  Model model(inputs, wide_hidden, class_count);
  const StateDict initial = copy_of(model.state_dict());
  const float untrained = judged(std::ref(model), data.valid).accuracy;
  const int64_t epochs = 4 * options.epochs;
  train_with_trainer(model, nn::cross_entropy, data, epochs,
                     log.watch("train", epochs, Extra::published_loss, trainings.trainer));
  log.keep("train", initial, model.state_dict(), trainings.trainer);
  train_variants(data, epochs, log, result, trainings);
  const InferenceMode guard;
  Json& told = result.final["train"];
  told["untrained_accuracy"] = number(untrained);
  told["reloaded"] = reloaded(model, model(data.valid.x), data.valid);
  result.printed += nn::to_string(model) + "\n";
  result.printed += fmt::format(
      "reloaded whole: {:.1f} % right, largest difference {}; from its state dict: {:.1f} %, {}\n",
      100 * value_of(told["reloaded"]["whole"]["valid_accuracy"]),
      value_of(told["reloaded"]["whole"]["largest_difference"]),
      100 * value_of(told["reloaded"]["state_dict"]["valid_accuracy"]),
      value_of(told["reloaded"]["state_dict"]["largest_difference"]));
}

Result run(const RunOptions& options) {
  const Clouds data = clouds();
  Result result;
  result.values = {{"X_train_first3", numbers(data.train.x.slice(0, 0, 3))},
                   {"y_train_first10", numbers(data.train.y.slice(0, 0, 10))}};
  Log log(options, result);
  Trainings trainings;
  train_small_nets(options, data, log, result, trainings);
  train_models(options, data, log, result, trainings);
  add_torch_mlp_pictures(trainings, result);
  return result;
}

const char* const other_order =
    "its loader had been used before, so its batches came in another order, and its tensors were drawn "
    "elsewhere in the stream";

Page page() {
  return {
      .about =
          "The same small network five times, each time with less to write. First its weights are bare "
          "tensors: autograd finds the gradients, and the update is four subtractions. An optimiser takes "
          "over the update; a layer takes over the list of weights; `Linear` takes over the formula and the "
          "start; `Trainer` takes over the loop, with validation, evaluation mode and measures. What is "
          "learned does not change, only who does the work. In the end the model is saved and read again, "
          "and gives the same answers to the last bit.",
      .mathematics =
          {{"The network of all five, for a batch of points as the rows of \\(X\\):",
            R"(H = \sigma(X W_1^\top + b_1), \qquad O = \sigma(H W_2^\top + b_2))"},
           {"Cross-entropy takes the outputs as scores, turns them into probabilities, and asks what the "
            "right class got; NLL asks the same of log-probabilities, so the two are one after a "
            "log-softmax:",
            R"(L = -\frac{1}{m} \sum_{i=1}^{m} \log \frac{e^{O_{i y_i}}}{\sum_k e^{O_{ik}}} = \operatorname{NLL}\bigl(\log\operatorname{softmax}(O),\, y\bigr))"},
           {"Scores that come out of a sigmoid differ by at most 1, and so even a perfect network of this "
            "kind keeps a loss of",
            R"(L_{\min} = \log(1 + e^{-1}) \approx 0.3133)"},
           {"Adam's step for each weight, from running means of its gradient \\(g\\) and of \\(g^2\\), both "
            "corrected for their start at zero:",
            R"(w \leftarrow w - \eta\, \frac{\hat m}{\sqrt{\hat v} + \epsilon}, \qquad m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2)"}},
      .numbers = {{"by hand: last loss of epoch 1", "/checkpoints/0/loss", "0.6968660354614258", other_order},
                  {"Adam: last loss of epoch 1", "/checkpoints/7/loss", "0.6361538171768188", other_order},
                  {"parameters: last loss of epoch 1", "/checkpoints/14/loss", "0.743605256", ""},
                  {"parameters: last loss of epoch 40", "/checkpoints/18/loss", "0.340891778", ""},
                  {"trainer: validation loss of epoch 1", "/checkpoints/34/valid_loss", "0.691454053", ""},
                  {"trainer: validation loss of epoch 40", "/checkpoints/38/valid_loss", "0.342395931", ""},
                  {"trainer: validation loss of epoch 79", "/checkpoints/43/valid_loss", "0.334872127",
                   "one unit in the last place of a float32"},
                  {"trainer: validation loss of epoch 196", "/checkpoints/58/valid_loss", "0.330191016", ""},
                  {"accuracy before training", "/final/train/untrained_accuracy", "0.4909", ""},
                  {"accuracy after training", "/final/train/valid_accuracy", "0.4909",
                   "the notebook judges a model that it has just made anew, and that has learned nothing"},
                  {"accuracy, saved whole and reloaded", "/final/train/reloaded/whole/valid_accuracy",
                   "0.4909", "the same untrained model"},
                  {"largest difference of its outputs", "/final/train/reloaded/whole/largest_difference", "",
                   ""},
                  {"accuracy, state dict reloaded", "/final/train/reloaded/state_dict/valid_accuracy", "",
                   ""},
                  {"largest difference of its outputs", "/final/train/reloaded/state_dict/largest_difference",
                   "", ""},
                  {"validation loss with NLL of log-softmax", "/final/train/nll/valid_loss", "", ""},
                  {"validation loss without the last sigmoid", "/final/train/without_last_sigmoid/valid_loss",
                   "", ""}},
      .questions =
          {("Give `train_by_hand` a rate of 1. The loss of the last batch falls faster; what does the one on "
            "the validation points do?"),
           ("Delete `weight.grad().zero_()`. The steps become sums of all gradients so far: which optimiser "
            "does that remind you of?"),
           ("Set `batch_size` to 670 and keep the number of epochs. How many steps are left, and how much "
            "of the learning?"),
           "Let the loader not shuffle. Do the curves change, and why may they not change much here?",
           ("Save the state dict, change `hidden_units` of the twin to 15, and load. Which names does the "
            "message list?"),
           ("Read the safetensors file with PyTorch. The names and layouts are those of its own "
            "`state_dict()`.")},
      .notes = {
          ("Losses are float32 numbers. The notebook prints them with the sixteen digits of a float64; the "
           "table has the nine that tell a float32."),
          ("As published, the outputs pass through a sigmoid before they go to the cross-entropy, which "
           "takes a softmax itself. The loss can then never fall below 0.3133. The last figure shows the "
           "same network without it: the classes are found just as well, and the loss says so."),
          ("The notebook prints a test accuracy of .4909, before and after reloading. That is what this "
           "model reaches before its first step; the trained one is right on 98 of 100 points."),
          ("The notebook divides the sum over the 34 batches by 33.5, though the last one has only ten "
           "points; `train_loss_published` does the same. `train_loss_mean` weighs each batch by its "
           "points."),
          ("The notebook ends by moving the model to a graphics card. This build computes on the processor, "
           "where the seven trainings take a second or less; nothing in the lesson names a device.")}};
}

}  // namespace
}  // namespace two_layers

Lesson torch_mlp() {
  return {.name = "torch-mlp",
          .title = "From tensors to a training loop",
          .summary = "One network five times: by hand, optimiser, parameters, layers, trainer; then saved.",
          .notebook = "Building FeedForward Networks with PyTorch",
          .seed = 0,
          .epochs = 50,
          .spread = "epochs of the first three trainings; layers take two times as many, the trainer four",
          .cover = "train-valid",
          .run = two_layers::run,
          .page = two_layers::page};
}

}  // namespace gradus::lessons
