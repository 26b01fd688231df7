#pragma once

#include <string>
#include <vector>

#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// What one schedule's training left.
struct ScheduleRun {
  std::string name;
  std::vector<double> losses{}, rates{};  ///< of each epoch: the mean loss, and the rate at its end
  double test_loss = 0, test_accuracy = 0;
};

/// Adds the figures `rates`, `losses`, `held-out` and `valley`.
void add_rate_schedule_pictures(const std::vector<ScheduleRun>& runs, Result& result);

}  // namespace gradus::lessons
