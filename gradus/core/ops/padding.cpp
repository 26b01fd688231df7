#include "gradus/core/ops/padding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {
namespace {

/// The margins of one dimension.
struct Margin {
  int axis;
  int64_t before, behind;
};

int64_t padded_size(const Tensor& x, const Margin& m) {
  constexpr int64_t most = int64_t{1} << 60;  // sums of three such numbers do not overflow
  const int64_t old = x.shape()[m.axis];
  if (std::max(m.before, m.behind) > most) {
    fail(fmt::format("pad: {} and {} elements at dimension {} of shape {} are too many", m.before, m.behind,
                     m.axis, to_string(x.shape())));
  }
  if (std::min(m.before, m.behind) < -old || old + m.before + m.behind < 0) {
    fail(fmt::format("pad: {} and {} cut off more than dimension {} of shape {} has", m.before, m.behind,
                     m.axis, to_string(x.shape())));
  }
  Shape shape = x.shape();
  shape[m.axis] = old + m.before + m.behind;
  check_size("pad", shape, item_size(x.dtype()));
  return shape[m.axis];
}

Tensor filled(const Tensor& x, const Margin& m, double value) {
  padded_size(x, m);
  const int64_t first = std::max<int64_t>(-m.before, 0);
  const int64_t last = x.shape()[m.axis] + std::min<int64_t>(m.behind, 0);
  std::vector<Tensor> parts{narrow(x, m.axis, first, last - first)};
  const auto margin = [&](int64_t length) {
    Shape shape = x.shape();
    shape[m.axis] = length;
    return full(shape, value, {.dtype = x.dtype()});
  };
  if (m.before > 0) parts.insert(parts.begin(), margin(m.before));
  if (m.behind > 0) parts.push_back(margin(m.behind));
  return parts.size() == 1 ? parts.front() : cat(parts, m.axis);
}

/// Where the elements at the places `i` come from, counted from the first of `size` elements. Made by kernels
/// like any tensor, so that padding can be captured.
Tensor source_of(PadMode mode, const Tensor& i, int64_t size) {
  switch (mode) {
    case PadMode::reflect:
      return (size - 1) - abs((size - 1) - abs(i));
    case PadMode::circular:
      return where(i < 0, i + size, where(i >= size, i - size, i));
    default:
      return minimum(maximum(i, full({}, int64_t{0})), full({}, size - 1));
  }
}

Tensor repeated(const Tensor& x, const Margin& m, PadMode mode) {
  const int64_t size = padded_size(x, m), old = x.shape()[m.axis];
  const int64_t largest = mode == PadMode::reflect    ? old - 1
                          : mode == PadMode::circular ? old
                          : old > 0                   ? std::numeric_limits<int64_t>::max()
                                                      : 0;
  if (std::max(m.before, m.behind) > largest) {
    fail(fmt::format("pad: {} and {} elements at dimension {} of shape {}: in this mode there are at most {}",
                     m.before, m.behind, m.axis, to_string(x.shape()), std::max<int64_t>(largest, 0)));
  }
  return index_select(x, m.axis, source_of(mode, arange(size) - m.before, old));
}

}  // namespace

Tensor pad(const Tensor& x, std::span<const int64_t> pad, const PadOptions& options) {
  detail::defined("pad", x);
  if (pad.size() % 2 != 0 || pad.size() / 2 > static_cast<size_t>(x.dim())) {
    fail(fmt::format("pad: {} numbers for shape {}: two for each padded dimension are needed", pad.size(),
                     to_string(x.shape())));
  }
  Tensor y = x;
  for (size_t i = 0; i < pad.size(); i += 2) {
    const Margin margin{x.dim() - 1 - static_cast<int>(i / 2), pad[i], pad[i + 1]};
    if (margin.before == 0 && margin.behind == 0) continue;
    y = options.mode == PadMode::constant ? filled(y, margin, options.value)
                                          : repeated(y, margin, options.mode);
  }
  return y.is_same(x) ? x.clone() : y;
}

}  // namespace gradus
