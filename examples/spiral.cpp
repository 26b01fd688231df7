// Trains a small network to tell three arms of a spiral apart.
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

struct Classifier : nn::Layer {
  nn::Linear& hidden = add<nn::Linear>("hidden", 2, 100);
  nn::Linear& out = add<nn::Linear>("out", 100, 3);
  Tensor forward(const Tensor& x) override { return out(relu(hidden(x))); }
};

int main() {
  manual_seed(1234);

  // 350 noisy points an arm: the angle grows with the radius, each arm starts a third of a turn further.
  const int64_t per_arm = 350;
  std::vector<Tensor> points, arms;
  for (int64_t arm = 0; arm < 3; ++arm) {
    Tensor radius = linspace(0, 1, per_arm);
    Tensor angle = 4.2 * arm + 4 * radius + 0.2 * randn({per_arm});
    points.push_back(stack({radius * sin(angle), radius * cos(angle)}, 1));
    arms.push_back(full({per_arm}, arm));
  }
  Tensor x = cat(points), y = cat(arms);

  Classifier model;
  optim::Adam adam(model.parameters(), {.lr = 1e-2});
  for (int epoch = 0; epoch <= 300; ++epoch) {
    Tensor loss = nn::cross_entropy(model(x), y);
    adam.zero_grad();
    loss.backward();
    adam.step();
    if (epoch % 50 == 0) std::cout << "epoch " << epoch << "  loss " << loss.item() << '\n';
  }

  NoGrad guard;
  Tensor right = model(x).argmax(1) == y;
  std::cout << "right: " << 100 * right.to(DType::float32).mean().item() << " %\n";
}
