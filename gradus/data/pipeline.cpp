#include "gradus/data/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"

namespace gradus::data {

namespace internal {

Value to_value(const NamedStep& step) {
  return Value(Value::Dict{{"name", step.name}, {"step", step.step->save()}});
}

void read_value(const Value& value, NamedStep& step, std::string_view where) {
  Fields f(value, where);
  f.required("name", step.name);
  step.step = Transformer::load(value.at("step", where), fmt::format("{}: {}", where, step.name));
}

void check_step_name(std::string_view op, const std::string& name, const std::vector<std::string>& taken) {
  if (name.empty()) fail(fmt::format("{}: a step needs a name", op));
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
    fail(fmt::format("{}: there is already a step \"{}\"", op, name));
  }
}

}  // namespace internal

Pipeline& Pipeline::add(const std::string& name, std::unique_ptr<Transformer> step) {
  internal::check_step_name("Pipeline.add", name, step_names());
  if (!step) fail(fmt::format("Pipeline.add: step \"{}\" is null", name));
  steps_.emplace_back(name, std::move(step));
  forget();
  return *this;
}

std::vector<std::string> Pipeline::step_names() const {
  std::vector<std::string> names;
  for (const auto& part : steps_) names.push_back(part.name);
  return names;
}

const Transformer& Pipeline::operator[](const std::string& name) const {
  for (const auto& part : steps_) {
    if (part.name == name) return *part.step;
  }
  fail(fmt::format("Pipeline: there is no step \"{}\"; {}", name, did_you_mean(name, step_names())));
}

void Pipeline::learn(const Frame& x) {
  std::vector<internal::NamedStep> fitted =
      steps_;  // copies, so that a failure leaves the pipeline as it was
  Frame at = x;
  for (size_t i = 0; i < fitted.size(); ++i) {
    fitted[i].step->fit_frame(at);
    if (i + 1 < fitted.size()) at = fitted[i].step->apply(at);
  }
  steps_ = std::move(fitted);
}

Frame Pipeline::apply(const Frame& x) const {
  Frame at = x;
  for (const auto& part : steps_) at = part.step->apply(at);
  return at;
}

Frame Pipeline::invert(const Frame& z) const {
  Frame at = z;
  for (auto part = steps_.rbegin(); part != steps_.rend(); ++part) at = part->step->invert(at);
  return at;
}

std::vector<std::string> Pipeline::output_names() const {
  return steps_.empty() ? feature_names_in() : steps_.back().step->feature_names_out();
}

void Pipeline::state(Fields& f) { f.required("steps", steps_); }

void Pipeline::check_state(const std::string& where) const {
  std::vector<std::string> given = feature_names_in();
  for (const auto& part : steps_) {
    if (!part.step->is_fitted() || part.step->feature_names_in() != given) {
      fail(fmt::format("{}: step \"{}\" does not take the columns it is given", where, part.name));
    }
    given = part.step->feature_names_out();
  }
}

}  // namespace gradus::data
