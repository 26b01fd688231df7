#include "gradus/data/encoder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {

LabelEncoder& LabelEncoder::fit(std::span<const std::string> labels) {
  if (labels.empty()) fail("LabelEncoder.fit: there are no labels");
  std::vector<std::string> classes(labels.begin(), labels.end());
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  classes_ = std::move(classes);
  return *this;
}

Tensor LabelEncoder::transform(std::span<const std::string> labels) const {
  const std::vector<std::string>& known = classes();  // an Error before fit(), also for no labels
  std::vector<int64_t> numbers;
  numbers.reserve(labels.size());
  for (const std::string& label : labels) {
    const auto place = std::lower_bound(known.begin(), known.end(), label);
    if (place == known.end() || *place != label) {
      fail(fmt::format("LabelEncoder.transform: label \"{}\" was not seen by fit(); {}", label,
                       did_you_mean(label, known)));
    }
    numbers.push_back(place - known.begin());
  }
  return from_data(numbers, {static_cast<int64_t>(numbers.size())});
}

std::vector<std::string> LabelEncoder::inverse_transform(const Tensor& numbers) const {
  if (!numbers.defined() || numbers.dtype() != int64) {
    fail(fmt::format("LabelEncoder.inverse_transform: numbers of classes are int64, got {}",
                     numbers.defined() ? name(numbers.dtype()) : "an undefined tensor"));
  }
  std::vector<std::string> labels;
  const auto count = static_cast<int64_t>(classes().size());
  for (int64_t number : numbers.to_vector<int64_t>()) {
    if (number < 0 || number >= count) {
      fail(fmt::format("LabelEncoder.inverse_transform: there is no class {}; classes 0 to {} exist", number,
                       count - 1));
    }
    labels.push_back(classes_[static_cast<size_t>(number)]);
  }
  return labels;
}

const std::vector<std::string>& LabelEncoder::classes() const {
  if (classes_.empty()) fail("LabelEncoder: call fit() first");
  return classes_;
}

}  // namespace gradus::data
