#include "gradus/learn/estimator.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <mutex>
#include <ostream>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/frame.hpp"
#include "gradus/io/json.hpp"
#include "gradus/learn/kmeans.hpp"
#include "gradus/learn/linear_regression.hpp"
#include "gradus/learn/logistic_regression.hpp"
#include "gradus/learn/mini_batch_kmeans.hpp"
#include "gradus/learn/mlp.hpp"
#include "gradus/learn/neighbors.hpp"
#include "gradus/learn/pca.hpp"
#include "gradus/learn/perceptron.hpp"
#include "gradus/learn/sgd.hpp"

namespace gradus::learn {

Estimator& Estimator::operator=(const Estimator& other) {
  features_ = other.features_;
  losses_ = other.losses_;
  return *this;
}

std::string Estimator::op(std::string_view call) const { return fmt::format("{}.{}", kind(), call); }

void Estimator::check_fitted(std::string_view call) const {
  if (!is_fitted()) fail(fmt::format("{}: call fit() first", op(call)));
}

int64_t Estimator::n_features_in() const {
  check_fitted("n_features_in");
  return features_;
}

Tensor Estimator::training_rows(std::string_view call, const Tensor& x) const {
  const std::string name = op(call);
  return data::finite_matrix(name, data::Frame(name, x));
}

Tensor Estimator::known_rows(std::string_view call, const Tensor& x) const {
  check_fitted(call);
  const std::string name = op(call);
  const data::Frame frame(name, x);
  if (x.size(1) != features_) {
    fail(fmt::format("{}: x has {} columns, fitted were {}: {}", name, x.size(1), features_,
                     to_string(x.shape())));
  }
  return data::finite_matrix(name, frame);
}

void Estimator::check_takes_weight(std::string_view call, const Tensor& sample_weight) const {
  if (sample_weight.defined() && !takes_sample_weight()) {
    fail(fmt::format("{}: this learner takes no sample_weight: all rows count alike", op(call)));
  }
}

internal::CountedRows Estimator::counted_rows(std::string_view call, const Tensor& x,
                                              const Tensor& sample_weight) const {
  check_takes_weight(call, sample_weight);
  return internal::counted_rows(op(call), x, sample_weight);
}

void Estimator::end_epoch(double loss) {
  losses_.push_back(loss);
  if (observer_) observer_({static_cast<int64_t>(losses_.size()), loss, *this});
}

// --- Plain data.

namespace {

struct Makers {
  std::mutex lock;
  std::map<std::string, EstimatorMaker> by_kind;
};

template <class... Kinds>
void add_kinds(Makers& makers) {
  (makers.by_kind.emplace(Kinds::kind_name,
                          [] { return std::unique_ptr<Estimator>(std::make_unique<Kinds>()); }),
   ...);
}

Makers& makers() {
  static Makers all;
  static const bool filled = [] {
    add_kinds<SGDClassifier, SGDRegressor, MiniBatchKMeans>(all);
    add_kinds<KMeans, PCA, LinearRegression, Ridge, LogisticRegression, KNeighborsClassifier,
              KNeighborsRegressor, Perceptron, Adaline, MLPClassifier, MLPRegressor>(all);
    return true;
  }();
  static_cast<void>(filled);
  return all;
}

/// Null for a kind that nobody registered.
std::unique_ptr<Estimator> make_kind(const std::string& kind) {
  Makers& all = makers();
  const std::lock_guard guard(all.lock);
  const auto found = all.by_kind.find(kind);
  return found == all.by_kind.end() ? nullptr : found->second();
}

std::vector<std::string> known_kinds() {
  Makers& all = makers();
  const std::lock_guard guard(all.lock);
  std::vector<std::string> kinds;
  for (const auto& entry : all.by_kind) kinds.push_back(entry.first);
  return kinds;
}

std::string shown(const Value& value);

/// A dict of numbers by class, {0: 1.5}; others are too long.
std::string shown_dict(const Value::Dict& dict) {
  std::string text;
  for (const auto& [name, value] : dict) {
    if (!std::holds_alternative<double>(value.content())) return "...";
    text += fmt::format("{}{}: {}", text.empty() ? "{" : ", ", name, shown(value));
  }
  return text.empty() ? "{}" : text + "}";
}

/// An option as Python writes it.
std::string shown(const Value& value) {
  if (value.is_null()) return "None";
  if (const bool* truth = std::get_if<bool>(&value.content())) return *truth ? "True" : "False";
  if (value.is_text()) return fmt::format("'{}'", value.text("option"));
  if (value.is_dict()) return shown_dict(value.dict("option"));
  std::string text = io::to_json(value);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

void register_estimator(const std::string& kind, EstimatorMaker make) {
  Makers& all = makers();
  const std::lock_guard guard(all.lock);
  const auto [place, is_new] = all.by_kind.emplace(kind, make);
  if (!is_new && place->second != make) {
    fail(fmt::format("register_estimator: there is already a kind \"{}\"", kind));
  }
}

// Options and state are read and written by one function, which so takes an object that may change: a copy.
Value Estimator::params() const {
  Fields f;
  clone()->options(f);
  return Value(std::move(f.written()));
}

Value Estimator::save() const {
  const auto copy = clone();
  Value::Dict dict{{"kind", kind()}, {"params", params()}, {"n_features_in", features_}};
  if (is_fitted()) {
    Fields f;
    copy->learned(f);
    dict.emplace_back("loss_curve", value_of(losses_));
    dict.emplace_back("learned", Value(std::move(f.written())));
  }
  return Value(std::move(dict));
}

std::unique_ptr<Estimator> Estimator::load(const Value& value, const std::string& where) {
  Fields parts(value, where);
  std::string kind;
  Value params, learned;
  int64_t features = 0;
  std::vector<double> losses;
  parts.required("kind", kind);
  parts.required("params", params);
  parts.required("n_features_in", features);
  parts("loss_curve", losses);
  parts("learned", learned);
  parts.finish();
  auto result = make_kind(kind);
  if (!result) {
    fail(
        fmt::format("{}: there is no learner of the kind \"{}\"; {}, and learners of your own come in by "
                    "register_estimator()",
                    where, kind, did_you_mean(kind, known_kinds())));
  }
  const std::string inside = fmt::format("{}: {}", where, kind);
  Fields options(params, inside + ": params");
  result->options(options);
  options.finish();
  internal::check_count(inside, "n_features_in", features, 0);
  result->features_ = features;
  result->losses_ = std::move(losses);
  if (features > 0) {
    Fields state(learned, inside + ": learned");
    result->learned(state);
    state.finish();
  }
  result->check_state(inside);
  return result;
}

std::string to_string(const Estimator& estimator) {
  const auto plain = make_kind(estimator.kind());
  const Value defaults = plain ? plain->params() : Value(Value::Dict{});
  const Value given = estimator.params();
  std::string text;
  for (const auto& [name, value] : given.dict("params")) {
    const Value* usual = defaults.find(name);
    if (usual && *usual == value) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, shown(value));
  }
  return fmt::format("{}({})", estimator.kind(), text);
}

std::ostream& operator<<(std::ostream& stream, const Estimator& estimator) {
  return stream << to_string(estimator);
}

// --- Checks.

void internal::check_count(std::string_view where, const char* name, int64_t count, int64_t least) {
  if (count < least) fail(fmt::format("{}: {} = {} must be at least {}", where, name, count, least));
}

void internal::check_number(std::string_view where, const char* name, double number, bool positive) {
  if (!std::isfinite(number) || number < 0 || (positive && number == 0)) {
    fail(fmt::format("{}: {} = {} must be {}", where, name, number, positive ? "above 0" : "0 or more"));
  }
}

void internal::check_shape(const std::string& where, const char* name, const Tensor& tensor,
                           const Shape& shape) {
  if (tensor.defined() && tensor.shape() == shape) return;
  fail(fmt::format("{}: {} has the shape {}, not {}", where, name,
                   tensor.defined() ? to_string(tensor.shape()) : "of nothing", to_string(shape)));
}

}  // namespace gradus::learn
