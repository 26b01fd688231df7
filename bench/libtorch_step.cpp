// The same step with libtorch, as its users write it.
#include <torch/torch.h>

#include "bench/hand_net.hpp"
#include "bench/tiny_step.hpp"

void bench::libtorch_step(benchmark::State& state) {
  torch::set_num_threads(1);
  torch::nn::Sequential net(torch::nn::Linear(2, 2), torch::nn::Tanh(), torch::nn::Linear(2, 2),
                            torch::nn::Tanh(), torch::nn::Linear(2, 2), torch::nn::Tanh(),
                            torch::nn::Linear(2, 1));
  torch::optim::SGD sgd(net->parameters(),
                        torch::optim::SGDOptions(HandNet::learning_rate).momentum(HandNet::momentum));
  std::vector<torch::Tensor> x;
  std::vector<torch::Tensor> y;
  for (const Sample& sample : samples) {
    x.push_back(torch::tensor({{sample.x[0], sample.x[1]}}));
    y.push_back(torch::tensor({{sample.y}}));
  }

  size_t i = 0;
  for ([[maybe_unused]] auto _ : state) {
    torch::Tensor loss = torch::mse_loss(net->forward(x[i]), y[i]);
    sgd.zero_grad();
    loss.backward();
    sgd.step();
    benchmark::DoNotOptimize(loss.unsafeGetTensorImpl());
    i = (i + 1) % samples.size();
  }
}
