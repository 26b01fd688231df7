#pragma once

#include <vector>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus::data {

/// Brings each column to mean 0 and standard deviation 1: z = (x - mean) / scale.
///
/// mean and scale are those of the rows it was fitted on, in float64; scale is the population's standard
/// deviation (divided by n), and 1 for a column without spread. As in scikit-learn.
///
///     data::StandardScaler scaler;
///     Tensor train = scaler.fit_transform(x_train);
///     Tensor test = scaler.transform(x_test);
class StandardScaler {
 public:
  /// Takes mean and scale from x [n, d]; an Error when it is empty, holds NaN or infinity, or
  /// numbers too large to add up.
  StandardScaler& fit(const Tensor& x);

  /// (x - mean) / scale for x [n, d], in x's type (float64 for integers).
  Tensor transform(const Tensor& x) const;
  Tensor fit_transform(const Tensor& x) { return fit(x).transform(x); }

  /// z scale + mean: what transform() was given, but for rounding.
  Tensor inverse_transform(const Tensor& z) const;

  /// [d], float64. An Error before fit().
  const Tensor& mean() const;
  const Tensor& scale() const;
  const Tensor& var() const;

 private:
  Tensor checked(const char* op, const Tensor& x) const;

  Tensor mean_, var_, scale_;
};

}  // namespace gradus::data
