#pragma once

#include "gradus/optim/schedule.hpp"

namespace gradus::optim {

enum class PlateauMode : uint8_t { min, max };
enum class ThresholdMode : uint8_t { rel, abs };

struct PlateauOptions {
  PlateauMode mode = PlateauMode::min;  ///< which way the measured value gets better
  double factor = 0.1;                  ///< below 1
  int64_t patience = 10;                ///< epochs without a better value that are put up with
  double threshold = 1e-4;              ///< how much better counts, as a share of the best or as it is
  ThresholdMode threshold_mode = ThresholdMode::rel;
  int64_t cooldown = 0;  ///< epochs after a reduction that do not count
  PerGroup min_lr = 0;
  double eps = 1e-8;  ///< reductions by no more than this are not made
};

/// The rate times `factor` when a measured value has stopped getting better.
///
///     schedule.step(validation_loss);
class ReduceLROnPlateau final : public Schedule {
 public:
  explicit ReduceLROnPlateau(Optimizer& optimizer, const PlateauOptions& options = {});

  /// Takes the value of one more epoch.
  void step(double metric);
  double best() const { return best_; }

 protected:
  std::vector<Kept> kept() override;

 private:
  bool is_better(double metric) const;
  void reduce();

  PlateauOptions options_;
  std::vector<double> min_lrs_;
  double best_;
  int64_t bad_epochs_ = 0, cooldown_left_ = 0;
};

}  // namespace gradus::optim
