// Linear algebra beyond the op table: reconstructions, bad matrices, and digits.
#include "gradus/core/ops/linalg.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../golden_tensor.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "op_runner.hpp"

namespace gradus::test {
namespace {

Tensor turned(const Tensor& x) { return transpose(x, -2, -1); }
Tensor unit(int64_t n) { return eye(n, {.dtype = float64}); }
Tensor largest(const Tensor& x) { return amax(abs(x)); }

const Shape shapes[] = {{5, 5}, {7, 3}, {3, 7}, {2, 4, 3}, {1, 1}, {40, 40}};

TEST(Linalg, FactorsGiveTheMatrixBack) {
  for (const Shape& shape : shapes) {
    SCOPED_TRACE(to_string(shape));
    const Tensor x = real(shape);
    for (const auto mode : {linalg::QrMode::reduced, linalg::QrMode::complete}) {
      const auto [q, r] = linalg::qr(x, mode);
      EXPECT_LT(largest(matmul(q, r) - x).item(), 1e-13);
      EXPECT_LT(largest(matmul(turned(q), q) - unit(q.size(-1))).item(), 1e-13);
    }
    for (const bool full : {false, true}) {
      const auto [u, s, vh] = linalg::svd(x, {.full_matrices = full});
      const int64_t k = s.shape().back();
      const Tensor back = matmul(narrow(u, -1, 0, k) * unsqueeze(s, -2), narrow(vh, -2, 0, k));
      EXPECT_LT(largest(back - x).item(), 1e-12);
      EXPECT_LT(largest(matmul(turned(u), u) - unit(u.size(-1))).item(), 1e-12);
      EXPECT_LT(largest(matmul(vh, turned(vh)) - unit(vh.size(-2))).item(), 1e-12);
    }
  }
}

TEST(Linalg, EigenvectorsKeepTheirDirection) {
  for (const Shape& shape : {Shape{4, 4}, Shape{2, 3, 3}, Shape{1, 1}, Shape{30, 30}}) {
    const Tensor x = real(shape), s = x + turned(x);
    const auto [w, v] = linalg::eigh(s);
    EXPECT_LT(largest(matmul(s, v) - v * unsqueeze(w, -2)).item(), 1e-12);
    EXPECT_LT(largest(matmul(turned(v), v) - unit(v.size(-1))).item(), 1e-13);
    // Only the named triangle is read.
    const Tensor mask = ge(unsqueeze(arange(s.size(-1)), 1), unsqueeze(arange(s.size(-1)), 0));
    const Tensor lower = where(mask, s, full({}, NAN, {.dtype = float64}));
    EXPECT_TRUE(equal(linalg::eigvalsh(lower), w));
    EXPECT_TRUE(allclose(linalg::eigvalsh(turned(lower), linalg::Uplo::upper), w));

    const auto [values, vectors] = linalg::eig(x);
    const Tensor re = vectors.real, im = vectors.imag;
    const Tensor a = unsqueeze(values.real, -2), b = unsqueeze(values.imag, -2);
    EXPECT_LT(largest(matmul(x, re) - (re * a - im * b)).item(), 1e-12);
    EXPECT_LT(largest(matmul(x, im) - (re * b + im * a)).item(), 1e-12);
    EXPECT_TRUE(allclose(sum(square(re) + square(im), {.dim = -2}), ones_like(values.real)));
    EXPECT_TRUE(allclose(linalg::eigvals(x).imag, values.imag));
  }
  const auto turn = linalg::eigvals(tensor({{0.0, -1.0}, {1.0, 0.0}}));
  EXPECT_EQ(turn.imag.to_vector(), (std::vector<double>{1, -1}));
}

TEST(Linalg, QrHasLapacksSigns) {
  const auto [q, r] = linalg::qr(tensor({{3.0, 1.0}, {4.0, 2.0}}, {.dtype = float64}));
  EXPECT_NEAR(r[0][0].item(), -5, 1e-14);
  EXPECT_NEAR(r[1][1].item(), 0.4, 1e-14);
  EXPECT_NEAR(q[0][0].item(), -0.6, 1e-14);
}

/// How many digits of the worst coefficient are right.
double digits(const Tensor& found, const Tensor& expected) {
  const double error = amax(abs(found - expected) / abs(expected)).item();
  return error == 0 ? 16 : -std::log10(error);
}

TEST(Linalg, LeastSquaresKeepsSevenDigitsAtCondition1e15) {
  const auto problem = read_golden("linalg.json")["least_squares"];
  const Tensor a = read_tensor(problem["design"]), b = read_tensor(problem["target"]);
  const Tensor exact = read_tensor(problem["solution"]);
  EXPECT_GT(problem["condition"].get<double>(), 5e14);
  const double by_qr = digits(linalg::lstsq(a, b).solution, exact);
  const double by_normal_equations = digits(linalg::solve(matmul(a.t(), a), matmul(a.t(), b)), exact);
  EXPECT_GE(by_qr, 7);
  EXPECT_LT(by_normal_equations, 1);
  RecordProperty("digits_qr", std::to_string(by_qr));
  RecordProperty("digits_normal_equations", std::to_string(by_normal_equations));
}

TEST(Linalg, LeastSquaresTellsItsResidualsAndRefusesDependentColumns) {
  const Tensor a = tensor({{1.0, 0.0}, {0.0, 1.0}, {0.0, 0.0}}, {.dtype = float64});
  const auto found = linalg::lstsq(a, tensor({1.0, 2.0, 3.0}, {.dtype = float64}));
  EXPECT_NEAR(found.residuals.item(), 9, 1e-14);
  EXPECT_EQ(found.rank.item<int>(), 2);
  EXPECT_EQ(linalg::lstsq(a.t(), ones({2}, {.dtype = float64})).residuals.shape(), Shape{0});
  const Tensor twice = tensor({{1.0, 2.0}, {2.0, 4.0}, {3.0, 6.0}}, {.dtype = float64});
  EXPECT_NE(message_of([&] {
              linalg::lstsq(twice, ones({3}, {.dtype = float64}));
            }).find("column 1 depends on those before it"),
            std::string::npos);
}

TEST(Linalg, SingularAndBrokenMatricesAreErrors) {
  const Tensor flat = tensor({{1.0, 2.0}, {2.0, 4.0}});
  const std::string singular = "matrix 0 of the batch, 2 x 2, is singular: elimination meets a pivot of zero";
  EXPECT_EQ(message_of([&] { linalg::inv(flat); }), "inv: " + singular);
  EXPECT_EQ(message_of([&] { linalg::solve(flat, ones({2})); }), "solve: " + singular);
  EXPECT_EQ(message_of([&] { linalg::matrix_power(flat, -1); }), "matrix_power: " + singular);
  Tensor leaf = flat.clone();
  leaf.requires_grad_();
  EXPECT_EQ(message_of([&] { grad(det(leaf), {leaf}, {.create_graph = true}); }),
            "det: a second derivative needs an inverse: " + singular);
  EXPECT_EQ(slogdet(flat).sign.item(), 0);
  EXPECT_EQ(slogdet(flat).logabsdet.item(), -INFINITY);
  EXPECT_EQ(linalg::cond(flat, 1).item(), INFINITY);

  const Tensor broken = full({2, 2, 2}, NAN);
  const std::string infinite = "matrix 0 of the batch, 2 x 2, holds values that are not finite";
  EXPECT_EQ(message_of([&] { linalg::svd(broken); }), "svd: " + infinite);
  EXPECT_EQ(message_of([&] { linalg::eigh(broken); }), "eigh: " + infinite);
  EXPECT_EQ(message_of([&] { linalg::eig(broken); }), "eig: " + infinite);
  EXPECT_NE(message_of([&] { cholesky(broken); }).find("is not positive definite"), std::string::npos);
  EXPECT_TRUE(all(isnan(det(broken))).item<bool>());
  EXPECT_TRUE(all(isnan(linalg::matrix_exp(broken))).item<bool>());
  // The second matrix of a batch is named.
  EXPECT_NE(message_of([&] {
              cholesky(unsqueeze(eye(2), 0) * tensor({1.0, -1.0}).reshape({2, 1, 1}));
            }).find("matrix 1 of the batch"),
            std::string::npos);
}

TEST(Linalg, WrongCallsAreErrors) {
  const Tensor x = real({2, 2});
  for (const auto& call : std::vector<std::function<void()>>{
           [&] {
             linalg::solve(x, real({2, 2}).to(float32));
           },
           [&] {
             linalg::inv(tensor({{1, 2}, {3, 4}}));
           },
           [&] { linalg::matrix_norm(x, 3); },
           [&] {
             linalg::matrix_norm(x, "fro", {.dim = {0, 0}});
           },
           [&] { linalg::matrix_norm(x, "max"); },
           [&] {
             linalg::norm(real({2, 2, 2}), 1);
           },
           [&] { linalg::multi_dot({x}); }, [&] { linalg::vector_norm(arange(3)); },
           [&] {
             linalg::cond(real({3, 2}), 1);
           },
           [&] {
             linalg::matrix_rank(real({3, 2}), {.hermitian = true});
           }}) {
    EXPECT_NE(message_of(call), "no error");
  }
  Tensor leaf = real({2, 2});
  leaf.requires_grad_();
  EXPECT_EQ(message_of([&] { linalg::eigvals(leaf); }),
            "eigvals: it has no gradient; call it under NoGrad or with detach()");
  EXPECT_EQ(
      message_of([&] {
        Tensor tall = real({3, 2});
        tall.requires_grad_();
        sum(linalg::qr(tall, linalg::QrMode::complete).q).backward();
      }),
      "qr: a complete decomposition with more rows than columns, r (3, 2), has no gradient; use the reduced "
      "one");
}

TEST(Linalg, RankAndNormFollowTheirTolerances) {
  const Tensor x = tensor({{1.0, 0.0}, {0.0, 1e-3}}, {.dtype = float64});
  EXPECT_EQ(linalg::matrix_rank(x).item<int>(), 2);
  EXPECT_EQ(linalg::matrix_rank(x, {.atol = 1e-2}).item<int>(), 1);
  EXPECT_EQ(linalg::matrix_rank(x, {.rtol = 1e-2}).item<int>(), 1);
  EXPECT_EQ(linalg::matrix_rank(x, {.hermitian = true}).item<int>(), 2);
  EXPECT_EQ(linalg::pinv(x, {.atol = 1e-2})[1][1].item(), 0);
  EXPECT_EQ(linalg::norm(x).item(), linalg::matrix_norm(x).item());
  EXPECT_EQ(linalg::norm(x, 1).item(), 1);
  EXPECT_NEAR(linalg::norm(x, "nuc").item(), 1.001, 1e-15);
  EXPECT_EQ(linalg::norm(tensor({3.0, 4.0})).item(), 5);
  EXPECT_EQ(linalg::norm(tensor({3.0, -4.0}), INFINITY).item(), 4);
}

TEST(Linalg, SeveralResultsAreOneOperation) {
  // Parts that are not used have no influence, not even where the vectors have no derivative.
  Tensor x = eye(2, {.dtype = float64, .requires_grad = true});
  const auto [u, s, vh] = linalg::svd(x);
  sum(s).backward();
  EXPECT_EQ(x.grad().to_vector(), (std::vector<double>{1, 0, 0, 1}));
  // A change of one result in place does not disturb the others' use.
  Tensor y = real({3, 3});
  y.requires_grad_();
  auto [q, r] = linalg::qr(y);
  const Tensor before = sum(q);
  r.mul_(2);
  EXPECT_NE(message_of([&] { before.backward(); }).find("LinalgQrBackward0 needs was changed in place"),
            std::string::npos);
}

TEST(Linalg, DigitsOfLargerMatrices) {
  const Tensor x = real({60, 60}) + 5.0 * unit(60);
  EXPECT_LT(largest(matmul(linalg::inv(x), x) - unit(60)).item(), 1e-12);
  const Tensor g = matmul(x, x.t());
  const Tensor l = cholesky(g);
  EXPECT_LT((largest(matmul(l, l.t()) - g) / largest(g)).item(), 1e-14);
  EXPECT_TRUE(equal(cholesky(g, {.upper = true}), l.t()));
  const Tensor b = real({60, 2});
  EXPECT_LT(largest(matmul(g, cholesky_solve(b, l)) - b).item(), 1e-10);
  const Tensor small = real({8, 8});
  EXPECT_LT(largest(matmul(matrix_exp(small), matrix_exp(-small)) - unit(8)).item(), 1e-8);
}

}  // namespace
}  // namespace gradus::test
