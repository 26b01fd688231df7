#pragma once

#include <span>
#include <string_view>

#include "gradus/kernels/clusters.hpp"
#include "gradus/learn/predictor.hpp"

namespace gradus::learn {

enum class NeighborWeights : uint8_t {
  uniform,  ///< all neighbours count equally
  distance  ///< by 1 / distance; where some are at distance 0, those alone
};
std::span<const std::string_view> enum_names(NeighborWeights);

struct NeighborsOptions {
  int64_t n_neighbors = 5;
  NeighborWeights weights = NeighborWeights::uniform;
  int64_t p = 2;  ///< 2: Euclidean distances, 1: Manhattan
};

/// The nearest of the rows that were learned from.
struct Neighbors {
  Tensor distances;  ///< [n, k], ascending: float64
  Tensor indices;    ///< [n, k]: int64; of equally near rows the first
};

namespace internal {

/// The search that classifier and regressor share.
class NeighborSearch {
 public:
  explicit NeighborSearch(const NeighborsOptions& options) : options_(options) {}

  void check_options(const std::string& where) const;
  void check_rows(const std::string& op, const Tensor& x) const;
  /// The k nearest of `rows` for each row of x.
  Neighbors find(const Tensor& rows, const Tensor& x) const;
  /// How much each neighbour counts, [n, k].
  Tensor weights(const Neighbors& found) const;
  void options(Fields& f);

 private:
  NeighborsOptions options_;
};

}  // namespace internal

/// Classes by the votes of the nearest rows. Compares with every row that was learned from; of classes with
/// equal votes the smallest.
///
///     learn::KNeighborsClassifier knn({.n_neighbors = 3});
///     knn.fit(x, y);
///     knn.predict(x_new);
class KNeighborsClassifier final : public Learner<KNeighborsClassifier, Classifier> {
 public:
  static constexpr const char* kind_name = "KNeighborsClassifier";
  /// An Error unless there is a neighbour and p is 1 or 2.
  explicit KNeighborsClassifier(const NeighborsOptions& options = {});

  Neighbors kneighbors(const Tensor& x) const;
  bool has_probabilities() const override { return true; }

 protected:
  void learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) override;
  Tensor probabilities(const Tensor& x) const override;
  std::vector<int64_t> places(const Tensor& x) const override;
  int64_t least_classes() const override { return 1; }
  void options(Fields& f) override { search_.options(f); }
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  internal::NeighborSearch search_;
  Tensor rows_;
  std::vector<int64_t> row_places_;
};

/// Numbers by the mean of the nearest rows' numbers.
///
///     learn::KNeighborsRegressor knn({.weights = learn::NeighborWeights::distance});
///     knn.fit(x, y);
class KNeighborsRegressor final : public Learner<KNeighborsRegressor, Regressor> {
 public:
  static constexpr const char* kind_name = "KNeighborsRegressor";
  /// An Error unless there is a neighbour and p is 1 or 2.
  explicit KNeighborsRegressor(const NeighborsOptions& options = {});

  Neighbors kneighbors(const Tensor& x) const;

 protected:
  void learn(const Tensor& x, const Tensor& y, const Tensor& weights) override;
  Tensor outputs(const Tensor& x) const override;
  void options(Fields& f) override { search_.options(f); }
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  internal::NeighborSearch search_;
  Tensor rows_, targets_;
};

}  // namespace gradus::learn
