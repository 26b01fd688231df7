#include "gradus/nn/layers/dropout.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/dropout.hpp"
#include "gradus/nn/layers/repr.hpp"

namespace gradus::nn {
namespace {

double checked(const char* layer, double p) {
  if (!(p >= 0 && p <= 1)) fail(fmt::format("{}: a probability lies in [0, 1], p is {}", layer, p));
  return p;
}

std::string repr(double p) { return fmt::format("p={}, inplace=False", internal::python(p)); }

}  // namespace

Dropout::Dropout(double p) : p_(checked("Dropout", p)) {}
Tensor Dropout::forward(const Tensor& x) { return dropout(x, {.p = p_, .training = is_training()}); }
std::string Dropout::extra_repr() const { return repr(p_); }

Dropout2d::Dropout2d(double p) : p_(checked("Dropout2d", p)) {}
Tensor Dropout2d::forward(const Tensor& x) { return dropout2d(x, {.p = p_, .training = is_training()}); }
std::string Dropout2d::extra_repr() const { return repr(p_); }

std::unique_ptr<Module> Dropout::fresh() const { return internal::made_again(*this); }
std::unique_ptr<Module> Dropout2d::fresh() const { return internal::made_again(*this); }

}  // namespace gradus::nn
