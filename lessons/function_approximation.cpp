// A saddle learned by a network whose layers, loss and optimiser are written by hand, and by modules.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/gradus.hpp"
#include "lessons/function_approximation_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/shown_epochs.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace approximation {
namespace {

constexpr int64_t grid_size = 12;
constexpr double rate = 0.005;
// The notebook trains the modules for a third as long, and one epoch more.
constexpr int64_t notebook_epochs = 301, notebook_module_epochs = 101;

// page: begin
/// How a parameter follows its gradient.
struct GradientDescent {
  double rate;
  void step(Tensor& parameter, const Tensor& gradient) const { parameter -= rate * gradient; }
};

/// W x + b for a column x. Going back it keeps its own gradients and passes on that of its input.
struct Dense {
  Tensor w, b;  // [out, in], [out, 1]
  Tensor input, d_w, d_b;

  Dense(int64_t in, int64_t out, random::NumpyRandom& rng) {
    const double limit = std::sqrt(6.0 / static_cast<double>(in + out));  // Xavier's, for tanh
    w = from_data(rng.uniform(-limit, limit, out * in), {out, in});
    b = zeros({out, 1}, {.dtype = float64});
  }
  Tensor forward(const Tensor& x) {
    input = x;
    return matmul(w, x) + b;
  }
  Tensor backward(const Tensor& gradient) {
    d_w = matmul(gradient, input.t());
    d_b = gradient;
    return matmul(w.t(), gradient);
  }
};

/// tanh of each number; its slope is 1 - tanh^2 of what came in.
struct Tanh {
  Tensor output;
  Tensor forward(const Tensor& x) { return output = tanh(x); }
  Tensor backward(const Tensor& gradient) const { return gradient * (1.0 - square(output)); }
};

/// Dense layers with a tanh behind each.
struct HandNet {
  std::vector<Dense> dense;
  std::vector<Tanh> activations;

