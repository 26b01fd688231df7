#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace gradus {

/// Sets an environment variable while it lives.
class Environment {
 public:
  Environment(const char* variable, const std::string& value) : variable_(variable) {
    if (const char* old = std::getenv(variable)) old_ = old;
    setenv(variable, value.c_str(), 1);
  }
  ~Environment() {
    if (old_) {
      setenv(variable_, old_->c_str(), 1);
    } else {
      unsetenv(variable_);
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* variable_;
  std::optional<std::string> old_;
};

}  // namespace gradus
