// The training steps of the lessons, captured and replayed: the same bits as step by step.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gradus/gradus.hpp"

namespace gradus {
namespace {

using Step = std::function<Tensor(const Tensor& x, const Tensor& y)>;

/// One training: what it changes, and a step of it, which gives the loss.
struct Training {
  std::vector<Tensor> parameters;
  Step step;
};

/// A lesson's training and the shapes of its batches, the last of them short where the lesson has such.
struct Lesson {
  std::string name;
  std::function<Training()> begin;
  Shape sample;                  // of one input
  std::vector<int64_t> batches;  // sizes, in turn
  int64_t classes = 0;           // labels 0 ... classes-1; 0 for targets between 0 and 1, [n, 1]
};

void PrintTo(const Lesson& lesson, std::ostream* out) { *out << lesson.name; }

using Model = std::shared_ptr<nn::Layer>;
using Loss = std::function<Tensor(const Tensor& prediction, const Tensor& y)>;

template <class Optimizer, class Options>
Training with_optimizer(const Model& model, const Options& options, const Loss& loss_of) {
  const auto optimizer = std::make_shared<Optimizer>(model->parameters(), options);
  return {model->parameters(), [=](const Tensor& x, const Tensor& y) {
            Tensor loss = loss_of((*model)(x), y);
            optimizer->zero_grad();
            loss.backward();
            optimizer->step();
            return loss;
          }};
}

Training with_sgd(const Model& model, const optim::SGDOptions& options, const Loss& loss) {
  return with_optimizer<optim::SGD>(model, options, loss);
}
Training with_adam(const Model& model, double lr, const Loss& loss) {
  return with_optimizer<optim::Adam>(model, optim::AdamOptions{.lr = lr}, loss);
}

Tensor mse(const Tensor& prediction, const Tensor& y) { return nn::mse_loss(prediction, y); }
Tensor bce(const Tensor& prediction, const Tensor& y) { return nn::binary_cross_entropy(prediction, y); }
Tensor entropy(const Tensor& logits, const Tensor& y) { return nn::cross_entropy(logits, y); }

template <class... Layers>
Model chain(Layers&&... layers) {
  return std::make_shared<nn::Sequential>(nn::Sequential{std::forward<Layers>(layers)...});
}

/// Twelve narrow layers, plain or each added to what it was given.
Model deep_net(bool residual) {
  auto net = std::make_shared<nn::Sequential>();
  for (int i = 0; i < 12; ++i) {
    if (residual) {
      net->append(nn::Residual(nn::Sequential{nn::Linear(2, 2), nn::Tanh()}));
    } else {
      net->append(nn::Linear(2, 2));
      net->append(nn::Tanh());
    }
  }
  net->append(nn::Linear(2, 1));
  return net;
}

/// Descent on a line by hand, without autograd.
Training line_by_hand() {
  Tensor w = zeros({1}), b = zeros({1});
  return {{w, b}, [=](const Tensor& x, const Tensor& y) mutable {
            const Tensor error = matmul(x, w).unsqueeze(1) + b - y;
            w -= 0.1 * mean(error * x, {.dim = 0});
            b -= 0.1 * mean(error, {.dim = 0});
            return mean(square(error));
          }};
}

/// A sample at a time through a sigmoid, by hand.
Training logistic_by_hand() {
  Tensor w = 0.1 * ones({2}), b = zeros({});
  return {{w, b}, [=](const Tensor& x, const Tensor& y) mutable {
            const Tensor probability = sigmoid(matmul(x, w) + b);
            const Tensor error = probability - y.squeeze(1);
            w -= 0.5 * matmul(x.t(), error);
            b -= 0.5 * sum(error);
            return nn::binary_cross_entropy(probability, y.squeeze(1));
          }};
}

/// The hinge perceptron, whose weights are brought back to length one.
Training hinge_by_hand() {
  Tensor w = tensor({0.6, 0.0, 0.8}, {.dtype = float32});
  return {{w}, [=](const Tensor& x, const Tensor& y) mutable {
            const Tensor sign = 2 * (y.squeeze(1) > 0.5).to(float32) - 1;
            const Tensor margin = sign * matmul(x, w);
            const Tensor active = (margin < 1).to(float32);
            w += 0.05 * matmul(x.t(), active * sign);
            w /= sqrt(sum(square(w)));
            return mean(relu(1 - margin));
          }};
}

/// Parameters that are changed by hand under NoGrad, and the negative log-likelihood.
Training parameters_by_hand() {
  const Model net = chain(nn::Linear(2, 16), nn::ReLU(), nn::Linear(16, 2));
  std::vector<Tensor> parameters = net->parameters();
  return {parameters, [=](const Tensor& x, const Tensor& y) mutable {
            Tensor loss = nn::nll_loss(log_softmax((*net)(x), 1), y);
            loss.backward();
            const NoGrad guard;
            for (Tensor& p : parameters) {
              p -= 0.1 * p.grad();
              p.grad().zero_();
            }
            return loss.detach();
          }};
}

/// A two-layer sigmoid net with every gradient written out, batches of one-hot targets.
Training backprop_by_hand() {
  Tensor w1 = 0.1 * randn({10, 2}), b1 = zeros({10}), w2 = 0.1 * randn({3, 10}), b2 = zeros({3});
  return {{w1, b1, w2, b2}, [=](const Tensor& x, const Tensor& y) mutable {
            const Tensor hidden = sigmoid(linear(x, w1, b1)), out = sigmoid(linear(hidden, w2, b2));
            const Tensor truth = one_hot(y, 3).to(float32);
            const Tensor d_out = 2 * (out - truth) / y.size(0) * out * (1 - out);
            const Tensor d_hidden = matmul(d_out, w2) * hidden * (1 - hidden);
            w2 -= 0.1 * matmul(d_out.t(), hidden);
            b2 -= 0.1 * sum(d_out, {.dim = 0});
            w1 -= 0.1 * matmul(d_hidden.t(), x);
            b1 -= 0.1 * sum(d_hidden, {.dim = 0});
            return mean(square(out - truth));
          }};
}

std::vector<Lesson> lessons() {
  return {
      {"slope", [] { return with_sgd(chain(nn::Linear(1, 1)), {.lr = 0.01}, mse); }, {1}, {9}},
      {"linear_regression", line_by_hand, {1}, {20}},
      {"logistic_regression", logistic_by_hand, {2}, {1}},
      {"perceptron_hinge", hinge_by_hand, {3}, {25}},
      {"network_weights",
       [] {
         return with_sgd(chain(nn::Linear(2, 2), nn::Tanh(), nn::Linear(2, 2), nn::Tanh(), nn::Linear(2, 2),
                               nn::Tanh(), nn::Linear(2, 1)),
                         {.lr = 0.005, .momentum = 0.3}, mse);
       },
       {2},
       {1}},
      {"network_weights_12", [] { return with_sgd(deep_net(false), {.lr = 0.005}, mse); }, {2}, {1}},
      {"network_weights_residual", [] { return with_sgd(deep_net(true), {.lr = 0.005}, mse); }, {2}, {1}},
      {"function_approximation",
       [] {
         return with_sgd(
             chain(nn::Linear(2, 12), nn::Tanh(), nn::Linear(12, 2), nn::Tanh(), nn::Linear(2, 1)),
             {.lr = 0.005}, mse);
       },
       {2},
       {1}},
      {"backprop_mlp", backprop_by_hand, {2}, {20, 20, 7}, 3},
      {"torch_mlp", parameters_by_hand, {2}, {20, 20, 12}, 2},
      {"circles",
       [] {
         return with_adam(chain(nn::Linear(2, 3), nn::Sigmoid(), nn::Linear(3, 1), nn::Sigmoid()), 1e-3, bce);
       },
       {2},
       {50}},
      {"circles_with_logits",
       [] {
         return with_adam(chain(nn::Linear(2, 8), nn::ReLU(), nn::Linear(8, 1)), 1e-3,
                          [](const Tensor& logits, const Tensor& y) {
                            return nn::binary_cross_entropy_with_logits(logits, y);
                          });
       },
       {2},
       {50}},
      {"damped_sine",
       [] { return with_adam(chain(nn::Linear(1, 10), nn::Sigmoid(), nn::Linear(10, 1)), 1e-2, mse); },
       {1},
       {40}},
      {"spiral",
       [] {
         const Tensor weight = tensor({0.3, 0.3, 0.4}, {.dtype = float32});
         return with_adam(chain(nn::Linear(2, 100), nn::ReLU(), nn::Linear(100, 3)), 1e-2,
                          [weight](const Tensor& logits, const Tensor& y) {
                            return nn::cross_entropy(logits, y, {.weight = weight});
                          });
       },
       {2},
       {60},
       3},
      {"overfitting",
       [] {
         return with_adam(chain(nn::Linear(2, 32), nn::ReLU(), nn::Dropout(0.4), nn::Linear(32, 3)), 0.1,
                          entropy);
       },
       {2},
       {50},
       3},
      {"four_pixels", [] { return with_sgd(chain(nn::Linear(4, 3)), {.lr = 0.5}, entropy); }, {4}, {3}, 3},
      {"cats_module",
       [] { return with_sgd(chain(nn::Linear(192, 1), nn::Sigmoid()), {.lr = 0.001}, bce); },
       {192},
       {20}},
      {"mnist",
       [] {
         return with_adam(
             chain(nn::Linear(784, 64), nn::ReLU(), nn::Linear(64, 32), nn::ReLU(), nn::Linear(32, 10)), 1e-3,
             entropy);
       },
       {784},
       {32, 32, 11},
       10},
      {"mnist_cnn",
       [] {
         return with_adam(chain(nn::Conv2d(1, 8, 3), nn::ReLU(), nn::MaxPool2d(2), nn::Conv2d(8, 16, 3),
                                nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(), nn::Linear(400, 10)),
                          1e-3, entropy);
       },
       {1, 28, 28},
       {8, 8, 3},
       10},
  };
}

class CapturedTraining : public testing::TestWithParam<Lesson> {};

TEST_P(CapturedTraining, HasTheBitsOfTheEagerOne) {
  const Lesson& lesson = GetParam();
  manual_seed(11);
  const Training eager = lesson.begin();
  manual_seed(11);
  const Training other = lesson.begin();
  auto captured = capture(other.step);
  for (size_t i = 0; i < 12; ++i) {
    const int64_t n = lesson.batches[i % lesson.batches.size()];
    Shape shape = lesson.sample;
    shape.insert(0, n);
    manual_seed(100 + i);
    const Tensor x = randn(shape);
    const Tensor y = lesson.classes > 0 ? randint(0, lesson.classes, {n}) : rand({n, 1});
    const Generator before = default_generator();
    const Tensor expected = eager.step(x, y);
    default_generator() = before;  // both draw the same masks
    const Tensor found = captured(x, y);
    ASSERT_EQ(found.item(), expected.item()) << "step " << i;
    for (size_t k = 0; k < eager.parameters.size(); ++k) {
      ASSERT_EQ(other.parameters[k].to_vector(), eager.parameters[k].to_vector())
          << "parameter " << k << " after step " << i;
    }
  }
  const size_t sizes = lesson.batches.size() > 1 ? 2 : 1;
  EXPECT_EQ(captured.recordings(), sizes);
}

INSTANTIATE_TEST_SUITE_P(Lessons, CapturedTraining, testing::ValuesIn(lessons()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace gradus