  HandNet(const std::vector<int64_t>& sizes, random::NumpyRandom& rng) : activations(sizes.size() - 1) {
    for (size_t i = 1; i < sizes.size(); ++i) dense.emplace_back(sizes[i - 1], sizes[i], rng);
  }
  Tensor forward(const Tensor& x) {
    Tensor at = x;
    for (size_t l = 0; l < dense.size(); ++l) at = activations[l].forward(dense[l].forward(at));
    return at;
  }
  void backward(const Tensor& gradient) {
    Tensor back = gradient;
    for (size_t l = dense.size(); l-- > 0;) back = dense[l].backward(activations[l].backward(back));
  }
  void update(const GradientDescent& optimizer) {
    for (Dense& layer : dense) {
      optimizer.step(layer.w, layer.d_w);
      optimizer.step(layer.b, layer.d_b);
    }
  }
};

/// One example: forward, back from the slope of (out - z)^2, update. Returns its error.
double learn(HandNet& net, const Tensor& x, const Tensor& z, const GradientDescent& optimizer) {
  const Tensor difference = net.forward(x) - z;
  net.backward(2.0 * difference);
  net.update(optimizer);
  return square(difference).item();
}

/// The same with modules: autograd knows the way back.
struct Net : nn::Layer {
  nn::Linear& fc1 = add<nn::Linear>("fc1", 2, 14);
  nn::Linear& fc2 = add<nn::Linear>("fc2", 14, 2);
  nn::Linear& fc3 = add<nn::Linear>("fc3", 2, 1);
  Tensor hidden(const Tensor& x) { return tanh(fc2(tanh(fc1(x)))); }
  Tensor forward(const Tensor& x) override { return tanh(fc3(hidden(x))); }
};
// page: end

/// The saddle z = y^2 - x^2 over a square grid.
struct Saddle {
  Tensor places;  ///< float64 [12]
  Tensor x;       ///< float64 [144, 2], x fastest
  Tensor z;       ///< float64 [144, 1]
};
Saddle make_saddle() {
  const Tensor places = linspace(-1, 1, grid_size, {.dtype = float64});
  const std::vector<Tensor> grid = meshgrid({places, places}, Indexing::xy);
  const Tensor x = stack({grid[0].flatten(), grid[1].flatten()}, 1);
  return {places, x, (square(x.select(1, 1)) - square(x.select(1, 0))).unsqueeze(1)};
}

/// The examples of a grid one by one, as columns.
struct Examples {
  std::vector<Tensor> x, z;
  explicit Examples(const Saddle& saddle)
      : x(unbind(saddle.x.unsqueeze(2))), z(unbind(saddle.z.unsqueeze(2))) {}
};

/// A net with weights of its own: copies of a tensor share its numbers.
HandNet copy_of(const HandNet& net) {
  HandNet copy = net;
  for (Dense& layer : copy.dense) {
    layer.w = layer.w.clone();
    layer.b = layer.b.clone();
  }
  return copy;
}

/// The largest difference between a gradient by hand, over the examples, and the one that autograd finds.
double largest_difference(HandNet& net, const Examples& examples) {
  HandNet twin = copy_of(net);
  for (Dense& layer : twin.dense) {
    layer.w.requires_grad_();
    layer.b.requires_grad_();
  }
  double largest = 0;
  for (size_t i = 0; i < examples.x.size(); ++i) {
    net.backward(2.0 * (net.forward(examples.x[i]) - examples.z[i]));
    const Tensor loss = square(twin.forward(examples.x[i]) - examples.z[i]).sum();
    for (size_t l = 0; l < net.dense.size(); ++l) {
      const std::vector<Tensor> judge =
          grad(loss, {twin.dense[l].w, twin.dense[l].b}, {.retain_graph = true});
      largest = std::max({largest, max(abs(net.dense[l].d_w - judge[0])).item(),
                          max(abs(net.dense[l].d_b - judge[1])).item()});
    }
  }
  return largest;
}

Moment moment(HandNet& net, const Saddle& saddle, int64_t epoch) {
  Tensor into = saddle.x.t();  // all examples at once: a column each
  for (size_t l = 0; l + 1 < net.dense.size(); ++l)
    into = tanh(matmul(net.dense[l].w, into) + net.dense[l].b);
  const Dense& last = net.dense.back();
  return {.epoch = epoch,
          .surface = tanh(matmul(last.w, into) + last.b).flatten().to_vector(),
          .last_weights = {last.w[0][0].item(), last.w[0][1].item()},
          .last_bias = last.b.item(),
          .into_last = into.t().flatten().to_vector()};
}

Moment moment(Net& net, const Tensor& x, int64_t epoch) {
  const InferenceMode guard;
  const Tensor into = net.hidden(x);
  return {.epoch = epoch,
          .surface = tanh(net.fc3(into)).flatten().to_vector(),
          .last_weights = {net.fc3.weight()[0][0].item(), net.fc3.weight()[0][1].item()},
          .last_bias = net.fc3.bias().item(),
          .into_last = into.flatten().to_vector()};
}

/// What both trainings keep and tell.
class Log {
 public:
  Log(const RunOptions& options, Result& result, int64_t all_epochs)
      : options_(options), result_(result), all_epochs_(all_epochs) {}

  /// An epoch is through with this mean error; whether it is to be kept and drawn.
  bool add(Course& course, double mse, int64_t epoch, int64_t epochs) {
    options_.report_progress(static_cast<double>(++seen_) / static_cast<double>(all_epochs_));
    course.errors.push_back(mse);
    return is_shown(epoch) || epoch == epochs - 1;
  }

  void keep(const Json& checkpoint, double mse) {
    result_.checkpoints.push_back(checkpoint);
    result_.printed +=
        fmt::format("{:<5} epoch {:>4}  mean squared error {:.5f}\n", checkpoint.at("run").get<std::string>(),
                    checkpoint.at("epoch").get<int64_t>(), mse);
  }

