#pragma once

#include <concepts>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/base/fields.hpp"
#include "gradus/data/frame.hpp"

namespace gradus::data {

/// A step of preparation: learns from the columns of training data, and turns the same columns of any data
/// into others.
///
/// Columns of a table are matched by name, and others are passed over, so that a table to predict from may
/// hold them in another order or hold more; an Error lists those that are missing. NaN and infinity are an
/// Error with row and column, except where a step is made for them.
///
///     data::MinMaxScaler scaler;
///     Tensor x = scaler.fit_transform(train);       // a table, or a tensor [n, d]
///     Tensor z = scaler.transform(test);
///     data::write_transformer("scaler.json", scaler);
class Transformer {
 public:
  virtual ~Transformer() = default;

  /// Learns from training data only; what was learned before is forgotten. After an Error it is as before.
  Transformer& fit(const io::Table& x);
  Transformer& fit(const Tensor& x);

  /// The columns as numbers [n, outputs]: float32 for a tensor of float32, else float64. An Error before
  /// fit(), and where columns of text come out.
  Tensor transform(const io::Table& x) const;
  Tensor transform(const Tensor& x) const;
  /// The same as a table, in which text may stand.
  io::Table transform_table(const io::Table& x) const;

  Tensor fit_transform(const io::Table& x) { return fit(x).transform(x); }
  Tensor fit_transform(const Tensor& x) { return fit(x).transform(x); }

  /// What transform() was given, as numbers or as a table. An Error for steps that cannot tell.
  Tensor inverse_transform(const Tensor& z) const;
  io::Table inverse_table(const Tensor& z) const;

  bool is_fitted() const { return !inputs_.empty(); }
  /// The columns it learned from; x0, x1, ... of a tensor. An Error before fit().
  const std::vector<std::string>& feature_names_in() const;
  /// The columns that transform() gives, with scikit-learn's names. An Error before fit().
  std::vector<std::string> feature_names_out() const;
  /// The type of each column it learned from, to demand when another table is read:
  /// `io::read_csv(path, {.types = step.column_types()})`.
  std::map<std::string, io::ColumnType, std::less<>> column_types() const;

  /// The type's name: "MinMaxScaler".
  virtual std::string kind() const = 0;
  /// A copy with what it has learned.
  virtual std::unique_ptr<Transformer> clone() const = 0;

  /// All of it as plain data, and back.
  Value save() const;
  static std::unique_ptr<Transformer> load(const Value& value, const std::string& where = "transformer");

 protected:
  Transformer() = default;
  Transformer(const Transformer&) = default;
  Transformer(Transformer&&) noexcept = default;
  Transformer& operator=(const Transformer&) = default;
  Transformer& operator=(Transformer&&) noexcept = default;

  /// "MinMaxScaler.transform", for errors.
  std::string op(std::string_view call) const;
  /// An Error in the name of the call before fit().
  void check_fitted(std::string_view call) const;

  /// Makes it as before fit().
  void forget() {
    inputs_.clear();
    input_types_.clear();
  }

  /// Learns from a frame with rows and columns.
  virtual void learn(const Frame& x) = 0;
  /// The frame that comes of one with the columns that were learned from, in their order.
  virtual Frame apply(const Frame& x) const = 0;
  virtual Frame invert(const Frame& z) const;
  virtual std::vector<std::string> output_names() const { return inputs_; }
  /// Options and what was learned: one list for saving and loading.
  virtual void state(Fields& f) = 0;
  /// After loading: an Error in the name of `where` unless what was loaded fits together.
  virtual void check_state(const std::string& /*where*/) const {}

 private:
  friend class Pipeline;
  friend class ColumnTransformer;
  void fit_frame(const Frame& x);
  Frame chosen_columns(const io::Table& x) const;

  std::vector<std::string> inputs_;
  std::vector<io::ColumnType> input_types_;
};

/// kind() and clone() of a step: `class MinMaxScaler final : public Kind<MinMaxScaler> { ... };` with a
/// `static constexpr const char* kind_name`.
template <class Self, class Base = Transformer>
class Kind : public Base {
 public:
  std::string kind() const override { return Self::kind_name; }
  std::unique_ptr<Transformer> clone() const override {
    return std::unique_ptr<Transformer>(new Self(static_cast<const Self&>(*this)));
  }
};

using TransformerMaker = std::unique_ptr<Transformer> (*)();
void register_transformer(const std::string& kind, TransformerMaker make);

/// Lets Transformer::load make steps of a type of your own.
template <std::derived_from<Transformer> T>
requires std::default_initializable<T>
void register_transformer() {
  register_transformer(T::kind_name, [] { return std::unique_ptr<Transformer>(std::make_unique<T>()); });
}

/// A fitted step as a JSON file, and back; numbers keep their bits.
void write_transformer(const std::string& path, const Transformer& transformer);
std::unique_ptr<Transformer> read_transformer(const std::string& path);

}  // namespace gradus::data
