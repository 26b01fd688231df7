// Sixty-four pixels through two numbers and back: what a bend in the middle is worth.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "gradus/data/split.hpp"
#include "gradus/gradus.hpp"
#include "lessons/autoencoder_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t pixels = 64;
constexpr int64_t code_size = 2;
constexpr int64_t hidden_units = 32;
constexpr int64_t checkpoint_every = 50;

// page: begin
/// An encoder down to two numbers and a decoder back to the pixels.
struct Autoencoder : nn::Module {
  nn::Sequential& encoder;
  nn::Sequential& decoder;

  Autoencoder(nn::Sequential down, nn::Sequential up)
      : encoder(add<nn::Sequential>("encoder", std::move(down))),
        decoder(add<nn::Sequential>("decoder", std::move(up))) {}
  Tensor reconstruct(const Tensor& x) { return decoder(encoder(x)); }
};

constexpr nn::LinearOptions doubles = {.dtype = float64};

/// No bend anywhere: the best it can do is the plane of the first two principal components.
Autoencoder linear_autoencoder() {
  return {nn::Sequential{nn::Linear(pixels, code_size, doubles)},
          nn::Sequential{nn::Linear(code_size, pixels, doubles)}};
}

/// With a layer of tanh on either side the two numbers are places on a curved sheet.
Autoencoder curved_autoencoder() {
  return {nn::Sequential{nn::Linear(pixels, hidden_units, doubles), nn::Tanh(),
                         nn::Linear(hidden_units, code_size, doubles)},
          nn::Sequential{nn::Linear(code_size, hidden_units, doubles), nn::Tanh(),
                         nn::Linear(hidden_units, pixels, doubles)}};
}

/// The target is the input: nobody has to say what is on the pictures.
template <class Observer>
void train(Autoencoder& model, const Tensor& x, double rate, int64_t epochs, Observer observe) {
  optim::Adam adam(model.parameters(), {.lr = rate});
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    const Tensor loss = nn::mse_loss(model.reconstruct(x), x);
    adam.zero_grad();
    loss.backward();
    adam.step();
    observe(epoch, loss.item());
  }
}
// page: end

double squared_error(const Tensor& near, const Tensor& x) { return mean(square(near - x)).item(); }

/// How often five neighbours among the codes of the training pictures know the digit of a test picture.
double known_by_neighbours(const data::Split& digits, const Tensor& train_codes, const Tensor& test_codes) {
  learn::KNeighborsClassifier neighbours({.n_neighbors = 5});
  neighbours.fit(train_codes, digits.y_train);
  return neighbours.score(test_codes, digits.y_test);
}

/// The errors of the pictures that come back.
Json errors(const data::Split& digits, const Tensor& near_train, const Tensor& near_test) {
  return {{"train_mse", number(squared_error(near_train, digits.x_train))},
          {"test_mse", number(squared_error(near_test, digits.x_test))}};
}

data::Split split_digits(const RunOptions& options) {
  const data::LabelledData digits =
      data::load_digits({.directory = options.data_dir.string(), .download = false});
  random::NumpyRandom rng(options.seed);
  return data::train_test_split(digits.x / 16, digits.y, {.test_size = 0.2, .stratify = true}, rng);
}

struct Kind {
  const char* name;
  Autoencoder (*make)();
  double rate;
};
constexpr Kind kinds[] = {{"linear", linear_autoencoder, 3e-2}, {"tanh", curved_autoencoder, 1e-2}};

