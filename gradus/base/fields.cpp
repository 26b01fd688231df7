#include "gradus/base/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"

namespace gradus {
namespace {

constexpr std::array<DType, dtype_count> all_types{DType::bool_, DType::uint8,   DType::int32,
                                                   DType::int64, DType::float32, DType::float64};

}  // namespace

namespace detail {

std::string item_place(std::string_view where, size_t i) { return fmt::format("{}[{}]", where, i); }

size_t find_word(std::string_view where, std::string_view word, std::span<const std::string_view> known) {
  const auto found = std::find(known.begin(), known.end(), word);
  if (found == known.end()) {
    const std::vector<std::string> names(known.begin(), known.end());
    fail(fmt::format("{}: \"{}\" is unknown; {}", where, word, did_you_mean(word, names)));
  }
  return static_cast<size_t>(found - known.begin());
}

void fail_range(std::string_view where, int64_t number) {
  fail(fmt::format("{}: {} is out of range", where, number));
}

}  // namespace detail

Value to_value(DType type) { return name(type); }

void read_value(const Value& value, DType& type, std::string_view where) {
  std::array<std::string_view, dtype_count> names;
  std::transform(all_types.begin(), all_types.end(), names.begin(), [](DType t) { return name(t); });
  type = all_types[detail::find_word(where, value.text(where), names)];
}

Fields::Fields(const Value& from, std::string_view where) : from_(&from), where_(where) { from.dict(where); }

const Value* Fields::look_up(const char* name, bool required) {
  asked_.emplace_back(name);
  return required ? &from_->at(name, where_) : from_->find(name);
}

void Fields::finish() const {
  if (!from_) return;
  for (const auto& [name, value] : from_->dict(where_)) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) {
      fail(fmt::format("{}: \"{}\" is no field of this; {}", where_, name, did_you_mean(name, asked_)));
    }
  }
}

}  // namespace gradus
