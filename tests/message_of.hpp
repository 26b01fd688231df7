#pragma once

#include <string>

#include "gradus/base/error.hpp"

namespace gradus {

/// The words of the Error that a call ends with; "no error" when it does not.
inline std::string message_of(auto&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace gradus
