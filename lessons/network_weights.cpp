// XOR through thin layers: how each one moves the points, and what depth does to the gradients.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/gradus.hpp"
#include "lessons/network_weights_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/shown_epochs.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace weights {
namespace {

constexpr int64_t point_count = 500;
constexpr int64_t shallow_depth = 4, deep_depth = 12;
constexpr double rate = 0.005, momentum = 0.3;
// The notebook trains the deep net for longer than the other.
constexpr int64_t notebook_epochs = 601, notebook_deep_epochs = 1001;

// page: begin
/// Two numbers through every layer, so that what each does can be drawn; one number comes out.
struct Net : nn::Layer {
  nn::ModuleList& layers = add<nn::ModuleList>("layers");
  bool residual;  ///< each hidden layer adds to what came in, in place of replacing it

  explicit Net(int64_t depth, bool with_residual = false) : residual(with_residual) {
    for (int64_t i = 0; i + 1 < depth; ++i) layers.append(nn::Linear(2, 2));
    layers.append(nn::Linear(2, 1));
  }
  Tensor forward(const Tensor& x) override {
    Tensor h = tanh(layers[0](x));
    for (int64_t i = 1; i + 1 < depth(); ++i) h = residual ? h + tanh(layers[i](h)) : tanh(layers[i](h));
    return layers[-1](h);
  }
  int64_t depth() const { return static_cast<int64_t>(layers.size()); }
  nn::Linear& layer(int64_t i) { return layers.get<nn::Linear>(i); }
};

/// Orthogonal weights, which turn a vector and keep its length, on the way forward and back; biases of zero.
void start_well(Net& net) {
  for (int64_t i = 0; i < net.depth(); ++i) {
    nn::init::orthogonal_(net.layer(i).weight());
    nn::init::zeros_(net.layer(i).bias());
  }
}

/// One point at a time, in order. Tells `observe` the sum of the losses after each epoch.
template <class Observer>
void train(Net& net, const Points& points, int64_t epochs, Observer observe) {
  optim::SGD sgd(net.parameters(), {.lr = rate, .momentum = momentum});
  // A step is a few dozen kernels on two numbers: recorded once, it is done again without building a graph.
  auto step = capture([&](const Tensor& x, const Tensor& y) {
    const Tensor loss = nn::mse_loss(net(x), y);
    sgd.zero_grad();
    loss.backward();
    sgd.step();
    return loss;
  });
  const std::vector<Tensor> x = unbind(points.x), y = unbind(points.y);
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    float sum = 0;
    for (size_t i = 0; i < x.size(); ++i) sum += static_cast<float>(step(x[i], y[i]).item());
    observe(epoch, sum);
  }
}

/// The lengths of each layer's gradients, over all points at once.
struct GradientNorms {
  float weight, bias;
};
std::vector<GradientNorms> gradient_norms(Net& net, const Points& points) {
  net.zero_grad();
  nn::mse_loss(net(points.x), points.y).backward();
  std::vector<GradientNorms> norms;
  for (int64_t i = 0; i < net.depth(); ++i) {
    norms.push_back(
        {norm(net.layer(i).weight().grad()).item<float>(), norm(net.layer(i).bias().grad()).item<float>()});
  }
  net.zero_grad();
  return norms;
}
// page: end

/// Class 1 where exactly one coordinate is greater than a half.
struct Xor {
  Tensor x;  ///< float64 [n, 2]
  Tensor y;  ///< bool [n]
};
Xor make_xor(uint32_t seed) {
  const Tensor x = from_data(random::NumpyRandom(seed).rand(2 * point_count), {point_count, 2});
  return {x, (x.select(1, 0) > 0.5) != (x.select(1, 1) > 0.5)};
}

Json to_json(const std::vector<GradientNorms>& norms) {
  Json list = Json::array();
  for (const GradientNorms& layer : norms) {
    list.push_back({{"weight", number(layer.weight)}, {"bias", number(layer.bias)}});
  }
  return list;
}

Moment moment(Net& net, int64_t epoch) {
  Moment now{.epoch = epoch, .layers = {}};
  for (int64_t i = 0; i < net.depth(); ++i) {
    now.layers.push_back({net.layer(i).weight().detach().clone(), net.layer(i).bias().detach().clone()});
  }
  return now;
}

/// How well the net does now.
struct Score {
  float mse;
  double accuracy;
};
Score score(Net& net, const Points& points) {
  const InferenceMode guard;
  const Tensor out = net(points.x);
  return {nn::mse_loss(out, points.y).item<float>(),
          metrics::accuracy_score((points.y > 0.5).flatten().to(int64), (out > 0.5).flatten().to(int64))};
}

