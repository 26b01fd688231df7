#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace gradus {

/// What every failed call throws: one sentence that says what was called, what is wrong, and what to do.
///
/// Inside a model the path of the layer comes first: `encoder.fc1: linear: ...`. A call that throws leaves
/// its arguments as they were.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}

  const char* what() const noexcept override { return message_.c_str(); }

  /// Puts the name of the layer that was running before the message; layers call it from the inside out.
  void in_layer(std::string_view name);

 private:
  std::string message_;
  bool has_path_ = false;
};

/// Throws Error(message); out of line, so that a check costs its caller one branch.
[[noreturn]] void fail(std::string message);

}  // namespace gradus
