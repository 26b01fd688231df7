#pragma once

#include "gradus/base/random/generator.hpp"

namespace gradus::nn::internal {

/// Puts the default generator back to where it was: for layers that are made only to be given other values.
class KeptGenerator {
 public:
  KeptGenerator() : before_(default_generator()) {}
  KeptGenerator(const KeptGenerator&) = delete;
  KeptGenerator& operator=(const KeptGenerator&) = delete;
  ~KeptGenerator() { default_generator() = before_; }

 private:
  Generator before_;
};

}  // namespace gradus::nn::internal