/// Trains the nets of the lesson and keeps what is said and drawn of them.
class Log {
 public:
  Log(const RunOptions& options, Result& result, const Points& points, int64_t all_epochs)
      : options_(options), result_(result), points_(points), all_epochs_(all_epochs) {}

  /// A net of the notebook: its numbers stand in the result under its name.
  Course follow(const std::string& name, Net& net, int64_t epochs) {
    const std::vector<GradientNorms> norms = gradient_norms(net, points_);
    result_.values[name] = {{"initial", numbers(net.state_dict())},
                            {"full_batch_gradient_norms_initial", to_json(norms)}};
    float last = 0;
    Course course = fit(name, net, norms, epochs, [&](int64_t epoch, float sum) {
      last = sum;
      result_.checkpoints.push_back({{"run", name}, {"epoch", epoch}, {"loss", number(sum)}});
      result_.printed += fmt::format("{:<9} epoch {:>4}  sum of squared errors {:.4f}\n", name, epoch, sum);
    });
    const Score after = score(net, points_);
    result_.final[name] = {{"epochs", epochs},
                           {"sum_loss_last_epoch", number(last)},
                           {"mse_after", number(after.mse)},
                           {"accuracy", number(after.accuracy)},
                           {"weights", numbers(net.state_dict())},
                           {"full_batch_gradient_norms", to_json(gradient_norms(net, points_))}};
    return course;
  }

  /// A net that the notebook does not have: it stands beside the deep one.
  Course try_remedy(const std::string& name, const char* key, Net& net, int64_t epochs) {
    const std::vector<GradientNorms> norms = gradient_norms(net, points_);
    Course course = fit(name, net, norms, epochs, [](int64_t, float) {});
    const Score after = score(net, points_);
    result_.final["12-layer"]["remedies"][key] = {{"first_layer_gradient_initial", number(norms[0].weight)},
                                                  {"mse_after", number(after.mse)},
                                                  {"accuracy", number(after.accuracy)}};
    result_.printed +=
        fmt::format("{:<26} after {:>4} epochs  {:.1f} % right\n", name, epochs, 100 * after.accuracy);
    return course;
  }

 private:
  template <class Shown>
  Course fit(const std::string& name, Net& net, const std::vector<GradientNorms>& norms, int64_t epochs,
             Shown shown) {
    Course course{.name = name, .losses = {}, .moments = {}, .first_gradients = {}};
    for (const GradientNorms& layer : norms) {
      course.first_gradients.push_back(static_cast<double>(layer.weight));
    }
    train(net, points_, epochs, [&](int64_t epoch, float sum) {
      options_.report_progress(static_cast<double>(++seen_) / static_cast<double>(all_epochs_));
      course.losses.push_back(static_cast<double>(sum) / point_count);
      if (!is_shown(epoch) && epoch != epochs - 1) return;
      course.moments.push_back(moment(net, epoch));
      shown(epoch, sum);
    });
    return course;
  }

  const RunOptions& options_;
  Result& result_;
  const Points& points_;
  int64_t all_epochs_;
  int64_t seen_ = 0;
};

Result run(const RunOptions& options) {
  const Xor data = make_xor(options.seed);
  Story story{.points = {data.x.to(float32), data.y.to(float32).unsqueeze(1)},
              .shallow = {},
              .deep = {},
              .remedies = {}};
  Result result;
  result.values = {{"X_first3", numbers(data.x.slice(0, 0, 3))},
                   {"y_first10", numbers(data.y.slice(0, 0, 10))},
                   {"label_sum", data.y.sum().item<int64_t>()}};
  const int64_t deep_epochs =
      options.epochs == notebook_epochs ? notebook_deep_epochs : std::max<int64_t>(1, options.epochs / 6);
  Log log(options, result, story.points, options.epochs + 3 * deep_epochs);
  manual_seed(options.seed);
  Net shallow(shallow_depth);
  story.shallow = log.follow("2-2-2-2-1", shallow, options.epochs);
  Net deep(deep_depth);
  story.deep = log.follow("12-layer", deep, deep_epochs);
  manual_seed(options.seed);
  Net well_started(deep_depth);
  start_well(well_started);
  story.remedies.push_back(
      log.try_remedy("12-layer, orthogonal start", "orthogonal_start", well_started, deep_epochs));
  manual_seed(options.seed);
  Net residual(deep_depth, true);
  story.remedies.push_back(log.try_remedy("12-layer, residual", "residual", residual, deep_epochs));
  add_network_weights_pictures(story, result);
  return result;
}

