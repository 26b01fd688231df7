#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "gradus/optim/schedule.hpp"

namespace gradus::optim {

enum class Anneal : uint8_t { cos, linear };

struct OneCycleOptions {
  std::optional<int64_t> total_steps = std::nullopt;  ///< or both of the next two
  std::optional<int64_t> epochs = std::nullopt;
  std::optional<int64_t> steps_per_epoch = std::nullopt;
  double pct_start = 0.3;  ///< the share of the steps in which the rate rises
  Anneal anneal_strategy = Anneal::cos;
  bool cycle_momentum = true;  ///< momentum, or beta1, goes the other way
  PerGroup base_momentum = 0.85;
  PerGroup max_momentum = 0.95;
  double div_factor = 25;         ///< the first rate is max_lr divided by this
  double final_div_factor = 1e4;  ///< the last is the first divided by this
  bool three_phase = false;       ///< down to the first rate as fast as up, then on to the last one
};
/// One rise to `max_lr` and one fall (Smith and Topin 2019), a step a batch. Steps beyond the total are an
/// Error.
class OneCycleLR final : public LRScheduler {
 public:
  OneCycleLR(Optimizer& optimizer, const PerGroup& max_lr, const OneCycleOptions& options);

 protected:
  double next_lr(size_t group) override;
  void advance() override;

 private:
  struct Phase {
    double end_step;
    size_t from, to;  // 0: the last rate, 1: the first, 2: the largest
    bool momentum_falls, momentum_moves;
  };
  double between(double start, double end, double share) const;

  bool linear_, cycle_momentum_;
  int64_t total_steps_ = 0;
  std::vector<Phase> phases_;
  std::vector<std::array<double, 3>> rates_;  // last, first, largest, by group
  std::vector<double> base_momenta_, max_momenta_;
};

enum class CyclicMode : uint8_t { triangular, triangular2, exp_range };
enum class ScaleMode : uint8_t { cycle, iterations };

struct CyclicOptions {
  int64_t step_size_up = 2000;
  std::optional<int64_t> step_size_down = std::nullopt;  ///< as up, unless given
  /// Same height each cycle; half the height of the cycle before; height times gamma^step.
  CyclicMode mode = CyclicMode::triangular;
  double gamma = 1;
  std::function<double(double)> scale_fn{};  ///< the height's factor, instead of the mode
  ScaleMode scale_mode = ScaleMode::cycle;   ///< what scale_fn is a function of
  bool cycle_momentum = true;                ///< momentum goes the other way
  PerGroup base_momentum = 0.8;
  PerGroup max_momentum = 0.9;
};
/// The rate goes to and fro between `base_lr` and `max_lr` (Smith 2017), a step a batch.
class CyclicLR final : public LRScheduler {
 public:
  CyclicLR(Optimizer& optimizer, const PerGroup& base_lr, const PerGroup& max_lr,
           const CyclicOptions& options = {});

 protected:
  double next_lr(size_t group) override;

 private:
  double scale(double cycle) const;

  CyclicOptions options_;
  double total_size_ = 0, up_share_ = 0;
  std::vector<double> max_lrs_, base_momenta_, max_momenta_;
};

}  // namespace gradus::optim
