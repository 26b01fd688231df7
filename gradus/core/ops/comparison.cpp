#include "gradus/core/ops/comparison.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/truth.hpp"

namespace gradus {
namespace {

using kernels::CompareOp;

Tensor compare(const char* name, CompareOp op, const Tensor& x, const Tensor& y, DType type) {
  const NoGrad guard;
  const Tensor a = x.to(type), b = y.to(type);
  Tensor out = make_tensor(name, detail::broadcast_shapes(name, a.shape(), b.shape()), DType::bool_);
  const Strides sa = detail::broadcast_strides(a, out.shape()),
                sb = detail::broadcast_strides(b, out.shape());
  kernels::compare(op, type, out.shape(), {out.impl()->data, &out.strides()}, {a.impl()->data, &sa},
                   {b.impl()->data, &sb});
  return out;
}

Tensor compare(const char* name, CompareOp op, const Tensor& x, const Tensor& y) {
  return compare(name, op, x, y, detail::result_type(detail::defined(name, x), detail::defined(name, y)));
}

Tensor compare(const char* name, CompareOp op, const Tensor& x, Scalar y) {
  const DType type = detail::result_type(detail::defined(name, x), y);
  return compare(name, op, x, detail::number(y, type), type);
}

}  // namespace

Tensor eq(const Tensor& x, const Tensor& y) { return compare("eq", CompareOp::equal, x, y); }
Tensor ne(const Tensor& x, const Tensor& y) { return compare("ne", CompareOp::not_equal, x, y); }
Tensor lt(const Tensor& x, const Tensor& y) { return compare("lt", CompareOp::less, x, y); }
Tensor le(const Tensor& x, const Tensor& y) { return compare("le", CompareOp::less_equal, x, y); }
Tensor gt(const Tensor& x, const Tensor& y) { return compare("gt", CompareOp::greater, x, y); }
Tensor ge(const Tensor& x, const Tensor& y) { return compare("ge", CompareOp::greater_equal, x, y); }
Tensor eq(const Tensor& x, Scalar y) { return compare("eq", CompareOp::equal, x, y); }
Tensor ne(const Tensor& x, Scalar y) { return compare("ne", CompareOp::not_equal, x, y); }
Tensor lt(const Tensor& x, Scalar y) { return compare("lt", CompareOp::less, x, y); }
Tensor le(const Tensor& x, Scalar y) { return compare("le", CompareOp::less_equal, x, y); }
Tensor gt(const Tensor& x, Scalar y) { return compare("gt", CompareOp::greater, x, y); }
Tensor ge(const Tensor& x, Scalar y) { return compare("ge", CompareOp::greater_equal, x, y); }

Tensor logical_not(const Tensor& x) {
  return detail::defined("logical_not", x).to(DType::bool_) == Scalar(false);
}

Tensor logical_and(const Tensor& x, const Tensor& y) {
  return detail::binary("logical_and", kernels::BinaryOp::multiply,
                        detail::defined("logical_and", x).to(DType::bool_),
                        detail::defined("logical_and", y).to(DType::bool_));
}

Tensor logical_or(const Tensor& x, const Tensor& y) {
  return detail::binary("logical_or", kernels::BinaryOp::add,
                        detail::defined("logical_or", x).to(DType::bool_),
                        detail::defined("logical_or", y).to(DType::bool_));
}

Tensor isnan(const Tensor& x) {
  detail::defined("isnan", x);
  return ne(x, x);
}

Tensor where(const Tensor& condition, const Tensor& x, const Tensor& y) {
  if (detail::defined("where", condition).dtype() != DType::bool_) {
    fail(fmt::format("where: the condition must be bool, it is {}", name(condition.dtype())));
  }
  const DType type = detail::result_type(detail::defined("where", x), detail::defined("where", y));
  const Tensor a = x.to(type), b = y.to(type);
  const Shape shape = detail::broadcast_shapes("where", condition.shape(),
                                               detail::broadcast_shapes("where", a.shape(), b.shape()));
  Tensor out = make_tensor("where", shape, type);
  const Strides sc = detail::broadcast_strides(condition, shape), sa = detail::broadcast_strides(a, shape),
                sb = detail::broadcast_strides(b, shape);
  kernels::where(type, shape, {out.impl()->data, &out.strides()}, {condition.impl()->data, &sc},
                 {a.impl()->data, &sa}, {b.impl()->data, &sb});
  if (tracks(a, b)) {
    record(
        "WhereBackward0", out,
        [chosen = SavedTensor::input(condition), sx = a.shape(), sy = b.shape()](const Tensor& g,
                                                                                 Gradients& to) {
          const Tensor nothing = zeros({}, {.dtype = g.dtype()});
          if (to.wants(0)) to.give(0, detail::unbroadcast(where(chosen.get(to), g, nothing), sx));
          if (to.wants(1)) to.give(1, detail::unbroadcast(where(chosen.get(to), nothing, g), sy));
        },
        a, b);
  }
  return out;
}

bool equal(const Tensor& x, const Tensor& y) {
  return x.defined() && y.defined() && x.shape() == y.shape() && x.dtype() == y.dtype() &&
         all(x == y).item<bool>();
}

bool allclose(const Tensor& x, const Tensor& y, double rtol, double atol) {
  detail::defined("allclose", x);
  return all(isclose(x, detail::defined("allclose", y), {.rtol = rtol, .atol = atol})).item<bool>();
}

}  // namespace gradus