Result run(const RunOptions& options) {
  Result result;
  const data::Split digits = split_digits(options);
  learn::PCA pca({.n_components = code_size, .svd_solver = learn::PCASolver::full});
  pca.fit(digits.x_train);
  const Tensor pca_train = pca.transform(digits.x_train), pca_test = pca.transform(digits.x_test);
  const Tensor pca_near = pca.inverse_transform(pca_test);
  result.values = {{"pixel_mean", number(mean(digits.x_train).item())},
                   {"counts", numbers(bincount(digits.y_train))},
                   {"y_test_first10", numbers(digits.y_test.slice(0, 0, 10))},
                   {"variance_ratio", numbers(pca.explained_variance_ratio())}};
  result.final["pca"] = errors(digits, pca.inverse_transform(pca_train), pca_near);
  Json neighbours = {{"pixels", known_by_neighbours(digits, digits.x_train, digits.x_test)},
                     {"pca", known_by_neighbours(digits, pca_train, pca_test)}};

  AutoencoderRun seen{.digits = digits,
                      .pca_codes = pca_test,
                      .pca_near = pca_near,
                      .pca_error = squared_error(pca.inverse_transform(pca_train), digits.x_train)};
  std::shared_ptr<Autoencoder> curved;
  for (const Kind& kind : kinds) {
    manual_seed(options.seed);
    const auto model = std::make_shared<Autoencoder>(kind.make());
    const bool last = &kind == &kinds[1];
    if (last) {
      curved = model;
      result.values["first_weights"] = numbers(model->parameters()[0][0].slice(0, 0, 3));
    }
    std::vector<double>& losses = last ? seen.curved_losses : seen.linear_losses;
    train(*model, digits.x_train, kind.rate, options.epochs, [&](int64_t epoch, double loss) {
      losses.push_back(loss);
      options.report_progress((static_cast<double>(epoch + 1) / static_cast<double>(options.epochs) + last) /
                              2);
      if (epoch % checkpoint_every != 0 && epoch != options.epochs - 1) return;
      result.checkpoints.push_back({{"run", kind.name}, {"epoch", epoch}, {"loss", number(loss)}});
      result.printed += fmt::format("{:<7} epoch {:>4}  loss {:.5f}\n", kind.name, epoch, loss);
      if (!last) return;
      const InferenceMode guard;
      seen.moments.push_back({epoch, model->encoder(digits.x_test)});
    });
    const InferenceMode guard;
    const Tensor train_codes = model->encoder(digits.x_train), test_codes = model->encoder(digits.x_test);
    result.final[kind.name] = errors(digits, model->decoder(train_codes), model->decoder(test_codes));
    result.final[kind.name]["code_first3"] = numbers(test_codes.slice(0, 0, 3));
    neighbours[kind.name] = known_by_neighbours(digits, train_codes, test_codes);
    if (last) seen.curved_near = model->decoder(test_codes);
  }
  result.final["neighbours"] = neighbours;
  seen.decode = [curved](const Tensor& codes) {
    const InferenceMode guard;
    return curved->decoder(codes);
  };
  add_autoencoder_pictures(seen, result);
  return result;
}

Page page() {
  return {
      .about =
          "An autoencoder is a network that must give back what it was given, through a gate too narrow for "
          "all of it. Here 64 pixels of a handwritten digit pass through two numbers. Nobody tells it which "
          "digit it sees, and still the digits come to lie apart, because that is what the pixels have to be "
          "remembered by. Without a bend in the layers the network finds the plane of the principal "
          "components, neither more nor less; with a layer of tanh on either side it bends the plane into "
          "the pictures and gives them back with little more than half the error.",
      .mathematics =
          {{"The encoder \\(f\\) and the decoder \\(g\\) are trained together on the error of the pictures:",
            R"(L = \frac{1}{nd} \sum_{i=1}^{n} \lVert g(f(x_i)) - x_i \rVert^2, \qquad f : \mathbb{R}^{64} \to \mathbb{R}^2)"},
           {"When both are linear, the least error is that of the two directions \\(v_1, v_2\\) of largest "
            "variance, and what is lost is the variance of all others:",
            R"(\min L = \frac{1}{d} \sum_{k=3}^{d} \lambda_k, \qquad \hat{x} = \bar{x} + \sum_{k=1}^{2} v_k v_k^{\top} (x - \bar{x}))"},
           {"With tanh between, the decoder paints a curved sheet into the space of pictures:",
            R"(g(z) = W_4 \tanh(W_3 z + b_3) + b_4)"}},
      .numbers = {{"error of two principal components", "/final/pca/train_mse", "", ""},
                  {"error of the linear autoencoder", "/final/linear/train_mse", "", ""},
                  {"error of the curved autoencoder", "/final/tanh/train_mse", "", ""},
                  {"the same on pictures it was not shown", "/final/tanh/test_mse", "", ""},
                  {"digits known by five neighbours, all pixels", "/final/neighbours/pixels", "", ""},
                  {"digits known by five neighbours, principal components", "/final/neighbours/pca", "", ""},
                  {"digits known by five neighbours, curved codes", "/final/neighbours/tanh", "", ""}},
      .questions =
          {("Give the gate three numbers (`code_size`). How much of the error goes, and how much of it would "
            "a third principal component take?"),
           ("The curved network rests for some three hundred epochs at the error of the plane before it gets "
            "below. Run it with `--seed` 1 to 5: does it always?"),
           "Widen `hidden_units` to 128. Does the training error fall? The one on unseen pictures?",
           ("Walk from the place of a 0 to the place of a 1 in the figure of decoded places. Is everything "
            "on the way a digit?"),
           "Add a little noise to the input, but not to the target. What does the decoder learn now?"},
      .notes = {"Everything is computed in double precision, so that the two libraries leave the plateau in "
                "the same epoch.",
                "The reference was computed with PyTorch and scikit-learn; the lesson follows no notebook."}};
}

}  // namespace

Lesson autoencoder() {
  return {.name = "autoencoder",
          .title = "Sixty-four pixels through two numbers",
          .summary = "An autoencoder on digits: its two-dimensional code, beside principal components.",
          .notebook = "",
          .seed = 0,
          .epochs = 1000,
          .spread = "epochs, for each of the two networks",
          .cover = "code",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
