#pragma once

#include <set>
#include <string>
#include <vector>

#include "gradus/optim/optimizer.hpp"

namespace gradus::optim::detail {

/// Looks up the entries of a state that is being loaded and gathers what is wrong with it.
class StateReader {
 public:
  /// `who` begins the message; the state must outlive the reader.
  StateReader(std::string who, const OptimizerState& state);

  /// The entry of that name; null, and a fault when it is needed, where there is none.
  const double* number(const std::string& name, bool needed);
  /// The same for a floating-point tensor; another shape is a fault.
  const Tensor* tensor(const std::string& name, const Shape& shape, bool needed);
  /// Adds a fault unless the text is empty.
  void fault(std::string text);
  /// An Error that lists all faults, entries that nobody asked for among them.
  void finish();

 private:
  template <class Value>
  const Value* found(const std::map<std::string, Value>& values, const std::string& name, bool needed);

  std::string who_;
  const OptimizerState& state_;
  std::set<std::string> unused_;
  std::vector<std::string> faults_;
};

/// Whether the number is a whole one that int64 holds and that is not negative.
bool is_count(double value);

}  // namespace gradus::optim::detail
