// Norms and what follows from them; powers and products.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linalg.hpp"
#include "gradus/core/ops/linalg_parts.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/kernels/decompositions.hpp"

namespace gradus::linalg {

NormOrder::NormOrder(const char* word) {
  const std::string_view text = word;
  if (text != "fro" && text != "nuc") {
    fail(fmt::format("norm: there is no order '{}'; a number, 'fro' and 'nuc' are", text));
  }
  kind_ = text == "fro" ? Kind::fro : Kind::nuc;
}

namespace {

const Tensor& floating(const char* op, const Tensor& x) {
  if (!is_floating_point(detail::defined(op, x).dtype())) {
    fail(fmt::format("{}: floating point is needed, the tensor is {}; convert it with to(float32)", op,
                     name(x.dtype())));
  }
  return x;
}

/// (sum |x|^p)^(1/p) for finite p other than 0; its slope is sign(x) (|x| / y)^(p-1), and 0 where x or y is.
Tensor power_norm(const Tensor& x, double p, const ReduceOptions& options) {
  Tensor kept;
  {
    const NoGrad guard;
    const ReduceOptions keeping{.dim = options.dim, .keepdim = true};
    const Tensor terms = p == 1 ? abs(x) : p == 2 ? square(x) : pow(abs(x), p);
    const Tensor total = sum(terms, keeping);
    kept = p == 1 ? total : p == 2 ? sqrt(total) : pow(total, 1 / p);
  }
  if (tracks(x)) {
    record(
        "LinalgVectorNormBackward0", kept,
        [p, sx = SavedTensor::input(x), sy = SavedTensor::output(kept)](const Tensor& g, Gradients& to) {
          const Tensor a = sx.get(to), y = sy.get(to);
          const Tensor flat = logical_or(a == 0, y == 0), one = ones({}, {.dtype = a.dtype()});
          const Tensor size = where(flat, one, abs(a)), whole = where(y == 0, one, y);
          const Tensor slope = p == 1 ? sign(a) : sign(a) * pow(size / whole, p - 1);
          to.give(0, g * where(flat, zeros({}, {.dtype = a.dtype()}), slope));
        },
        x);
  }
  if (options.keepdim) return kept;
  Shape shape;
  if (options.dim) {
    std::vector<bool> lost(static_cast<size_t>(x.dim()));
    for (int64_t axis : *options.dim) {
      if (x.dim() > 0) lost[static_cast<size_t>(normalize_axis("vector_norm", axis, x.dim()))] = true;
    }
    for (int i = 0; i < x.dim(); ++i) {
      if (!lost[static_cast<size_t>(i)]) shape.push_back(x.shape()[i]);
    }
  }
  return reshape(kept, shape);
}

}  // namespace

Tensor vector_norm(const Tensor& x, const NormOrder& ord, const ReduceOptions& options) {
  floating("vector_norm", x);
  if (ord.kind() != NormOrder::Kind::power)
    fail("vector_norm: a number is needed, not the name of a matrix norm");
  const double p = ord.power();
  if (std::isnan(p)) fail("vector_norm: the order is NaN");
  if (std::isinf(p)) return p > 0 ? amax(abs(x), options) : amin(abs(x), options);
  if (p == 0) return sum(ne(x, 0).to(x.dtype()), options);
  return power_norm(x, p, options);
}

namespace {

/// A matrix norm along the last two dimensions.
Tensor last_matrix_norm(const Tensor& x, const NormOrder& ord) {
  if (ord.kind() == NormOrder::Kind::fro) return vector_norm(x, 2, {.dim = Axes{-2, -1}});
  if (ord.kind() == NormOrder::Kind::nuc) return sum(svdvals(x), {.dim = -1});
  const double p = ord.power(), size = std::fabs(p);
  if (size != 1 && size != 2 && !std::isinf(size)) {
    fail(fmt::format(
        "matrix_norm: there is no matrix norm of order {}; 1, 2, infinity and their negatives are", p));
  }
  const Tensor sums = size == 2 ? svdvals(x) : sum(abs(x), {.dim = size == 1 ? -2 : -1});
  return p > 0 ? amax(sums, {.dim = -1}) : amin(sums, {.dim = -1});
}

}  // namespace

Tensor matrix_norm(const Tensor& x, const NormOrder& ord, const MatrixNormOptions& options) {
  matrices("matrix_norm", x);
  if (options.dim.rank() != 2) fail("matrix_norm: two dimensions are needed");
  const int a = normalize_axis("matrix_norm", options.dim[0], x.dim());
  const int b = normalize_axis("matrix_norm", options.dim[1], x.dim());
  if (a == b) fail(fmt::format("matrix_norm: dimension {} is named twice", a));
  Axes order;
  for (int i = 0; i < x.dim(); ++i) {
    if (i != a && i != b) order.push_back(i);
  }
  order.push_back(a);
  order.push_back(b);
  const Tensor y = last_matrix_norm(permute(x, order), ord);
  return options.keepdim ? unsqueeze(unsqueeze(y, std::min(a, b)), std::max(a, b)) : y;
}

Tensor norm(const Tensor& x, const std::optional<NormOrder>& ord, const ReduceOptions& options) {
  detail::defined("norm", x);
  const int dims = options.dim ? options.dim->rank() : x.dim();
  if (!ord) return vector_norm(x, 2, options);
  if (dims == 1 || (dims == 0 && !options.dim)) return vector_norm(x, *ord, options);
  if (dims != 2) {
    fail(fmt::format("norm: shape {} with an order needs one or two dimensions named", to_string(x.shape())));
  }
  return matrix_norm(x, *ord, {.dim = options.dim.value_or(Axes{-2, -1}), .keepdim = options.keepdim});
}

Tensor cond(const Tensor& x, const std::optional<NormOrder>& p) {
  matrices("cond", x);
  const NormOrder order = p.value_or(2);
  const bool by_values = order.kind() == NormOrder::Kind::power && std::fabs(order.power()) == 2;
  if (!by_values) square_matrices("cond", x);
  if (x.size(-1) == 0 || x.size(-2) == 0) return zeros(batch_of(x), {.dtype = x.dtype()});
  const bool nuclear = order.kind() == NormOrder::Kind::nuc;
  if (!by_values && !nuclear) return matrix_norm(x, order) * matrix_norm(inverse_named(nullptr, x), order);
  const Tensor s = svdvals(x);
  if (nuclear) return sum(s, {.dim = -1}) * sum(1 / s, {.dim = -1});
  const Tensor largest = select(s, -1, 0), smallest = select(s, -1, -1);
  return order.power() > 0 ? largest / smallest : smallest / largest;
}

namespace {

/// What counts as zero among these values: max(atol, rtol * largest), [..., 1].
Tensor tolerance(const Tensor& x, const Tensor& values, std::optional<double> atol,
                 std::optional<double> rtol) {
  const double epsilon = x.dtype() == DType::float32 ? double{std::numeric_limits<float>::epsilon()}
                                                     : std::numeric_limits<double>::epsilon();
  const double absolute = atol.value_or(0);
  const double relative =
      rtol.value_or(absolute > 0 ? 0 : epsilon * static_cast<double>(std::max(x.size(-1), x.size(-2))));
  return clamp(amax(values, {.dim = -1, .keepdim = true}) * relative, absolute);
}

}  // namespace

Tensor matrix_rank(const Tensor& x, const RankOptions& options) {
  const NoGrad guard;
  if (options.hermitian) square_matrices("matrix_rank", x);
  if (matrices("matrix_rank", x).size(-1) == 0 || x.size(-2) == 0) return full(batch_of(x), 0);
  const Tensor values = options.hermitian ? abs(eigvalsh(x)) : svdvals(x);
  return sum(values > tolerance(x, values, options.atol, options.rtol), {.dim = -1});
}

Tensor pinv(const Tensor& x, const PinvOptions& options) {
  matrices("pinv", x);
  Tensor y;
  if (x.size(-1) == 0 || x.size(-2) == 0) {
    y = zeros(joined(batch_of(x), {x.size(-1), x.size(-2)}), {.dtype = x.dtype()});
  } else {
    const NoGrad guard;
    const auto [u, s, vh] = svd(x, {.full_matrices = false});
    const Tensor counts = s > tolerance(x, s, options.atol, options.rtol);
    const Tensor one = ones({}, {.dtype = x.dtype()});
    const Tensor inverse = where(counts, 1 / where(counts, s, one), zeros({}, {.dtype = x.dtype()}));
    y = matmul(mT(vh) * unsqueeze(inverse, -2), mT(u));
  }
  if (tracks(x)) {
    // G. Golub and V. Pereyra, "The differentiation of pseudo-inverses", 1973.
    record(
        "LinalgPinvBackward0", y,
        [sx = SavedTensor::input(x), sy = SavedTensor::output(y)](const Tensor& g, Gradients& to) {
          const Tensor a = sx.get(to), p = sy.get(to), turned = mT(p), gt = mT(g);
          const Tensor right = matmul(gt, matmul(p, turned));  // [m, n]
          const Tensor left = matmul(matmul(turned, p), gt);   // [m, n]
          to.give(0, right - matmul(a, matmul(p, right)) + left - matmul(left, matmul(p, a)) -
                         matmul(turned, matmul(g, turned)));
        },
        x);
  }
  return y;
}

Tensor matrix_power(const Tensor& x, int64_t n) {
  square_matrices("matrix_power", x);
  if (n == 0) return identity_like(x);
  Tensor base = n < 0 ? inverse_named("matrix_power", x) : x, result;
  for (uint64_t left = n < 0 ? 0 - static_cast<uint64_t>(n) : static_cast<uint64_t>(n); left > 0; left /= 2) {
    if (left % 2 == 1) result = result.defined() ? matmul(result, base) : base;
    if (left > 1) base = matmul(base, base);
  }
  return result.is_same(x) ? x.clone() : result;
}

Tensor matrix_exp(const Tensor& x) {
  const Tensor dense = values_of(square_matrices("matrix_exp", x));
  Tensor y = make_like(dense);
  const int64_t n = x.size(-1);
  kernels::matrix_exp(x.dtype(), y.impl()->data, dense.impl()->data, batch_of(x).numel(), n);
  if (tracks(x)) {
    record(
        "LinalgMatrixExpBackward0", y,
        [n, sx = SavedTensor::input(x)](const Tensor& g, Gradients& to) {
          // The derivative stands in the corner of e^[a g; 0 a] (N. Higham, "Functions of matrices", 3.6).
          const Tensor a = mT(sx.get(to));
          const Tensor above = cat({a, g}, -1), below = cat({zeros_like(a), a}, -1);
          to.give(0, narrow(narrow(matrix_exp(cat({above, below}, -2)), -2, 0, n), -1, n, n));
        },
        x);
  }
  return y;
}

namespace {

/// Where to split the product of factors i..j for the least work: the classic table, sizes[i] x sizes[i + 1].
std::vector<std::vector<size_t>> best_splits(const std::vector<double>& sizes) {
  const size_t count = sizes.size() - 1;
  std::vector<std::vector<double>> cost(count, std::vector<double>(count));
  std::vector<std::vector<size_t>> split(count, std::vector<size_t>(count));
  for (size_t length = 1; length < count; ++length) {
    for (size_t i = 0; i + length < count; ++i) {
      const size_t j = i + length;
      cost[i][j] = std::numeric_limits<double>::infinity();
      for (size_t k = i; k < j; ++k) {
        const double work = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (work < cost[i][j]) {
          cost[i][j] = work;
          split[i][j] = k;
        }
      }
    }
  }
  return split;
}

Tensor chain(const std::vector<Tensor>& factors, const std::vector<std::vector<size_t>>& split, size_t i,
             size_t j) {
  if (i == j) return factors[i];
  const size_t k = split[i][j];
  return matmul(chain(factors, split, i, k), chain(factors, split, k + 1, j));
}

}  // namespace

Tensor multi_dot(std::span<const Tensor> tensors) {
  if (tensors.size() < 2) fail("multi_dot: at least two tensors are needed");
  std::vector<Tensor> factors;
  std::vector<double> sizes;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& x = detail::defined("multi_dot", tensors[i]);
    const bool end = i == 0 || i + 1 == tensors.size();
    if (x.dim() != 2 && !(end && x.dim() == 1)) {
      fail(fmt::format("multi_dot: tensor {} has shape {}; matrices are needed, or vectors at the ends", i,
                       to_string(x.shape())));
    }
    factors.push_back(x.dim() == 2 ? x : unsqueeze(x, i == 0 ? 0 : 1));
    check_same_type("multi_dot", tensors.front(), x);
    if (i > 0 && factors[i - 1].size(-1) != factors[i].size(0)) {
      fail(fmt::format("multi_dot: tensors {} and {} do not fit: {} x {}", i - 1, i,
                       to_string(tensors[i - 1].shape()), to_string(x.shape())));
    }
    sizes.push_back(static_cast<double>(factors[i].size(0)));
  }
  sizes.push_back(static_cast<double>(factors.back().size(1)));
  Tensor y = chain(factors, best_splits(sizes), 0, factors.size() - 1);
  if (tensors.back().dim() == 1) y = squeeze(y, -1);
  return tensors.front().dim() == 1 ? squeeze(y, 0) : y;
}

}  // namespace gradus::linalg
