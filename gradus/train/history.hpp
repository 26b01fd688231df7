#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus::train {

/// Why a training ended.
enum class Stop : uint8_t {
  none,         ///< it has not
  finished,     ///< all epochs are done
  early,        ///< the watched value stopped getting better
  callback,     ///< a callback asked for it
  interrupted,  ///< Ctrl-C
};

/// The word for it: "finished".
std::string_view to_string(Stop stop);

/// What one epoch came to.
struct EpochRecord {
  int64_t epoch = 0;   ///< from 1
  int64_t step = 0;    ///< the optimiser's steps from the beginning
  double lr = 0;       ///< the rate of the first group in the epoch's last step
  double seconds = 0;  ///< what the epoch took
  std::vector<std::pair<std::string, double>> values{};  ///< "loss", "accuracy", "val_loss" and so on

  /// An Error, with the names there are, when there is no such value.
  double at(std::string_view name) const;
  /// Null when there is no such value.
  const double* find(std::string_view name) const;

  bool operator==(const EpochRecord&) const = default;
};

/// A training as plain data: one record an epoch.
///
///     train::History history = trainer.fit(batches);
///     history.values("val_loss");  // one number an epoch
///     train::write_csv(history, "history.csv");
struct History {
  std::vector<EpochRecord> epochs{};
  std::optional<int64_t> best_epoch = std::nullopt;  ///< the epoch with the best watched value
  Stop stopped = Stop::none;

  /// The names of the values, in order of their first appearance.
  std::vector<std::string> names() const;
  /// One number an epoch; NaN where an epoch has none. An Error for a name that no epoch has.
  std::vector<double> values(std::string_view name) const;

  bool operator==(const History&) const = default;
};

/// A header and a line an epoch: epoch, step, lr, seconds and the values; empty where there is none.
std::string to_csv(const History& history);
void write_csv(const History& history, const std::string& path);

/// A JSON object a line, one an epoch: {"epoch":1,"step":60,"lr":0.01,"seconds":0.1,"loss":0.5}. What is no
/// number becomes "nan", "inf" or "-inf".
std::string to_json_lines(const History& history);
void write_json_lines(const History& history, const std::string& path);

}  // namespace gradus::train
