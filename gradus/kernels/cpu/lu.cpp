// What LU with partial pivoting gives: determinants, solutions, inverses, the matrix exponential.
#include <Eigen/LU>
#include <cmath>
#include <limits>

#include "gradus/kernels/cpu/dense.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using Lu = Eigen::PartialPivLU<Dense>;

struct LuArgs {
  const char* op;
  DType type;
  void* out;
  void* second;
  const void* x;
  const void* right;
  int64_t batch, n, k;
};

void determinant_kernel(const LuArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const Dense x = load(args.type, args.x, b, args.n, args.n);
    store(args.type, args.out, b, Dense::Constant(1, 1, args.n == 0 ? 1.0 : Lu(x).determinant()));
  }
}

void slogdet_kernel(const LuArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    double sign = 1, logarithm = 0;
    if (args.n > 0) {
      const Lu lu(load(args.type, args.x, b, args.n, args.n));
      sign = static_cast<double>(lu.permutationP().determinant());
      for (int64_t i = 0; i < args.n; ++i) {
        const double pivot = lu.matrixLU()(i, i);
        sign *= std::isnan(pivot) ? pivot : pivot > 0 ? 1.0 : pivot < 0 ? -1.0 : 0.0;
        logarithm += std::log(std::fabs(pivot));
      }
    }
    store(args.type, args.out, b, Dense::Constant(1, 1, sign));
    store(args.type, args.second, b, Dense::Constant(1, 1, logarithm));
  }
}

void solve_kernel(const LuArgs& args) {
  if (args.n == 0 || args.k == 0) return;  // nothing to store, and Eigen reads an element it has not
  for (int64_t b = 0; b < args.batch; ++b) {
    const Dense x = load(args.type, args.x, b, args.n, args.n);
    const Lu lu(x);
    if ((lu.matrixLU().diagonal().array() == 0).any()) {
      if (args.op) fail_matrix(args.op, b, x, "is singular: elimination meets a pivot of zero");
      store(args.type, args.out, b, Dense::Constant(args.n, args.k, std::numeric_limits<double>::infinity()));
      continue;
    }
    const Dense right =
        args.right ? load(args.type, args.right, b, args.n, args.k) : Dense(Dense::Identity(args.n, args.n));
    store(args.type, args.out, b, lu.solve(right));
  }
}

/// Pade approximation of order 13 of e^x after halving x until its norm is small, then squared back
/// (N. Higham, "The scaling and squaring method for the matrix exponential revisited", 2005).
Dense exponential(Dense x) {
  constexpr double largest = 5.371920351148152;  // up to this 1-norm the approximation is exact to rounding
  constexpr double c[] = {64764752532480000,
                          32382376266240000,
                          7771770303897600,
                          1187353796428800,
                          129060195264000,
                          10559470521600,
                          670442572800,
                          33522128640,
                          1323241920,
                          40840800,
                          960960,
                          16380,
                          182,
                          1};
  const double norm = x.cwiseAbs().colwise().sum().maxCoeff();
  if (!std::isfinite(norm)) return Dense::Constant(x.rows(), x.cols(), std::nan(""));
  int squarings = 0;
  if (norm > largest) {
    squarings = static_cast<int>(std::ceil(std::log2(norm / largest)));
    x *= std::ldexp(1.0, -squarings);
  }
  const Dense one = Dense::Identity(x.rows(), x.cols());
  const Dense x2 = x * x, x4 = x2 * x2, x6 = x4 * x2;
  const Dense odd_high = c[13] * x6 + c[11] * x4 + c[9] * x2;
  const Dense odd_sum = x6 * odd_high + c[7] * x6 + c[5] * x4 + c[3] * x2 + c[1] * one;
  const Dense odd = x * odd_sum;
  const Dense even_high = c[12] * x6 + c[10] * x4 + c[8] * x2;
  const Dense even = x6 * even_high + c[6] * x6 + c[4] * x4 + c[2] * x2 + c[0] * one;
  Dense y = Lu(Dense(even - odd)).solve(Dense(even + odd));
  for (int i = 0; i < squarings; ++i) y = Dense(y * y);
  return y;
}

void exponential_kernel(const LuArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b)
    store(args.type, args.out, b, exponential(load(args.type, args.x, b, args.n, args.n)));
}

}  // namespace

void determinant(DType type, void* out, const void* x, int64_t batch, int64_t n) {
  launch(&determinant_kernel, LuArgs{nullptr, type, out, nullptr, x, nullptr, batch, n, 1});
}

void slogdet(DType type, void* sign, void* logarithm, const void* x, int64_t batch, int64_t n) {
  launch(&slogdet_kernel, LuArgs{nullptr, type, sign, logarithm, x, nullptr, batch, n, 1});
}

void solve(const char* op, DType type, void* out, const void* a, const void* b, int64_t batch, int64_t n,
           int64_t k) {
  if (n == 0) return;
  launch(&solve_kernel, LuArgs{op, type, out, nullptr, a, b, batch, n, k});
}

void matrix_exp(DType type, void* out, const void* x, int64_t batch, int64_t n) {
  if (n == 0) return;
  launch(&exponential_kernel, LuArgs{nullptr, type, out, nullptr, x, nullptr, batch, n, n});
}

}  // namespace gradus::kernels
