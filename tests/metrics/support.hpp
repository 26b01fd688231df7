#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gradus/core/ops/creation.hpp"
#include "tests/message_of.hpp"

namespace gradus::metrics {

using nlohmann::json;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;

/// What scikit-learn's function gave for these arguments.
struct Case {
  std::string function;
  std::vector<json> args;
  json options, value;

  Tensor arg(size_t i) const { return tensor_of(args.at(i)); }
  /// Undefined when the case has no weights.
  Tensor weight() const {
    return options.contains("sample_weight") ? tensor_of(options.at("sample_weight")) : Tensor();
  }
  template <class T>
  T option(const char* key, T otherwise) const {
    return options.contains(key) ? options.at(key).get<T>() : otherwise;
  }
  std::string describe() const { return function + " " + options.dump() + " " + json(args).dump(); }

  /// Whole numbers make int64, others float64; lists of lists make a matrix.
  static Tensor tensor_of(const json& values) {
    const auto n = static_cast<int64_t>(values.size());
    json flat = values;
    Shape shape{n};
    if (values.at(0).is_array()) {
      flat = json::array();
      for (const json& row : values) flat.insert(flat.end(), row.begin(), row.end());
      shape = {n, static_cast<int64_t>(values.at(0).size())};
    }
    if (flat.at(0).is_number_integer()) return from_data(flat.get<Ints>(), shape);
    return from_data(flat.get<Doubles>(), shape);
  }
};

/// The cases of one function in tests/golden/metrics.json.
inline std::vector<Case> cases_of(const std::string& function) {
  static const json content = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/metrics.json"));
  const auto array_of = [&](const json& value) {
    return value.is_object() ? content.at("arrays").at(value.at("array").get<size_t>()) : value;
  };
  std::vector<Case> cases;
  for (const json& c : content.at("cases")) {
    if (c.at("function") != function) continue;
    Case one{function, {}, c.at("options"), c.at("value")};
    for (const json& arg : c.at("args")) one.args.push_back(array_of(arg));
    if (one.options.contains("sample_weight")) {
      one.options["sample_weight"] = array_of(one.options.at("sample_weight"));
    }
    cases.push_back(one);
  }
  return cases;
}

/// All numbers of a value; null (scikit-learn's None) has none.
inline void flatten(const json& value, Doubles& numbers) {
  if (value.is_array()) {
    for (const json& part : value) flatten(part, numbers);
  } else if (!value.is_null()) {
    numbers.push_back(value.get<double>());
  }
}

/// To 1e-12, relative to numbers above 1.
inline void expect_equal(const Doubles& got, const Case& c) {
  Doubles wanted;
  flatten(c.value, wanted);
  ASSERT_EQ(got.size(), wanted.size()) << c.describe();
  for (size_t i = 0; i < got.size(); ++i) {
    ASSERT_NEAR(got[i], wanted[i], 1e-12 * std::max(1.0, std::abs(wanted[i]))) << i << " of " << c.describe();
  }
}

/// Compares call(case), a list of numbers, with scikit-learn's for each of `number` cases.
template <class F>
void expect_all_equal(const std::string& function, size_t number, F call) {
  const std::vector<Case> cases = cases_of(function);
  EXPECT_EQ(cases.size(), number) << function;
  for (const Case& c : cases) {
    ASSERT_NO_THROW(expect_equal(call(c), c)) << c.describe();
    if (testing::Test::HasFatalFailure()) return;
  }
}

inline Doubles operator+(Doubles a, const Doubles& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace gradus::metrics
