#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gradus/learn/class_weight.hpp"
#include "gradus/learn/descent.hpp"
#include "gradus/learn/predictor.hpp"

namespace gradus::learn::internal {

/// Classifiers by planes x coef + intercept = 0 that are moved step by step: one for two classes, else one
/// for each class against the rest (or all together, by softmax). What perceptron, Adaline and SGDClassifier
/// share.
class LinearClassifier : public OnlineClassifier {
 public:
  /// [1, d] for two classes, else [classes, d]: float64. An Error before fit().
  const Tensor& coef() const;
  /// [1] or [classes]: float64. An Error before fit().
  const Tensor& intercept() const;
  bool takes_sample_weight() const override { return true; }

 protected:
  virtual Descent descent() const = 0;
  virtual const ClassWeight& class_weight() const = 0;
  void learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) override;
  void learn_more(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights,
                  bool first) override;
  Tensor scores(const Tensor& x) const override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void begin(int64_t features);
  /// Calls f with a descent of the planes and the rows it takes.
  void descend(std::string_view call, const Tensor& x, const std::vector<int64_t>& places,
               const Tensor& weights, const std::function<void(PlaneDescent&, const DescentRows&)>& f);

  Tensor coef_, intercept_;
  int64_t steps_ = 0;
};

/// An Error in the name of the call unless a loss is finite.
void check_descent_loss(const std::string& op, double loss);

}  // namespace gradus::learn::internal
