#include "gradus/core/ops/places.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"

namespace gradus::detail {
namespace {

/// The reverse of select_rows: adds rows of g into zeros.
Tensor add_to_zeros(const Tensor& g, const Shape& shape, int axis, const Tensor& index) {
  Tensor out = zeros(shape, {.dtype = g.dtype()});
  put_rows_into(out, axis, index, g, true);
  if (tracks(g)) {
    record(
        "IndexAddBackward0", out,
        [axis, saved = SavedTensor::input(index)](const Tensor& h, Gradients& to) {
          to.give(0, select_rows("IndexSelectBackward0", h, axis, saved.get(to)));
        },
        g);
  }
  return out;
}

void fail_index(const char* op, int64_t index, int64_t position, int64_t size, int axis) {
  const std::string where = axis < 0 ? "size" : fmt::format("dimension {} of size", axis);
  fail(fmt::format("{}: index {} (element {}) is out of range for {} {}", op, index, position, where, size));
}

}  // namespace

Tensor checked_index(const char* op, const Tensor& index, int64_t size, int64_t lowest, int axis,
                     bool narrow) {
  const DType type = defined(op, index).dtype();
  if (type != DType::int64 && !(narrow && type == DType::int32)) {
    fail(fmt::format("{}: the index must be {}, it is {}", op, narrow ? "int64 or int32" : "int64",
                     name(type)));
  }
  const NoGrad guard;
  const Tensor dense = index.to(DType::int64).contiguous();
  const int64_t* values = dense.data<int64_t>();
  kernels::require_in_range(op, values, dense.numel(), lowest, size, axis, &fail_index);
  // A captured step may meet negative indices later, so there they are always turned.
  const bool turns = capture_log || lowest == 0
                         ? lowest > 0
                         : kernels::find_out_of_range(values, dense.numel(), 0, size) >= 0;
  if (!turns) return dense;
  return where(dense < 0, dense + size, dense);
}

kernels::IndexSizes sizes_around(const Shape& shape, int axis, int64_t count) {
  kernels::IndexSizes sizes{1, shape.rank() == 0 ? 1 : shape[axis], 1, count};
  for (int i = 0; i < axis; ++i) sizes.outer *= shape[i];
  for (int i = axis + 1; i < shape.rank(); ++i) sizes.inner *= shape[i];
  return sizes;
}

Tensor select_rows(const char* node, const Tensor& x, int axis, const Tensor& index) {
  const Tensor dense = dense_values(x);
  Shape shape = x.shape();
  if (x.dim() > 0) shape[axis] = index.numel();
  Tensor out = make_tensor("index_select", shape, x.dtype());
  kernels::index_select(x.dtype(), out.impl()->data, dense.impl()->data, index.data<int64_t>(),
                        sizes_around(x.shape(), axis, index.numel()));
  if (tracks(x)) {
    record(
        node, out,
        [from = x.shape(), axis, saved = SavedTensor::input(index)](const Tensor& g, Gradients& to) {
          to.give(0, add_to_zeros(g, from, axis, saved.get(to)));
        },
        x);
  }
  return out;
}

void put_rows_into(const Tensor& x, int axis, const Tensor& index, const Tensor& value, bool accumulate) {
  const Tensor dense = dense_values(value);
  const auto kernel = accumulate ? &kernels::index_add : &kernels::index_copy;
  kernel(x.dtype(), x.impl()->data, dense.impl()->data, index.data<int64_t>(),
         sizes_around(x.shape(), axis, index.numel()));
}

Tensor put_rows(const char* node, const Tensor& x, int axis, const Tensor& index, const Tensor& value,
                bool accumulate) {
  Tensor out = [&] {
    const NoGrad guard;
    return x.clone();
  }();
  put_rows_into(out, axis, index, value, accumulate);
  if (tracks(x, value)) {
    record(
        node, out,
        [node, axis, accumulate, like = value.shape(), saved = SavedTensor::input(index)](const Tensor& g,
                                                                                          Gradients& to) {
          const Tensor at = saved.get(to);
          if (to.wants(0)) {
            const auto overwritten = [&] { return zeros(like, {.dtype = g.dtype()}); };
            to.give(0, accumulate ? g : put_rows(node, g, axis, at, overwritten(), false));
          }
          if (to.wants(1)) to.give(1, select_rows("IndexBackward0", g, axis, at));
        },
        x, value);
  }
  return out;
}

Tensor positions_of(const char* op, const Tensor& mask) {
  const NoGrad guard;
  const Tensor dense = mask.contiguous();
  const auto n = sum(dense).item<int64_t>();
  Tensor out = make_tensor(op, {n, dense.dim()}, DType::int64);
  if (n > 0) kernels::nonzero(out.data<int64_t>(), dense.data<bool>(), dense.shape());
  return out;
}

}  // namespace gradus::detail
