#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gradus/base/fields.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::learn {

struct Balanced {};
/// Makes classes count alike, however many rows they have: `{.class_weight = learn::balanced}`.
inline constexpr Balanced balanced;

/// How much the rows of each class count: 1 unless given; balanced, n / (k count), as in scikit-learn, with
/// the rows' own weights in place of counts where there are any; or a weight for each class, 1 for those
/// without.
///
///     learn::LogisticRegression model({.class_weight = learn::balanced});
///     learn::Perceptron other({.class_weight = {{0, 1.0}, {1, 5.0}}});
class ClassWeight {
 public:
  ClassWeight() = default;
  ClassWeight(Balanced) : balanced_(true) {}  // NOLINT(google-explicit-constructor): it is said in options
  ClassWeight(std::initializer_list<std::pair<const int64_t, double>> weights) : weights_(weights) {}
  explicit ClassWeight(std::map<int64_t, double> weights) : weights_(std::move(weights)) {}

  bool is_none() const { return !balanced_ && weights_.empty(); }
  bool is_balanced() const { return balanced_; }
  const std::map<int64_t, double>& weights() const { return weights_; }

  /// An Error for weights that are negative, not finite or all 0.
  void check(std::string_view where) const;
  /// The weight of each of the classes, of which `places` names that of each row; empty for none. An Error in
  /// the name of `op` for a weight of a class that there is not while a class has none.
  std::vector<double> of(std::string_view op, const std::vector<int64_t>& classes,
                         const std::vector<int64_t>& places, const Tensor& row_weights) const;

 private:
  bool balanced_ = false;
  std::map<int64_t, double> weights_;
};

/// Null, "balanced", or a dict of weights by class.
Value to_value(const ClassWeight& weight);
void read_value(const Value& value, ClassWeight& weight, std::string_view where);

}  // namespace gradus::learn
