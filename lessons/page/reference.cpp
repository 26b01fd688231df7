#include "lessons/page/reference.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace gradus::lessons {
namespace {

/// Whether both say of themselves the same run, epoch and step.
bool of_same_moment(const Json& a, const Json& b) {
  constexpr std::array<const char*, 4> keys = {"run", "epoch", "step", "k"};
  return std::ranges::all_of(keys,
                             [&](const char* key) { return a.value(key, Json()) == b.value(key, Json()); });
}

/// The reference's checkpoints in the places that ours have.
Json checkpoints_in_common(const Json& ours, const Json& reference) {
  Json found = Json::array();
  for (const Json& checkpoint : ours) {
    const auto same = std::ranges::find_if(
        reference, [&](const Json& theirs) { return of_same_moment(checkpoint, theirs); });
    found.push_back(same == reference.end() ? Json() : *same);
  }
  return found;
}

}  // namespace

Json comparable_part(const Run& run, const Json& numbers, const Json& reference) {
  if (run.result.data != DataSource::real || run.options.full || !reference.is_object() ||
      reference.value("seed", Json()) != run.options.seed) {
    return nullptr;
  }
  const int64_t epochs = reference.value("epochs", int64_t{0});
  if (epochs == run.options.epochs) return reference;
  if (!run.lesson->alike_from_start || epochs > run.options.epochs) return nullptr;
  return {{"checkpoints", checkpoints_in_common(numbers.at("checkpoints"), reference.at("checkpoints"))},
          {"values", reference.at("values")}};
}

}  // namespace gradus::lessons
