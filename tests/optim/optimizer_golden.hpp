#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// PyTorch's numbers for the tests of optimisers (tests/golden/optimizers.json), and how they are compared.
namespace gradus::optim {

inline const nlohmann::json& golden() {
  static const nlohmann::json content = [] {
    std::ifstream file(GRADUS_GOLDEN_DIR "/optimizers.json");
    return nlohmann::json::parse(file);
  }();
  return content;
}

/// Within relative * max(1, |expected|) of what was expected, element by element.
inline void expect_close(const std::vector<double>& found, const nlohmann::json& expected, double relative,
                         const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const double wanted = expected[i];
    EXPECT_LE(std::fabs(found[i] - wanted), relative * std::fmax(1, std::fabs(wanted)))
        << what << " element " << i;
  }
}

}  // namespace gradus::optim
