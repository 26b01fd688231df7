#include "gradus/optim/schedule_lambda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus::optim {
namespace {

std::vector<LRLambda> checked(const char* who, std::vector<LRLambda> factors, size_t groups) {
  if (factors.size() != groups) {
    fail(fmt::format("{}: {} functions were given for {} parameter groups", who, factors.size(), groups));
  }
  if (!std::ranges::all_of(factors, [](const LRLambda& f) { return static_cast<bool>(f); })) {
    fail(fmt::format("{}: an empty function was given", who));
  }
  return factors;
}

}  // namespace

LambdaLR::LambdaLR(Optimizer& optimizer, const LRLambda& factor)
    : LambdaLR(optimizer, std::vector<LRLambda>(optimizer.group_count(), factor)) {}

LambdaLR::LambdaLR(Optimizer& optimizer, std::vector<LRLambda> factors)
    : LRScheduler("LambdaLR", optimizer), factors_(checked(name(), std::move(factors), group_count())) {
  begin();
}

double LambdaLR::next_lr(size_t group) { return base_lr(group) * factors_[group](last_epoch()); }

MultiplicativeLR::MultiplicativeLR(Optimizer& optimizer, const LRLambda& factor)
    : MultiplicativeLR(optimizer, std::vector<LRLambda>(optimizer.group_count(), factor)) {}

MultiplicativeLR::MultiplicativeLR(Optimizer& optimizer, std::vector<LRLambda> factors)
    : LRScheduler("MultiplicativeLR", optimizer),
      factors_(checked(name(), std::move(factors), group_count())) {
  begin();
}

double MultiplicativeLR::next_lr(size_t group) {
  return last_epoch() > 0 ? lr(group) * factors_[group](last_epoch()) : lr(group);
}

}  // namespace gradus::optim
