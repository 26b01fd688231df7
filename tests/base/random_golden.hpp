#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/message_of.hpp"

/// What the tests of both random generators share: the stored draws, and how they are compared.
namespace gradus::random {

using nlohmann::json;

// What one golden call draws, as a vector of its own type.
using Floats = std::vector<float>;
using Doubles = std::vector<double>;
using Ints = std::vector<int64_t>;

/// The draws of rng.json, which NumPy 1.24 and PyTorch 1.13 made, for the library ("np" or "torch") and seed.
inline const json& golden_draws(const char* library, uint32_t seed) {
  static const json content = [] {
    std::ifstream file(GRADUS_GOLDEN_DIR "/rng.json");
    return json::parse(file);
  }();
  return content.at(library).at(std::to_string(seed));
}

/// What scikit-learn's and PyTorch's Debian packages drew, one stream in the order of the list
/// (make_data.py).
inline json stream_of(const char* library) {
  std::ifstream file(GRADUS_GOLDEN_DIR "/data.json");
  return json::parse(file).at(library);
}

/// The numbers of nested lists, row by row.
template <class T>
std::vector<T> flat(const json& value) {
  if (!value.is_array())
    return {static_cast<T>(value.get<std::conditional_t<std::is_same_v<T, float>, double, T>>())};
  std::vector<T> all;
  for (const json& part : value) {
    const std::vector<T> values = flat<T>(part);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

template <class T>
void expect_equal(const std::vector<T>& drawn, const json& expected, const std::string& what) {
  const std::vector<T> wanted = flat<T>(expected);
  ASSERT_EQ(drawn.size(), wanted.size()) << what;
  for (size_t i = 0; i < drawn.size(); ++i) EXPECT_EQ(drawn[i], wanted[i]) << what << " at " << i;
}

/// Tests that run once for each seed of rng.json.
class EverySeed : public testing::TestWithParam<uint32_t> {};

inline const auto golden_seeds = testing::Values(0u, 1u, 42u, 1234u);

}  // namespace gradus::random
