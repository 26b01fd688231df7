#include "gradus/view/value_trace.hpp"

#include <algorithm>
#include <cmath>

#include "gradus/base/dtype.hpp"

namespace gradus::view::internal {
namespace {

std::vector<double> numbers_of(const Tensor& value) { return value.to(float64).to_vector(); }

bool is_constant(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [&](double v) { return v == numbers.front(); });
}

// Whether `sum` is a + b, or its positive part, but for the rounding of single precision. Ends at the first
// number that is not.
bool adds_up(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& sum,
             bool positive) {
  constexpr double rounding = 4e-7;
  for (size_t i = 0; i < sum.size(); ++i) {
    const double exact = a[i] + b[i], wanted = positive ? std::max(exact, 0.0) : exact;
    if (!(std::abs(wanted - sum[i]) <= rounding * (std::abs(a[i]) + std::abs(b[i])))) return false;
  }
  return true;
}

}  // namespace

void ValueTrace::note(const Tensor& value, size_t stage) {
  Known known{.shape = value.shape(), .numbers = numbers_of(value), .stage = stage};
  if (!is_constant(known.numbers) && !stage_of(value)) known_.push_back(std::move(known));
}

std::optional<size_t> ValueTrace::stage_of(const Tensor& value) const {
  const std::vector<double> numbers = numbers_of(value);
  const auto found = std::find_if(known_.rbegin(), known_.rend(),
                                  [&](const Known& known) { return known.numbers == numbers; });
  return found == known_.rend() ? std::nullopt : std::optional(found->stage);
}

std::optional<ValueTrace::Sum> ValueTrace::sum_of(const Tensor& value) const {
  const std::vector<double> numbers = numbers_of(value);
  if (is_constant(numbers)) return std::nullopt;
  for (size_t later = known_.size(); later-- > 0;) {
    for (size_t earlier = later; earlier-- > 0;) {
      const Known &a = known_[earlier], &b = known_[later];
      if (a.shape != value.shape() || b.shape != value.shape() || a.stage == b.stage) continue;
      const bool plain = adds_up(a.numbers, b.numbers, numbers, false);
      if (!plain && !adds_up(a.numbers, b.numbers, numbers, true)) continue;
      return Sum{{std::min(a.stage, b.stage), std::max(a.stage, b.stage)}, !plain};
    }
  }
  return std::nullopt;
}

}  // namespace gradus::view::internal
