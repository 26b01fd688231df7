#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gradus/gradus.hpp"
#include "tests/message_of.hpp"

namespace gradus::learn {

using nlohmann::json;
using Doubles = std::vector<double>;

/// What scikit-learn learned: tests/golden/make_learn.py.
inline const json& golden(const std::string& family) {
  static const json content = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/learn.json"));
  return content.at(family);
}

/// A shipped table, in float64.
inline data::LabelledData table(const std::string& name) {
  data::LabelledData data = name == "iris"     ? data::load_iris()
                            : name == "wine"   ? data::load_wine()
                            : name == "digits" ? data::load_digits()
                                               : data::load_breast_cancer();
  data.x = data.x.to(float64);
  return data;
}

inline void expect_near(const Tensor& ours, const json& theirs, double tolerance, const std::string& what) {
  const auto wanted = theirs.get<Doubles>();
  const Doubles seen = ours.to_vector();
  ASSERT_EQ(seen.size(), wanted.size()) << what;
  for (size_t i = 0; i < seen.size(); ++i) {
    ASSERT_NEAR(seen[i], wanted[i], tolerance * std::max(1.0, std::abs(wanted[i]))) << what << " " << i;
  }
}

/// Rows of standard normal numbers, NumPy's for the seed.
inline Tensor normal_rows(int64_t seed, int64_t rows, int64_t columns) {
  return from_data(random::NumpyRandom(seed).randn(rows * columns), {rows, columns});
}

}  // namespace gradus::learn