 private:
  const RunOptions& options_;
  Result& result_;
  int64_t all_epochs_;
  int64_t seen_ = 0;
};

Json list_of(const HandNet& net, Tensor Dense::*part) {
  Json list = Json::array();
  for (const Dense& layer : net.dense) list.push_back(numbers(layer.*part));
  return list;
}

/// The net of the notebook, all by hand.
void train_by_hand(const RunOptions& options, const Saddle& saddle, Story& story, Log& log, Result& result) {
  const Examples examples(saddle);
  const size_t n = examples.x.size();
  const GradientDescent optimizer{rate};
  random::NumpyRandom rng(options.seed);
  HandNet net({2, 12, 2, 1}, rng);
  HandNet on_last_alone = copy_of(net);
  result.values["initial_weights"] = list_of(net, &Dense::w);
  double difference = largest_difference(net, examples);
  double sum = 0;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    sum = 0;
    for (size_t i = 0; i < n; ++i) sum += learn(net, examples.x[i], examples.z[i], optimizer);
    learn(on_last_alone, examples.x.back(), examples.z.back(), optimizer);
    const double mse = sum / static_cast<double>(n);
    if (!log.add(story.by_hand, mse, epoch, options.epochs)) continue;
    log.keep({{"run", "numpy"}, {"epoch", epoch}, {"loss", number(sum / grid_size)}, {"mse", number(mse)}},
             mse);
    story.by_hand.moments.push_back(moment(net, saddle, epoch));
  }
  difference = std::max(difference, largest_difference(net, examples));
  double of_last_alone = 0;
  for (size_t i = 0; i < n; ++i) {
    of_last_alone +=
        square(on_last_alone.forward(examples.x[i]) - examples.z[i]).item() / static_cast<double>(n);
  }
  result.final["numpy"] = {{"epochs", options.epochs},
                           {"loss", number(sum / grid_size)},
                           {"mse", number(sum / static_cast<double>(n))},
                           {"weights", list_of(net, &Dense::w)},
                           {"biases", list_of(net, &Dense::b)},
                           {"largest_gradient_difference", number(difference)},
                           {"mse_trained_on_last_sample", number(of_last_alone)}};
  result.printed += fmt::format("gradients by hand and by autograd differ by {:.1e} at most\n", difference);
  for (const Dense& layer : net.dense) {
    Weights rows;
    for (int64_t r = 0; r < layer.w.size(0); ++r) rows.push_back(layer.w[r].to_vector());
    story.trained.push_back(std::move(rows));
  }
}

/// The same with modules, autograd and an optimiser of the library.
void train_modules(const RunOptions& options, const Saddle& saddle, Story& story, Log& log, int64_t epochs,
                   Result& result) {
  const Tensor all_x = saddle.x.to(float32);
  const std::vector<Tensor> x = unbind(all_x), z = unbind(saddle.z.to(float32));
  manual_seed(options.seed);
  Net net;
  result.values["torch_initial"] = numbers(net.state_dict());
  optim::SGD sgd(net.parameters(), {.lr = rate});
  auto step = capture([&](const Tensor& point, const Tensor& height) {
    const Tensor loss = nn::mse_loss(net(point), height);
    sgd.zero_grad();
    loss.backward();
    sgd.step();
    return loss;
  });
  float sum = 0;
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    sum = 0;
    for (size_t i = 0; i < x.size(); ++i) sum += static_cast<float>(step(x[i], z[i]).item());
    const double mse = static_cast<double>(sum) / static_cast<double>(x.size());
    if (!log.add(story.modules, mse, epoch, epochs)) continue;
    log.keep({{"run", "torch"}, {"epoch", epoch}, {"loss", number(sum / grid_size)}}, mse);
    story.modules.moments.push_back(moment(net, all_x, epoch));
  }
  result.final["torch"] = {
      {"epochs", epochs}, {"loss", number(sum / grid_size)}, {"weights", numbers(net.state_dict())}};
}

Result run(const RunOptions& options) {
  const Saddle saddle = make_saddle();
  Result result;
  result.values = {{"features_first3", numbers(saddle.x.slice(0, 0, 3))},
                   {"labels_first3", numbers(saddle.z.flatten().slice(0, 0, 3))},
                   {"n", saddle.x.size(0)}};
  const int64_t module_epochs =
      options.epochs == notebook_epochs ? notebook_module_epochs : std::max<int64_t>(1, options.epochs / 3);
  Story story{.places = saddle.places.to_vector(),
              .heights = saddle.z.flatten().to_vector(),
              .by_hand = {},
              .modules = {},
              .trained = {}};
  Log log(options, result, options.epochs + module_epochs);
  train_by_hand(options, saddle, story, log, result);
  train_modules(options, saddle, story, log, module_epochs, result);
  add_function_approximation_pictures(story, result);
  return result;
}

