#pragma once

#include <Eigen/Core>

#include "gradus/base/dtype.hpp"

/// One matrix of a batch as Eigen works on it: float64, column-major. One type for all decompositions keeps
/// their compile times down: each is instantiated once.
namespace gradus::kernels {

using Dense = Eigen::MatrixXd;
using Column = Eigen::VectorXd;

/// Matrix number `index` of a dense row-major batch.
Dense load(DType type, const void* batch, int64_t index, int64_t rows, int64_t columns);
void store(DType type, void* batch, int64_t index, const Eigen::Ref<const Dense>& x);

/// An Error when matrix number `index` holds a NaN or an infinity.
void check_finite(const char* op, int64_t index, const Dense& x);
[[noreturn]] void fail_matrix(const char* op, int64_t index, const Dense& x, const char* what);

}  // namespace gradus::kernels
