#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gradus/learn/estimator.hpp"
#include "gradus/learn/tensor_value.hpp"

namespace gradus::learn {

enum class PCASolver : uint8_t {
  automatic,  ///< "auto": covariance_eigh for ten times as many rows as columns (up to 1000), randomized
              ///< for few components of large data, else full
  full,       ///< singular values of the centred rows, in float64: no digit of small ones is lost
  covariance_eigh,  ///< eigenvectors of the covariance: by far the fastest for many rows
  randomized        ///< Halko, Martinsson and Tropp (2011): the first components of large data, nearly
};
std::span<const std::string_view> enum_names(PCASolver);

struct PCAOptions {
  std::optional<int64_t> n_components = std::nullopt;  ///< all, min(n, d), unless given
  bool whiten = false;                                 ///< outputs have variance 1
  PCASolver svd_solver = PCASolver::automatic;
  int64_t n_oversamples = 10;                            ///< randomized: directions beside those wanted
  std::optional<int64_t> iterated_power = std::nullopt;  ///< randomized: passes; 4, or 7 for few components
  int64_t seed = 0;
};

/// Principal component analysis: the directions in which rows vary most, orthonormal, largest variance first.
///
/// The largest weight of each component is positive, as in scikit-learn from 1.5 on. An Error for a single
/// row.
///
///     learn::PCA pca({.n_components = 2});
///     Tensor plane = pca.fit_transform(x);        // [n, 2]
///     Tensor near = pca.inverse_transform(plane);  // [n, d]
class PCA final : public Learner<PCA, Estimator> {
 public:
  static constexpr const char* kind_name = "PCA";
  explicit PCA(const PCAOptions& options = {});

  PCA& fit(const Tensor& x);
  void fit_any(const Tensor& x, const Tensor& /*y*/, const Tensor& sample_weight = {}) override {
    check_takes_weight("fit", sample_weight);
    fit(x);
  }
  double score_any(const Tensor& x, const Tensor& /*y*/, const Tensor& sample_weight = {}) const override {
    check_takes_weight("score", sample_weight);
    return score(x);
  }
  /// (x - mean) components^T, [n, k]; divided by the root of each variance when whitening.
  Tensor transform(const Tensor& x) const;
  Tensor fit_transform(const Tensor& x) { return fit(x).transform(x); }
  /// The rows [n, d] that lie nearest to those with these outputs [n, k].
  Tensor inverse_transform(const Tensor& z) const;
  /// The mean log-likelihood of rows under the normal distribution that was learned.
  double score(const Tensor& x) const;

  /// All float64; an Error before fit().
  const Tensor& components() const;                ///< [k, d]
  const Tensor& explained_variance() const;        ///< [k]
  const Tensor& explained_variance_ratio() const;  ///< [k] shares of the variance of all columns
  const Tensor& mean() const;                      ///< [d]
  int64_t n_components() const;
  /// The mean variance in the directions that were left out; 0 when none were.
  double noise_variance() const;

 protected:
  void options(Fields& f) override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void check_options(const std::string& where) const;
  void learn(const Tensor& x);

  PCAOptions options_;
  Tensor components_, variance_, ratio_, mean_;
  double noise_ = 0;
};

}  // namespace gradus::learn
