#pragma once

#include <functional>
#include <vector>

#include "gradus/optim/schedule.hpp"

namespace gradus::optim {

/// A factor as a function of the epoch.
using LRLambda = std::function<double(int64_t)>;

/// The base rate times `factor(epoch)`; one function for all groups, or one for each.
class LambdaLR final : public LRScheduler {
 public:
  LambdaLR(Optimizer& optimizer, const LRLambda& factor);
  LambdaLR(Optimizer& optimizer, std::vector<LRLambda> factors);

 protected:
  double next_lr(size_t group) override;

 private:
  std::vector<LRLambda> factors_;
};

/// The present rate times `factor(epoch)`, from epoch 1 on; one function for all groups, or one for each.
class MultiplicativeLR final : public LRScheduler {
 public:
  MultiplicativeLR(Optimizer& optimizer, const LRLambda& factor);
  MultiplicativeLR(Optimizer& optimizer, std::vector<LRLambda> factors);

 protected:
  double next_lr(size_t group) override;

 private:
  std::vector<LRLambda> factors_;
};

}  // namespace gradus::optim
