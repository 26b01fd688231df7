#pragma once

#include <concepts>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gradus/base/fields.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/learn/row_weights.hpp"

/// The classic learners, with scikit-learn's words and defaults.
namespace gradus::learn {

class Estimator;

/// What a learner tells of each epoch (an iteration, for those that have no epochs).
struct Progress {
  int64_t epoch;             ///< from 1
  double loss;               ///< what it makes smaller
  const Estimator& learner;  ///< as it is now; good during the call only
};
using Observer = std::function<void(const Progress&)>;

/// What all learners have in common: options, what was learned, copies, plain data.
///
/// Rows x are [n, d] of any number type; float32 is learned from in float32 where the learner says so, all
/// else in float64. NaN and infinity are an Error with row and column. A fit() that fails leaves the learner
/// as it was.
///
/// `sample_weight` [n] says how much each row counts: a row of weight 2 like two rows, one of weight 0 as if
/// it were not there; undefined, each counts 1. An Error for weights that are negative, not finite or all 0,
/// and for learners that take none.
///
///     learn::LogisticRegression model({.C = 10});
///     model.fit(x, y);
///     double accuracy = model.score(x_test, y_test);
///     Value kept = model.save();
///     auto same = learn::Estimator::load(kept);
class Estimator {
 public:
  virtual ~Estimator() = default;

  bool is_fitted() const { return features_ > 0; }
  /// The number of columns it learned from. An Error before fit().
  int64_t n_features_in() const;
  /// The loss of each epoch of the last fit(); of all epochs so far where it was fitted in parts. Empty for
  /// learners that solve their problem in one go.
  const std::vector<double>& loss_curve() const { return losses_; }
  /// fit() whatever the family: learners that need no targets do not look at y, which may be undefined.
  virtual void fit_any(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) = 0;
  /// score() whatever the family.
  virtual double score_any(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {}) const = 0;
  /// Whether rows can count differently when it learns.
  virtual bool takes_sample_weight() const { return false; }
  /// Is told of each epoch while it learns; an empty function for silence. Copies are not observed.
  void observe(Observer observer) { observer_ = std::move(observer); }

  /// The type's name: "KMeans".
  virtual std::string kind() const = 0;
  /// A copy with what it has learned.
  virtual std::unique_ptr<Estimator> clone() const = 0;
  /// Its options by name.
  Value params() const;

  /// All of it as plain data, and back.
  Value save() const;
  static std::unique_ptr<Estimator> load(const Value& value, const std::string& where = "estimator");

 protected:
  Estimator() = default;
  Estimator(const Estimator& other) : features_(other.features_), losses_(other.losses_) {}
  Estimator& operator=(const Estimator& other);

  /// "KMeans.fit", for errors.
  std::string op(std::string_view call) const;
  void check_fitted(std::string_view call) const;
  /// Rows to learn from: dense, floating point, finite.
  Tensor training_rows(std::string_view call, const Tensor& x) const;
  /// Rows to use what was learned on: with the columns that were learned from as well.
  Tensor known_rows(std::string_view call, const Tensor& x) const;
  /// An Error for weights of rows where the learner takes none.
  void check_takes_weight(std::string_view call, const Tensor& sample_weight) const;
  /// Those of the rows to learn from that count, and how much they do.
  internal::CountedRows counted_rows(std::string_view call, const Tensor& x,
                                     const Tensor& sample_weight) const;

  /// Calls f, which learns; when it throws, the learner is as before.
  template <class F>
  void learn_or_restore(F f) {
    const auto before = clone();
    try {
      f();
    } catch (...) {
      restore(*before);
      throw;
    }
  }
  /// Begins to learn from so many columns, with no losses yet.
  void begin_learning(int64_t features) {
    features_ = features;
    losses_.clear();
  }
  /// Adds the loss of an epoch, and tells the observer.
  void end_epoch(double loss);
  /// The losses of the best of several attempts.
  void keep_losses(std::vector<double> losses) { losses_ = std::move(losses); }

  /// Becomes what another of the same type is.
  virtual void restore(const Estimator& other) = 0;
  virtual void options(Fields& f) = 0;
  virtual void learned(Fields& f) = 0;
  /// After loading: an Error in the name of `where` unless the options are valid and what was learned (if
  /// is_fitted()) fits together.
  virtual void check_state(const std::string& where) const = 0;

 private:
  int64_t features_ = 0;
  std::vector<double> losses_;
  Observer observer_;
};

/// The type and the options that are not the defaults: KMeans(n_clusters=3, seed=0).
std::string to_string(const Estimator& estimator);
std::ostream& operator<<(std::ostream& stream, const Estimator& estimator);

/// kind() and clone() of a learner: `class KMeans final : public Learner<KMeans, Estimator> { ... };` with a
/// `static constexpr const char* kind_name`.
template <class Self, class Base>
class Learner : public Base {
 public:
  std::string kind() const override { return Self::kind_name; }
  std::unique_ptr<Estimator> clone() const override {
    return std::unique_ptr<Estimator>(new Self(static_cast<const Self&>(*this)));
  }

 protected:
  void restore(const Estimator& other) override {
    static_cast<Self&>(*this) = static_cast<const Self&>(other);
  }
};

using EstimatorMaker = std::unique_ptr<Estimator> (*)();
void register_estimator(const std::string& kind, EstimatorMaker make);

/// Lets Estimator::load make learners of a type of your own.
template <std::derived_from<Estimator> T>
requires std::default_initializable<T>
void register_estimator() {
  register_estimator(T::kind_name, [] { return std::unique_ptr<Estimator>(std::make_unique<T>()); });
}

namespace internal {
/// An Error `where: name = 0 ...` unless a count is at least `least`.
void check_count(std::string_view where, const char* name, int64_t count, int64_t least = 1);
/// An Error unless a number is finite and not negative, or above 0 when it must be.
void check_number(std::string_view where, const char* name, double number, bool positive = false);
/// An Error unless a learned tensor has this shape.
void check_shape(const std::string& where, const char* name, const Tensor& tensor, const Shape& shape);
}  // namespace internal

}  // namespace gradus::learn
