#include "gradus/core/ops/joining.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/base/sized.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"

namespace gradus {

Tensor cat(std::span<const Tensor> tensors, int64_t dim) {
  if (tensors.empty()) fail("cat: no tensors were given");
  const Tensor& first = detail::defined("cat", tensors.front());
  if (first.dim() == 0) fail("cat: 0-d tensors cannot be joined; use stack");
  const int axis = normalize_axis("cat", dim, first.dim());
  DType type = first.dtype();
  Shape shape = first.shape();
  shape[axis] = 0;
  std::vector<int64_t> lengths;
  for (const Tensor& x : tensors) {
    Shape expected = first.shape();
    if (detail::defined("cat", x).dim() == first.dim()) expected[axis] = x.shape()[axis];
    if (x.shape() != expected) {
      fail(fmt::format("cat: shapes {} and {} differ outside dimension {}", to_string(first.shape()),
                       to_string(x.shape()), axis));
    }
    type = std::max(type, x.dtype());
    shape[axis] += x.shape()[axis];
    lengths.push_back(x.shape()[axis]);
  }
  Tensor out = make_tensor("cat", shape, type);
  {
    const NoGrad guard;
    int64_t start = 0;
    for (size_t i = 0; i < tensors.size(); start += lengths[i++]) {
      narrow(out, axis, start, lengths[i]).copy_(tensors[i]);
    }
  }
  if (tracks(tensors)) {
    // Conversions are recorded on their own: the node sees tensors of one type.
    std::vector<Tensor> inputs;
    for (const Tensor& x : tensors) inputs.push_back(x.to(type));
    record_list(
        "CatBackward0", out,
        [axis, lengths](const Tensor& g, Gradients& to) {
          int64_t start = 0;
          for (uint32_t i = 0; i < lengths.size(); start += lengths[i++]) {
            if (to.wants(i)) to.give(i, narrow(g, axis, start, lengths[i]));
          }
        },
        inputs);
  }
  return out;
}

Tensor stack(std::span<const Tensor> tensors, int64_t dim) {
  if (tensors.empty()) fail("stack: no tensors were given");
  const Tensor& first = detail::defined("stack", tensors.front());
  const int axis = normalize_axis("stack", dim, first.dim() + 1);
  std::vector<Tensor> widened;
  for (const Tensor& x : tensors) {
    if (detail::defined("stack", x).shape() != first.shape()) {
      fail(fmt::format("stack: shapes {} and {} differ", to_string(first.shape()), to_string(x.shape())));
    }
    widened.push_back(unsqueeze(x, axis));
  }
  return cat(widened, axis);
}

std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim) {
  if (detail::defined("split", x).dim() == 0) fail("split: a 0-d tensor has no dimension to split");
  if (size <= 0) fail(fmt::format("split: the size of a part must be positive, it is {}", size));
  const int axis = normalize_axis("split", dim, x.dim());
  const int64_t n = x.shape()[axis];
  auto parts = room_for<Tensor>("split", n / size + 1);
  for (int64_t start = 0; start < n || parts.empty(); start += size) {
    parts.push_back(narrow(x, axis, start, std::min(size, n - start)));
  }
  return parts;
}

}  // namespace gradus
