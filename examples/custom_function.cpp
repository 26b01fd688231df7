// A function with a gradient of your own, a hook, and derivatives of C++ functions.
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

/// Rounds to whole numbers; backward pretends that it did not (a straight-through estimator).
struct Round : autograd::Function<Round> {
  static Tensor forward(autograd::Context&, const Tensor& x) { return round(x); }
  static Tensor backward(autograd::Context&, const Tensor& g) { return g; }
};

int main() {
  Tensor x = tensor({0.4, 1.7, 2.6}, {.requires_grad = true});
  x.register_hook([](const Tensor& g) { return clamp(g, -4, 4); });
  sum(square(Round::apply(x))).backward();
  std::cout << x.grad() << '\n';  // tensor([0., 4., 4.])

  const auto f = [](const auto& t) { return tanh(t); };
  std::cout << grad(f)(0.0) << ' ' << grad(grad(grad(f)))(0.0) << '\n';  // 1 -2
}
