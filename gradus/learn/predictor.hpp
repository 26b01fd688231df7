#pragma once

#include <cstdint>
#include <vector>

#include "gradus/learn/estimator.hpp"
#include "gradus/learn/tensor_value.hpp"

namespace gradus::learn {

/// Learners that tell classes from rows.
///
/// Classes are whole numbers, of any type; they need not be 0, 1, ... With two classes a positive
/// decision_function() speaks for the larger one.
class Classifier : public Estimator {
 public:
  /// x [n, d], y [n]. An Error unless both have as many rows, and for fewer classes than the learner can do
  /// with.
  Classifier& fit(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {});
  /// The likeliest class of each row: int64 [n].
  Tensor predict(const Tensor& x) const;
  /// What speaks for a class: [n] for two classes, else [n, classes]. An Error for learners that have none.
  Tensor decision_function(const Tensor& x) const;
  /// The probability of each class, [n, classes]. An Error for learners that have none.
  Tensor predict_proba(const Tensor& x) const;
  /// Whether predict_proba() is there.
  virtual bool has_probabilities() const { return false; }
  /// The share of rows (of their weight) whose class is predicted.
  double score(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) const;
  void fit_any(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) override {
    fit(x, y, sample_weight);
  }
  double score_any(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) const override {
    return score(x, y, sample_weight);
  }
  /// The classes in ascending order: int64. An Error before fit().
  Tensor classes() const;

 protected:
  /// Learns from float64 rows and the places of their labels among classes_. Weights are float64 [n], all
  /// above 0, or undefined: always so unless takes_sample_weight().
  virtual void learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) = 0;
  /// decision_function() of float64 rows.
  virtual Tensor scores(const Tensor& x) const;
  virtual Tensor probabilities(const Tensor& x) const;
  /// The place of each row's class.
  virtual std::vector<int64_t> places(const Tensor& x) const;
  virtual int64_t least_classes() const { return 2; }
  size_t class_count() const { return classes_.size(); }
  void check_classes(const std::string& where) const;

  /// y as whole numbers, one for each row of x; an Error in the name of the call.
  std::vector<int64_t> labels(std::string_view call, const Tensor& x, const Tensor& y) const;
  /// The places of labels among the classes; an Error for an unknown one.
  std::vector<int64_t> places_of(std::string_view call, const std::vector<int64_t>& labels) const;

  std::vector<int64_t> classes_;
};

/// Classifiers that can learn in parts.
class OnlineClassifier : public Classifier {
 public:
  /// Learns on from more rows: one pass. The first call names all classes there will be (those of y unless
  /// given); later a label that is none of them is an Error.
  OnlineClassifier& partial_fit(const Tensor& x, const Tensor& y, const std::vector<int64_t>& classes = {},
                                const Tensor& sample_weight = {});

 protected:
  /// One pass over rows; begins anew when `first`.
  virtual void learn_more(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights,
                          bool first) = 0;
};

/// Learners that tell numbers from rows.
class Regressor : public Estimator {
 public:
  /// x [n, d], y [n] or [n, m] for m numbers a row.
  Regressor& fit(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {});
  /// [n] or [n, m], as y was; float32 for rows of float32, else float64.
  Tensor predict(const Tensor& x) const;
  /// R^2 of what is predicted, 1 at best.
  double score(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) const;
  void fit_any(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) override {
    fit(x, y, sample_weight);
  }
  double score_any(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) const override {
    return score(x, y, sample_weight);
  }

 protected:
  /// Learns from float64 rows and targets [n, m]. Weights are float64 [n], all above 0, or undefined: always
  /// so unless takes_sample_weight().
  virtual void learn(const Tensor& x, const Tensor& y, const Tensor& weights) = 0;
  /// [n, m] of float64 rows.
  virtual Tensor outputs(const Tensor& x) const = 0;
  void regressor_state(Fields& f) { f.required("vector_target", vector_target_); }
  bool vector_target() const { return vector_target_; }
  /// y as float64 [n, m] with a row for each of x; an Error in the name of the call.
  Tensor targets(std::string_view call, const Tensor& x, const Tensor& y) const;
  void set_target(const Tensor& y) { vector_target_ = y.dim() == 1; }

 private:
  bool vector_target_ = true;
};

}  // namespace gradus::learn