Page page() {
  return {
      .about =
          "Exclusive or is the smallest problem that no straight line solves. Here it goes through layers of "
          "two units each, so that everything can be drawn: where each layer puts the points, and how the "
          "error depends on two of its weights while all others stand still. Four layers learn it. Twelve do "
          "not: on its way back the gradient is multiplied by weights and slopes below one at each layer, "
          "and "
          "nearly nothing arrives at the first ones. Two remedies, and the same twelve layers learn: an "
          "orthogonal start, whose matrices shorten nothing, and residual connections, which let the "
          "gradient "
          "pass beside each layer.",
      .mathematics =
          {{"The points, uniform in the unit square, and their class:",
            R"(y = [x_1 > \tfrac12] \oplus [x_2 > \tfrac12])"},
           {"A layer of the net, and the number that comes out:",
            R"(h^{(l)} = \tanh\bigl(W^{(l)} h^{(l-1)} + b^{(l)}\bigr), \qquad \hat y = w \cdot h^{(L-1)} + b)"},
           {"What the error \\(E\\) says to layer \\(l\\) has gone back through all later ones, a product of "
            "matrices:",
            R"(\frac{\partial E}{\partial h^{(l)}} = \Bigl(\prod_{k=l+1}^{L-1} W^{(k)\top} D^{(k)}\Bigr) \frac{\partial E}{\partial h^{(L-1)}}, \qquad D^{(k)} = \operatorname{diag}\bigl(1 - (h^{(k)})^2\bigr))"},
           {"Where each factor shortens, the product vanishes. With \\(W^\\top W = I\\) only the slopes "
            "\\(D\\) shorten; with a residual connection each factor has a one in it:",
            R"(h^{(l)} = h^{(l-1)} + \tanh\bigl(W^{(l)} h^{(l-1)} + b^{(l)}\bigr) \;\Rightarrow\; \frac{\partial h^{(l)}}{\partial h^{(l-1)}} = I + D^{(l)} W^{(l)})"}},
      .numbers = {{"points of class 1", "/values/label_sum", "", ""},
                  {"sum of squared errors, epoch 0", "/checkpoints/0/loss", "", ""},
                  {"mean squared error after training", "/final/2-2-2-2-1/mse_after", "", ""},
                  {"share that is right", "/final/2-2-2-2-1/accuracy", "", ""},
                  {"12 layers: gradient at the first layer, before",
                   "/values/12-layer/full_batch_gradient_norms_initial/0/weight", "", ""},
                  {"and at the last", "/values/12-layer/full_batch_gradient_norms_initial/11/weight", "", ""},
                  {"12 layers: mean squared error after", "/final/12-layer/mse_after", "", ""},
                  {"share that is right", "/final/12-layer/accuracy", "", ""},
                  {"orthogonal start: gradient at the first layer, before",
                   "/final/12-layer/remedies/orthogonal_start/first_layer_gradient_initial", "", ""},
                  {"share that is right", "/final/12-layer/remedies/orthogonal_start/accuracy", "", ""},
                  {"residual: gradient at the first layer, before",
                   "/final/12-layer/remedies/residual/first_layer_gradient_initial", "", ""},
                  {"share that is right", "/final/12-layer/remedies/residual/accuracy", "", ""}},
      .questions =
          {("Run with other seeds. Does the net with four layers always find a way, and does the deep one "
            "ever?"),
           ("Multiply the weights of `start_well` by 0.5, then by 2. What do the gradients of the first "
            "figure's left side do, and does the net still learn?"),
           "Replace tanh by ReLU. Which layers can still lose points for good, and why?",
           ("Give the layers eight units in place of two. Does the deep net learn now? What is the chance "
            "that a product of wide random matrices shortens every direction?"),
           "Add normalisation between the layers. Which of the two factors of the product does it change?"},
      .notes = {
          "The notebook prints the sum of the squared errors over an epoch and calls it their mean; the "
          "checkpoints hold that sum, the figures show the mean.",
          "The notebook shifts a weight by its own value a second time when it draws the ground under a "
          "layer, "
          "so its point hardly ever lies on it. Here the axes are the weights themselves.",
          "The notebook trains the first net for 601 epochs and the deep one for 1001, and so does this "
          "lesson "
          "without `--epochs`. With `--epochs N` the first takes N and the deep ones N / 6.",
          "Two hidden units a layer are few: the deep net without remedies fails with each of the seeds 0 to "
          "6, and of the four layers too some starts end with a quarter of the points wrong."}};
}

}  // namespace
}  // namespace weights

Lesson network_weights() {
  return {
      .name = "network-weights",
      .title = "What layers do, and how gradients vanish",
      .summary = "XOR through thin layers: points, errors over weights, and why twelve layers stand still.",
      .notebook = "Machine Learning Visualized",
      .seed = 0,
      .epochs = weights::notebook_epochs,
      .spread = "epochs of the 2-2-2-2-1 net; the deep ones take N / 6, and 1001 at the notebook's 601",
      .alike_from_start = true,
      .cover = "transformations",
      .cover_column = 1,
      .run = weights::run,
      .page = weights::page};
}

}  // namespace gradus::lessons
