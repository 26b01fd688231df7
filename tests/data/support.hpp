#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/message_of.hpp"

namespace gradus {

/// A file of tests/golden.
inline nlohmann::json golden(const std::string& name) {
  std::ifstream file(GRADUS_GOLDEN_DIR "/" + name);
  return nlohmann::json::parse(file);
}

}  // namespace gradus
