#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "gradus/base/error.hpp"

namespace gradus {

/// A file of tests/golden.
inline nlohmann::json golden(const std::string& name) {
  std::ifstream file(GRADUS_GOLDEN_DIR "/" + name);
  return nlohmann::json::parse(file);
}

/// What the call throws, as text.
std::string message_of(auto&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace gradus
