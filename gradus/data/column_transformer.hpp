#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradus/data/pipeline.hpp"

namespace gradus::data {

/// Which columns of a table a step gets: those of these names, or all of a type when fit() sees them.
///
///     data::Columns({"age", "height"}), data::Columns::numbers(), data::Columns::texts()
class Columns {
 public:
  enum class Which { named, numbers, texts };

  Columns() = default;
  Columns(std::initializer_list<std::string> names) : names_(names) {}
  explicit Columns(std::vector<std::string> names) : names_(std::move(names)) {}
  static Columns numbers() { return Columns(Which::numbers); }
  static Columns texts() { return Columns(Which::texts); }

  /// The names among the columns of x; an Error, in the name of `op`, for one that is not there.
  std::vector<std::string> names_in(std::string_view op, const io::Table& x) const;

  friend void fields(Columns& columns, Fields& f);

 private:
  explicit Columns(Which which) : which_(which) {}

  Which which_ = Which::named;
  std::vector<std::string> names_;
};

struct ColumnTransformerOptions {
  bool passthrough =
      false;  ///< columns that no step takes come last, as they are; otherwise they are left out
  bool verbose_names = true;  ///< names begin with that of the step: "scale__age"
};

/// Gives each step columns of its own and puts what comes out side by side, for tables of numbers and text.
///
///     data::Pipeline numbers;
///     numbers.add("fill", data::SimpleImputer()).add("scale", data::StandardScaler());
///     data::ColumnTransformer prepare;
///     prepare.add("number", numbers, data::Columns::numbers())
///         .add("text", data::OneHotEncoder({.handle_unknown = data::Unknown::ignore}),
///         data::Columns::texts());
///     Tensor x = prepare.fit_transform(train);
class ColumnTransformer final : public Kind<ColumnTransformer> {
 public:
  static constexpr const char* kind_name = "ColumnTransformer";
  explicit ColumnTransformer(const ColumnTransformerOptions& options = {}) : options_(options) {}

  /// Adds a step; all has to be fitted anew. A step for which there is no column is passed over. An Error for
  /// a name that is empty or taken.
  ColumnTransformer& add(const std::string& name, std::unique_ptr<Transformer> step, Columns columns);
  template <std::derived_from<Transformer> T>
  ColumnTransformer& add(const std::string& name, T step, Columns columns) {
    return add(name, std::make_unique<T>(std::move(step)), std::move(columns));
  }

  std::vector<std::string> step_names() const;
  /// The step of that name; an Error when there is none.
  const Transformer& operator[](const std::string& name) const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  std::vector<std::string> output_names() const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  struct Part {
    internal::NamedStep step;
    Columns columns;
    std::vector<std::string> chosen = {};  // by fit()
  };
  friend void fields(Part& part, Fields& f);
  std::string prefixed(const std::string& step, const std::string& column) const;
  std::vector<std::string> names_of(const std::vector<Part>& parts,
                                    const std::vector<std::string>& rest) const;

  ColumnTransformerOptions options_;
  std::vector<Part> parts_;
  std::vector<std::string> rest_;
};

/// What most tables need: gaps in numbers filled with the median, then mean 0 and deviation 1; gaps in text
/// filled with the most frequent value, then one column for each category, where a category that fit() did
/// not see gives zeros. Output columns have the names of their columns alone.
ColumnTransformer table_preparation();

}  // namespace gradus::data
