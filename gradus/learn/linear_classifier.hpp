#pragma once

#include <cstdint>
#include <vector>

#include "gradus/learn/predictor.hpp"

namespace gradus::learn::internal {

/// What is made smaller, of a score s and a side t of 1 or -1.
enum class Rule : uint8_t {
  perceptron,  ///< max(0, -t s)
  hinge,       ///< max(0, 1 - t s)
  squared      ///< (s - t)^2
};

/// How planes are moved.
struct Schedule {
  Rule rule;
  double rate;
  int64_t batch;  ///< rows of a step
  int64_t epochs;
  double tol;        ///< an epoch that makes the loss smaller by less counts as none
  int64_t patience;  ///< so many such epochs in a row end it
  bool shuffle, intercept;
  int64_t seed;
};

/// Classifiers by planes x coef + intercept = 0 that are moved step by step: one for two classes, else one
/// for each class against the rest. What perceptron and Adaline share.
class LinearClassifier : public OnlineClassifier {
 public:
  /// [1, d] for two classes, else [classes, d]: float64. An Error before fit().
  const Tensor& coef() const;
  /// [1] or [classes]: float64. An Error before fit().
  const Tensor& intercept() const;

 protected:
  virtual Schedule schedule() const = 0;
  void learn(const Tensor& x, const std::vector<int64_t>& places) override;
  void learn_more(const Tensor& x, const std::vector<int64_t>& places, bool first) override;
  Tensor scores(const Tensor& x) const override;
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  void begin(int64_t features);
  void run_epoch(const Schedule& schedule, const Tensor& x, const std::vector<int64_t>& places,
                 const std::vector<int64_t>& order);

  Tensor coef_, intercept_;
};

}  // namespace gradus::learn::internal
