#include "gradus/data/encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {

namespace {

/// The labels of a column as texts.
std::vector<std::string> texts_of(const char* op, const io::Column& column) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
    const auto gap = std::find(texts->begin(), texts->end(), "");
    if (gap == texts->end()) return *texts;
    fail(fmt::format("{}: column \"{}\" has no label in row {} (counted from 0)", op, column.name,
                     gap - texts->begin()));
  }
  const auto* numbers = std::get_if<std::vector<int64_t>>(&column.values);
  if (!numbers) {
    fail(fmt::format("{}: column \"{}\" is {}, which has no classes; whole numbers or text are needed", op,
                     column.name, io::name(column.type())));
  }
  std::vector<std::string> texts;
  texts.reserve(numbers->size());
  for (int64_t number : *numbers) texts.push_back(fmt::format("{}", number));
  return texts;
}

}  // namespace

void LabelEncoder::keep(std::vector<std::string> classes) {
  const auto count = static_cast<int64_t>(classes.size());
  const int64_t unknown = options_.unknown_value.value_or(-1);
  if (unknown >= 0 && unknown < count) {
    fail(fmt::format("LabelEncoder.fit: unknown_value {} is the number of a class; there are {}", unknown,
                     count));
  }
  classes_ = std::move(classes);
}

LabelEncoder LabelEncoder::of_classes(std::vector<std::string> classes, const LabelEncoderOptions& options) {
  if (classes.empty()) fail("LabelEncoder: there are no classes");
  std::vector<std::string> sorted = classes;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) fail(fmt::format("LabelEncoder: class \"{}\" is given twice", *twice));
  LabelEncoder encoder(options);
  encoder.keep(std::move(classes));
  return encoder;
}

LabelEncoder& LabelEncoder::fit(std::span<const std::string> labels) {
  if (labels.empty()) fail("LabelEncoder.fit: there are no labels");
  std::vector<std::string> classes(labels.begin(), labels.end());
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  keep(std::move(classes));
  return *this;
}

LabelEncoder& LabelEncoder::fit(const io::Column& labels) {
  const auto* numbers = std::get_if<std::vector<int64_t>>(&labels.values);
  if (!numbers) return fit(texts_of("LabelEncoder.fit", labels));
  if (numbers->empty()) fail("LabelEncoder.fit: there are no labels");
  io::Column classes{labels.name, *numbers};
  auto& sorted = std::get<std::vector<int64_t>>(classes.values);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  keep(texts_of("LabelEncoder.fit", classes));
  return *this;
}

Tensor LabelEncoder::transform(const io::Column& labels) const {
  return transform(texts_of("LabelEncoder.transform", labels));
}

Tensor LabelEncoder::transform(std::span<const std::string> labels) const {
  const std::vector<std::string>& known = classes();  // an Error before fit(), also for no labels
  std::unordered_map<std::string_view, int64_t> places;
  for (const std::string& label : known) places.emplace(label, static_cast<int64_t>(places.size()));
  std::vector<int64_t> numbers;
  numbers.reserve(labels.size());
  for (const std::string& label : labels) {
    const auto place = places.find(label);
    if (place == places.end() && !options_.unknown_value) {
      fail(fmt::format("LabelEncoder.transform: label \"{}\" was not seen by fit(); {}", label,
                       did_you_mean(label, known)));
    }
    numbers.push_back(place == places.end() ? *options_.unknown_value : place->second);
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
    if (options_.unknown_value == number) {
      labels.emplace_back("unknown");
      continue;
    }
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
