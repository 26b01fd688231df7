#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "gradus/train/history.hpp"

namespace gradus::train::detail {

/// Sums over the batches of a pass.
struct PassSums {
  int64_t batches = 0, rows = 0;
  double loss = 0;
  std::vector<double> metrics{};  // of those over batches

  bool operator==(const PassSums&) const = default;
};

/// How far a training has come, as plain data: all of its memory besides tensors and generators.
struct Progress {
  int64_t epoch = 0;                               // how many are done
  int64_t step = 0;                                // of the optimiser
  double last_loss = 0;                            // of the last step
  PassSums pass{};                                 // of the epoch under way
  std::optional<double> best = std::nullopt;       // the best watched value
  std::optional<double> reference = std::nullopt;  // what early stopping compares with
  int64_t waited = 0;                              // epochs without a better one
  History history{};

  bool operator==(const Progress&) const = default;
};

nlohmann::json from_progress(const Progress& progress);
Progress to_progress(const nlohmann::json& value);

}  // namespace gradus::train::detail
