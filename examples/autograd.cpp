// Automatic differentiation in ten lines.
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

int main() {
  Tensor x = tensor({2.0, 6.0}, {.requires_grad = true});
  Tensor y = sum(pow(x, 3));      // y = x0^3 + x1^3
  y.backward();                   // dy/dx = 3 x^2
  std::cout << x.grad() << '\n';  // tensor([ 12., 108.])
}
