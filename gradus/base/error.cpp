#include "gradus/base/error.hpp"

namespace gradus {

void Error::in_layer(std::string_view name) {
  message_.insert(0, std::string(name) + (has_path_ ? "." : ": "));
  has_path_ = true;
}

void fail(std::string message) { throw Error(std::move(message)); }

}  // namespace gradus
