#include "gradus/learn/class_weight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/class_weights.hpp"

namespace gradus::learn {
namespace {

constexpr std::string_view balanced_word = "balanced";

int64_t read_class(const std::string& text, std::string_view where) {
  int64_t label = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, label);
  if (error != std::errc() || stop != end) {
    fail(fmt::format("{}: classes are whole numbers, not \"{}\"", where, text));
  }
  return label;
}

/// sum / (k sum of the class).
std::vector<double> balanced_weights(size_t classes, const std::vector<int64_t>& places,
                                     const Tensor& row_weights) {
  std::vector<double> sums(classes);
  double total = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    const double weight = row_weights.defined() ? row_weights.data<double>()[i] : 1;
    sums[static_cast<size_t>(places[i])] += weight;
    total += weight;
  }
  for (double& sum : sums) sum = total / (static_cast<double>(classes) * sum);
  return sums;
}

}  // namespace

void ClassWeight::check(std::string_view where) const {
  data::internal::check_class_weights(where, weights_);
  const bool nothing =
      std::all_of(weights_.begin(), weights_.end(), [](const auto& entry) { return entry.second == 0; });
  if (nothing && !weights_.empty()) fail(fmt::format("{}: all of class_weight is 0", where));
}

std::vector<double> ClassWeight::of(std::string_view op, const std::vector<int64_t>& classes,
                                    const std::vector<int64_t>& places, const Tensor& row_weights) const {
  if (is_none()) return {};
  if (balanced_) return balanced_weights(classes.size(), places, row_weights);
  std::vector<double> each =
      data::internal::sample_weight(op, from_data(classes, {std::ssize(classes)}), weights_).to_vector();
  if (std::all_of(each.begin(), each.end(), [](double weight) { return weight == 0; })) {
    fail(fmt::format("{}: class_weight is 0 for every class of y", op));
  }
  return each;
}

Value to_value(const ClassWeight& weight) {
  if (weight.is_none()) return {};
  if (weight.is_balanced()) return balanced_word;
  Value::Dict dict;
  dict.reserve(weight.weights().size());
  for (const auto& [label, number] : weight.weights()) dict.emplace_back(fmt::format("{}", label), number);
  return Value(std::move(dict));
}

void read_value(const Value& value, ClassWeight& weight, std::string_view where) {
  if (value.is_null()) {
    weight = {};
  } else if (value.is_dict()) {
    std::map<int64_t, double> weights;
    for (const auto& [name, number] : value.dict(where)) {
      weights[read_class(name, where)] = number.number(fmt::format("{}: class {}", where, name));
    }
    weight = ClassWeight(std::move(weights));
  } else if (value.is_text() && value.text(where) == balanced_word) {
    weight = balanced;
  } else {
    fail(fmt::format("{}: it is null, \"{}\" or a weight for each class", where, balanced_word));
  }
}

}  // namespace gradus::learn
