#include "interrupt.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "gradus/train/interrupt.hpp"

namespace gradus::cli {
namespace {

volatile std::sig_atomic_t seen = 0;

}  // namespace

void end_gently_on_interrupt() {
  std::signal(SIGINT, [](int) { seen = 1; });
}

bool interrupted() { return seen != 0; }

int tell_interrupted() {
  fmt::print(stderr, "gradus: interrupted; what was finished is kept\n");
  return train::interrupted_status;
}

}  // namespace gradus::cli
