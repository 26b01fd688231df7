#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

int main() {
  manual_seed(1);
  Tensor x = 2 * rand({500, 2}) - 1;                               // points of a square,
  Tensor y = (sum(square(x), {.dim = 1}) < 0.5).to(DType::int64);  // inside the circle or not

  nn::Sequential net{nn::Linear(2, 16), nn::Tanh(), nn::Linear(16, 2)};
  optim::Adam adam(net.parameters(), {.lr = 0.02});
  for (int epoch = 0; epoch <= 200; ++epoch) {
    Tensor loss = nn::cross_entropy(net(x), y);
    adam.zero_grad();
    loss.backward();
    adam.step();
    if (epoch % 50 == 0) std::cout << "epoch " << epoch << "  loss " << loss.item() << '\n';
  }
  std::cout << net << '\n';
}