Page page() {
  return {
      .about =
          "A network with two inputs and one output is a surface. This one learns the saddle "
          "\\(z = y^2 - x^2\\) from 144 places of a grid, one place at a time. Everything is made by hand "
          "first: a layer that remembers its input, an activation with its slope, the loss and its gradient, "
          "and an optimiser of one line. Each piece only knows how to send a gradient back through itself, "
          "and "
          "in a row they are backpropagation; autograd finds the same gradients. Then modules do it again.",
      .mathematics =
          {{"A dense layer, forward for a column \\(x\\), and back for the gradient \\(g\\) of its output:",
            R"(z = W x + b, \qquad \frac{\partial J}{\partial W} = g\,x^\top, \quad \frac{\partial J}{\partial b} = g, \quad \frac{\partial J}{\partial x} = W^\top g)"},
           {"The activation and its slope:",
            R"(a = \tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}}, \qquad \frac{\partial J}{\partial z} = g \odot (1 - a^2))"},
           {"The loss of one example, and what starts the way back:",
            R"(J = (\hat z - z)^2, \qquad \frac{\partial J}{\partial \hat z} = 2(\hat z - z))"},
           {"Xavier's start keeps the spread of what goes through a layer:",
            R"(W_{ij} \sim U\Bigl(-\sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}},\; \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}\Bigr), \qquad b = 0)"}},
      .numbers = {{"places on the grid", "/values/n", "", ""},
                  {"by hand: sum of errors / 12, epoch 0", "/checkpoints/0/loss", "", ""},
                  {"mean squared error, epoch 0", "/checkpoints/0/mse", "", ""},
                  {"sum of errors / 12, last epoch", "/final/numpy/loss", "", ""},
                  {"mean squared error, last epoch", "/final/numpy/mse", "", ""},
                  {"largest difference from autograd's gradients", "/final/numpy/largest_gradient_difference",
                   "", ""},
                  {"error when only the last place is learned", "/final/numpy/mse_trained_on_last_sample", "",
                   ""},
                  {"modules: sum of errors / 12, last epoch", "/final/torch/loss", "", ""}},
      .questions =
          {("The second hidden layer has two units, so that its ground can be drawn. Give it six. Is the "
            "error "
            "after 301 epochs smaller, and after 50?"),
           ("Replace the last tanh by nothing. Which heights does that make easier, and which step size is "
            "safe?"),
           ("Shuffle the places in each epoch. Why does going through the grid row by row favour the last "
            "rows?"),
           "Write a `Momentum` beside `GradientDescent`: what has it to remember, and for which tensors?",
           ("Learn \\(z = x y\\), which is the same saddle turned by 45 degrees. Do the trained weights show "
            "it?")},
      .notes = {
          ("As the notebook is printed, only the prediction stands inside the loop over the examples: loss "
           "and "
           "update would see the last one alone. Its figures come from a loop over all, and so do these "
           "numbers; "
           "the table says what learning the last place alone leads to."),
          ("The notebook divides the sum of 144 errors by 12 and calls it their mean. `loss` is that number, "
           "`mse` the mean."),
          ("The notebook draws the slope of tanh at \\(\\tanh x\\) where it means \\(x\\): the dashed line "
           "of "
           "the second figure."),
          ("The notebook keeps its errors in an array of integers, which cuts every error below one to zero "
           "in "
           "the drawn curve. Here the curve shows them."),
          "With `--epochs N` the modules take N / 3 epochs, and the notebook's 101 beside its 301."}};
}

}  // namespace
}  // namespace approximation

Lesson function_approximation() {
  return {.name = "function-approximation",
          .title = "A surface from layers made by hand",
          .summary = "Layers, activations, loss and optimiser by hand fit a saddle; then modules do.",
          .notebook = "Machine Learning Visualized",
          .seed = 0,
          .epochs = approximation::notebook_epochs,
          .spread = "epochs of the net by hand; the modules take N / 3, and 101 at the notebook's 301",
          .cover = "training",
          .cover_column = 1,
          .run = approximation::run,
          .page = approximation::page};
}

}  // namespace gradus::lessons
