#include "gradus/base/random/generator.hpp"

#include <cmath>
#include <numbers>

#include "gradus/base/random/uniform_bits.hpp"

namespace gradus {

float Generator::uniform_float32() { return random::uniform_of(random32()); }

double Generator::uniform_float64() { return random::uniform_of(random64()); }

double Generator::normal() {
  if (kept_normal_) {
    const double kept = *kept_normal_;
    kept_normal_.reset();
    return kept;
  }
  const double u1 = uniform_float64();
  const double u2 = uniform_float64();
  const double radius = std::sqrt(-2.0 * std::log1p(-u2));
  const double angle = 2.0 * std::numbers::pi * u1;
  kept_normal_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

namespace {

constinit thread_local GeneratorScope* innermost_scope = nullptr;

}  // namespace

GeneratorScope::GeneratorScope(uint64_t seed) : seed_(seed), outer_(innermost_scope) {
  innermost_scope = this;
}

GeneratorScope::~GeneratorScope() { innermost_scope = outer_; }

Generator& GeneratorScope::generator() {
  if (!generator_) generator_.emplace(seed_);
  return *generator_;
}

bool GeneratorScope::is_active() { return innermost_scope != nullptr; }

Generator& default_generator() {
  static Generator generator;
  return innermost_scope ? innermost_scope->generator() : generator;
}

void manual_seed(uint64_t seed) { default_generator().manual_seed(seed); }

}  // namespace gradus
