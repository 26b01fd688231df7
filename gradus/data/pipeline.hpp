#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradus/data/transformer.hpp"

namespace gradus::data {

/// Columns as they are: what a pipeline or a ColumnTransformer takes for "nothing to do".
class Passthrough final : public Kind<Passthrough> {
 public:
  static constexpr const char* kind_name = "Passthrough";

 protected:
  void learn(const Frame& /*x*/) override {}
  Frame apply(const Frame& x) const override { return x; }
  Frame invert(const Frame& z) const override { return z; }
  void state(Fields& /*f*/) override {}
};

namespace internal {

/// A step with the name it has in a list.
struct NamedStep {
  std::string name;
  std::unique_ptr<Transformer> step;

  NamedStep() = default;
  NamedStep(std::string called, std::unique_ptr<Transformer> made)
      : name(std::move(called)), step(std::move(made)) {}
  NamedStep(const NamedStep& other) : name(other.name), step(other.step ? other.step->clone() : nullptr) {}
  NamedStep(NamedStep&&) noexcept = default;
  NamedStep& operator=(const NamedStep& other) { return *this = NamedStep(other); }
  NamedStep& operator=(NamedStep&&) noexcept = default;
  ~NamedStep() = default;
};

Value to_value(const NamedStep& step);
void read_value(const Value& value, NamedStep& step, std::string_view where);

/// An Error, in the name of `op`, for a name that is empty or taken.
void check_step_name(std::string_view op, const std::string& name, const std::vector<std::string>& taken);

}  // namespace internal

/// Steps one after the other, fitted, applied and saved as one.
///
///     data::Pipeline prepare;
///     prepare.add("fill", data::SimpleImputer()).add("scale", data::StandardScaler());
///     Tensor x = prepare.fit_transform(train);
class Pipeline final : public Kind<Pipeline> {
 public:
  static constexpr const char* kind_name = "Pipeline";
  Pipeline() = default;

  /// Adds a step at the end; the pipeline has to be fitted anew. An Error for a name that is empty or taken.
  Pipeline& add(const std::string& name, std::unique_ptr<Transformer> step);
  template <std::derived_from<Transformer> T>
  Pipeline& add(const std::string& name, T step) {
    return add(name, std::make_unique<T>(std::move(step)));
  }

  std::vector<std::string> step_names() const;
  /// The step of that name; an Error when there is none.
  const Transformer& operator[](const std::string& name) const;

 protected:
  void learn(const Frame& x) override;
  Frame apply(const Frame& x) const override;
  Frame invert(const Frame& z) const override;
  std::vector<std::string> output_names() const override;
  void state(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  std::vector<internal::NamedStep> steps_;
};

}  // namespace gradus::data
