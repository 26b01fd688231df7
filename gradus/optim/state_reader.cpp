#include "gradus/optim/state_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "gradus/base/error.hpp"

namespace gradus::optim::detail {

StateReader::StateReader(std::string who, const OptimizerState& state) : who_(std::move(who)), state_(state) {
  for (const auto& [name, value] : state.numbers) unused_.insert(name);
  for (const auto& [name, value] : state.tensors) unused_.insert(name);
}

template <class Value>
const Value* StateReader::found(const std::map<std::string, Value>& values, const std::string& name,
                                bool needed) {
  const auto place = values.find(name);
  if (place == values.end()) {
    if (needed) fault(name + " is missing");
    return nullptr;
  }
  unused_.erase(name);
  return &place->second;
}

const double* StateReader::number(const std::string& name, bool needed) {
  return found(state_.numbers, name, needed);
}

const Tensor* StateReader::tensor(const std::string& name, const Shape& shape, bool needed) {
  const Tensor* value = found(state_.tensors, name, needed);
  if (value && (!value->defined() || value->shape() != shape || !is_floating_point(value->dtype()))) {
    fault(fmt::format("{} is {}, not floating point of shape {}", name,
                      value->defined()
                          ? fmt::format("{} {}", gradus::name(value->dtype()), to_string(value->shape()))
                          : "undefined",
                      to_string(shape)));
  }
  return value;
}

void StateReader::fault(std::string text) {
  if (!text.empty()) faults_.push_back(std::move(text));
}

void StateReader::finish() {
  for (const std::string& name : unused_) fault(name + " is left over");
  if (!faults_.empty()) fail(fmt::format("{}: load_state_dict: {}", who_, fmt::join(faults_, "; ")));
}

bool is_count(double value) { return value >= 0 && value <= 0x1p53 && value == std::floor(value); }

}  // namespace gradus::optim::detail
